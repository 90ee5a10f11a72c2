package hub

import (
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

// service is the actor of what tests do behind the pages.
var service = access.Service("test")

// newSite is the service with the desk's pages.
func newSite(t *testing.T) *sitetest.Site {
	t.Helper()
	s := sitetest.New(t)
	sitetest.Must[*Area](t)(New(s.Frame(), Services{
		Now: s.Now, Zone: time.UTC, Accounts: s.Accounts, Listings: s.Listings, Needs: s.Needs, Thesaurus: s.Thesaurus,
		Jobs: s.Jobs, Outbox: s.Outbox, Trail: s.Trail,
	})).Mount(s.App)
	return s
}
