package sitetest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"github.com/allagehub/matcharenan/internal/web"
)

// Browser keeps cookies and sends forms as a browser does.
type Browser struct {
	site    *Site
	cookies map[string]string
	csrf    string // of the page that was read last
}

// Guest is a browser of nobody.
func (s *Site) Guest() *Browser { return &Browser{site: s, cookies: map[string]string{}} }

// SignIn is the browser of somebody who has signed in. Its forms carry the secret of
// the session, also when no page has been read.
func (s *Site) SignIn(who string) *Browser {
	s.t.Helper()
	b := s.Guest()
	token := s.session(who)
	_, csrf, err := s.Accounts.Session(s.t.Context(), token)
	if err != nil {
		s.t.Fatal(err)
	}
	b.cookies["matcharenan"], b.csrf = token, csrf
	return b
}

var csrfField = regexp.MustCompile(`name="csrf" value="(\w+)"`)

// Send sends a request; headers are names and values by turns.
func (b *Browser) Send(method, path, body string, headers ...string) Answer {
	t := b.site.t
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = Host
	r.Header.Set("Accept", "text/html")
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value}) //nolint:gosec // what a browser sends has no attributes
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "http://"+Host)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := b.site.App.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text := Must[[]byte](t)(io.ReadAll(response.Body))
	b.keep(response)
	if m := csrfField.FindSubmatch(text); m != nil {
		b.csrf = string(m[1])
	}
	return Answer{response, string(text), b.site}
}

func (b *Browser) keep(r *http.Response) {
	for _, c := range r.Cookies() {
		if c.Value == "" || c.MaxAge < 0 || c.Expires.Year() == 1970 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
}

// Get reads a page.
func (b *Browser) Get(path string, headers ...string) Answer {
	b.site.t.Helper()
	return b.Send(http.MethodGet, path, "", headers...)
}

// Post sends a form: names and values by turns.
func (b *Browser) Post(path string, pairs ...string) Answer {
	b.site.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.PostForm(path, form)
}

// PostForm sends a form with the secret of the session, unless it has a field of
// that name.
func (b *Browser) PostForm(path string, form url.Values) Answer {
	b.site.t.Helper()
	if b.csrf != "" && !form.Has(web.CSRFField) {
		form.Set(web.CSRFField, b.csrf)
	}
	return b.Send(http.MethodPost, path, form.Encode())
}

// Upload sends a form with a file: its field, name and content, and then fields as
// names and values by turns.
func (b *Browser) Upload(path, field, name string, content []byte, pairs ...string) Answer {
	t := b.site.t
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	pairs = append([]string{web.CSRFField, b.csrf}, pairs...)
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := w.WriteField(pairs[i], pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	part := Must[io.Writer](t)(w.CreateFormFile(field, name))
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Send(http.MethodPost, path, body.String(), "Content-Type", w.FormDataContentType())
}

// Answer is what came.
type Answer struct {
	*http.Response
	Text string
	site *Site
}

// Leads expects that the answer leads to a path.
func (a Answer) Leads(to string) {
	a.site.t.Helper()
	if got := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || got != to {
		a.site.t.Fatalf("%d leads to %q, want %q: %s", a.StatusCode, got, to, a.Text)
	}
}

// Says expects a status and texts, and none of what comes after "not".
func (a Answer) Says(status int, texts ...string) {
	a.site.t.Helper()
	if a.StatusCode != status {
		a.site.t.Errorf("status %d, want %d: %s", a.StatusCode, status, a.Text)
	}
	wanted := true
	for _, text := range texts {
		if text == "not" {
			wanted = false
		} else if strings.Contains(a.Text, text) != wanted {
			a.site.t.Errorf("%q is there: %t, want %t: %s", text, !wanted, wanted, a.Text)
		}
	}
}
