package app

import (
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/wording"
)

// page collects lines of text for people.
type page struct {
	strings.Builder
	wording.Words
}

// line adds a message as a line of its own.
func (p *page) line(key string, args fault.Args) { p.WriteString(p.Text(key, args) + "\n") }

// add adds formatted text. A [strings.Builder] never fails.
func (p *page) add(format string, args ...any) { _, _ = fmt.Fprintf(p, format, args...) }

// writeText writes a result for people.
func (r *run) writeText(w io.Writer, result *matching.Result) error {
	p := &page{Words: wording.Words{Printer: r.printer}}
	p.heading(result)
	for i := range result.Matches {
		p.match(&result.Matches[i])
	}
	if result.Eligible == 0 {
		p.line("match.none", nil)
	}
	p.nearMisses(result.NearMisses)
	p.musts(result.Musts)
	p.WriteString("\n")
	_, err := io.WriteString(w, p.String())
	return err
}

func (p *page) heading(result *matching.Result) {
	args := fault.Args{
		"need": result.Need.ID, "title": result.Need.Title, "municipality": result.Need.Municipality,
		"products": result.Products, "eligible": result.Eligible,
	}
	if result.Need.Municipality == "" {
		p.line("match.needOnly", args)
	} else {
		p.line("match.need", args)
	}
	if concepts := p.concepts(result.Understood.Functions); concepts != "" {
		p.line("match.understood", fault.Args{"concepts": concepts})
	}
	for _, proposal := range result.Understood.Proposed {
		var words []string
		for _, s := range proposal.Source {
			words = append(words, "”"+s.Text+"”")
		}
		p.line("match.proposed", fault.Args{
			"rule": p.Rule(proposal.Name), "needs": p.Values(proposal.Needs), "words": strings.Join(words, ", "),
		})
	}
	p.line("match.compared", args)
}

func (p *page) concepts(list []matching.Concept) string {
	var texts []string
	for _, c := range list {
		text := p.Label(c.Swedish, c.English)
		if c.Evidence != nil {
			text += " (”" + shorten(c.Evidence.Text, 60) + "”)"
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ", ")
}

func (p *page) match(m *matching.Match) {
	if m.Product == nil {
		p.add("\n%3d. %6s  %s\n", m.Rank, p.score(m.Score), m.ID)
		return
	}
	p.add("\n%3d. %6s  %s", m.Rank, p.score(m.Score), m.Product.Name)
	if m.Product.Vendor != "" {
		p.add(", %s", m.Product.Vendor)
	}
	p.add("  [%s]\n", m.ID)
	p.detail("match.why", p.contributions(m.Contributions))
	p.detail("match.does", p.shared(m.Concepts))
	p.detail("match.words", words(m.Words))
	p.rules(m)
}

// detail adds an indented line, unless there is nothing to tell.
func (p *page) detail(key, text string) {
	if text != "" {
		p.WriteString("              " + p.Text(key, fault.Args{"text": text}) + "\n")
	}
}

func (p *page) score(s matching.Score) string { return p.number(s.Float(), 2) }

// number writes a number as people in the language do.
func (p *page) number(v float64, decimals int) string {
	text := strconv.FormatFloat(v, 'f', decimals, 64)
	if p.Language == i18n.Swedish {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

func (p *page) contributions(list []matching.Contribution) string {
	sorted := append([]matching.Contribution(nil), list...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Points > sorted[j].Points })
	var texts []string
	for _, c := range sorted {
		if c.Points == 0 {
			continue
		}
		key := "match.contribution"
		if !c.Known {
			key = "match.contributionUnknown"
		}
		if c.Weight == 0 {
			key = "match.deduction"
		}
		texts = append(texts, p.Text(key, fault.Args{
			"criterion": p.Criterion(c.Name), "points": p.score(c.Points), "weight": p.number(c.Weight, 2),
		}))
	}
	return strings.Join(texts, " · ")
}

func (p *page) shared(list []matching.SharedConcept) string {
	var texts []string
	for _, c := range list {
		texts = append(texts, p.Label(c.Swedish, c.English))
	}
	return strings.Join(texts, ", ")
}

func words(list []matching.MatchedWord) string {
	var texts []string
	for _, w := range list {
		text := w.Need
		if !strings.EqualFold(w.Need, w.Product.Text) {
			text += "–" + w.Product.Text
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ", ")
}

// rules tells what is asked and what is proposed; what passes is only counted.
func (p *page) rules(m *matching.Match) {
	passed := 0
	for _, o := range m.Rules {
		switch o.State {
		case matching.Pass:
			passed++
		case matching.Fail:
			p.outcome("match.breaks", &o)
		case matching.Unknown: // asked below
		}
	}
	if passed > 0 {
		p.detail("match.passed", fmt.Sprint(passed))
	}
	for _, o := range wording.Questions(m) {
		key := "match.ask"
		if o.Has != "" { // the product tells, but that does not decide the matter
			key = "match.examine"
		}
		p.outcome(key, o)
	}
}

func (p *page) outcome(key string, o *matching.Outcome) {
	p.WriteString("              " + p.Text(key, p.Outcome(o)) + "\n")
}

func (p *page) nearMisses(list []matching.NearMiss) {
	if len(list) == 0 {
		return
	}
	p.WriteString("\n")
	p.line("match.near", nil)
	for _, n := range list {
		args := p.Outcome(&n.Fails)
		args["score"], args["name"], args["product"] = p.score(n.Score), n.Product.Name, n.ID
		p.WriteString("  " + p.Text("match.nearMiss", args) + "\n")
	}
}

func (p *page) musts(list []matching.MustPrice) {
	if len(list) == 0 {
		return
	}
	p.WriteString("\n")
	p.line("match.musts", nil)
	for _, m := range list {
		p.WriteString("  " + p.Text("match.must", fault.Args{
			"rule": p.Rule(m.Name), "needs": p.Values(m.Needs), "shutsOut": m.ShutsOut, "alone": m.Alone, "fitting": m.Fitting,
		}) + "\n")
	}
}

// shorten cuts a text to so many characters.
func shorten(text string, most int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}
