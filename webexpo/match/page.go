package match

import (
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/wording"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// matchPage is a need with the products that may solve it.
type matchPage struct {
	frame.Base
	Need       frame.Link // its title and page
	NeedLang   string     // that the need is written in; empty when it is the page's, or not known
	Summary    string     // how many products were compared, and how many meet every must
	Understood []concept
	Proposals  []string     // requirements that the running text seems to make
	Softened   []softened   // musts that are passed over this time
	Hits       []hit        //
	Empty      *frame.Empty // when there are none
	Near       []near
	Musts      []must
	More       *frame.Link // more hits
	Export     string      // address of the table
	Facts      []frame.Fact

	words wording.Words
}

// concept is what the need was found to be about, and the words that show it.
type concept struct{ Name, Evidence string }

// softened is a must that is passed over, and the way to take it back.
type softened struct{ Text, Back, Label string }

// near is a product that fails one must.
type near struct {
	Name, Href, Vendor, Score, Fails string
	Soften                           *frame.Link // by the name of the must; none where it is the law that it fails
}

// must is what one costs.
type must struct {
	Text, ShutsOut, Alone string
	Soften                *frame.Link
	Law                   bool // demanded by law or by the service
}

func newMatchPage(b frame.Base, r asked, found answer, products map[string]*catalog.Product) *matchPage {
	v := &matchPage{Base: b, words: wording.Words{Printer: b.Printer()}, Export: r.address("traffar.xlsx")}
	v.Wide = true
	v.Need.Text = found.need.Title
	if l := found.need.Language; l != string(b.Language) {
		v.NeedLang = l
	}
	result := found.result
	v.Summary = v.T("hits.summary", "products", v.Number(result.Products), "eligible", v.Number(result.Eligible))
	v.understood(&result.Understood)
	for _, s := range result.Softened {
		text := v.must(s.Name, s.Needs)
		v.Softened = append(v.Softened, softened{text, r.without(s.Name).address("traffar"), v.T("hits.unsoften", "must", text)})
	}
	v.hits(r, found, products)
	for i := range result.NearMisses {
		v.near(r, &result.NearMisses[i], result.Musts)
	}
	for i := range result.Musts {
		v.price(r, &result.Musts[i])
	}
	v.Facts = []frame.Fact{
		{Name: v.T("hits.day"), Value: v.Day(result.Day)},
		{Name: v.T("hits.ruleset"), Value: result.Versions.Ruleset},
		{Name: v.T("hits.thesaurus"), Value: result.Versions.Thesaurus},
	}
	return v
}

// place says where the page belongs: below the need's own page for those who may
// read the working copy, and below the public one for others.
func (v *matchPage) place(id string, own bool) {
	v.Need.Href = "/behov/" + id
	v.Crumbs = []frame.Link{{Text: v.T("hits.open"), Href: "/behov"}}
	if own {
		v.Need.Href = "/mina-behov/" + id
		v.Crumbs = []frame.Link{{Text: v.T("hits.mine"), Href: "/mina-behov"}}
	}
	v.Crumbs = append(v.Crumbs, v.Need)
}

func (v *matchPage) understood(u *matching.Understood) {
	for _, c := range u.Functions {
		it := concept{Name: v.words.Label(c.Swedish, c.English)}
		if c.Evidence != nil {
			it.Evidence = strings.Join(strings.Fields(c.Evidence.Text), " ")
		}
		v.Understood = append(v.Understood, it)
	}
	for _, p := range u.Proposed {
		said := make([]string, len(p.Source))
		for i, s := range p.Source {
			said[i] = "”" + s.Text + "”"
		}
		v.Proposals = append(v.Proposals, v.T("hits.proposal", "must", v.must(p.Name, p.Needs), "words", v.List(said)))
	}
}

// must is a rule with what it asks for: pris per månad (kr): ≤ 300.
func (v *matchPage) must(name, needs string) string {
	return v.T("hits.must", "rule", frame.Sentence(v.words.Rule(name)), "needs", v.words.Values(needs))
}

func (v *matchPage) hits(r asked, found answer, products map[string]*catalog.Product) {
	passages := matching.NeedPassages(&found.need)
	matches := found.result.Matches
	shown := min(r.top, len(matches))
	for i := range matches[:shown] {
		m := &matches[i]
		h := v.hit(m, products[m.ID])
		h.NeedQuotes = needQuotes(passages, m)
		if i+1 < len(matches) {
			h.Ahead = v.ahead(m, &matches[i+1])
		}
		v.Hits = append(v.Hits, h)
	}
	if shown == 0 {
		v.Empty = &frame.Empty{Title: v.T("hits.none"), Text: v.T("hits.noneText")}
	}
	if len(matches) > shown && r.top < topMost {
		next := r
		next.top = min(topMost, r.top+topStep)
		v.More = &frame.Link{Text: v.T("hits.more"), Href: next.address("traffar")}
	}
}

func (v *matchPage) near(r asked, n *matching.NearMiss, musts []matching.MustPrice) {
	args := v.words.Outcome(&n.Fails)
	it := near{
		Name: n.Product.Name, Href: "/produkter/" + n.ID, Vendor: n.Product.Vendor, Score: v.score(n.Score),
		Fails: v.T("hits.fails", "rule", frame.Sentence(v.words.Rule(n.Fails.Name)), "needs", args["needs"], "has", args["has"]),
	}
	for i := range musts {
		if musts[i].Rule == n.Fails.Rule && musts[i].Asked {
			it.Soften = v.soften(r, n.Fails.Name)
		}
	}
	v.Near = append(v.Near, it)
}

func (v *matchPage) price(r asked, m *matching.MustPrice) {
	it := must{
		Text: v.must(m.Name, m.Needs), Law: !m.Asked,
		ShutsOut: v.T("hits.shutsOut", "n", v.Number(m.ShutsOut)),
		Alone:    v.T("hits.alone", "n", v.Number(m.Alone), "fitting", v.Number(m.Fitting)),
	}
	if m.Asked && m.Alone > 0 {
		it.Soften = v.soften(r, m.Name)
	}
	v.Musts = append(v.Musts, it)
}

func (v *matchPage) soften(r asked, name string) *frame.Link {
	return &frame.Link{Text: frame.Sentence(v.words.Rule(name)), Href: r.with(name).address("traffar")}
}

// score is a score out of 100.
func (v *matchPage) score(s matching.Score) string { return v.Decimal(s.Float(), 1) }
