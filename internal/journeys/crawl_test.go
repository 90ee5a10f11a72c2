package journeys

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mostSiblings is how many names in one place are looked at: vocabularies are places
// too. The top of the site has as many as it wants.
const mostSiblings = 8

// crawl finds the pages that links lead to from the start, some of each pattern. A link
// that leads to nothing is an error.
func (b *tab) crawl(mostAlike int) (places []place) {
	b.t.Helper()
	c := newCrawler(mostAlike)
	for c.add("/", ""); len(c.queue) > 0; {
		next := c.queue[0]
		c.queue = c.queue[1:]
		if c.pages[c.pattern(next.path)] >= c.most {
			continue // others of the kind were queued at the same time
		}
		found := ask[found](b, "links", next.path)
		switch {
		case !found.Page && found.Status < 400 || !c.isNew(found.Path):
			continue
		case found.Status >= 400:
			b.t.Errorf("%s leads to %s, which answers with status %d", next.from, next.path, found.Status)
			continue
		}
		places = append(places, c.place(found.Path))
		for _, link := range found.Links {
			c.add(link, found.Path)
		}
	}
	b.taken() // of what was read and not shown; it has been told above
	return places
}

// place is where a page is, and what its pictures are called: alike each time, whatever
// the demo's IDs are.
type place struct{ path, name string }

func (c *crawler) place(path string) place {
	pattern := c.pattern(path)
	name := strings.NewReplacer("*", "some", "?", " chosen").Replace(pattern)
	if n := c.pages[pattern]; n > 1 {
		name = fmt.Sprintf("%s %d", name, n)
	}
	if pattern == "/" {
		name = "start"
	}
	return place{path, name}
}

// found is what the page's script tells about the page of a path.
type found struct {
	Status int
	Page   bool   // whether it is a page, and no file
	Path   string // in the end, behind redirects
	Links  []string
}

// crawler decides which links are followed.
type crawler struct {
	most     int // pages of one pattern that are looked at
	queue    []step
	asked    map[string]bool     // paths that were queued
	found    map[string]bool     // paths that pages were found at, behind redirects
	pages    map[string]int      // pages that were found, by pattern
	siblings map[string][]string // names that were met below a pattern
}

func newCrawler(most int) *crawler {
	return &crawler{most: most, pages: make(map[string]int), siblings: make(map[string][]string), asked: make(map[string]bool), found: make(map[string]bool)}
}

type step struct{ path, from string }

// add queues a path unless enough of its kind have been.
func (c *crawler) add(path, from string) {
	bare, _, _ := strings.Cut(path, "?")
	if bare == "/sprak" || c.asked[path] || c.pages[c.pattern(path)] >= c.most {
		return
	}
	c.asked[path] = true
	c.queue = append(c.queue, step{path, from})
}

// isNew counts a page, and tells whether it is to be looked at.
func (c *crawler) isNew(path string) bool {
	pattern := c.pattern(path)
	if c.found[path] {
		return false
	}
	c.found[path] = true
	c.pages[pattern]++
	return c.pages[pattern] <= c.most
}

// identity is a part of a path that names one of many.
var identity = regexp.MustCompile(`\d|^[a-z]{1,3}-|.{30}`)

// pattern is a path with a star for each part that names one of many, and the names
// of its parameters. Where many names stand beside each other, the late ones are
// taken for such parts.
func (c *crawler) pattern(path string) string {
	bare, query, _ := strings.Cut(path, "?")
	place := ""
	for part := range strings.SplitSeq(strings.Trim(bare, "/"), "/") {
		if identity.MatchString(part) {
			part = "*"
		} else if !slices.Contains(c.siblings[place], part) {
			if place != "" && len(c.siblings[place]) >= mostSiblings {
				part = "*"
			} else {
				c.siblings[place] = append(c.siblings[place], part)
			}
		}
		place += "/" + part
	}
	// What a query says is seen once or twice; its many combinations are not.
	if values, err := url.ParseQuery(query); err == nil && len(values) > 0 {
		place += "?"
	}
	return place
}

func TestPathsOfOneKindHaveOnePattern(t *testing.T) {
	c := newCrawler(2)
	for path, want := range map[string]string{
		"/":                         "/",
		"/om/design":                "/om/design",
		"/produkt/01HXYZ7":          "/produkt/*",
		"/foretag/v-nordlyra":       "/foretag/*",
		"/foretag/v-nordlyra/annat": "/foretag/*/annat",
		"/sok?q=larm&sida=2":        "/sok?",
		"/sok?":                     "/sok",
	} {
		if got := c.pattern(path); got != want {
			t.Errorf("%s has the pattern %s, want %s", path, got, want)
		}
	}
}

func TestManyNamesInOnePlaceAreOneKind(t *testing.T) {
	c := newCrawler(2)
	patterns := map[string]int{}
	for name := 'a'; name <= 'z'; name++ {
		patterns[c.pattern("/funktion/"+string(name)+"larm")]++
	}
	if len(patterns) != mostSiblings+1 || patterns["/funktion/*"] != 26-mostSiblings {
		t.Errorf("26 names have the patterns %v", patterns)
	}
	for name := 'a'; name <= 'z'; name++ {
		if top := "/" + string(name) + "sida"; c.pattern(top) != top {
			t.Errorf("%s at the top has the pattern %s", top, c.pattern(top))
		}
	}
	if again := c.pattern("/funktion/alarm"); again != "/funktion/alarm" {
		t.Errorf("a known name has the pattern %s", again)
	}
}

func TestACrawlLooksAtAFewOfAKind(t *testing.T) {
	c := newCrawler(2)
	var looked []string
	for _, path := range []string{"/produkt/p-1", "/produkt/p-2", "/produkt/p-3", "/om", "/om", "/sprak?till=en"} {
		c.add(path, "/")
	}
	for _, s := range c.queue {
		if c.isNew(s.path) {
			looked = append(looked, s.path)
		}
	}
	if want := []string{"/produkt/p-1", "/produkt/p-2", "/om"}; !slices.Equal(looked, want) {
		t.Errorf("looks at %v, want %v", looked, want)
	}
	if c.add("/produkt/p-4", "/"); len(c.queue) != 4 {
		t.Errorf("queued %v", c.queue)
	}
}
