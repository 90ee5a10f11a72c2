package hub

import (
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/form"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// words puts the content of a kind of document into words.
type words[T any] struct {
	tell   func(b *frame.Base, v *T) []form.Told
	differ func(b *frame.Base, before, after *T) ([]form.Change, error)
	label  func(p i18n.Printer, member string) string
}

// listingWords are those of listings. Claims, pictures and documents are shown in a
// form of their own.
func listingWords(f *form.Form[catalog.Product]) words[catalog.Content] {
	return words[catalog.Content]{
		tell: func(b *frame.Base, c *catalog.Content) []form.Told {
			return f.Facts(b, c.Product, "about", "use", "approval", "data", "technology", "price")
		},
		differ: func(b *frame.Base, before, after *catalog.Content) ([]form.Change, error) {
			shown, err := shownChanges(b, before, after)
			return append(f.Changes(b, before.Product, after.Product), shown...), err
		},
		label: f.Label,
	}
}

func needWords(f *form.Form[testbeds.Need]) words[testbeds.Need] {
	return words[testbeds.Need]{
		tell: func(b *frame.Base, n *testbeds.Need) []form.Told { return f.Facts(b, *n) },
		differ: func(b *frame.Base, before, after *testbeds.Need) ([]form.Change, error) {
			return f.Changes(b, *before, *after), nil
		},
		label: f.Label,
	}
}

// captions are what pictures and documents are told by.
type captions struct {
	Pictures  []string `json:"pictures"`
	Documents []string `json:"documents"`
}

func captionsOf(c *catalog.Content) (all captions) {
	for _, p := range c.Pictures {
		all.Pictures = append(all.Pictures, p.Alt)
	}
	for _, d := range c.Documents {
		all.Documents = append(all.Documents, d.Title)
	}
	return all
}

// shownChanges tell which pictures and documents have come and gone, by their texts.
func shownChanges(b *frame.Base, before, after *catalog.Content) (changes []form.Change, err error) {
	found, err := lifecycle.Differences(captionsOf(before), captionsOf(after))
	for _, d := range found {
		changes = append(changes, form.Change{
			Name: d.Member, Label: b.T("hub.member." + d.Member), Before: d.Before, After: d.After, Added: d.Added, Removed: d.Removed,
		})
	}
	return changes, err
}

// part is a theme in words.
type part struct {
	Title string
	Facts []told
}

// told is a member with its value in lines.
type told struct {
	Name  string
	Lines []string
}

func partsOf(themes []form.Told) []part {
	parts := make([]part, len(themes))
	for i, t := range themes {
		parts[i].Title = t.Title
		for _, f := range t.Facts {
			parts[i].Facts = append(parts[i].Facts, told{f.Name, lines(f.Value)})
		}
	}
	return parts
}

// change is a member that differs from what was published.
type change struct {
	Name           string
	Gone, New      string    // said before what is gone and new to who does not see it
	Before, After  []string  // lines; empty where it was or is not told
	Text           []stretch // of a longer text, with what is new and what is gone
	Added, Removed []string
}

// changesOf tell what differs, as reviewers see it.
func changesOf(b *frame.Base, found []form.Change) []change {
	changes := make([]change, len(found))
	for i, it := range found {
		changes[i] = changeOf(b, it)
	}
	return changes
}

func changeOf(b *frame.Base, it form.Change) change {
	c := change{Name: it.Label, Gone: b.T("hub.review.gone"), New: b.T("hub.review.new"), Added: it.Added, Removed: it.Removed}
	if key := "hub.member." + it.Name; b.Printer().Has(key) { // the form speaks to the writer
		c.Name = b.T(key)
	}
	before, after := it.Before, it.After
	if len(it.Added) == 1 && len(it.Removed) == 1 { // one of several has been changed
		before, after = it.Removed[0], it.Added[0]
	}
	if isLong(before) && isLong(after) {
		c.Text, c.Added, c.Removed = compareTexts(before, after), nil, nil
		return c
	}
	c.Before, c.After = lines(it.Before), lines(it.After)
	return c
}

// longText is from how many words on a text is compared word by word.
const longText = 6

func isLong(text string) bool { return len(strings.Fields(text)) >= longText }

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
