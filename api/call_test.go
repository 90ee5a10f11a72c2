package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/web"
)

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// short is the answer for a message of a test: of a problem what programs read.
func (a answer) short() string {
	var p web.Problem
	if json.Unmarshal([]byte(a.body), &p) != nil || p.Key == "" {
		return fmt.Sprintf("%d %.500q", a.status, a.body)
	}
	text := fmt.Sprintf("%d %s", a.status, p.Key)
	for _, e := range p.Errors {
		text += " " + e.Member + ":" + e.Key
	}
	return text
}

// value reads a member of the answer by its path.
func (a answer) value(t testing.TB, path ...string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	for _, member := range path {
		m, ok := v.(map[string]any)
		if !ok {
			t.Fatalf("no member %s in %s", member, a.body)
		}
		v = m[member]
	}
	return v
}

func (a answer) text(t testing.TB, path ...string) string {
	t.Helper()
	text, _ := a.value(t, path...).(string)
	return text
}

// secret is what the forms of a session carry.
func (s *testService) secret(session string) string {
	s.t.Helper()
	known, ok := s.secrets.Load(session)
	if !ok {
		var err error
		if _, known, err = s.services.Accounts.Session(s.t.Context(), session); err != nil {
			s.t.Fatal(err)
		}
		s.secrets.Store(session, known)
	}
	text, _ := known.(string)
	return text
}

// call asks the service as somebody ("" for a guest). Body is sent as JSON unless it
// is an io.Reader; headers are keys and values by turns.
func (s *testService) call(who, method, path string, body any, headers ...string) answer {
	s.t.Helper()
	return s.at(who, method, Root+path, body, headers...)
}

// at is call for any path.
func (s *testService) at(who, method, path string, body any, headers ...string) answer {
	s.t.Helper()
	s.pass(s.tick)
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case io.Reader:
		in = b
	case string:
		in = strings.NewReader(b)
	default:
		in = bytes.NewReader(must[[]byte](s.t)(json.Marshal(b)))
	}
	r := httptest.NewRequest(method, path, in) // without the host, which would leave the header out
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if who != "" {
		token := s.session(who)
		r.AddCookie(&http.Cookie{Name: "matcharenan", Value: token})
		r.Header.Set(web.CSRFHeader, s.secret(token))
	}
	for i := 0; i+1 < len(headers); i += 2 {
		switch name, value := headers[i], headers[i+1]; {
		case name == "Host":
			r.Host = value
		case value != "":
			r.Header.Set(name, value)
		default:
			r.Header.Del(name)
		}
	}
	resp, err := s.app.Test(r, -1)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	return answer{resp.StatusCode, resp.Header, string(must[[]byte](s.t)(io.ReadAll(resp.Body)))}
}
