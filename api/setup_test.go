package api

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/jobs"
	"github.com/allagehub/matcharenan/internal/mail"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/internal/webhook"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/live"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/testbeds/needcheck"
)

// now is the time of the tests.
var now = time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC)

const password = "en lång mening om natten"

// errBroken is what no caller is told.
var errBroken = errors.New("password of the database: hunter2")

// testService is the whole service behind the operations, with two organisations on
// each side and people for every role in the first of them.
type testService struct {
	t         *testing.T
	app       *web.App
	engine    store.Engine
	services  *Services
	provider  *provider
	log       journal
	passed    atomic.Int64  // of time since now
	real      atomic.Bool   // whether the time is that of the machine
	tick      time.Duration // that passes with each call
	continued []string      // imports that went on beside a request

	organisations map[string]string      // "company", "other company", ...: ID
	people        map[access.Role]string // ID of who has the role
	tokens        map[string]string      // session tokens by role, or "other " and role
	secrets       sync.Map               // of sessions, by their token
	addresses     int                    // that have been given away
}

// newService makes a service on an empty store.
func newService(t *testing.T) *testService {
	t.Helper()
	s := &testService{
		t: t, engine: storetest.OpenDeclared(t, declarations()), organisations: map[string]string{}, people: map[access.Role]string{}, tokens: map[string]string{},
	}
	s.make()
	return s
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// clock is the time of the service, which a test can let pass, or take from the
// machine.
func (s *testService) clock() time.Time {
	if s.real.Load() {
		return now.Add(time.Since(now))
	}
	return now.Add(time.Duration(s.passed.Load()))
}

func (s *testService) pass(d time.Duration) { s.passed.Add(int64(d)) }

// declarations are all collections.
func declarations() []store.Declaration {
	return slices.Concat(
		accounts.Declarations(), audit.Declarations(), catalog.Declarations(), testbeds.Declarations(), jobs.Declarations(),
		outbox.Declarations(), webhook.Declarations(), []store.Declaration{web.Declaration()},
	)
}

func (s *testService) make() {
	t := s.t
	th := must[*thesaurus.Thesaurus](t)(thesaurus.Load())
	ids := catalog.Thesaurus{ProductTypes: th.IDs(thesaurus.ProductType), Functions: th.IDs(thesaurus.Function)}
	checker := must[*testbeds.Checker](t)(testbeds.NewChecker(ids))
	composer := mail.NewComposer(s.clock)
	log := slog.New(slog.NewJSONHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	messages := outbox.New(outbox.Config{Engine: s.engine, Now: s.clock, Log: log, HashKey: []byte("test"), Instance: "test"})
	s.provider = newProvider(t)
	a := must[*accounts.Service](t)(accounts.New(accounts.Config{
		Providers: providers(s.provider), Engine: s.engine, Mailer: composer, Now: s.clock,
		Hashing: accounts.Hashing{Memory: 64, Iterations: 1, Parallelism: 1, Concurrent: 4, Waiting: 100},
		Link:    func(p accounts.Page, secret string) string { return "http://localhost/" + string(p) + "#" + secret },
	}))
	listings := must[*catalog.Listings](t)(catalog.NewListings(catalog.Options{
		Engine: s.engine, Checker: must[*catalog.Checker](t)(catalog.NewChecker(ids)), Vendors: names{a}, Mailer: noMail{},
	}))
	remarks := must[*needcheck.Checker](t)(needcheck.New(matching.Solutions{Thesaurus: th}))
	needs := must[*testbeds.Needs](t)(testbeds.NewNeeds(testbeds.Options{
		Engine: s.engine, Checker: checker, Municipalities: names{a},
		Refuse: func(n *testbeds.Need) []fault.Problem { return needcheck.Problems(remarks.Check(n)) },
	}))
	l := must[*live.Service](t)(live.Open(t.Context(), live.Options{
		Dir: t.TempDir(), Engine: s.engine, Feed: catalog.Collection, Shelf: shelf{listings, s.clock}, Thesaurus: th,
		Ruleset: must[*matching.Ruleset](t)(matching.StandardRuleset()), Log: log,
	}))
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	s.services = &Services{
		Now: s.clock, Accounts: a, Listings: listings, Needs: needs, Checker: checker, NeedCheck: remarks, Live: l, Outbox: messages,
		Webhooks: webhook.New(webhook.Config{Engine: s.engine, Outbox: messages, Events: []string{"listing.publish"}, Now: s.clock}),
		Jobs: must[*jobs.Runner](t)(jobs.New(jobs.Config{
			Engine: s.engine, Now: s.clock, Log: log, Instance: "test",
			Jobs: []jobs.Job{
				{Name: "nothing", Schedule: "@daily", Run: func(context.Context, jobs.Tick) (jobs.Report, error) { return jobs.Report{"done": 1}, nil }},
				{Name: "broken", Schedule: "@daily", Run: func(context.Context, jobs.Tick) (jobs.Report, error) { return nil, errBroken }},
			},
		})),
		Trail: audit.NewTrail(s.engine), Continue: func(id string) { s.continued = append(s.continued, id) },
	}
	plenty := web.Rate{Count: 1_000_000, Per: time.Minute}
	s.app = must[*web.App](t)(web.NewApp(web.Options{
		Log: log, Now: s.clock, Auth: a, Store: s.engine, Hosts: []string{"example.com"},
		Rates: web.Rates{Read: plenty, Write: plenty, SignIn: plenty, Expensive: plenty, Guesses: plenty, Remembered: 1000},
	}))
	Mount(s.app, s.services)
}

// names tells the domain what organisations are called.
type names struct{ accounts *accounts.Service }

func (n names) Vendor(ctx context.Context, id string) (catalog.Vendor, error) {
	o, err := n.accounts.Organisation(ctx, id)
	if err == nil && o.Side != access.Company {
		err = store.ErrNotFound
	}
	return catalog.Vendor{ID: o.ID, Name: o.Name, Country: o.Country}, err
}

func (n names) Municipality(ctx context.Context, id string) (string, error) {
	o, err := n.accounts.Organisation(ctx, id)
	if err == nil && o.Side != access.Municipality {
		err = store.ErrNotFound
	}
	return o.Name, err
}

type noMail struct{}

func (noMail) Mail(context.Context, string, string, map[string]string, string) ([]store.Effect, error) {
	return nil, nil
}

// shelf gives what is published.
type shelf struct {
	listings *catalog.Listings
	now      func() time.Time
}

func (s shelf) AllPublished(ctx context.Context) iter.Seq2[live.Published, error] {
	return func(yield func(live.Published, error) bool) {
		page, _, err := s.listings.PublishedPage(ctx, s.now(), "", store.MaxPage)
		if err != nil {
			yield(live.Published{}, err)
		}
		for i := range page {
			if !yield(live.Published{ID: page[i].ID, Version: page[i].Version, At: page[i].Published, Product: &page[i].Content.Product}, nil) {
				return
			}
		}
	}
}

func (s shelf) PublishedNow(ctx context.Context, ids []string) (list []live.Published, err error) {
	for _, id := range ids {
		p, err := s.listings.Published(ctx, s.now(), id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, live.Published{ID: p.ID, Version: p.Version, At: p.Published, Product: &p.Content.Product})
	}
	return list, nil
}

func (s shelf) PublishedVersion(ctx context.Context, id string, version int, until catalog.Date) (*catalog.Product, error) {
	p, err := s.listings.PublishedProduct(ctx, s.now(), id, version)
	p.ValidUntil = until
	return &p, err
}

// journal is the log.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// organisation returns the ID of an organisation, which it makes: "company", "other
// municipality" and so on.
func (s *testService) organisation(name string) string {
	s.t.Helper()
	if id := s.organisations[name]; id != "" {
		return id
	}
	side := access.Side(strings.TrimPrefix(name, "other "))
	o := must[accounts.Organisation](s.t)(s.services.Accounts.CreateOrganisation(
		s.t.Context(), access.Service("test"), side, accounts.Profile{Name: name + " of the test", Country: "SE"}))
	s.organisations[name] = o.ID
	return o.ID
}

// session returns the session token of somebody with the role; "other " before it
// makes it somebody of the other organisation.
func (s *testService) session(who string) string {
	s.t.Helper()
	if token := s.tokens[who]; token != "" {
		return token
	}
	role := access.Role(strings.TrimPrefix(who, "other "))
	prefix := who[:len(who)-len(role)]
	email := strings.ReplaceAll(who, " ", ".") + "@example.com"
	added := must[accounts.Added](s.t)(s.services.Accounts.AddPerson(s.t.Context(), access.Service("test"), accounts.NewPerson{
		Email: email, Name: who, Language: i18n.Swedish, Password: password,
		Organisation: s.organisation(prefix + string(sideOf(role))), Roles: []access.Role{role},
	}))
	if prefix == "" {
		s.people[role] = added.Person
	}
	in := must[accounts.SignedIn](s.t)(s.services.Accounts.SignIn(s.t.Context(), email, password, "", accounts.Client{Address: "192.0.2.1"}))
	s.tokens[who] = in.Token
	return in.Token
}

func sideOf(role access.Role) access.Side {
	for _, side := range access.Sides() {
		if slices.Contains(access.RolesOf(side), role) {
			return side
		}
	}
	return ""
}

// catchUp lets search and matching see what has been published.
func (s *testService) catchUp() {
	s.t.Helper()
	if err := s.services.Live.CatchUp(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}
