package journeys

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// form is one that changes something, with what it would send as it stands.
type form struct {
	Action string
	Files  bool // whether it takes files, which have tests of their own
	Fields []formField
}

type formField struct{ Name, Type, Value string }

// written are the types of fields that people write in.
var written = []string{"text", "textarea", "email", "search", "url", "password", "number", "date", "tel"}

// formsAlike is how many pages of a pattern are read for forms: a form has up to nine
// parts on pages of their own.
const formsAlike = 9

// badInputs are what people and others write in fields, by what it is called.
var badInputs = map[string]string{
	"nothing":       "",
	"spaces":        " \t\u00a0 ",
	"markup":        `"><script>alert(1)</script><img src=x onerror=alert(1)>'`,
	"emoji":         "👩🏽‍🦽🧑‍🦯 går på natten 🌙",
	"right to left": "\u202eשלום עליכם\u202c مرحبا",
	"Word":          "“Citat” – tankstreck…\u00a0hårt\u00adsnitt\v\f\u2028rad\u0000noll",
	"formula":       "=HYPERLINK(\"http://example.org\";\"klicka\")",
	"too long":      strings.Repeat("För långt. ", 6000),
	"template":      "{{.CSRF}} {{template \"page\"}} ${7*7} %s%n",
	"operators":     `{"$gt":""}`,
}

// TestEveryFormStandsBadInput sends every form that a role meets with bad input in
// each of its fields. A form may refuse and it may take it; it must not fail, forget
// what was typed when it refuses, or let markup out as markup.
func TestEveryFormStandsBadInput(t *testing.T) {
	t.Parallel()
	s := newService(t)
	for _, r := range roles {
		t.Run(r.folder, func(t *testing.T) {
			t.Parallel()
			v := newVisitor(t, s)
			v.Visit("/")
			if r.role != "" {
				v.SignIn(r.role)
			}
			sent := 0
			seen := map[string]bool{}
			for _, place := range v.crawl(formsAlike) {
				for _, f := range ask[[]form](v.tab, "forms", place.path) {
					key := f.key()
					if f.Files || seen[key] || !f.takesWords() || strings.HasSuffix(f.Action, "/radera") {
						continue // without words there is nothing to spoil; an account is erased elsewhere
					}
					seen[key] = true
					for name, bad := range badInputs {
						v.spoil(t, &f, name, bad)
						sent++
					}
				}
			}
			t.Logf("%d kinds of forms, %d times", len(seen), sent)
			v.taken() // refusals are told of as failed requests
			if sent == 0 && r.role != "process leader" {
				t.Error("no form was met, so nothing was tried")
			}
		})
	}
}

var digits = regexp.MustCompile(`[0-9a-z]{20,}|\d+`)

// key tells forms of one kind from others.
func (f *form) key() string {
	names := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		names[i] = digits.ReplaceAllString(field.Name, "*")
	}
	return digits.ReplaceAllString(f.Action, "*") + " " + strings.Join(slices.Compact(names), " ")
}

func (f *form) takesWords() bool {
	return slices.ContainsFunc(f.Fields, func(x formField) bool { return slices.Contains(written, x.Type) })
}

// spoil sends the form with bad input in all fields that people write in.
func (v *visitor) spoil(t *testing.T, f *form, name, bad string) {
	t.Helper()
	values, pressed := url.Values{}, false
	for _, field := range f.Fields {
		switch {
		case slices.Contains(written, field.Type):
			values.Add(field.Name, bad)
		case field.Type != "submit":
			values.Add(field.Name, field.Value)
		case !pressed:
			values.Add(field.Name, field.Value)
			pressed = true
		}
	}
	status, page := v.send(t, f.Action, values)
	where := name + " to " + f.Action
	if status >= http.StatusInternalServerError || status == http.StatusNotFound || status == http.StatusForbidden {
		t.Errorf("%s: status %d: %.300s", where, status, page)
	}
	if strings.Contains(page, "<script>alert(1)") || strings.Contains(page, "<img src=x") {
		t.Errorf("%s: markup came out as markup", where)
	}
	if status == http.StatusUnprocessableEntity && name == "emoji" && !strings.Contains(html.UnescapeString(page), bad) && !f.secret() {
		t.Errorf("%s: refused, and what was typed is gone", where)
	}
	if status == http.StatusUnprocessableEntity && !strings.Contains(page, "<h1>") {
		t.Errorf("%s: refused without a page: %.300s", where, page)
	}
}

// secret reports whether the form asks for a password, which never comes back.
func (f *form) secret() bool {
	return slices.ContainsFunc(f.Fields, func(x formField) bool { return x.Type == "password" })
}

// send posts a form as the tab's browser would, and does not follow where it leads.
func (v *visitor) send(t *testing.T, action string, values url.Values) (status int, page string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v.s.address+action, strings.NewReader(values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Origin", v.s.address)
	for _, c := range v.cookies() {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}
