package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/store"
)

// ids are the IDs of a list that was answered, found by the path of the ID in each.
func (a answer) ids(t testing.TB, list string, path ...string) []string {
	t.Helper()
	items, _ := a.value(t, list).([]any)
	found := make([]string, 0, len(items))
	for _, item := range items {
		v := item
		for _, member := range path {
			m, _ := v.(map[string]any)
			v = m[member]
		}
		found = append(found, fmt.Sprint(v))
	}
	return found
}

// findable holds whether everybody finds a product, in every way that there is.
func (s *testService) findable(id, need string, want bool) {
	s.t.Helper()
	s.catchUp()
	matched := s.ok("need_owner", http.MethodGet, "/needs/"+need+"/matches", nil)
	if got := matched.text(s.t, "need", "id"); got != need {
		s.t.Errorf("matched %q", got)
	}
	for where, found := range map[string][]string{
		"search":  s.ok("", http.MethodGet, "/search?q=nattlampa", nil).ids(s.t, "items", "id"),
		"list":    s.ok("", http.MethodGet, "/products", nil).ids(s.t, "items", "id"),
		"matches": matched.ids(s.t, "matches", "id"),
	} {
		if slices.Contains(found, id) != want {
			s.t.Errorf("%s: found %v, want %t", where, found, want)
		}
	}
	if got := s.call("", http.MethodGet, "/products/"+id, nil); (got.status == http.StatusOK) != want {
		s.t.Errorf("the product: %s", got.short())
	}
	if exported := s.ok("", http.MethodGet, "/products/export", nil); strings.Contains(exported.body, id) != want {
		s.t.Errorf("the export: %s", exported.body)
	}
}

// TestACompanyComesAndGoes follows a company from its invitation until its product
// is gone, and holds the audit trail to all of it.
func TestACompanyComesAndGoes(t *testing.T) {
	t.Parallel()
	s := newService(t)
	company := s.organisation("company")
	need := s.needPublished().text(t, "id")
	s.session("vendor_admin")
	s.tick = time.Second // so that what is done has an order

	_, secret := s.invited("ny@example.com")
	in := s.ok("", http.MethodPost, "/invitation/accept", map[string]any{"secret": secret, "name": "Ny", "language": "sv", "password": password + "!"})
	s.call("", http.MethodPost, "/invitation/accept", map[string]any{"secret": secret, "name": "Ny", "language": "sv", "password": password + "!"}).
		problem(t, "the link again", http.StatusNotFound, "")
	cookie, _, _ := strings.Cut(in.header.Get("Set-Cookie"), ";")
	s.tokens["new"] = strings.TrimPrefix(cookie, "matcharenan=")
	if in.text(t, "csrf") == "" || s.ok("new", http.MethodGet, "/session", nil).text(t, "person") != in.text(t, "person") {
		t.Fatal("nobody has signed in")
	}

	a := s.ok("new", http.MethodPost, "/listings", map[string]any{"organisation": company, "product": product()})
	id := a.text(t, "id")
	body, media := form("alt", "En lampa", "lampa.png", pngFile(600, 400))
	a = s.ok("new", http.MethodPost, "/listings/"+id+"/pictures", body, "Content-Type", media, "If-Match", a.header.Get("ETag"))
	a = s.step("new", a, "/listings/{id}/submit", nil)
	s.findable(id, need, false)
	a = s.step("content_reviewer", a, "/listings/{id}/return", map[string]any{"message": "Berätta om larmet."})
	if message := s.ok("new", http.MethodGet, "/listings/"+id, nil); !strings.Contains(message.body, "Berätta om larmet.") {
		t.Errorf("no message: %s", message.body)
	}
	fixed := product()
	fixed["description"] = "Lampan larmar när någon faller."
	a = s.ok("new", http.MethodPut, "/listings/"+id, fixed, "If-Match", a.header.Get("ETag"))
	a = s.step("new", a, "/listings/{id}/submit", nil)
	a = s.step("content_reviewer", a, "/listings/{id}/publish", nil)
	s.findable(id, need, true)

	fixed["description"] = "Något som ingen har godkänt."
	a = s.ok("new", http.MethodPut, "/listings/"+id, fixed, "If-Match", a.header.Get("ETag"))
	changes := s.ok("new", http.MethodGet, "/listings/"+id+"/changes", nil)
	if got := changes.ids(t, "items", "member"); !slices.Equal(got, []string{"description"}) {
		t.Errorf("changed %v", got)
	}
	if public := s.ok("", http.MethodGet, "/products/"+id, nil); strings.Contains(public.body, "godkänt") {
		t.Errorf("the public sees the working copy: %s", public.body)
	}
	s.findable(id, need, true)
	for _, number := range []string{"0", "-1", "2", "x", "99999999999999999999"} {
		s.call("new", http.MethodGet, "/listings/"+id+"/versions/"+number, nil).problem(t, "version "+number, http.StatusNotFound, "")
	}
	s.step("new", a, "/listings/{id}/withdraw", nil)
	s.findable(id, need, false)

	s.audited(id, "listing.create", "listing.attach", "listing.submit", "listing.return", "listing.save", "listing.submit", "listing.publish", "listing.save", "listing.withdraw")
}

// TestASearchShowsWhereTheWordsStand in bytes of the name and the summary.
func TestASearchShowsWhereTheWordsStand(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.published()
	s.catchUp()
	found := s.ok("", http.MethodGet, "/search?q=nattlampor", nil)
	items, _ := found.value(t, "items").([]any)
	if len(items) != 1 {
		t.Fatal(found.body)
	}
	marks := fmt.Sprint(items[0].(map[string]any)["marks"])
	if marks != "map[name:[map[end:9 start:0]]]" {
		t.Errorf("marks %s", marks)
	}
	if none := s.ok("", http.MethodGet, "/search?q=nattlampor&maxPrice=10", nil); none.value(t, "total") != 0.0 {
		t.Errorf("for that price: %s", none.body)
	}
	if facets := s.ok("", http.MethodGet, "/search?size=0", nil); !strings.Contains(facets.body, "special_housing") || !strings.Contains(facets.body, `"items":[]`) {
		t.Errorf("facets: %s", facets.body)
	}
}

// audited holds that the trail tells of these steps with the document, in this
// order, by those who made them, and that the chain is whole.
func (s *testService) audited(id string, actions ...string) {
	t := s.t
	t.Helper()
	s.session("auditor")
	must[int](t)(s.services.Trail.Flush(t.Context()))
	trail := s.ok("auditor", http.MethodGet, "/audit?object=listings/"+id, nil)
	got := trail.ids(t, "items", "action")
	slices.Reverse(got)
	if !slices.Equal(got, actions) {
		t.Errorf("the trail tells %v, want %v", got, actions)
	}
	if by := trail.ids(t, "items", "actor"); slices.Contains(by, "") || slices.Contains(by, "<nil>") {
		t.Errorf("the trail does not tell who: %v", by)
	}
	for _, text := range []string{"Berätta om larmet", "@example.com", "godkänt"} {
		if strings.Contains(trail.body, text) {
			t.Errorf("the trail holds %q", text)
		}
	}
	report := s.ok("auditor", http.MethodGet, "/audit/verification", nil)
	if report.value(t, "broken") != nil || report.value(t, "gaps") != nil || report.value(t, "waiting") != 0.0 {
		t.Errorf("the chain is not whole: %s", report.body)
	}
}

// TestAnAuditTrailSeesThatItWasChanged holds that verification can fail.
func TestAnAuditTrailSeesThatItWasChanged(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.draft()
	s.session("auditor")
	must[int](t)(s.services.Trail.Flush(t.Context()))
	page := must[store.Page](t)(s.engine.Find(t.Context(), audit.Chain, store.Query{Limit: store.MaxPage}))
	i := slices.IndexFunc(page.Documents, func(d store.Document) bool { return strings.Contains(string(d.Body), "listing.create") })
	d := page.Documents[i]
	d.Body = []byte(strings.Replace(string(d.Body), "listing.create", "listing.submit", 1))
	must[[]store.Written](t)(s.engine.Write(t.Context(), audit.Chain, []store.Write{{Op: store.Replace, Document: d}}))
	if report := s.ok("auditor", http.MethodGet, "/audit/verification", nil); report.value(t, "broken") == nil {
		t.Errorf("nothing seen: %s", report.body)
	}
}

// TestAMunicipalityReadsItsOwnTrail and not that of others, nor whether the chain of
// all is whole.
func TestAMunicipalityReadsItsOwnTrail(t *testing.T) {
	t.Parallel()
	s := newService(t)
	own := s.needDraft().text(t, "id")
	s.draft()
	s.session("procurement")
	must[int](t)(s.services.Trail.Flush(t.Context()))
	mine := s.ok("procurement", http.MethodGet, "/audit?limit=200&organisation="+s.organisation("municipality"), nil)
	if objects := mine.ids(t, "items", "object"); !slices.Contains(objects, "needs/"+own) {
		t.Errorf("the trail tells of %v", objects)
	}
	all := s.ok("procurement", http.MethodGet, "/audit?limit=200", nil)
	if of := slices.Compact(all.ids(t, "items", "organisation")); !slices.Equal(of, []string{s.organisation("municipality")}) {
		t.Errorf("the trail is of %v", of)
	}
	for _, path := range []string{"/audit?organisation=" + s.organisation("company"), "/audit/verification"} {
		s.call("procurement", http.MethodGet, path, nil).problem(t, path, http.StatusForbidden, "")
	}
}

// TestACompanySeesWhatItsProductsLack is the other side of matching.
func TestACompanySeesWhatItsProductsLack(t *testing.T) {
	t.Parallel()
	s := newService(t)
	n := need()
	n["requires"] = map[string]any{"maxPricePerMonthSEK": 50}
	a := s.ok("need_owner", http.MethodPost, "/needs", map[string]any{"organisation": s.organisation("municipality"), "need": n})
	a = s.step("process_leader", s.step("need_owner", a, "/needs/{id}/submit", nil), "/needs/{id}/publish", nil)
	p := s.published()
	s.catchUp()
	image := s.ok("product_editor", http.MethodGet, "/mirror?organisation="+s.organisation("company"), nil)
	products, _ := image.value(t, "products").([]any)
	if len(products) != 1 || !strings.Contains(image.body, p.text(t, "id")) {
		t.Fatalf("the company's product is not there: %s", image.body)
	}
	stopped, _ := products[0].(map[string]any)["stopped"].([]any)
	if len(stopped) != 1 || !strings.Contains(fmt.Sprint(stopped), a.text(t, "id")) {
		t.Errorf("the price stops nothing: %s", image.body)
	}
	s.call("product_editor", http.MethodGet, "/mirror", nil).problem(t, "no organisation", http.StatusUnprocessableEntity, "organisation")
}

// TestASystemWithATokenDoesWhatItMay and no more.
func TestASystemWithATokenDoesWhatItMay(t *testing.T) {
	t.Parallel()
	s := newService(t)
	company := s.organisation("company")
	made := s.token(access.ListingRead, access.ListingWrite)
	as := func(method, path string, body any, headers ...string) answer {
		return s.call("", method, path, body, append(headers, "Authorization", "Bearer "+made.text(t, "secret"))...)
	}
	if !strings.HasPrefix(made.text(t, "secret"), "mat_") {
		t.Errorf("the secret is %q", made.text(t, "secret"))
	}
	draft := as(http.MethodPost, "/listings", map[string]any{"organisation": company, "product": product()})
	if draft.status != http.StatusCreated {
		t.Fatal(draft.short())
	}
	if got := as(http.MethodGet, "/session", nil); got.text(t, "kind") != "token" || strings.Contains(got.body, "csrf") {
		t.Errorf("who asks: %s", got.body)
	}
	before := s.marks()
	for _, c := range []struct {
		method, path string
		body         any
	}{
		{http.MethodPost, "/organisations/" + company + "/tokens", tokenWish(access.ListingRead)},
		{http.MethodPost, "/organisations/" + company + "/invitations", map[string]any{"email": "x@example.com", "roles": []string{"vendor_admin"}}},
		{http.MethodPost, "/organisations/" + company + "/webhooks", webhookWish()},
		{http.MethodPost, "/listings", map[string]any{"organisation": s.organisation("other company"), "product": product()}},
		{http.MethodGet, "/organisations/" + company + "/people", nil},
		{http.MethodGet, "/listings?state=submitted", nil},
		{http.MethodGet, "/sessions", nil},
		{http.MethodPut, "/password", map[string]any{"present": password, "password": password + "!"}},
		{http.MethodPost, "/listings/" + draft.text(t, "id") + "/publish", nil},
	} {
		if c.path == "/listings" {
			before = s.marks() // the other company has been made just now
		}
		as(c.method, c.path, c.body, "If-Match", "*").problem(t, c.path, http.StatusForbidden, "")
	}
	if names := s.changed(before); names != nil {
		t.Errorf("changed %v", names)
	}
	s.ok("vendor_admin", http.MethodDelete, "/tokens/"+made.text(t, "id"), nil)
	as(http.MethodGet, "/session", nil).problem(t, "revoked", http.StatusUnauthorized, "")

	made = s.token(access.ListingRead)
	if got := as(http.MethodGet, "/session", nil); got.status != http.StatusOK {
		t.Error(got.short())
	}
	as(http.MethodPost, "/listings", map[string]any{"organisation": company, "product": product()}).problem(t, "without the scope", http.StatusForbidden, "")
	s.pass(100 * 24 * 3600e9)
	as(http.MethodGet, "/session", nil).problem(t, "expired", http.StatusUnauthorized, "")
}
