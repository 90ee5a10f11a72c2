package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/web"
)

// TestABodyThatIsTooLargeIsRefused when it says so beforehand, and when it does not.
func TestABodyThatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.real.Store(true) // connections take their deadlines from it
	draft := s.draft()
	path := "/listings/" + draft.text(t, "id")
	etag := draft.header.Get("ETag")
	large := `{"name":"` + strings.Repeat("a", 2<<20) + `"}`
	before := s.marks()
	s.call("product_editor", http.MethodPut, path, large, "If-Match", etag).problem(t, "two megabytes", http.StatusRequestEntityTooLarge, "")
	s.call("product_editor", http.MethodPut, path, `{"name":"A"}`, "If-Match", etag, "Content-Encoding", "gzip").problem(t, "compressed", http.StatusUnsupportedMediaType, "")
	s.call("product_editor", http.MethodPost, "/organisations/"+s.organisation("company")+"/imports", `{}`, "Content-Type", typeJSONL, "Content-Length", "99999999999").
		problem(t, "a hundred gigabytes, it says", http.StatusRequestEntityTooLarge, "")

	at := s.serve()
	token := s.session("product_editor")
	// A little more than there may be, all of which is read before the answer.
	large = `{"name":"` + strings.Repeat("a", 1<<20) + `"}`
	r := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodPut, "http://"+at+Root+path, io.MultiReader(strings.NewReader(large))))
	r.Host = "example.com"
	r.AddCookie(&http.Cookie{Name: "matcharenan", Value: token})
	for name, value := range map[string]string{"Content-Type": "application/json", "If-Match": etag, web.CSRFHeader: s.secret(token)} {
		r.Header.Set(name, value)
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var p web.Problem
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil || resp.StatusCode != http.StatusRequestEntityTooLarge || p.Status != resp.StatusCode {
		t.Errorf("in chunks: %d %+v, %v", resp.StatusCode, p, err)
	}
	if names := s.changed(before); names != nil {
		t.Errorf("changed %v", names)
	}
}

// serve lets the service answer at an address, until the test ends.
func (s *testService) serve() string {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	ready, done := make(chan string, 1), make(chan error, 1)
	go func() {
		done <- s.app.Serve(ctx, web.Listen{Address: "127.0.0.1:0", Ready: func(at web.Addresses) { ready <- at.Service.String() }, Grace: time.Second})
	}()
	s.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			s.t.Error(err)
		}
	})
	select {
	case at := <-ready:
		return at
	case err := <-done:
		done <- err
		s.t.Fatal("the service does not start")
		return ""
	}
}

// TestNullIsAsIfItWereAbsent and an empty list is not.
func TestNullIsAsIfItWereAbsent(t *testing.T) {
	t.Parallel()
	s := newService(t)
	a := s.ok("product_editor", http.MethodPost, "/listings", `{"organisation":"`+s.organisation("company")+`","externalID":null,"product":{"name":"A","trl":null,"price":null,"keywords":null,"login":[],"medical":{"purpose":null}}}`)
	draft, _ := a.value(t, "draft").(map[string]any)
	for _, member := range []string{"trl", "price", "keywords", "medical"} {
		if _, there := draft[member]; there {
			t.Errorf("%s is there: %s", member, a.body)
		}
	}
	if list, there := draft["login"].([]any); !there || len(list) != 0 {
		t.Errorf("the empty list is not there: %s", a.body)
	}
	if strings.Contains(a.body, "null") {
		t.Errorf("the answer holds null: %s", a.body)
	}
	s.call("product_editor", http.MethodPost, "/listings", `{"organisation":null,"product":{"name":"A"}}`).problem(t, "nobody's", http.StatusForbidden, "")
	token := s.call("vendor_admin", http.MethodPost, "/organisations/"+s.organisation("company")+"/tokens", `{"name":"A","scopes":["x"],"expires":"2026-06-30T00:00:00Z","more":1}`)
	token.problem(t, "a good time beside a bad member", http.StatusUnprocessableEntity, "more")
	if strings.Contains(token.body, `"member":"expires"`) {
		t.Errorf("the good time is told of: %s", token.short())
	}
	token = s.call("vendor_admin", http.MethodPost, "/organisations/"+s.organisation("company")+"/tokens", `{"name":"A","scopes":["listing.read"],"expires":"tomorrow"}`)
	token.problem(t, "a bad time", http.StatusUnprocessableEntity, "expires")
	if token.value(t, "errors").([]any)[0].(map[string]any)["key"] != "read.wantTime" {
		t.Errorf("a bad time: %s", token.short())
	}
}
