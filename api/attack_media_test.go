package api

import (
	"net/http"
	"strings"
	"testing"
)

// upload adds a file to a draft, as its company.
func (s *testService) upload(draft answer, kind, field, name string, file []byte) answer {
	s.t.Helper()
	body, media := form(field, "En lampa", name, file)
	return s.call("product_editor", http.MethodPost, "/listings/"+draft.text(s.t, "id")+"/"+kind, body, "Content-Type", media, "If-Match", draft.header.Get("ETag"))
}

// TestAFileThatIsNotWhatItSaysIsRefused by its content, whatever it is called.
func TestAFileThatIsNotWhatItSaysIsRefused(t *testing.T) {
	t.Parallel()
	s := newService(t)
	draft := s.draft()
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`
	before := s.marks()
	for why, f := range map[string]struct {
		kind, field, name, file string
		status                  int
	}{
		"SVG":                    {"pictures", "alt", "a.svg", svg, http.StatusUnprocessableEntity},
		"SVG called PNG":         {"pictures", "alt", "a.png", svg, http.StatusUnprocessableEntity},
		"GIF":                    {"pictures", "alt", "a.gif", "GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;", http.StatusUnprocessableEntity},
		"HTML":                   {"pictures", "alt", "a.png", "<!doctype html><script>alert(1)</script>", http.StatusUnprocessableEntity},
		"PNG and HTML":           {"pictures", "alt", "a.png", string(pngFile(40, 30)) + "<script>alert(document.cookie)</script>", http.StatusUnprocessableEntity},
		"PDF and ZIP":            {"documents", "title", "a.pdf", pdfFile + "PK\x05\x06" + strings.Repeat("\x00", 18), http.StatusUnprocessableEntity},
		"half a PNG":             {"pictures", "alt", "a.png", string(pngFile(40, 30)[:60]), http.StatusUnprocessableEntity},
		"PNG and no more":        {"pictures", "alt", "a.png", "\x89PNG\r\n\x1a\n", http.StatusUnprocessableEntity},
		"a hundred million":      {"pictures", "alt", "a.png", string(pngBomb(t)), http.StatusRequestEntityTooLarge},
		"eleven megabytes":       {"pictures", "alt", "a.png", string(pngFile(4, 4)) + strings.Repeat("\x00", 11<<20), http.StatusRequestEntityTooLarge},
		"an empty picture":       {"pictures", "alt", "a.png", "", http.StatusUnprocessableEntity},
		"a PDF as a picture":     {"pictures", "alt", "a.png", pdfFile, http.StatusUnprocessableEntity},
		"a picture as a PDF":     {"documents", "title", "a.pdf", string(pngFile(4, 4)), http.StatusUnprocessableEntity},
		"HTML called PDF":        {"documents", "title", "a.pdf", "<html>%PDF-1.4</html>", http.StatusUnprocessableEntity},
		"ZIP called PDF":         {"documents", "title", "a.pdf", "PK\x03\x04" + pdfFile, http.StatusUnprocessableEntity},
		"a name of another sort": {"pictures", "alt", "../../etc/passwd", "root:x:0:0", http.StatusUnprocessableEntity},
	} {
		s.upload(draft, f.kind, f.field, f.name, []byte(f.file)).problem(t, why, f.status, "")
	}
	long, media := form("alt", strings.Repeat("a", 5000), "a.png", pngFile(4, 4))
	s.call("product_editor", http.MethodPost, "/listings/"+draft.text(t, "id")+"/pictures", long, "Content-Type", media, "If-Match", draft.header.Get("ETag")).
		problem(t, "a long text", http.StatusRequestEntityTooLarge, "")
	if names := s.changed(before); names != nil {
		t.Errorf("changed %v", names)
	}
}

// TestAPictureIsServedForWhatItIs and for nothing else, and to nobody else before
// the listing is public and after.
func TestAPictureIsServedForWhatItIs(t *testing.T) {
	t.Parallel()
	s := newService(t)
	a := s.upload(s.draft(), "pictures", "alt", "a.html", pngFile(1000, 600))
	if a.status != http.StatusCreated {
		t.Fatal(a.short())
	}
	a = s.upload(a, "documents", "title", "a.pdf", []byte(pdfFile))
	if a.status != http.StatusCreated {
		t.Fatal(a.short())
	}
	media := map[string]string{"image/": id(t, a, "pictures"), "application/pdf": id(t, a, "documents")}
	get := func(who, id string, headers ...string) answer {
		return s.at(who, http.MethodGet, MediaRoot+"/"+id, nil, headers...)
	}
	hidden := func(when string) {
		for _, id := range media {
			get("", id).problem(t, "a guest "+when, http.StatusNotFound, "")
			get("other product_editor", id).problem(t, "a competitor "+when, http.StatusNotFound, "")
			if got := get("product_editor", id); got.status != http.StatusOK || got.header.Get("Cache-Control") != "private, no-store" {
				t.Errorf("the company %s: %s %s", when, got.short(), got.header.Get("Cache-Control"))
			}
		}
	}
	hidden("before")
	a = s.step("content_reviewer", s.step("product_editor", a, "/listings/{id}/submit", nil), "/listings/{id}/publish", nil)
	for kind, id := range media {
		got := get("", id)
		policy := got.header.Get("Content-Security-Policy")
		if got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Type"), kind) || got.header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.Contains(policy, "sandbox") || !strings.Contains(policy, "default-src 'none'") || got.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %v", kind, got.status, got.header)
		}
		if !strings.HasPrefix(got.header.Get("Cache-Control"), "public") {
			t.Errorf("%s is not public: %v", kind, got.header)
		}
		if kind == "application/pdf" && !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("a document is shown: %v", got.header)
		}
		if again := get("", id, "If-None-Match", got.header.Get("ETag")); again.status != http.StatusNotModified || again.body != "" {
			t.Errorf("again: %s", again.short())
		}
		if head := s.at("", http.MethodHead, MediaRoot+"/"+id, nil); head.status != http.StatusOK || head.body != "" {
			t.Errorf("HEAD: %s", head.short())
		}
		if part := get("", id, "Range", "bytes=0-3"); part.status != http.StatusOK && part.status != http.StatusPartialContent {
			t.Errorf("a part: %s", part.short())
		}
	}
	small := s.at("", http.MethodGet, MediaRoot+"/"+media["image/"]+"?width=1", nil)
	if small.status != http.StatusOK || len(small.body) == 0 || small.body == get("", media["image/"]).body {
		t.Errorf("smaller: %d, %d bytes", small.status, len(small.body))
	}
	s.at("", http.MethodGet, MediaRoot+"/"+media["image/"]+"?width=-1", nil).problem(t, "no width", http.StatusUnprocessableEntity, "width")
	s.step("product_editor", a, "/listings/{id}/withdraw", nil)
	hidden("after")
}

// id is the ID of the first picture or document of a draft.
func id(t testing.TB, a answer, member string) string {
	t.Helper()
	list, _ := a.value(t, "draft", member).([]any)
	if len(list) == 0 {
		t.Fatalf("no %s: %s", member, a.body)
	}
	return list[0].(map[string]any)["id"].(string)
}
