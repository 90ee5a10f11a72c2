package form

import (
	"reflect"
	"strconv"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/schema"
	"github.com/allagehub/matcharenan/testbeds"
)

// paths are all members of a type, those of its parts and rows with dots.
func paths(t reflect.Type, before string) (all []string) {
	for _, m := range schema.Members(t) {
		all = append(all, before+m.Name)
		switch m.Kind {
		case schema.Object:
			all = append(all, paths(schema.Deref(m.Type), before+m.Name+".")...)
		case schema.Objects:
			all = append(all, paths(m.Type.Elem(), before+m.Name+".")...)
		default: // has no members
		}
	}
	return all
}

// has reports a text that is missing in a language.
func has(t *testing.T, key string) {
	t.Helper()
	for _, l := range i18n.Languages() {
		if !(i18n.Printer{Language: l}).Has(key) {
			t.Errorf("%s is missing in %s", key, l)
		}
	}
}

func TestEveryMemberHasAName(t *testing.T) {
	product, need := paths(reflect.TypeFor[catalog.Product](), ""), paths(reflect.TypeFor[testbeds.Need](), "")
	if len(product) < 60 || len(need) < 50 {
		t.Fatalf("%d members of products and %d of needs; the search is broken", len(product), len(need))
	}
	for _, path := range append(product, need...) {
		has(t, "form.member."+path)
	}
}

func TestEveryTableNamesItsRows(t *testing.T) {
	product, need := forms(t)
	for _, f := range [][]item{product.items, need.items} {
		for i := range f {
			if f[i].table != nil {
				has(t, "form.row."+f[i].path)
			}
		}
	}
}

func TestEveryValueHasAName(t *testing.T) {
	vocabularies := catalog.Vocabularies()
	vocabularies["priority"] = testbeds.Priorities()
	vocabularies["fact"] = []string{catalog.Yes.String(), catalog.No.String(), catalog.Unknown.String()}
	for _, state := range testbeds.Transitions().States() {
		if state != "" {
			vocabularies["need_state"] = append(vocabularies["need_state"], string(state))
		}
	}
	for n := 1; n <= 9; n++ {
		vocabularies["trl"] = append(vocabularies["trl"], strconv.Itoa(n))
	}
	for n := range 4 {
		vocabularies["klassa"] = append(vocabularies["klassa"], strconv.Itoa(n))
	}
	for name, values := range vocabularies {
		for _, v := range values {
			has(t, "form.value."+name+"."+v)
		}
	}
}
