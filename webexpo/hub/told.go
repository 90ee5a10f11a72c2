package hub

import (
	"slices"
	"strings"

	"github.com/allagehub/matcharenan/internal/lifecycle"
)

// told is a member with its value in words: lines of text, or a list.
type told struct {
	Name  string
	Lines []string
	Items []string
}

// theme is a part of a document, as its form has it.
type theme struct {
	key     string   // of its heading
	members []string // the first names of their paths
}

// part is a theme in words.
type part struct {
	Title string
	Facts []told
}

// parts tells a whole document, theme by theme. Those of which nothing is told are
// left out.
func (s *speaker) parts(themes []theme, everything []lifecycle.Difference) (parts []part) {
	for _, t := range themes {
		p := part{Title: s.T(t.key)}
		for _, d := range everything {
			if t.has(d.Member) {
				p.Facts = append(p.Facts, s.tell(d))
			}
		}
		if len(p.Facts) > 0 {
			parts = append(parts, p)
		}
	}
	return parts
}

func (t theme) has(member string) bool {
	first, _, _ := strings.Cut(member, ".")
	return slices.Contains(t.members, first)
}

func isLong(a, b string) bool {
	return len(strings.Fields(a)) >= longText && len(strings.Fields(b)) >= longText
}

// emptyList is a list that is said to hold nothing, as differences have it.
const emptyList = "[]"

// tell tells a member of a document that is compared to none.
func (s *speaker) tell(d lifecycle.Difference) told {
	fact := told{Name: s.label(d.Member)}
	switch {
	case len(d.Added) > 0:
		fact.Items = s.values(d.Member, d.Added)
	case d.After == emptyList:
		fact.Lines = []string{s.T("hub.none")}
	default:
		fact.Lines = strings.Split(s.value(d.Member, d.After), "\n")
	}
	return fact
}

// change is a member that differs from what was published.
type change struct {
	Name           string
	Before, After  []string  // lines; empty where it was or is not told
	Text           []stretch // of a longer text, with what is new and what is gone
	Added, Removed []string
	Gone, New      string // said before what is gone and new to who does not see it
	Order          string // says that only the order of a list has changed
}

// longText is from how many words on a text is compared word by word.
const longText = 6

// changes tells what differs, as readers see it.
func (s *speaker) changes(differences []lifecycle.Difference) []change {
	changes := make([]change, len(differences))
	for i, d := range differences {
		changes[i] = s.change(d)
	}
	return changes
}

func (s *speaker) change(d lifecycle.Difference) change {
	c := change{
		Name: s.label(d.Member), Gone: s.T("hub.review.gone"), New: s.T("hub.review.new"),
		Added: s.values(d.Member, d.Added), Removed: s.values(d.Member, d.Removed),
	}
	switch {
	case len(d.Added) == 1 && len(d.Removed) == 1 && isLong(c.Added[0], c.Removed[0]): // one of several has been changed
		c.Text, c.Added, c.Removed = compareTexts(c.Removed[0], c.Added[0]), nil, nil
		return c
	case len(d.Added)+len(d.Removed) > 0:
		return c
	}
	if s.isList(d.Member) && d.Before != emptyList && d.After != emptyList {
		c.Order = s.T("hub.review.order")
		return c
	}
	before, after := s.one(d.Member, d.Before), s.one(d.Member, d.After)
	if isLong(before, after) {
		c.Text = compareTexts(before, after)
		return c
	}
	c.Before, c.After = lines(before), lines(after)
	return c
}

// one is a value that may be absent or an empty list.
func (s *speaker) one(member, raw string) string {
	switch raw {
	case "":
		return ""
	case emptyList:
		return s.T("hub.none")
	default:
		return s.value(member, raw)
	}
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
