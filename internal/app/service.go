package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/allagehub/matcharenan/api"
	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/config"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/jobs"
	"github.com/allagehub/matcharenan/internal/mail"
	"github.com/allagehub/matcharenan/internal/metrics"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/internal/webhook"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/live"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/testbeds/needcheck"
	"github.com/allagehub/matcharenan/webexpo"
)

// service is the whole of what serves, put together. Commands that need only the
// store and its services do not call openLive.
type service struct {
	config   *config.Config
	instance string // of this process, for leases and logs
	log      *slog.Logger
	now      func() time.Time
	engine   store.Engine
	data     *engine // thesaurus, rule set, checkers

	accounts  *accounts.Service
	trail     *audit.Trail
	listings  *catalog.Listings
	needs     *testbeds.Needs
	needCheck *needcheck.Checker
	outbox    *outbox.Outbox
	webhooks  *webhook.Service
	runner    *jobs.Runner
	live      *live.Service // nil until openLive
	metrics   *metrics.Metrics
	imports   chan string // IDs of imports to go on with

	close []func() error // what was opened, closed in reverse
}

// openService opens the store, brings it up to date and makes the services.
func (r *run) openService(c *config.Config) (s *service, err error) {
	s = &service{
		config: c, now: r.Now, log: newLog(r.Stderr, c.Log), imports: make(chan string, importsWaiting),
		metrics: metrics.New(metrics.Build{Version: version()}),
	}
	s.instance = instanceName()
	opened := s // what is returned is nil where the rest fails
	defer func() {
		if err != nil {
			err = errors.Join(err, opened.Close())
		}
	}()
	if s.data, err = r.engine(&engineFlags{Ruleset: c.Ruleset, Hunspell: c.Hunspell}); err != nil {
		return nil, err
	}
	if s.engine, err = openEngine(r.ctx, c, s.log, r.Now); err != nil {
		return nil, err
	}
	s.close = append(s.close, s.engine.Close)
	if err = store.Migrate(r.ctx, s.engine, declarations(), migrations(), s.instance, r.Now); err != nil {
		return nil, err
	}
	return s, s.make()
}

// declarations are the collections of all packages.
func declarations() []store.Declaration {
	var all []store.Declaration
	for _, list := range [][]store.Declaration{
		accounts.Declarations(), audit.Declarations(), catalog.Declarations(), testbeds.Declarations(),
		jobs.Declarations(), outbox.Declarations(), webhook.Declarations(),
		{web.Declaration()},
		ownDeclarations(),
	} {
		all = append(all, list...)
	}
	return all
}

// migrations change documents that an older program stored. There are none yet.
func migrations() []store.Migration { return nil }

// instanceName tells this process from all others that share its store.
func instanceName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return host + "-" + strconv.Itoa(os.Getpid())
}

// make puts the services together, the lowest first.
func (s *service) make() error {
	composer := mail.NewComposer(s.now)
	var err error
	if s.outbox, err = s.messages(composer); err != nil {
		return err
	}
	s.trail = audit.NewTrail(s.engine)
	if s.accounts, err = accounts.New(s.accountConfig(composer)); err != nil {
		return err
	}
	s.listings, err = catalog.NewListings(catalog.Options{
		Engine: s.engine, Checker: s.data.products, Vendors: companies{s.accounts}, Mailer: letters{s.accounts, composer, s.config},
	})
	if err != nil {
		return err
	}
	if s.needCheck, err = needcheck.New(matching.Solutions{Thesaurus: s.data.thesaurus}); err != nil {
		return err
	}
	s.needs, err = testbeds.NewNeeds(testbeds.Options{
		Engine: s.engine, Checker: s.data.needs, Municipalities: companies{s.accounts},
		Refuse: func(n *testbeds.Need) []fault.Problem { return needcheck.Problems(s.needCheck.Check(n)) },
	})
	if err != nil {
		return err
	}
	s.runner, err = jobs.New(jobs.Config{
		Engine: s.engine, Jobs: s.jobs(), Instance: s.instance, Now: s.now, Log: s.log, Observer: s.jobMetrics(),
	})
	return err
}

// openLive opens the matcher and the search index of this process.
func (s *service) openLive(ctx context.Context) error {
	keep, err := s.keeping()
	if err != nil {
		return fmt.Errorf("reading the program: %w", err)
	}
	for n := 1; ; n++ {
		dir := filepath.Join(s.config.Index, strconv.Itoa(n))
		l, err := live.Open(ctx, live.Options{
			Dir: dir, Engine: s.engine, Feed: catalog.Collection, Shelf: shelf{s.listings, s.now},
			Thesaurus: s.data.thesaurus, Ruleset: s.data.ruleset, Hunspell: s.data.hunspell, Log: s.log,
			Keep: keep,
		})
		if errors.Is(err, fulltext.ErrInUse) && n < maxInstances {
			continue // another process on this machine has it
		}
		if err != nil {
			return fmt.Errorf("opening %s: %w", dir, err)
		}
		s.live = l
		s.close = append(s.close, l.Close)
		return nil
	}
}

// keeping has what is read of products kept for the next start of this program.
func (s *service) keeping() (*live.Keeping, error) {
	sum, err := programSum()
	if err != nil {
		return nil, err
	}
	return &live.Keeping{Program: sum, Today: func() catalog.Date { return s.listings.Day(s.now()) }}, nil
}

// maxInstances is how many processes of one machine may share a data folder.
const maxInstances = 16

// Close closes what was opened, the last first.
func (s *service) Close() error {
	var failures []error
	for _, c := range slices.Backward(s.close) {
		failures = append(failures, c())
	}
	s.close = nil
	return errors.Join(failures...)
}

// web is the application with all its routes.
func (s *service) web() (*web.App, error) {
	c := s.config
	pages, err := s.pages()
	if err != nil {
		return nil, err
	}
	app, err := web.NewApp(web.Options{
		Log: s.log, Now: s.now, Auth: s.accounts, Store: s.engine, Metrics: s.metrics,
		PublicURL: c.HTTP.Public(), Hosts: c.HTTP.AllowedHosts, TrustedProxies: c.HTTP.Proxies(),
		CORSOrigins: c.HTTP.CORSOrigins, Secure: c.HTTP.Secure(), Limits: limits(&c.Limits), Rates: rates(&c.Rates),
		Checks:    []web.Check{{Name: "store", Check: s.engine.Ping}, {Name: "index", Check: func(context.Context) error { return s.live.Ready() }}},
		ErrorPage: pages.ErrorPage,
	})
	if err != nil {
		return nil, err
	}
	pages.Mount(app)
	api.Mount(app, &api.Services{
		Now: s.now, Accounts: s.accounts, Listings: s.listings, Needs: s.needs, Checker: s.data.needs, NeedCheck: s.needCheck, Live: s.live,
		Jobs: s.runner, Outbox: s.outbox, Webhooks: s.webhooks, Trail: s.trail, Version: version(), Continue: s.continueImport,
	})
	return app, nil
}

// pages are the site that people see.
func (s *service) pages() (*webexpo.Pages, error) {
	zone, err := time.LoadLocation(jobs.Zone)
	if err != nil {
		return nil, err
	}
	public := ""
	if u := s.config.HTTP.Public(); u != nil {
		public = strings.TrimSuffix(u.String(), "/")
	}
	return webexpo.New(&webexpo.Services{
		Now: s.now, Zone: zone, Public: public, Accounts: s.accounts, Listings: s.listings, Needs: s.needs, Checker: s.data.needs, NeedCheck: s.needCheck, Live: s.live,
		Thesaurus: s.data.thesaurus, Ruleset: s.data.ruleset, Products: s.data.products, Continue: s.continueImport,
		Jobs: s.runner, Outbox: s.outbox, Trail: s.trail, Demo: demoAccounts(s.config),
	})
}

func limits(l *config.Limits) web.Limits {
	w := web.DefaultLimits()
	w.Header, w.Body, w.Upload, w.Connections = l.Header, int64(l.Body), int64(l.Upload), l.Connections
	w.Request, w.Read, w.Write = time.Duration(l.Request), time.Duration(l.Read), time.Duration(l.Write)
	w.Idle, w.Stream = time.Duration(l.Idle), time.Duration(l.Stream)
	return w
}

func rates(r *config.Rates) web.Rates {
	w := web.DefaultRates()
	w.Read, w.Write = web.Rate{Count: r.Read, Per: time.Minute}, web.Rate{Count: r.Write, Per: time.Minute}
	w.Expensive, w.SignIn = web.Rate{Count: r.Expensive, Per: time.Minute}, web.Rate{Count: r.SignIn, Per: 5 * time.Minute}
	return w
}

// operator is the actor of commands that are given on the machine itself.
func operator(command string) access.Actor { return access.Service("command " + command) }
