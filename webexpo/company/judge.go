package company

import (
	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/wording"
	"github.com/allagehub/matcharenan/webexpo/form"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// judgement is how well a listing can be judged by what it tells.
type judgement struct {
	Answered frame.Bar
	Criteria lacking // of what is weighed when products are compared
	Rules    lacking // of the requirements that needs may have
}

// lacking is how much of something can be judged, and where to tell the rest.
type lacking struct {
	Words   string
	Show    string // of the list of what is missing
	Missing []frame.Link
}

func (a *Area) judge(b *frame.Base, k *known) judgement {
	p, w := &k.Value.Draft.Product, wording.Words{Printer: b.Printer()}
	return judgement{
		Answered: answered(b, p),
		Criteria: a.lacking(b, k.ID, "desk.edit.criteria", a.s.Ruleset.CriteriaTold(p), w.Criterion),
		Rules:    a.lacking(b, k.ID, "desk.edit.rules", a.s.Ruleset.RulesTold(p, a.s.Listings.Day(a.s.Now())), w.Rule),
	}
}

// lacking puts what a listing tells into words: the text of the key says how many of
// all are known, and each that is not leads to where it is written.
func (a *Area) lacking(b *frame.Base, id, key string, all []matching.Told, name func(string) string) (l lacking) {
	for _, it := range all {
		if !it.Known {
			l.Missing = append(l.Missing, frame.Link{Text: frame.Sentence(name(it.Name)), Href: a.memberPath(id, it.Member)})
		}
	}
	l.Show = b.T(key + "Missing")
	l.Words = b.T(key, "known", b.Number(len(all)-len(l.Missing)), "all", b.Number(len(all)))
	return l
}

// themeLinks lead to the themes, and tell how many of their questions are answered.
func (a *Area) themeLinks(b *frame.Base, k *known, current string) (links []themeLink) {
	for _, t := range a.form.Themes(b.Printer(), form.Shown{Values: a.form.Values(k.Value.Draft.Product)}) {
		done, all := answeredIn(&t)
		links = append(links, themeLink{
			Link:     frame.Link{Text: t.Title, Href: themePath(k.ID, t.Name)},
			Answered: b.T("desk.edit.answered", "done", b.Number(done), "all", b.Number(all)), Current: t.Name == current,
		})
	}
	return links
}

// answeredIn is how many of a theme's questions are answered, and how many there are. A
// table is one question.
func answeredIn(t *form.Theme) (done, all int) {
	for i := range t.Fields {
		if all++; isTold(&t.Fields[i]) {
			done++
		}
	}
	for i := range t.Tables {
		if all++; toldIn(&t.Tables[i]) {
			done++
		}
	}
	return done, all
}

func toldIn(t *form.Table) bool {
	for _, row := range t.Rows {
		for i := range row.Fields {
			if row.Fields[i].Options == nil && isTold(&row.Fields[i]) {
				return true
			}
		}
	}
	return false
}

// isTold reports whether a field has an answer: that one does not know is none.
func isTold(f *form.Field) bool {
	if f.Options == nil {
		return f.Value != ""
	}
	for _, o := range f.Options {
		if o.Chosen && o.Value != "" && o.Value != catalog.Unknown.String() {
			return true
		}
	}
	return false
}
