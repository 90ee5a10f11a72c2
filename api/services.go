package api

import (
	"net/http"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/jobs"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/internal/webhook"
	"github.com/allagehub/matcharenan/matching/live"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/testbeds/needcheck"
)

// Services are what the operations call.
type Services struct {
	Now       func() time.Time
	Accounts  *accounts.Service
	Listings  *catalog.Listings
	Needs     *testbeds.Needs
	Checker   *testbeds.Checker // of needs that are matched without being recorded
	NeedCheck *needcheck.Checker
	Live      *live.Service
	Jobs      *jobs.Runner
	Outbox    *outbox.Outbox
	Webhooks  *webhook.Service
	Trail     *audit.Trail
	Version   string // of the program

	Continue func(importID string) // goes on with an import beside the request
}

// operations is the whole table, in the order of the contract.
func (s *Services) operations() []operation {
	var all []operation
	for _, group := range [][]operation{
		s.searchOperations(),
		s.productOperations(),
		s.matchOperations(),
		s.listingOperations(),
		s.mediaOperations(),
		s.importOperations(),
		s.needOperations(),
		s.needCheckOperations(),
		s.sessionOperations(),
		s.providerOperations(),
		s.accountOperations(),
		s.organisationOperations(),
		s.peopleOperations(),
		s.tokenOperations(),
		s.webhookOperations(),
		s.jobOperations(),
		s.outboxOperations(),
		s.auditOperations(),
		s.contractOperations(),
	} {
		all = append(all, group...)
	}
	return all
}

// Mount adds the operations to the application.
func Mount(app *web.App, s *Services) {
	for _, o := range s.operations() {
		if o.Method == http.MethodGet {
			app.Get(o.fiberPath(), o.handlers()...) // and HEAD
			continue
		}
		app.Add(o.Method, o.fiberPath(), o.handlers()...)
	}
	s.mountMedia(app)
}
