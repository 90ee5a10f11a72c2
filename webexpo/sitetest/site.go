package sitetest

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
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
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// Start is the time at which a site begins.
var Start = time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC)

// Password is everybody's.
const Password = "en lång mening om natten" //nolint:gosec // of people who are only in tests

// Host is the site's name, as browsers ask for it.
const Host = "localhost"

// Site is the service behind the pages.
type Site struct {
	App       *web.App
	Engine    store.Engine
	Accounts  *accounts.Service
	Listings  *catalog.Listings
	Needs     *testbeds.Needs
	Checker   *testbeds.Checker
	NeedCheck *needcheck.Checker
	Live      *live.Service
	Thesaurus *thesaurus.Thesaurus
	Ruleset   *matching.Ruleset
	Jobs      *jobs.Runner
	Outbox    *outbox.Outbox
	Trail     *audit.Trail

	t             testing.TB
	frame         *frame.Frame
	organisations map[string]string // ID by word: "company", "other company", ...
	tokens        map[string]string // of sessions, by who
	people        map[string]string // ID by who

	mu  sync.Mutex
	at  time.Time
	log strings.Builder
}

// Area is a part of the site.
type Area interface{ Mount(app *web.App) }

// New makes the service on an empty store. The test mounts what it is about.
func New(t testing.TB) *Site {
	t.Helper()
	s := &Site{t: t, at: Start, organisations: map[string]string{}, tokens: map[string]string{}, people: map[string]string{}}
	s.Engine = storetest.OpenDeclared(t, slices.Concat(
		accounts.Declarations(), audit.Declarations(), catalog.Declarations(), testbeds.Declarations(), jobs.Declarations(),
		outbox.Declarations(), webhook.Declarations(), []store.Declaration{web.Declaration()},
	))
	s.domain()
	s.surroundings()
	return s
}

// domain makes the services that the store and the thesaurus are enough for.
func (s *Site) domain() {
	t := s.t
	s.Thesaurus = Must[*thesaurus.Thesaurus](t)(thesaurus.Load())
	s.Ruleset = Must[*matching.Ruleset](t)(matching.StandardRuleset())
	ids := catalog.Thesaurus{ProductTypes: s.Thesaurus.IDs(thesaurus.ProductType), Functions: s.Thesaurus.IDs(thesaurus.Function)}
	s.Checker = Must[*testbeds.Checker](t)(testbeds.NewChecker(ids))
	s.Accounts = Must[*accounts.Service](t)(accounts.New(accounts.Config{
		Engine: s.Engine, Mailer: mail.NewComposer(s.Now), Now: s.Now,
		Hashing: accounts.Hashing{Memory: 64, Iterations: 1, Parallelism: 1, Concurrent: 4, Waiting: 100},
		Link:    func(p accounts.Page, secret string) string { return "http://" + Host + "/" + string(p) + "#" + secret },
	}))
	s.Listings = Must[*catalog.Listings](t)(catalog.NewListings(catalog.Options{
		Engine: s.Engine, Checker: Must[*catalog.Checker](t)(catalog.NewChecker(ids)), Vendors: names{s.Accounts}, Mailer: noMail{},
	}))
	s.NeedCheck = Must[*needcheck.Checker](t)(needcheck.New(matching.Solutions{Thesaurus: s.Thesaurus}))
	s.Needs = Must[*testbeds.Needs](t)(testbeds.NewNeeds(testbeds.Options{
		Engine: s.Engine, Checker: s.Checker, Municipalities: names{s.Accounts},
		Refuse: func(n *testbeds.Need) []fault.Problem { return needcheck.Problems(s.NeedCheck.Check(n)) },
	}))
}

// surroundings are the matcher, the jobs, the messages and the application.
func (s *Site) surroundings() {
	t := s.t
	log := slog.New(slog.NewJSONHandler(s, nil))
	s.Live = Must[*live.Service](t)(live.Open(t.Context(), live.Options{
		Dir: t.TempDir(), Engine: s.Engine, Feed: catalog.Collection, Shelf: shelf{s.Listings, s.Now}, Thesaurus: s.Thesaurus, Ruleset: s.Ruleset, Log: log,
	}))
	t.Cleanup(func() {
		if err := s.Live.Close(); err != nil {
			t.Error(err)
		}
	})
	s.Outbox = outbox.New(outbox.Config{Engine: s.Engine, Now: s.Now, Log: log, HashKey: []byte("test"), Instance: "test"})
	s.Jobs = Must[*jobs.Runner](t)(jobs.New(jobs.Config{
		Engine: s.Engine, Now: s.Now, Log: log, Instance: "test",
		Jobs: []jobs.Job{{Name: "nothing", Schedule: "@daily", Run: func(context.Context, jobs.Tick) (jobs.Report, error) {
			return jobs.Report{"done": 1}, nil
		}}},
	}))
	s.Trail = audit.NewTrail(s.Engine)
	plenty := web.Rate{Count: 1_000_000, Per: time.Minute}
	s.App = Must[*web.App](t)(web.NewApp(web.Options{
		Log: log, Now: s.Now, Auth: s.Accounts, Store: s.Engine,
		Rates: web.Rates{Read: plenty, Write: plenty, SignIn: plenty, Expensive: plenty, Guesses: plenty, Remembered: 1000},
	}))
	s.frame = Must[*frame.Frame](t)(frame.New(frame.Options{Now: s.Now, Zone: time.UTC, Public: "https://example.org"}))
}

// Frame is what the pages of the areas are made of.
func (s *Site) Frame() *frame.Frame { return s.frame }

// Now is the site's time; [Site.Pass] lets it pass.
func (s *Site) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

// Pass lets time pass.
func (s *Site) Pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(d)
}

// Write takes a line of the log.
func (s *Site) Write(line []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.Write(line)
}

// Logged is the log so far.
func (s *Site) Logged() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// CatchUp lets search and matching see what has been published.
func (s *Site) CatchUp() {
	s.t.Helper()
	if err := s.Live.CatchUp(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// Must gives a value that comes without an error, and ends the test otherwise.
func Must[T any](t testing.TB) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// sideOf is the side that has a role.
func sideOf(role access.Role) access.Side {
	for _, side := range access.Sides() {
		if slices.Contains(access.RolesOf(side), role) {
			return side
		}
	}
	return ""
}
