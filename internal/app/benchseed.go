package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/config"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/synthetic"
	"github.com/allagehub/matcharenan/internal/web"
)

// seeded is what a bench's folder holds and how to ask for it.
type seeded struct {
	listings []string       // IDs of published listings
	number   map[string]int // of the product that the generator made the listing of
	company  string         // ID of the company that has the most
	editors  []string       // and of its listings, which the editor may change
	needs    []string

	editor, reviewer caller
}

// caller is the headers that say who asks; nil for anybody.
type caller map[string]string

// seeder fills a folder with a made-up catalogue.
type seeder struct {
	*service
	ctx       context.Context // of the one call that it lives for
	generator *synthetic.Generator
	out       seeded
	vendors   map[string]catalog.Vendor // as organisations have them, by the generator's ID
	hub, town string
}

var benchActor = access.Service("bench")

// benchConfig are the settings of a folder. The environment has no say: what stands
// there may be the settings of a service that people use.
func benchConfig(data, hunspell string) *config.Config {
	return &config.Config{
		Instance: "bench", Data: data, Index: filepath.Join(data, "index"), MailDir: filepath.Join(data, "mail"), Hunspell: hunspell,
		Session: config.Session{Idle: config.Duration(time.Hour), Lifetime: config.Duration(time.Hour)},
		Log:     config.Log{Level: "error"},
	}
}

// seed fills a folder with as many published products.
func (b *serviceBench) seed(data string, products int) (out *seeded, err error) {
	start := b.Now()
	s, err := b.openService(benchConfig(data, b.command.Hunspell))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	d := &seeder{service: s, ctx: b.ctx, generator: b.generator, vendors: make(map[string]catalog.Vendor)}
	d.out.listings, d.out.number = make([]string, products), make(map[string]int, products)
	p := b.progress("progress.generating")
	for _, step := range []func() error{d.addOrganisations, func() error { return d.addListings(p) }, d.addNeeds, d.addCallers} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("filling %s: %w", data, err)
		}
	}
	p.done(products)
	b.report.SeedSeconds = rounded(b.Now().Sub(start).Seconds(), 1)
	return &d.out, nil
}

func (d *seeder) organisation(side access.Side, p accounts.Profile) (string, error) {
	if p.Country == "" {
		p.Country = "SE"
	}
	o, err := d.accounts.CreateOrganisation(d.ctx, benchActor, side, p)
	return o.ID, err
}

// addOrganisations makes the hub, a municipality and the companies of the products.
func (d *seeder) addOrganisations() (err error) {
	if d.hub, err = d.organisation(access.Hub, accounts.Profile{Name: "Hubben"}); err != nil {
		return err
	}
	if d.town, err = d.organisation(access.Municipality, accounts.Profile{Name: "Provkommunen"}); err != nil {
		return err
	}
	for i := range d.out.listings {
		v := d.generator.Product(i).Vendor
		if _, ok := d.vendors[v.ID]; ok {
			continue
		}
		known := v
		v.OrgNumber = "" // made up ones may be alike, organisations' are not
		if v.ID, err = d.organisation(access.Company, accounts.Profile{Name: v.Name, Country: v.Country}); err != nil {
			return err
		}
		d.vendors[known.ID] = v
	}
	return nil
}

// seedBatch is how many listings are written at once.
const seedBatch = 250

// addListings writes published listings as publishing leaves them, on all cores.
// The trail of how they came to be is left out.
func (d *seeder) addListings(p *progress) error {
	batches := make(chan int)
	failures := make([]error, runtime.NumCPU()+1)
	ctx, cancel := context.WithCancel(d.ctx)
	defer cancel()
	var workers sync.WaitGroup
	for w := range failures {
		workers.Go(func() {
			for first := range batches {
				if err := d.addBatch(ctx, first); err != nil {
					failures[w] = err
					cancel()
				}
			}
		})
	}
	for first := 0; first < len(d.out.listings) && ctx.Err() == nil; first += seedBatch {
		batches <- first
		p.step(first &^ 255)
	}
	close(batches)
	workers.Wait()
	if err := errors.Join(append(failures, d.ctx.Err())...); err != nil {
		return err
	}
	for i, id := range d.out.listings {
		d.out.number[id] = i
	}
	return nil
}

func (d *seeder) addBatch(ctx context.Context, first int) error {
	var values []store.New[catalog.Listing]
	for i := first; i < min(first+seedBatch, len(d.out.listings)); i++ {
		v, err := d.published(i)
		if err != nil {
			return err
		}
		values, d.out.listings[i] = append(values, v), v.ID
	}
	failures, err := store.NewCollection[catalog.Listing](d.engine, catalog.Collection).InsertMany(ctx, values)
	return errors.Join(append(failures, err)...)
}

// published is the listing of product i with its one version.
func (d *seeder) published(i int) (store.New[catalog.Listing], error) {
	p := d.generator.Product(i)
	vendor := d.vendors[p.Vendor.ID]
	id := catalog.ListingID(vendor.ID, p.ID)
	at := store.At(d.now().AddDate(0, 0, -i%300))
	p.ID, p.Vendor, p.Status, p.ValidUntil = id, vendor, "", 0
	p.Normalize()
	content := catalog.Content{Product: p}
	effect, err := store.NewEffect(catalog.VersionsCollection, lifecycle.VersionID(id, 1), lifecycle.Version[catalog.Content]{
		Document: id, Number: 1, Content: content, By: lifecycle.WhoIs(benchActor), At: at,
	})
	return store.New[catalog.Listing]{ID: id, Effects: []store.Effect{effect}, Value: catalog.Listing{
		Record: lifecycle.Record[catalog.Content]{
			ID: id, Owner: vendor.ID, State: lifecycle.Published, Draft: content,
			Public: true, PublishedVersion: 1, LastVersion: 1, Created: at, Changed: at,
		},
		ValidUntil: d.listings.Day(d.now().AddDate(1, 0, 0)),
	}}, err
}

func (d *seeder) addNeeds() error {
	for i := range serviceNeeds {
		it, err := d.needs.Create(d.ctx, benchActor, d.now(), d.town, d.generator.Need(i))
		if err != nil {
			return err
		}
		if _, err := d.needs.Submit(d.ctx, benchActor, d.now(), it.ID, 0); err != nil {
			return err
		}
		if _, err := d.needs.Publish(d.ctx, benchActor, d.now(), it.ID, 0); err != nil {
			return err
		}
		d.out.needs = append(d.out.needs, it.ID)
	}
	return nil
}

// addCallers lets in those who ask: a system of the company with the most listings,
// by a token, and somebody of the hub.
func (d *seeder) addCallers() error {
	owned := make(map[string][]string)
	for i, id := range d.out.listings {
		owner := d.vendors[d.generator.Product(i).Vendor.ID].ID
		owned[owner] = append(owned[owner], id)
	}
	company := slices.MaxFunc(slices.Sorted(maps.Keys(owned)), func(a, b string) int { return len(owned[a]) - len(owned[b]) })
	d.out.company, d.out.editors = company, owned[company]
	in, err := d.person(company, access.VendorAdmin)
	if err != nil {
		return err
	}
	actor, _, err := d.accounts.Session(d.ctx, in.Token)
	if err != nil {
		return err
	}
	_, secret, err := d.accounts.CreateToken(d.ctx, actor, accounts.NewToken{
		Name: "bench", Organisation: company, Scopes: []access.Permission{access.ListingRead, access.ListingWrite},
		Expires: d.now().Add(24 * time.Hour),
	})
	if err != nil {
		return err
	}
	d.out.editor = caller{"Authorization": "Bearer " + secret}
	if in, err = d.person(d.hub, access.ContentReviewer, access.ProcessLeader, access.SystemAdmin); err != nil {
		return err
	}
	d.out.reviewer = caller{"Cookie": "matcharenan=" + in.Token, web.CSRFHeader: in.CSRF}
	return nil
}

// person adds somebody with the roles to the organisation, and signs in.
func (d *seeder) person(organisation string, roles ...access.Role) (accounts.SignedIn, error) {
	email := string(roles[0]) + "@bench.example"
	_, err := d.accounts.AddPerson(d.ctx, benchActor, accounts.NewPerson{
		Name: "Bench", Email: email, Language: i18n.Swedish, Password: demoPassword, Organisation: organisation, Roles: roles,
	})
	if err != nil {
		return accounts.SignedIn{}, err
	}
	return d.accounts.SignIn(d.ctx, email, demoPassword, "", accounts.Client{})
}
