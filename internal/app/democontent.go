package app

import (
	"slices"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/testbeds"
)

// addListings publishes the judged products, and leaves the others in the states
// that a reviewer and a company meet.
func (d *demo) addListings() error {
	products, err := d.products()
	if err != nil {
		return err
	}
	judged := d.judged(products)
	owners := slices.Sorted(func(yield func(string) bool) {
		for _, id := range d.companies {
			if !yield(id) {
				return
			}
		}
	})
	for i := range products {
		p := &products[i]
		owner, end := d.companies[p.Vendor.ID], demoPublished
		if i >= judged {
			owner, end = owners[i%len(owners)], demoEnds[i%len(demoEnds)]
		} else if owner == "" {
			owner = owners[i%len(owners)]
		}
		if i >= judged && i%2 == 0 {
			owner = d.companies[demoCompany]
		}
		if err := d.addListing(owner, p, end, i); err != nil {
			return err
		}
	}
	_, err = d.listings.ExpireDue(d.ctx, d.now())
	return err
}

// demoEnd is how far the demo brings a listing or need.
type demoEnd int

const (
	demoPublished demoEnd = iota
	demoDraft
	demoSubmitted
	demoReturned
	demoWithdrawn
	demoExpired
	demoClosed
	demoArchived
)

var demoEnds = []demoEnd{demoDraft, demoSubmitted, demoReturned, demoWithdrawn, demoExpired, demoSubmitted}

// What reviewers of the demo write.
const (
	demoListingMessage = "Skriv vilka språk gränssnittet finns på och var uppgifterna lagras. Då kan kommunerna jämföra."
	demoNeedMessage    = "Beskriv en vanlig kväll: vem gör vad, och vad blir fel? Ta bort namnet på produkten."
)

func (d *demo) addListing(owner string, p *catalog.Product, end demoEnd, i int) error {
	at := d.ago(20 + i%300)
	if end == demoExpired {
		at = d.ago(400)
	}
	external := p.ID
	it, err := d.listings.Create(d.ctx, demoActor, at, owner, external, *p)
	if err != nil || end == demoDraft {
		return err
	}
	return demoSteps(d, it.ID, end, at, d.listings.Commands, demoListingMessage)
}

// demoSteps brings a document to its end, a day for each step.
func demoSteps[D, T any](d *demo, id string, end demoEnd, at time.Time, c *lifecycle.Commands[D, T], message string) error {
	if _, err := c.Submit(d.ctx, demoActor, at.Add(24*time.Hour), id, 0); err != nil || end == demoSubmitted {
		return err
	}
	if end == demoReturned {
		_, err := c.Return(d.ctx, demoActor, at.Add(48*time.Hour), id, 0, message)
		return err
	}
	if _, err := c.Publish(d.ctx, demoActor, at.Add(48*time.Hour), id, 0); err != nil || end != demoWithdrawn {
		return err
	}
	_, err := c.Withdraw(d.ctx, demoActor, at.Add(72*time.Hour), id, 0)
	return err
}

// needEnds are the states of the demo's needs, by turns; most are open.
var needEnds = map[int]demoEnd{
	3: demoDraft, 7: demoSubmitted, 11: demoReturned, 15: demoClosed, 19: demoArchived, 23: demoWithdrawn,
	27: demoDraft, 31: demoSubmitted, 35: demoReturned, 39: demoClosed, 43: demoDraft, 47: demoSubmitted,
}

func (d *demo) addNeeds() error {
	needs, err := d.allNeeds()
	if err != nil {
		return err
	}
	for i := range needs {
		if err := d.addNeed(&needs[i], needEnds[i], i); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) addNeed(n *testbeds.Need, end demoEnd, i int) error {
	at := d.ago(10 + i%90)
	it, err := d.needs.Create(d.ctx, demoActor, at, d.towns[n.Municipality], *n)
	if err != nil || end == demoDraft {
		return err
	}
	if err := demoSteps(d, it.ID, end, at, d.needs.Commands, demoNeedMessage); err != nil {
		return err
	}
	if end != demoClosed && end != demoArchived {
		return nil
	}
	if _, err := d.needs.Close(d.ctx, demoActor, at.Add(96*time.Hour), it.ID, 0); err != nil || end == demoClosed {
		return err
	}
	_, err = d.needs.Archive(d.ctx, demoActor, at.Add(120*time.Hour), it.ID, 0)
	return err
}
