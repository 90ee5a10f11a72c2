package webexpo

import (
	"reflect"
	"testing"

	"github.com/allagehub/matcharenan/webexpo/frame"
)

// hidden are the members of the base that a page has a member of the same name for:
// the base page would then show the page's.
func hidden(page, base reflect.Type) (names []string) {
	for f := range page.Fields() {
		if f.Anonymous {
			if f.Type != base && f.Type.Kind() == reflect.Struct {
				names = append(names, hidden(f.Type, base)...)
			}
			continue
		}
		if own, ok := base.FieldByName(f.Name); ok && own.IsExported() {
			names = append(names, f.Name)
		}
	}
	return names
}

func TestNoPageHidesAMemberOfTheBase(t *testing.T) {
	base := reflect.TypeFor[frame.Base]()
	for _, p := range newPages(t).frame.Pages() {
		for _, name := range hidden(reflect.TypeOf(p.Value), base) {
			t.Errorf("%s has a member %s, which hides that of the base page", p.Name, name)
		}
	}
}

func TestHiddenMembersAreSeen(t *testing.T) {
	type inner struct {
		frame.Base
		Crumbs int
	}
	type outer struct {
		inner
		Language string
		Words    string
	}
	got := hidden(reflect.TypeFor[outer](), reflect.TypeFor[frame.Base]())
	if len(got) != 2 || got[0] != "Crumbs" || got[1] != "Language" {
		t.Errorf("got %v", got)
	}
}
