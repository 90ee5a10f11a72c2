package journeys

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"sync"
	"testing"
)

// Languages of pages, as pages name them.
const (
	swedish = "sv"
	english = "en"
)

// roles are those whose pages are looked at, by the folder of their pictures. Nobody
// has signed in as a guest.
var roles = []struct{ folder, role string }{
	{"1 guest", ""},
	{"2 company", "leverantörsadmin"},
	{"3 test leader", "testledare"},
	{"4 process leader", "processledare"},
	{"5 content reviewer", "innehållsgranskare"},
	{"6 administrator", "systemadministratör"},
}

// leastPages is how many pages even a guest finds; fewer mean that the search is broken.
const leastPages = 4

// TestPages looks at every page that links lead to, and at pages that say what is
// wrong, for each role and language.
func TestPages(t *testing.T) {
	t.Parallel()
	s := newService(t)
	if err := os.RemoveAll(shots); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, r := range roles {
		for _, language := range []string{swedish, english} {
			t.Run(r.folder+" "+language, func(t *testing.T) {
				t.Parallel()
				v := newVisitor(t, s)
				if r.role != "" {
					v.SignIn(r.role)
				}
				v.Visit("/sprak?till=" + language + "&sida=%2F")
				v.lookAtAll(t, r.folder, language, r.role == "")
			})
		}
	}
}

// lookAtAll looks at all pages and states that there are for a role.
func (v *visitor) lookAtAll(t *testing.T, folder, language string, guest bool) {
	mostAlike := 1
	if language == swedish {
		mostAlike = 2
	}
	places := v.crawl(mostAlike)
	if len(places) < leastPages {
		t.Errorf("only these pages were found: %q", places)
	}
	for _, p := range places {
		t.Run(p.path, func(t *testing.T) {
			b := v.in(t)
			if guest {
				b.withCache(false)
				b.weighed()
			}
			if status := b.open(p.path); status != http.StatusOK {
				t.Errorf("status %d", status)
			}
			if guest {
				b.checkWeight()
				b.withCache(true)
			}
			b.lookAt(folder, p.name, language)
		})
	}
	for _, s := range states {
		t.Run(s.name, func(t *testing.T) {
			part := *v
			part.tab = v.in(t)
			if s.guest == guest && s.reach(&part) {
				part.lookAt(folder, s.name, language)
			}
		})
	}
}

// lookAt checks the page that is open. One that is built like another, which has been
// looked at in the language, needs no second look at how it is built.
func (b *tab) lookAt(folder, name, language string) {
	b.t.Helper()
	b.checkWords(language)
	b.checkWidth()
	if _, seen := built.LoadOrStore(language+ask[string](b, "build"), true); !seen {
		b.checkBuild(language)
		if language == swedish {
			b.checkKeyboard()
			b.picture(folder, name)
		}
	}
	for _, wrong := range b.taken() {
		b.t.Error(wrong)
	}
}

// built is how the pages are built that have been looked at.
var built sync.Map

// states are pages that no link leads to.
var states = []struct {
	name  string
	guest bool
	reach func(v *visitor) bool // false where the site has no such state
}{
	{"wrong password", true, func(v *visitor) bool {
		v.Visit("/logga-in")
		fields := ask[[]string](v.tab, "labels")
		v.Fill(fields[0], v.s.email(v.t, "testledare"))
		v.Fill(fields[1], "inte det rätta lösenordet")
		v.Enter()
		return true
	}},
	{"not found", true, func(v *visitor) bool {
		if status := v.open("/finns/inte"); status != http.StatusNotFound {
			v.t.Errorf("status %d", status)
		}
		return true
	}},
	{"empty search", true, func(v *visitor) bool {
		v.Visit("/")
		field := ask[string](v.tab, "searchField")
		if field == "" {
			return false
		}
		v.Fill(field, "qzxwv")
		v.Enter()
		return true
	}},
	{"not found when signed in", false, func(v *visitor) bool {
		if status := v.open("/finns/inte"); status != http.StatusNotFound {
			v.t.Errorf("status %d", status)
		}
		return true
	}},
}
