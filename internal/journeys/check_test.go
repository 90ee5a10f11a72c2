package journeys

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
)

// Sizes of windows in CSS pixels.
const (
	desktopWidth, desktopHeight = 1280, 900
	phoneWidth, phoneHeight     = 390, 844
	narrow, narrowHeight        = 320, 640
	zoomedHeight                = 256 // with the width of narrow: 1280 × 1024 at 400 %
)

// checkWords looks at what every page says once, and for keys of texts that have no
// text.
func (b *tab) checkWords(language string) {
	b.t.Helper()
	frame := ask[struct {
		Lang, Title string
		Headings    []string
	}](b, "frame")
	if frame.Lang != language {
		b.t.Errorf("the page says that its language is %q, want %q", frame.Lang, language)
	}
	if len(frame.Headings) != 1 {
		b.t.Errorf("the page has %d headings of the first level: %q", len(frame.Headings), frame.Headings)
	}
	if frame.Title == "" {
		b.t.Error("the page has no title")
	}
	text := ask[string](b, "words")
	for _, key := range slices.Compact(slices.Sorted(slices.Values(keyLike(b.t).FindAllString(text, -1)))) {
		b.t.Errorf("the page shows the key of a text: %s", key)
	}
}

// checkWidth looks that the page needs no scrolling sideways on the smallest phone,
// nor on a desk at 400 %.
func (b *tab) checkWidth() {
	b.t.Helper()
	for _, height := range []int64{narrowHeight, zoomedHeight} {
		b.size(narrow, height)
		for _, problem := range ask[[]string](b, "wide", narrow) {
			b.t.Errorf("at %d × %d px: %s", narrow, height, problem)
		}
	}
	b.size(desktopWidth, desktopHeight)
}

// checkBuild has axe look at the page in light and dark: in one language as on a desk,
// in the other as on a phone.
func (b *tab) checkBuild(language string) {
	b.t.Helper()
	if language == english {
		b.size(phoneWidth, phoneHeight)
	}
	b.checkAxe(light, everyRule)
	b.prefer(dark)
	b.checkAxe(dark, colourRules)
	b.prefer(light)
	b.size(desktopWidth, desktopHeight)
}

// keyLike finds what looks like a key of a text: the first part of one that there is,
// a dot and a name.
func keyLike(t testing.TB) *regexp.Regexp {
	t.Helper()
	found, err := keyPattern()
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var keyPattern = sync.OnceValues(func() (*regexp.Regexp, error) {
	files, err := filepath.Glob(filepath.Join(root, "internal", "i18n", "messages", "sv", "*.json"))
	if err != nil {
		return nil, err
	}
	var spaces []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var messages map[string]string
		if err := json.Unmarshal(data, &messages); err != nil {
			return nil, err
		}
		for key := range messages {
			space, _, _ := strings.Cut(key, ".")
			spaces = append(spaces, regexp.QuoteMeta(space))
		}
	}
	slices.Sort(spaces)
	return regexp.Compile(`(?:^|[\s"(])(?:` + strings.Join(slices.Compact(spaces), "|") + `)\.[a-z][A-Za-z.]+`)
})

func TestKeysAmongWordsAreSeen(t *testing.T) {
	for text, want := range map[string]int{
		"Spara frame.name här":      1,
		"signin.enter.title":        1,
		"Läs mer på www.example.se": 0,
		"Klart. signin":             0,
		"(error.title)":             1,
		"namn@frame.example":        0,
		"unknownspace.title":        0,
	} {
		if got := keyLike(t).FindAllString(text, -1); len(got) != want {
			t.Errorf("%q: found %q, want %d", text, got, want)
		}
	}
}

// axeRules is what axe is asked for: rules by tag or by name.
type axeRules struct {
	Type   string   `json:"type"`
	Values []string `json:"values"`
}

var (
	everyRule   = axeRules{"tag", []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"}}
	colourRules = axeRules{"rule", []string{"color-contrast", "link-in-text-block"}}
)

// checkAxe has axe look at the page.
func (b *tab) checkAxe(when string, rules axeRules) {
	b.t.Helper()
	before := b.taken()
	if !evaluate[bool](b, `typeof axe === "object"`) {
		evaluate[bool](b, shared.axe+"; true")
	}
	options := map[string]any{"runOnly": rules, "resultTypes": []string{"violations"}}
	for _, violation := range ask[[]string](b, "axe", options) {
		b.t.Errorf("axe, %s: %s", when, violation)
	}
	b.taken() // axe tries a style of its own, which the policy refuses
	for _, wrong := range before {
		b.t.Error(wrong)
	}
}

// Most that a public page may weigh when it is first seen, as it is sent, without
// pictures of products.
const (
	mostBytes       = 60_000
	mostScriptBytes = 15_000
)

// checkWeight looks at what was sent for the page; it is the first page of a visit
// where the tab has no cache.
func (b *tab) checkWeight() {
	b.t.Helper()
	all := 0
	bytes := b.weighed()
	for kind, n := range bytes {
		if kind != network.ResourceTypeImage {
			all += n
		}
	}
	if all > mostBytes {
		b.t.Errorf("the page weighs %d bytes, at most %d: %v", all, mostBytes, bytes)
	}
	if script := bytes[network.ResourceTypeScript]; script > mostScriptBytes {
		b.t.Errorf("its scripts weigh %d bytes, at most %d", script, mostScriptBytes)
	}
	if all == 0 {
		b.t.Error("nothing was weighed; the count is broken")
	}
}
