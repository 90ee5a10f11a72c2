package api

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"regexp"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
)

// What the scenarios are about. Each is made anew, through the operations.

// ok is a call that must go well.
func (s *testService) ok(who, method, path string, body any, headers ...string) answer {
	s.t.Helper()
	a := s.call(who, method, path, body, headers...)
	if a.status >= http.StatusMultipleChoices {
		s.t.Fatalf("%s %s: %s", method, path, a.short())
	}
	return a
}

// product is a product with nothing wrong with it.
func product() map[string]any {
	return map[string]any{
		"name": "Nattlampa", "summary": "Tänds när någon stiger upp.", "language": "sv",
		"productTypes": []string{"P01"}, "settings": []string{"special_housing"}, "targetGroups": []string{"older"},
		"price":  map[string]any{"model": "subscription", "perMonthSEK": 120},
		"claims": []any{map[string]any{"text": "Färre fall.", "source": "own", "date": "2026-01-01"}},
	}
}

// need is a need with nothing wrong with it.
func need() map[string]any {
	return map[string]any{
		"title": "Tryggare nätter", "description": "Boende stiger upp på natten och faller.", "language": "sv",
		"settings":   []string{"special_housing"},
		"statements": []any{map[string]any{"text": "Ljus tänds när någon stiger upp", "priority": "must"}},
	}
}

// of is a call about a document that has been made.
func of(a answer, s *testService, path string, body any) call {
	return call{path: strings.ReplaceAll(path, "{id}", a.text(s.t, "id")), etag: a.header.Get("ETag"), body: body}
}

// step makes a change of what was answered last.
func (s *testService) step(who string, a answer, path string, body any) answer {
	s.t.Helper()
	return s.ok(who, http.MethodPost, strings.ReplaceAll(path, "{id}", a.text(s.t, "id")), body, "If-Match", a.header.Get("ETag"))
}

func (s *testService) draft() answer {
	s.t.Helper()
	return s.ok("product_editor", http.MethodPost, "/listings", map[string]any{"organisation": s.organisation("company"), "product": product()})
}

func (s *testService) submitted() answer {
	s.t.Helper()
	return s.step("product_editor", s.draft(), "/listings/{id}/submit", nil)
}

func (s *testService) published() answer {
	s.t.Helper()
	return s.step("content_reviewer", s.submitted(), "/listings/{id}/publish", nil)
}

func (s *testService) needDraft() answer {
	s.t.Helper()
	return s.ok("need_owner", http.MethodPost, "/needs", map[string]any{"organisation": s.organisation("municipality"), "need": need()})
}

func (s *testService) needSubmitted() answer {
	s.t.Helper()
	return s.step("need_owner", s.needDraft(), "/needs/{id}/submit", nil)
}

func (s *testService) needPublished() answer {
	s.t.Helper()
	return s.step("process_leader", s.needSubmitted(), "/needs/{id}/publish", nil)
}

// withPicture is a draft with a picture, and the picture's ID.
func (s *testService) withPicture() (a answer, media string) {
	s.t.Helper()
	body, media := form("alt", "En lampa", "lampa.png", pngFile(40, 30))
	d := s.draft()
	a = s.ok("product_editor", http.MethodPost, "/listings/"+d.text(s.t, "id")+"/pictures", body,
		"Content-Type", media, "If-Match", d.header.Get("ETag"))
	pictures, _ := a.value(s.t, "draft", "pictures").([]any)
	if len(pictures) != 1 {
		s.t.Fatalf("no picture: %s", a.body)
	}
	return a, pictures[0].(map[string]any)["id"].(string)
}

// form is a form of a text and a file, and its media type.
func form(field, text, name string, file []byte) (body, media string) {
	const boundary = "0123456789"
	part := func(disposition string) string {
		return "--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n"
	}
	return part(`name="`+field+`"`) + text + "\r\n" + part(`name="file"; filename="`+name+`"`) + string(file) + "\r\n--" + boundary + "--\r\n",
		"multipart/form-data; boundary=" + boundary
}

func pngFile(width, height int) []byte {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	m.Set(1, 1, color.RGBA{200, 100, 50, 255})
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		panic(err)
	}
	return out.Bytes()
}

const pdfFile = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

// imported is an import of lines that has been done.
func (s *testService) imported(lines ...string) answer {
	s.t.Helper()
	a := s.ok("product_editor", http.MethodPost, "/organisations/"+s.organisation("company")+"/imports?name=products.jsonl",
		strings.Join(lines, "\n"), "Content-Type", typeJSONL)
	must[catalog.Import](s.t)(s.services.Listings.ContinueImport(s.t.Context(), s.clock(), a.text(s.t, "id")))
	return a
}

// invited is an invitation to the address, and the secret of its link.
func (s *testService) invited(email string) (invitation answer, secret string) {
	s.t.Helper()
	invitation = s.ok("vendor_admin", http.MethodPost, "/organisations/"+s.organisation("company")+"/invitations",
		map[string]any{"email": email, "roles": []string{"product_editor"}, "language": "sv"})
	return invitation, s.mailed(email)
}

var link = regexp.MustCompile(`http://localhost/[^#\s]+#(\S+)`)

// mailed is the secret of the link in the last letter to the address.
func (s *testService) mailed(to string) string {
	s.t.Helper()
	found := must[store.Page](s.t)(s.engine.Find(s.t.Context(), outbox.Collection, store.Query{Limit: store.MaxPage}))
	secret, last := "", ""
	for _, d := range found.Documents {
		var m outbox.Message
		if err := json.Unmarshal(d.Body, &m); err != nil {
			s.t.Fatal(err)
		}
		if match := link.FindStringSubmatch(m.Body); m.To == to && match != nil && d.ID > last {
			secret, last = match[1], d.ID
		}
	}
	if secret == "" {
		s.t.Fatalf("no letter to %s", to)
	}
	return secret
}

// member adds somebody to an organisation, with the role.
func (s *testService) member(organisation, email string, role access.Role) string {
	s.t.Helper()
	return must[accounts.Added](s.t)(s.services.Accounts.AddPerson(s.t.Context(), access.Service("test"), accounts.NewPerson{
		Email: email, Name: "Någon", Password: password, Organisation: s.organisation(organisation), Roles: []access.Role{role},
	})).Person
}

// address is an e-mail address that nobody has yet.
func (s *testService) address() string {
	s.addresses++
	return "ny" + strings.Repeat("y", s.addresses) + "@example.com"
}

func (s *testService) webhook() answer {
	s.t.Helper()
	return s.ok("vendor_admin", http.MethodPost, "/organisations/"+s.organisation("company")+"/webhooks", webhookWish())
}

func webhookWish() map[string]any {
	return map[string]any{"url": "https://hooks.example.com/in", "events": []string{"listing.publish"}, "active": true}
}

func (s *testService) token(scopes ...access.Permission) answer {
	s.t.Helper()
	return s.ok("vendor_admin", http.MethodPost, "/organisations/"+s.organisation("company")+"/tokens", tokenWish(scopes...))
}

func tokenWish(scopes ...access.Permission) map[string]any {
	return map[string]any{"name": "Lager", "scopes": scopes, "expires": "2026-06-30T00:00:00Z"}
}
