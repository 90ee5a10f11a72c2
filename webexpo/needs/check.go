package needs

import (
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/testbeds/needcheck"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// problems are what stops a need from being submitted: what breaks the rules, and
// what tells who somebody is.
func (a *Area) problems(n *testbeds.Need) []fault.Problem {
	return append(a.s.Checker.Check(n), needcheck.Problems(a.s.Check.Check(n))...)
}

// tips are the remarks of the need check that stop nothing, about a theme or, without
// one, about all of the need. Each leads to its question.
func (a *Area) tips(b *frame.Base, n *testbeds.NeedRecord, theme string) (tips []frame.Link) {
	found := a.s.Check.Check(&n.Draft)
	for i := range found {
		f := &found[i]
		if f.Kind.Blocking() || theme != "" && a.form.ThemeOf(f.Member) != theme {
			continue
		}
		text := b.Printer().Text(f.Key(), f.Args())
		tips = append(tips, frame.Link{
			Text: b.T("ward.tip", "member", a.form.Label(b.Printer(), f.Member), "text", text), Href: a.fieldAt(n.ID, f.Member),
		})
	}
	return tips
}
