package api

import (
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
)

// scenario is what must hold of an operation. What every operation owes is asked
// of all of them (see play); a scenario tells what is its own.
type scenario struct {
	id      string                    // of the operation
	who     string                    // who may; empty for a guest
	at      func(s *testService) call // makes what the call is about, anew each time
	outside int                       // what the same role of another organisation gets; 0 when it is the same
	wrong   string                    // a role that may not; empty for one that lacks the permission
	bad     []bad
	has     string // members of the good answer, with their values where they are told: "id state=draft"
	absent  string // texts, divided by |, that the good answer does not hold
}

// call is one request.
type call struct {
	path    string
	body    any
	etag    string // for If-Match
	headers []string
	query   string // of the good case
}

// bad is a body that is refused.
type bad struct {
	why    string
	body   any
	status int
	member string // that the problem names
}

// fixed is a call that needs nothing made.
func fixed(path string, body any) func(*testService) call {
	return func(*testService) call { return call{path: path, body: body} }
}

func (c call) with(s *testService, who, method, query string, body any, headers ...string) answer {
	s.t.Helper()
	all := slices.Concat(c.headers, headers)
	if c.etag != "" && !slices.Contains(headers, "If-Match") {
		all = append(all, "If-Match", c.etag)
	}
	path := c.path
	if query != "" {
		path += "?" + query
	}
	return s.call(who, method, path, body, all...)
}

// play holds an operation to its scenario, and to what all operations owe.
func (s *testService) play(o *operation, sc *scenario) {
	t := s.t
	if sc.who != "" {
		s.session(sc.who)
	}
	c := sc.at(s)
	pattern := "^" + regexp.MustCompile(`\{\w+\}`).ReplaceAllString(o.Path, `[^/]+`) + "$"
	if !regexp.MustCompile(pattern).MatchString(c.path) {
		t.Fatalf("%s is not %s", c.path, o.Path)
	}
	s.refuses(o, sc, c)

	got := c.with(s, sc.who, o.Method, c.query, c.body)
	want := o.Status
	if want == 0 {
		want = http.StatusOK
	}
	if got.status != want {
		t.Fatalf("%s, want %d", got.short(), want)
	}
	s.valid(o, c, got)
	for member := range strings.FieldsSeq(sc.has) {
		path, value, told := strings.Cut(member, "=")
		if found := fmt.Sprint(got.value(t, strings.Split(path, ".")...)); found == "<nil>" || told && found != value {
			t.Errorf("%s is %s, want %s: %s", path, found, value, got.body)
		}
	}
	for text := range strings.SplitSeq("argon2|passwordHash|\"hash\":\"$|other@|goroutine|/work/|.go:|"+sc.absent, "|") {
		if text != "" && strings.Contains(got.body, text) {
			t.Errorf("the answer holds %q: %s", text, got.body)
		}
	}
	s.headers(o, sc, got)
}

// headers holds the headers of a good answer: where it is can be got, and its
// version can be asked with.
func (s *testService) headers(o *operation, sc *scenario, got answer) {
	s.t.Helper()
	if where := got.header.Get("Location"); where != "" && strings.HasPrefix(where, Root) {
		if found := s.call(sc.who, http.MethodGet, strings.TrimPrefix(where, Root), nil); found.status != http.StatusOK {
			s.t.Errorf("Location %s gives %d", where, found.status)
		}
	} else if o.Status == http.StatusCreated && o.Result != nil && o.ID != "runJob" {
		s.t.Errorf("no Location: %v", got.header)
	}
	if (o.Match && o.Status != http.StatusNoContent) && got.header.Get("ETag") == "" {
		s.t.Error("no ETag")
	}
	if o.Method != http.MethodGet {
		return
	}
	c := sc.at(s)
	if head := c.with(s, sc.who, http.MethodHead, c.query, nil); head.status != got.status || head.body != "" {
		s.t.Errorf("HEAD gives %d: %q", head.status, head.body)
	}
	if tag := got.header.Get("ETag"); tag != "" {
		if again := s.call(sc.who, http.MethodGet, c.path, nil, "If-None-Match", tag); again.status != http.StatusNotModified || again.body != "" {
			s.t.Errorf("If-None-Match gives %d", again.status)
		}
	}
}

// refuses tries everything that must be refused, and holds that the store is as
// it was.
func (s *testService) refuses(o *operation, sc *scenario, c call) {
	t := s.t
	t.Helper()
	wrong := sc.wrong
	if wrong == "" && o.Who == permitted {
		wrong = string(without(o.Permission))
	}
	for _, who := range []string{wrong, "other " + sc.who} {
		if strings.TrimPrefix(who, "other ") != "" {
			s.session(who)
		}
	}
	before := s.marks()
	refused := func(why string, got answer, status int, member string) {
		t.Helper()
		got.problem(t, why, status, member)
		for _, collection := range s.changed(before) {
			t.Errorf("%s: %s has changed", why, collection)
		}
		before.last = s.latest()
	}
	if o.Who == permitted || o.Who == signedIn {
		refused("a guest", c.with(s, "", o.Method, c.query, c.body), http.StatusUnauthorized, "")
		refused("a bad token", c.with(s, "", o.Method, c.query, c.body, "Authorization", "Bearer mat_nonsense"), http.StatusUnauthorized, "")
	}
	if wrong != "" {
		refused(wrong, c.with(s, wrong, o.Method, c.query, c.body), http.StatusForbidden, "")
	}
	if sc.outside != 0 {
		refused("another organisation", c.with(s, "other "+sc.who, o.Method, c.query, c.body), sc.outside, "")
	}
	if o.Match {
		refused("no version", c.with(s, sc.who, o.Method, "", c.body, "If-Match", ""), http.StatusPreconditionRequired, "")
		refused("another version", c.with(s, sc.who, o.Method, "", c.body, "If-Match", web.ETagOf(987654)), http.StatusPreconditionFailed, "")
		refused("no version at all", c.with(s, sc.who, o.Method, "", c.body, "If-Match", "abc"), http.StatusBadRequest, "")
	}
	query := strings.TrimPrefix(c.query+"&nonsense=1", "&")
	refused("an unknown parameter", c.with(s, sc.who, o.Method, query, c.body), http.StatusUnprocessableEntity, "nonsense")
	if o.Body != nil {
		for _, b := range badBodies(reflect.TypeOf(o.Body)) {
			refused(b.why, c.with(s, sc.who, o.Method, c.query, b.body), b.status, b.member)
		}
		status := http.StatusUnsupportedMediaType
		if o.Who == stranger { // a form may be another site's
			status = http.StatusForbidden
		}
		refused("a form", c.with(s, sc.who, o.Method, "", "a=b", "Content-Type", "application/x-www-form-urlencoded"), status, "")
	}
	for _, b := range sc.bad {
		refused(b.why, c.with(s, sc.who, o.Method, c.query, b.body), b.status, b.member)
	}
}

// badBodies are bodies that no operation with the type takes: operators of a query
// language for each member, members that there are none of, and no JSON.
func badBodies(t reflect.Type) []bad {
	list := []bad{
		{"an empty body", "", http.StatusBadRequest, ""},
		{"half a body", `{"a":`, http.StatusBadRequest, ""},
		{"a list", `[]`, http.StatusBadRequest, ""},
		{"null", `null`, http.StatusBadRequest, ""},
		{"a thousand levels", strings.Repeat(`{"a":`, 1000) + "1" + strings.Repeat("}", 1000), http.StatusBadRequest, ""},
		{"broken UTF-8", "{\"\xff\xfe\":1}", http.StatusUnprocessableEntity, ""},
		{"a NUL", `{"a\u0000":1}`, http.StatusUnprocessableEntity, ""},
		{"a NUL as it is", "{\"a\":\"\x00\"}", http.StatusBadRequest, ""},
		{"two objects", `{}{}`, http.StatusBadRequest, ""},
	}
	for _, member := range []string{"$where", "owner", "state", "version", "validUntilAlways", "__proto__"} {
		if _, ok := memberOf(t, member); !ok {
			list = append(list, bad{member + " besides", `{"` + member + `":"x"}`, http.StatusUnprocessableEntity, member})
		}
	}
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		member := name + ".$gt"
		if k := f.Type; k.Kind() == reflect.Pointer && k.Elem().Kind() != reflect.Struct || k.Kind() != reflect.Pointer && k.Kind() != reflect.Struct ||
			k == reflect.TypeFor[time.Time]() {
			member = name
		}
		list = append(list, bad{name + " twice", `{"` + name + `":null,"` + name + `":null}`, http.StatusUnprocessableEntity, name})
		list = append(list, bad{"an operator for " + name, `{"` + name + `":{"$gt":""}}`, http.StatusUnprocessableEntity, member})
	}
	return list
}

func memberOf(t reflect.Type, name string) (reflect.StructField, bool) {
	for f := range t.Fields() {
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == name {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

// without is a role that has the permission nowhere.
func without(p access.Permission) access.Role {
	for _, r := range access.Roles() {
		if access.ReachOf(r, p) == access.Nothing {
			return r
		}
	}
	return ""
}

// problem holds that an answer is a problem of the status, in words, that names the
// member, and that tells nothing of what is inside.
func (a answer) problem(t testing.TB, why string, status int, member string) {
	t.Helper()
	if a.status != status || a.header.Get("Content-Type") != web.ProblemType {
		t.Errorf("%s: %s (%s), want %d", why, a.short(), a.header.Get("Content-Type"), status)
		return
	}
	if a.text(t, "detail") == "" || a.text(t, "key") == "" || a.text(t, "title") == "" {
		t.Errorf("%s: a problem without words: %s", why, a.body)
	}
	if member != "" && !strings.Contains(a.body, `"member":"`+member+`"`) {
		t.Errorf("%s: does not name %s: %s", why, member, a.short())
	}
	for _, inside := range []string{"sqlite", "SQL", "goroutine", "github.com", "panic", ".go:", "argon2", "testbeds.", "catalog:"} {
		if strings.Contains(a.body, inside) {
			t.Errorf("%s: tells of %q: %s", why, inside, a.body)
		}
	}
}

// marks are where the feeds of all collections have come to.
type marks struct {
	feeds map[string]store.Cursor
	last  store.Cursor // of the store, whose feeds have one count
}

func (s *testService) marks() marks {
	s.t.Helper()
	m := marks{feeds: map[string]store.Cursor{}, last: s.latest()}
	for _, d := range declarations() {
		m.feeds[d.Name] = m.last
	}
	return m
}

func (s *testService) latest() store.Cursor {
	s.t.Helper()
	return must[store.Cursor](s.t)(s.engine.Latest(s.t.Context(), outbox.Collection))
}

// changed are the collections that have changed since. Counters of tries are no
// change.
func (s *testService) changed(since marks) (names []string) {
	s.t.Helper()
	if s.latest() == since.last {
		return nil
	}
	for name, mark := range since.feeds {
		if name != "sign_in_tries" && len(must[store.Changes](s.t)(s.engine.Changes(s.t.Context(), name, mark, 1)).Changes) > 0 {
			names = append(names, name)
		}
	}
	return names
}
