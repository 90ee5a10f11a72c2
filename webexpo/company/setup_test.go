package company

import (
	"strconv"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

const (
	editor = "product_editor"
	other  = "other product_editor"
	reader = "auditor" // of the hub, who may look
)

// desk is a site with the company's desk. Imports are done at once.
func desk(t *testing.T) *sitetest.Site {
	t.Helper()
	s := sitetest.New(t)
	ids := catalog.Thesaurus{ProductTypes: s.Thesaurus.IDs(thesaurus.ProductType), Functions: s.Thesaurus.IDs(thesaurus.Function)}
	area := sitetest.Must[*Area](t)(New(s.Frame(), Services{
		Now: s.Now, Accounts: s.Accounts, Listings: s.Listings, Products: sitetest.Must[*catalog.Checker](t)(catalog.NewChecker(ids)),
		Needs: s.Needs, Live: s.Live, Ruleset: s.Ruleset, Thesaurus: s.Thesaurus,
		Continue: func(id string) {
			if _, err := s.Listings.ContinueImport(t.Context(), s.Now(), id); err != nil {
				t.Error(err)
			}
		},
	}))
	area.Mount(s.App)
	return s
}

// sentBack is a draft that the hub has sent back with the message.
func sentBack(t *testing.T, s *sitetest.Site, message string) catalog.Item {
	t.Helper()
	it := s.Draft("company", sitetest.Product("Nattlampan"))
	hub := access.Service("test")
	it = sitetest.Must[catalog.Item](t)(s.Listings.Submit(t.Context(), hub, s.Now(), it.ID, it.Version))
	return sitetest.Must[catalog.Item](t)(s.Listings.Return(t.Context(), hub, s.Now(), it.ID, it.Version, message))
}

// versionOf is the version that a page's first form is of.
func versionOf(t *testing.T, page string) string {
	t.Helper()
	return valueOf(t, page, "version")
}

// valueOf is the value of a page's first hidden field of the name.
func valueOf(t *testing.T, page, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `name="`+name+`" value="`)
	value, _, closed := strings.Cut(rest, `"`)
	if !ok || !closed {
		t.Fatalf("no field %s on the page: %s", name, page)
	}
	return value
}

func text(version int64) string { return strconv.FormatInt(version, 10) }

// now is a listing as it is now.
func now(t *testing.T, s *sitetest.Site, id string) catalog.Item {
	t.Helper()
	return sitetest.Must[catalog.Item](t)(s.Listings.Get(t.Context(), s.Actor(editor), id))
}
