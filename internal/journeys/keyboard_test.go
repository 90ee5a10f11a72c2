package journeys

import (
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// press presses keys.
func (b *tab) press(keys string) {
	b.t.Helper()
	b.do("pressing keys", chromedp.KeyEvent(keys))
}

// focus is what has the keyboard's focus.
type focus struct {
	Outside  bool   // no element of the page
	Where    string // which element
	Again    bool   // it had focus before
	Problems []string
}

// checkKeyboard goes through the page by Tab: every element that does something is
// reached, and one sees where one is.
func (b *tab) checkKeyboard() {
	b.t.Helper()
	stops := ask[int](b, "stops")
	for range 3*stops + 5 { // fields for dates have three or more of their own
		b.press(kb.Tab)
		at := ask[focus](b, "focused")
		if at.Outside || at.Again {
			break
		}
		if len(at.Problems) > 0 {
			b.t.Errorf("by keyboard: %s %s", at.Where, strings.Join(at.Problems, ", "))
		}
	}
	for _, missed := range ask[[]string](b, "unreached") {
		b.t.Errorf("by keyboard: %s is not reached", missed)
	}
}
