package matching

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// maker makes random products and needs whose members are unknown, empty or
// drawn from few values, so that equal scores, breaches and gaps are frequent.
type maker struct {
	*rand.Rand
	functions, types []string // of the thesaurus
}

func newMaker(seed uint64, j *judged) *maker {
	k := &maker{Rand: rand.New(rand.NewPCG(seed, 11))}
	for _, c := range j.thesaurus.Concepts {
		if strings.HasPrefix(c.ID, "F") {
			k.functions = append(k.functions, c.ID)
		} else {
			k.types = append(k.types, c.ID)
		}
	}
	return k
}

// vocabulary mixes words of the field with words that nobody knows.
var vocabulary = strings.Fields(`fallarm fall larm golvet natten tillsyn kamera sensor dörr dörrlarm dosett läkemedel
	medicin påminnelse glömmer spis spisvakt brand gps klocka vilse promenad dusch toalett måltid äta dricka vätska
	sömn sover orolig ensam ensamhet sällskap robot surfplatta videosamtal anhörig personal hemtjänst schema rutt
	nyckel lås trycksår madrass lyft förflyttning rollator träning balans hjärta blodtryck andning epilepsi anfall
	ljus belysning luft temperatur språk tolk dokumentation signering camera fall alarm medication reminder sleep
	door night wander shower kvarnolin brismatta zynkrator ultrafina plomberad glimtra enkel trygg smart system
	tjänst modell paket kommun boende rum hus app molnet batteri installation support`)

// glue joins sentences, some of which forbid something.
var glue = []string{
	". ", ". ", ", ", " och ", " för ", " med ", " på ", ". Inte ", " utan kamera. ", ". Inga mikrofoner. ",
	" utan wifi ", ". Det finns inget eluttag. ", " utan att bära något. ", ". No cameras please. ",
}

func (k *maker) chance(p float64) bool { return k.Float64() < p }

func (k *maker) text(words int) string {
	var b strings.Builder
	for i := range words {
		if i > 0 {
			if k.chance(0.25) {
				b.WriteString(glue[k.IntN(len(glue))])
			} else {
				b.WriteByte(' ')
			}
		}
		b.WriteString(vocabulary[k.IntN(len(vocabulary))])
	}
	return b.String()
}

// some is nothing, an empty list, or some of the values.
func (k *maker) some(values []string, most int) []string {
	switch {
	case k.chance(0.35):
		return nil
	case k.chance(0.05):
		return []string{}
	}
	list := []string{}
	for _, i := range k.Perm(len(values))[:1+k.IntN(min(most, len(values)))] {
		list = append(list, values[i])
	}
	return list
}

// one is one of the values, or nothing.
func (k *maker) one(values ...string) string {
	if k.chance(0.35) {
		return ""
	}
	return values[k.IntN(len(values))]
}

func (k *maker) fact() catalog.Fact {
	return []catalog.Fact{catalog.Unknown, catalog.Yes, catalog.Yes, catalog.No}[k.IntN(4)]
}

func (k *maker) whole(from, to int) *int {
	if k.chance(0.4) {
		return nil
	}
	n := from + k.IntN(to-from+1)
	return &n
}

func (k *maker) money() *float64 {
	if k.chance(0.4) {
		return nil
	}
	v := float64([]int{0, 90, 145, 150, 300, 300, 995, 10_000}[k.IntN(8)])
	return &v
}

func (k *maker) date(days int) catalog.Date {
	if k.chance(0.5) {
		return 0
	}
	return today.AddDays(k.IntN(2*days) - days)
}

var systems = []string{"SCAIP", "FHIR", " Lifecare", "TRESERVA", "Combine", "combine"}

func (k *maker) product(id string) *catalog.Product {
	p := &catalog.Product{
		ID: id, Name: k.text(2), Summary: k.text(4), Description: k.text(k.IntN(20)), Language: k.one("sv", "en"),
		ProductTypes: k.some(k.types, 2), Functions: k.some(k.functions, 3),
		TargetGroups: k.some(catalog.TargetGroups(), 11), Settings: k.some(catalog.Settings(), 5),
		LifeAreas: k.some(catalog.LifeAreas(), 4), CareActs: k.some(catalog.CareActs(), 3),
		TRL: k.whole(1, 9), Connectivity: k.some(catalog.Connectivities(), 3), WorksWithout: k.some(catalog.WorksWithouts(), 4),
		ActiveUse: k.fact(), Integrations: k.some(systems, 4), Login: k.some(catalog.Logins(), 2), Languages: k.some([]string{"sv", "en", "fi"}, 3),
		Status: catalog.StatusPublished, ValidUntil: k.date(200),
	}
	if k.chance(0.1) {
		p.Status = k.one(catalog.ProductStatuses()...)
	}
	if p.ValidUntil != 0 && k.chance(0.6) {
		p.ValidUntil = today.AddDays(k.IntN(2))
	}
	p.Medical = catalog.Medical{Purpose: k.fact(), MDRClass: k.one(catalog.MDRClasses()...), CEMarked: k.fact()}
	if k.chance(0.7) {
		p.Medical.Purpose = catalog.No // the law would shut out too many
	}
	p.Radio = catalog.Radio{Connected: k.fact(), EN18031: k.fact()}
	p.Data = catalog.Data{
		Personal: k.fact(), Location: k.one(catalog.DataLocations()...), ProcessorAgreement: k.fact(),
		Camera: k.one(catalog.Captures()...), Audio: k.one(catalog.Captures()...), Positioning: k.fact(),
	}
	p.Security = catalog.Security{Confidentiality: k.whole(0, 3), Integrity: k.whole(0, 3), Availability: k.whole(0, 3)}
	p.Accessibility.EN301549 = k.fact()
	p.Price = catalog.Price{Model: k.one(catalog.PriceModels()...), PerMonthSEK: k.money()}
	p.TrialOffer = catalog.TrialOffer{Available: k.fact(), Units: k.whole(0, 30), Weeks: k.whole(1, 20), From: k.date(100), To: k.date(100)}
	for range k.IntN(4) {
		p.Claims = append(p.Claims, k.claim())
	}
	return p
}

func (k *maker) claim() catalog.Claim {
	c := catalog.Claim{Text: k.text(3), Source: catalog.ClaimSources()[k.IntN(4)], Date: today.AddDays(60 - k.IntN(3000))}
	if k.chance(0.4) {
		c.ValidUntil = today.AddDays(k.IntN(5) - 2)
	}
	return c
}

// need asks for the more, the higher hard is, 0–1.
func (k *maker) need(id string, hard float64) *testbeds.Need {
	n := &testbeds.Need{
		ID: id, Title: k.text(3), Description: k.text(k.IntN(15)), Background: k.text(k.IntN(6)), Goal: k.text(k.IntN(4)),
		Language:     k.one("sv", "en"),
		TargetGroups: k.some(catalog.TargetGroups(), 4), Settings: k.some(catalog.Settings(), 3),
		LifeAreas: k.some(catalog.LifeAreas(), 3), CareActs: k.some(catalog.CareActs(), 2),
		Environment: testbeds.Environment{
			Connectivity: k.some(catalog.Connectivities(), 3), AlarmReception: k.one(systems...), CareSystem: k.one(systems...),
		},
	}
	for range k.IntN(4) {
		n.Statements = append(n.Statements, testbeds.Statement{
			Text: k.text(4), Priority: []string{"must", "should", "could"}[k.IntN(3)], Function: k.one(k.functions...),
		})
	}
	if k.chance(0.4) {
		n.EffectGoals = append(n.EffectGoals, testbeds.EffectGoal{Measure: k.text(3)})
	}
	if k.chance(0.2) {
		n.Video = &testbeds.Video{Transcript: k.text(8)}
	}
	k.require(&n.Requires, hard)
	return n
}

func (k *maker) require(r *testbeds.Requirements, hard float64) {
	ask := func(f func()) {
		if k.chance(hard) {
			f()
		}
	}
	ask(func() { r.MaxPricePerMonthSEK = k.money() })
	ask(func() { r.MinTRL = k.whole(1, 8) })
	ask(func() { r.CEMarked = k.fact() })
	ask(func() { r.MDRClasses = k.some(catalog.MDRClasses(), 4) })
	ask(func() { r.Integrations = k.some(systems, 2) })
	ask(func() { r.DataLocation = k.one("sweden", "eu") })
	ask(func() { r.Camera = k.one("none", "live") })
	ask(func() { r.Audio = k.one("none", "live") })
	ask(func() { r.Positioning = k.one("none") })
	ask(func() { r.WorksWithout = k.some(catalog.WorksWithouts(), 2) })
	ask(func() { r.Languages = k.some([]string{"sv", "en", "fi"}, 2) })
	ask(func() { r.PassiveUse = k.fact() })
	ask(func() { r.Units = k.whole(0, 20) })
	ask(func() { r.Weeks = k.whole(1, 15) })
	ask(func() { r.StartFrom = k.date(60) })
	ask(func() {
		r.StartTo = k.date(60)
		if r.StartTo != 0 && r.StartTo.Before(r.StartFrom) {
			r.StartTo = r.StartFrom.AddDays(k.IntN(30))
		}
	})
	ask(func() { r.Security.Confidentiality = k.whole(0, 2) })
	ask(func() { r.Security.Integrity = k.whole(0, 2) })
	ask(func() { r.Security.Availability = k.whole(0, 2) })
	ask(func() { r.EN301549 = k.fact() })
	ask(func() { r.EN18031 = k.fact() })
}

// catalogue makes n products of which a third repeat an earlier one under another
// ID, so that many scores are equal.
func (k *maker) catalogue(n int) []*catalog.Product {
	var list []*catalog.Product
	for i := range n {
		id := fmt.Sprintf("p%d", i)
		if i > 0 && k.chance(0.33) {
			twin := *list[k.IntN(i)]
			twin.ID = id
			list = append(list, &twin)
			continue
		}
		list = append(list, k.product(id))
	}
	return list
}
