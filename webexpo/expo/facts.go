package expo

import (
	"strconv"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// theme is facts of a product that belong together. All products have the same facts
// in the same order, so that they can be compared.
type theme struct {
	Name  string // of its text
	Facts []fact
}

// fact is a thing that is told of a product, or that is not.
type fact struct {
	Member string // by which its name is found
	Value  string // empty when it is not told
	Silent bool   // not worth a line when it is not told: no need asks for it
}

// teller puts the members of a product into words.
type teller struct {
	a *Area
	b *frame.Base
}

// themes are the facts of a product.
func (a *Area) themes(b *frame.Base, p *catalog.Product) []theme {
	t := teller{a, b}
	return []theme{
		{"use", t.use(p)},
		{"cost", t.cost(p)},
		{"trial", t.trial(&p.TrialOffer)},
		{"technology", t.technology(p)},
		{"data", t.data(p)},
		{"law", t.law(p)},
	}
}

func (t teller) use(p *catalog.Product) []fact {
	return []fact{
		t.many("functions", functions, p.Functions),
		t.many("productTypes", types, p.ProductTypes),
		t.many("targetGroups", "target_group", p.TargetGroups),
		t.many("settings", "setting", p.Settings),
		t.many("lifeAreas", "life_area", p.LifeAreas),
		t.many("careActs", "care_act", p.CareActs),
		t.level("trl", "trl", p.TRL),
		{Member: "iso9999", Value: t.iso(p.ISO9999), Silent: true},
	}
}

func (t teller) cost(p *catalog.Product) []fact {
	return []fact{
		t.one("price.model", "price_model", p.Price.Model),
		{Member: "price.perMonthSEK", Value: t.sek(p.Price.PerMonthSEK)},
		{Member: "price.startSEK", Value: t.sek(p.Price.StartSEK)},
	}
}

func (t teller) trial(o *catalog.TrialOffer) []fact {
	offered := o.Available == catalog.Yes
	return []fact{
		t.yesNo("trialOffer.available", o.Available),
		{Member: "trialOffer.units", Value: t.whole(o.Units), Silent: !offered},
		{Member: "trialOffer.weeks", Value: t.whole(o.Weeks), Silent: !offered},
		{Member: "trialOffer.from", Value: t.b.Day(o.From), Silent: true},
		{Member: "trialOffer.to", Value: t.b.Day(o.To), Silent: true},
	}
}

func (t teller) technology(p *catalog.Product) []fact {
	return []fact{
		t.many("connectivity", "connectivity", p.Connectivity),
		t.many("worksWithout", "works_without", p.WorksWithout),
		{Member: "integrations", Value: t.b.List(p.Integrations)},
		t.many("login", "login", p.Login),
		{Member: "languages", Value: t.languages(p.Languages)},
		t.yesNo("requiresActiveUse", p.ActiveUse),
		t.yesNo("accessibility.en301549", p.Accessibility.EN301549),
	}
}

func (t teller) data(p *catalog.Product) []fact {
	return []fact{
		t.yesNo("data.personal", p.Data.Personal),
		t.one("data.location", "data_location", p.Data.Location),
		t.yesNo("data.processorAgreement", p.Data.ProcessorAgreement),
		t.one("data.camera", "capture", p.Data.Camera),
		t.one("data.audio", "capture", p.Data.Audio),
		t.yesNo("data.positioning", p.Data.Positioning),
		t.level("security.confidentiality", "klassa", p.Security.Confidentiality),
		t.level("security.integrity", "klassa", p.Security.Integrity),
		t.level("security.availability", "klassa", p.Security.Availability),
	}
}

func (t teller) law(p *catalog.Product) []fact {
	return []fact{
		t.yesNo("medical.purpose", p.Medical.Purpose),
		t.yesNo("medical.ceMarked", p.Medical.CEMarked),
		t.one("medical.mdrClass", "mdr_class", p.Medical.MDRClass),
		t.yesNo("radio.connected", p.Radio.Connected),
		t.yesNo("radio.en18031", p.Radio.EN18031),
	}
}

func (t teller) many(member, vocabulary string, values []string) fact {
	labels := t.a.valuesOf(t.b, vocabulary, values)
	if vocabulary == "login" || vocabulary == "connectivity" { // whose labels are names
		return fact{Member: member, Value: t.b.List(labels)}
	}
	return fact{Member: member, Value: sentence(t.b, labels)}
}

func (t teller) one(member, vocabulary, value string) fact {
	if value == "" {
		return fact{Member: member}
	}
	return fact{Member: member, Value: t.a.value(t.b, vocabulary, value)}
}

func (t teller) yesNo(member string, f catalog.Fact) fact {
	if f == catalog.Unknown {
		return fact{Member: member}
	}
	return fact{Member: member, Value: t.a.value(t.b, "fact", f.String())}
}

func (t teller) whole(n *int) string {
	if n == nil {
		return ""
	}
	return t.b.Number(*n)
}

func (t teller) sek(n *float64) string {
	if n == nil {
		return ""
	}
	return money(t.b, *n)
}

// level is a step of a scale whose steps have names.
func (t teller) level(member, vocabulary string, n *int) fact {
	if n == nil {
		return fact{Member: member}
	}
	return t.one(member, vocabulary, strconv.Itoa(*n))
}

func (t teller) iso(i *catalog.ISO9999) string {
	if i == nil {
		return ""
	}
	return t.b.T("expo.iso", "code", i.Code, "edition", strconv.Itoa(i.Edition))
}

// languages are written by their names where we know them, else by their codes.
func (t teller) languages(codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = code
		if t.b.Printer().Has("form.value.langcode." + code) {
			names[i] = t.a.value(t.b, "langcode", code)
		}
	}
	return sentence(t.b, names)
}

// name is what people call a member. Forms ask who fills them in; where that is no
// name for what everybody reads there is one of our own.
func (t teller) name(member string) string {
	if own := "expo.member." + member; t.b.Printer().Has(own) {
		return t.b.T(own)
	}
	return t.b.T("form.member." + member)
}

// section is a theme as a page shows it.
type section struct {
	ID, Title string
	Facts     []frame.Fact
}

// sections are the themes with what is not told said to be so.
func (a *Area) sections(b *frame.Base, p *catalog.Product) []section {
	t := teller{a, b}
	var list []section
	for _, theme := range a.themes(b, p) {
		s := section{ID: theme.Name, Title: b.T("expo.theme." + theme.Name)}
		for _, f := range theme.Facts {
			switch {
			case f.Value != "":
				s.Facts = append(s.Facts, frame.Fact{Name: t.name(f.Member), Value: f.Value})
			case !f.Silent:
				s.Facts = append(s.Facts, frame.Fact{Name: t.name(f.Member), Note: b.T("form.unset")})
			}
		}
		list = append(list, s)
	}
	return list
}
