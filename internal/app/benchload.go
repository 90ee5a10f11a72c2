package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/load"
)

// Rates and bars of the loads.
const (
	searchRate  = 50 // requests a second
	changeRate  = 5  // published changes a second, three requests each
	flatClients = 8
	warmUp      = 3 * time.Second
)

// asker asks a service as its clients do.
type asker struct {
	b      *serviceBench
	seeded *seeded
	child  *child
	client *http.Client
}

// loads measures a service with the whole catalogue under load.
func (b *serviceBench) loads() (err error) {
	data := filepath.Join(b.dir, "load")
	seeded, err := b.seed(data, b.command.Products)
	if err != nil {
		return err
	}
	c, err := b.startChild(data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.stop()) }()
	// Answers are asked for compressed, as browsers do, and left so: unpacking them
	// would be at the cost of the service, with which this process shares the cores.
	transport := &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}
	defer transport.CloseIdleConnections()
	a := &asker{b: b, seeded: seeded, child: c, client: &http.Client{Transport: transport, Timeout: time.Minute}}
	for _, step := range []func() error{a.searches, a.matches, a.products, a.resultPages, a.matchPages, a.changes} {
		if err := step(); err != nil {
			return err
		}
	}
	b.atMost("resident memory", c.memory("VmRSS:"), 1024, "MiB")
	b.report.PeakMiB = rounded(c.memory("VmHWM:"), 0)
	return nil
}

func (a *asker) duration() time.Duration { return time.Duration(a.b.command.Seconds) * time.Second }

// searches asks at a steady rate while changes are published.
func (a *asker) searches() error {
	load.Steady(a.b.ctx, searchRate, warmUp, a.b.Now, a.search)
	changes := make(chan load.Report)
	go func() { changes <- load.Steady(a.b.ctx, changeRate, a.duration(), a.b.Now, a.change) }()
	r := load.Steady(a.b.ctx, searchRate, a.duration(), a.b.Now, a.search)
	writes := <-changes
	a.b.atMost("search with facets, 50/s beside 5 published changes/s, p99", milliseconds(r.P99), 60, "ms")
	return errors.Join(a.b.loaded("search", r), a.b.loaded("publishing a change", writes))
}

// search looks for the title of a made-up need, every other time narrowed as people
// narrow it.
func (a *asker) search(ctx context.Context, i int) error {
	n := a.b.generator.Need(i)
	q := url.Values{"q": {n.Title}}
	if i%2 == 1 && len(n.TargetGroups) > 0 {
		q["targetGroup"] = n.TargetGroups
	}
	return a.ask(ctx, http.MethodGet, "/api/v1/search?"+q.Encode(), nil, nil, nil)
}

// change publishes a change of one of the editor's products.
func (a *asker) change(ctx context.Context, i int) error {
	id := a.seeded.editors[i%len(a.seeded.editors)]
	return a.publish(ctx, id, func(p *catalog.Product) { p.Name = fmt.Sprintf("%s %d", p.Name, i) })
}

// publish changes a product, and has it reviewed and published.
func (a *asker) publish(ctx context.Context, id string, change func(*catalog.Product)) error {
	p := a.b.generator.Product(a.seeded.number[id])
	p.ID, p.Vendor, p.Status, p.ValidUntil = "", catalog.Vendor{}, "", 0
	change(&p)
	path := "/api/v1/listings/" + id
	if err := a.ask(ctx, http.MethodPut, path, a.seeded.editor, &p, nil); err != nil {
		return err
	}
	if err := a.ask(ctx, http.MethodPost, path+"/submit", a.seeded.editor, nil, nil); err != nil {
		return err
	}
	return a.ask(ctx, http.MethodPost, path+"/publish", a.seeded.reviewer, nil, nil)
}

// matches asks for products for recorded needs at a steady rate.
func (a *asker) matches() error {
	return a.steady("match by need, 50/s, p99", "match", 25, func(ctx context.Context, i int) error {
		return a.ask(ctx, http.MethodGet, "/api/v1/needs/"+a.seeded.needs[i%len(a.seeded.needs)]+"/matches", a.seeded.reviewer, nil, nil)
	})
}

// resultPages asks for the public page of results as visitors do.
func (a *asker) resultPages() error {
	return a.steady("result page with facets, 50/s, p99", "result page", 80, func(ctx context.Context, i int) error {
		n := a.b.generator.Need(i)
		q := url.Values{"q": {n.Title}}
		if i%2 == 1 && len(n.TargetGroups) > 0 {
			q["malgrupp"] = n.TargetGroups
		}
		return a.ask(ctx, http.MethodGet, "/sok?"+q.Encode(), nil, nil, nil)
	})
}

// matchPages asks for the page that explains a match.
func (a *asker) matchPages() error {
	return a.steady("match page, 50/s, p99", "match page", 60, func(ctx context.Context, i int) error {
		return a.ask(ctx, http.MethodGet, "/mina-behov/"+a.seeded.needs[i%len(a.seeded.needs)]+"/traffar", a.seeded.reviewer, nil, nil)
	})
}

// steady asks at the rate of searches and holds the 99th percentile to a bar. The
// whole answer is timed, which is no less than the time to its first byte.
func (a *asker) steady(figure, name string, bar float64, one func(context.Context, int) error) error {
	load.Steady(a.b.ctx, searchRate, warmUp, a.b.Now, one)
	r := load.Steady(a.b.ctx, searchRate, a.duration(), a.b.Now, one)
	a.b.atMost(figure, milliseconds(r.P99), bar, "ms")
	return a.b.loaded(name, r)
}

// products asks for single products as fast as they come.
func (a *asker) products() error {
	get := func(ctx context.Context, i int) error {
		// Far from each other, as readers are.
		return a.ask(ctx, http.MethodGet, "/api/v1/products/"+a.seeded.listings[i*7919%len(a.seeded.listings)], nil, nil, nil)
	}
	load.Flat(a.b.ctx, flatClients, warmUp, a.b.Now, get)
	r := load.Flat(a.b.ctx, flatClients, a.duration(), a.b.Now, get)
	a.b.atLeast("product by ID, 8 clients, requests", r.PerSecond, 3000, "1/s")
	a.b.atMost("product by ID, 8 clients, p99", milliseconds(r.P99), 20, "ms")
	return a.b.loaded("product", r)
}

// changes takes how long it is from when a change is sent to be published until a
// search finds it, while others search.
func (a *asker) changes() error {
	ctx, stop := context.WithCancel(a.b.ctx)
	beside := make(chan load.Report)
	go func() { beside <- load.Steady(ctx, searchRate, time.Hour, a.b.Now, a.search) }()
	worst := time.Duration(0)
	var err error
	for i := 0; i < changeSamples && err == nil; i++ {
		var took time.Duration
		took, err = a.visible(ctx, i)
		worst = max(worst, took)
	}
	stop()
	r := <-beside
	a.b.atMost("change visible in search, worst of 30", worst.Seconds(), 1, "s")
	return errors.Join(err, r.FirstErr)
}

// unseen is how long a change is waited for.
const unseen = 30 * time.Second

func (a *asker) visible(ctx context.Context, i int) (time.Duration, error) {
	id, name := a.seeded.editors[i*31%len(a.seeded.editors)], "Kvartsduvan"+strings.Repeat("xy", i%5)+fmt.Sprint(i)
	start := a.b.Now()
	if err := a.publish(ctx, id, func(p *catalog.Product) { p.Name = name }); err != nil {
		return 0, err
	}
	for a.b.Now().Sub(start) < unseen {
		found, err := a.finds(ctx, id, name)
		if err != nil {
			return 0, err
		}
		if found {
			return a.b.Now().Sub(start), nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return 0, fmt.Errorf("the changed product %s was not found within %s", id, unseen)
}

// finds reports whether a search for a name finds the product under it.
func (a *asker) finds(ctx context.Context, id, name string) (bool, error) {
	var found struct {
		Items []struct {
			ID      string `json:"id"`
			Product struct {
				Name string `json:"name"`
			} `json:"product"`
		} `json:"items"`
	}
	err := a.ask(ctx, http.MethodGet, "/api/v1/search?size=1&q="+url.QueryEscape(name), nil, nil, &found)
	return err == nil && len(found.Items) == 1 && found.Items[0].ID == id && found.Items[0].Product.Name == name, err
}
