package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/config"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/matching/testdata"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/signin"
)

// demoPassword is that of all demo accounts. They are made only when asked for.
const demoPassword = "prova matcharenan"

// demoMark is the document that says how far a demo has been filled.
type demoMark struct {
	Done bool `json:"done"`
}

const demoCollection = "demo"

// demo fills an empty store with examples. The content is the same each time; IDs
// and times are not.
type demo struct {
	*service
	ctx       context.Context // of the one call that it lives for
	companies map[string]string
	towns     map[string]string
	hub       string
}

var demoActor = access.Service("demo")

// seedDemo fills the store unless that has been done, and shows the accounts. A
// store that holds anything else is left alone and refused.
func (r *run) seedDemo(s *service) error {
	marks := store.NewCollection[demoMark](s.engine, demoCollection)
	mark, err := marks.Get(r.ctx, demoCollection)
	switch {
	case err == nil && mark.Value.Done:
		return r.tellDemo()
	case err == nil:
		return fault.New(fault.Conflict, "demo.cutOff", fault.Args{"folder": s.config.Data})
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	found, err := s.accounts.ListOrganisations(r.ctx, demoActor, access.Hub, "", 1)
	if err != nil {
		return err
	}
	if len(found.Items) > 0 {
		return fault.New(fault.Conflict, "demo.notEmpty", fault.Args{"folder": s.config.Data})
	}
	if _, err := marks.Insert(r.ctx, demoCollection, demoMark{}); err != nil {
		return err
	}
	d := &demo{service: s, ctx: r.ctx, companies: make(map[string]string), towns: make(map[string]string)}
	for _, step := range []func() error{d.addHub, d.addCompanies, d.addTowns, d.addPeople, d.addListings, d.addNeeds} {
		if err := step(); err != nil {
			return fmt.Errorf("filling the demo: %w", err)
		}
	}
	_, err = marks.Update(r.ctx, demoCollection, func(m *demoMark, _ *store.Txn) error { m.Done = true; return nil })
	if err != nil {
		return err
	}
	return r.tellDemo()
}

func (d *demo) organisation(side access.Side, p accounts.Profile) (string, error) {
	if p.Country == "" {
		p.Country = "SE"
	}
	o, err := d.accounts.CreateOrganisation(d.ctx, demoActor, side, p)
	return o.ID, err
}

func (d *demo) addHub() (err error) {
	d.hub, err = d.organisation(access.Hub, accounts.Profile{
		Name: "Projektkontoret för regionens testbädd", About: "Stödjer kommunernas testledare, granskar annonser och ordnar leverantörskonferenser.",
	})
	return err
}

// products are the demo's, the judged ones first.
func (d *demo) products() ([]catalog.Product, error) {
	var all []catalog.Product
	for _, file := range [][]byte{testdata.Products, testdata.OtherProducts} {
		list, problems, err := catalog.LoadProducts(d.ctx, bytes.NewReader(file), "demo", d.data.products)
		if err = errors.Join(err, fault.Bad(problems)); err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all[:demoProducts], nil
}

// demoProducts is how many products the demo shows.
const demoProducts = 150

func (d *demo) addCompanies() error {
	products, err := d.products()
	if err != nil {
		return err
	}
	for i := range products[:d.judged(products)] {
		v := products[i].Vendor
		if v.ID == "" || d.companies[v.ID] != "" {
			continue
		}
		p := accounts.Profile{Name: v.Name, Country: v.Country, OrgNumber: v.OrgNumber}
		if d.companies[v.ID], err = d.organisation(access.Company, p); err != nil {
			return err
		}
	}
	return nil
}

// judged is how many of the products are of the judged collection, whose companies
// the demo has.
func (d *demo) judged(products []catalog.Product) int {
	return min(len(products), bytes.Count(testdata.Products, []byte("\n")))
}

func (d *demo) addTowns() error {
	needs, err := d.allNeeds()
	if err != nil {
		return err
	}
	for _, n := range needs {
		if d.towns[n.Municipality] != "" {
			continue
		}
		id, err := d.organisation(access.Municipality, accounts.Profile{Name: n.Municipality})
		if err != nil {
			return err
		}
		d.towns[n.Municipality] = id
	}
	return nil
}

func (d *demo) allNeeds() ([]testbeds.Need, error) {
	needs, problems, err := testbeds.LoadNeeds(d.ctx, bytes.NewReader(testdata.Needs), "demo", d.data.needs)
	return needs, errors.Join(err, fault.Bad(problems))
}

// demoPerson is an account of the demo.
type demoPerson struct {
	name, email string
	role        access.Role
}

// demoPeople are one for each role.
var demoPeople = []demoPerson{
	{"Vera Lindqvist", "vera@leverantor.example", access.VendorAdmin},
	{"Petter Sund", "petter@leverantor.example", access.ProductEditor},
	{"Moa Ek", "moa@leverantor.example", access.MeetingParticipant},
	{"Birgitta Holm", "birgitta@kommun.example", access.NeedOwner},
	{"Tariq Hassan", "tariq@kommun.example", access.TestLeader},
	{"Sofia Norén", "sofia@kommun.example", access.TestStaff},
	{"Per Åkesson", "per@kommun.example", access.ProjectOwner},
	{"Ulla Berg", "ulla@kommun.example", access.Procurement},
	{"Gunnar Dahl", "gunnar@kommun.example", access.Reviewer},
	{"Leila Amiri", "leila@kommun.example", access.Reader},
	{"Cecilia Wik", "cecilia@hubb.example", access.ProcessLeader},
	{"Ingrid Falk", "ingrid@hubb.example", access.ContentReviewer},
	{"Karl Öst", "karl@hubb.example", access.ConferenceHost},
	{"Samir Nilsson", "samir@hubb.example", access.SystemAdmin},
	{"Eva Strand", "eva@hubb.example", access.Evaluator},
	{"Rune Alm", "rune@hubb.example", access.Auditor},
}

// demoAccounts are shown where people sign in, in a demo only.
func demoAccounts(c *config.Config) signin.Demo {
	if !c.Demo {
		return signin.Demo{}
	}
	shown := signin.Demo{Password: demoPassword}
	for _, p := range demoPeople {
		shown.Accounts = append(shown.Accounts, signin.DemoAccount{Name: p.name, Email: p.email, Role: p.role})
	}
	return shown
}

func (d *demo) addPeople() error {
	for _, p := range demoPeople {
		_, err := d.accounts.AddPerson(d.ctx, demoActor, accounts.NewPerson{
			Name: p.name, Email: p.email, Language: i18n.Swedish, Password: demoPassword,
			Organisation: d.placeOf(p.role), Roles: []access.Role{p.role},
		})
		if err != nil {
			return fmt.Errorf("%s: %w", p.email, err)
		}
	}
	return nil
}

// Where the demo's people work: a company with many products, and a municipality
// with needs in several states.
const (
	demoCompany = "v-nordlyra"
	demoTown    = "Göteborg"
)

func (d *demo) placeOf(role access.Role) string {
	for side, id := range map[access.Side]string{
		access.Company: d.companies[demoCompany], access.Municipality: d.towns[demoTown], access.Hub: d.hub,
	} {
		if slices.Contains(access.RolesOf(side), role) {
			return id
		}
	}
	return ""
}

// tellDemo shows the accounts.
func (r *run) tellDemo() error {
	table := tabwriter.NewWriter(r.Stdout, 0, 4, 2, ' ', 0)
	for _, p := range demoPeople {
		role := r.printer.Text("role."+string(p.role), nil)
		if _, err := fmt.Fprintf(table, "%s\t%s\t%s\n", p.email, role, p.name); err != nil {
			return err
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(r.Stdout, r.printer.Text("demo.password", fault.Args{"password": demoPassword})+"\n")
	return err
}

// ago is a time before now, at which the demo says that something was done.
func (d *demo) ago(days int) time.Time { return d.now().AddDate(0, 0, -days) }
