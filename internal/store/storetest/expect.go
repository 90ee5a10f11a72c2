package storetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// one makes one write and returns what became of it.
func (s *suite) one(t testing.TB, collection string, w store.Write) (store.Document, error) {
	t.Helper()
	written, err := s.Write(t.Context(), collection, []store.Write{w})
	if err != nil {
		return store.Document{}, err
	}
	if len(written) != 1 {
		t.Fatalf("%d answers to one write", len(written))
	}
	return written[0].Document, written[0].Err
}

func insertion(id, body string, effects ...store.Effect) store.Write {
	return store.Write{Op: store.Insert, Document: store.Document{ID: id, Body: []byte(body)}, Effects: effects}
}

func replacement(id string, version int64, body string, effects ...store.Effect) store.Write {
	return store.Write{Op: store.Replace, Document: store.Document{ID: id, Version: version, Body: []byte(body)}, Effects: effects}
}

func deletion(id string, version int64, effects ...store.Effect) store.Write {
	return store.Write{Op: store.Delete, Document: store.Document{ID: id, Version: version}, Effects: effects}
}

// must makes a write that has to succeed.
func (s *suite) must(t testing.TB, collection string, w store.Write) store.Document {
	t.Helper()
	d, err := s.one(t, collection, w)
	if err != nil {
		t.Fatalf("write %d of %s %q: %v", w.Op, collection, w.Document.ID, err)
	}
	return d
}

func (s *suite) has(t testing.TB, collection, id string, version int64, body string) {
	t.Helper()
	d, err := s.Get(t.Context(), collection, id)
	if err != nil {
		t.Errorf("get %s %q: %v", collection, id, err)
		return
	}
	if d.ID != id || d.Version != version || !sameJSON(t, string(d.Body), body) {
		t.Errorf("get %s %q: version %d, %s; want version %d, %s", collection, id, d.Version, d.Body, version, body)
	}
}

func (s *suite) hasNot(t testing.TB, collection, id string) {
	t.Helper()
	_, err := s.Get(t.Context(), collection, id)
	wants(t, "get "+id, err, store.ErrNotFound)
}

// wants checks for an error that callers tell apart.
func wants(t testing.TB, what string, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("%s: got %v, want %v", what, err, target)
	}
}

// refused checks for an error that says that what was given is wrong.
func refused(t testing.TB, what string, err error) {
	t.Helper()
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge) {
		t.Errorf("%s: got %v, want it refused as invalid or too large", what, err)
	}
}

// sameJSON compares documents. Engines may write them otherwise, but whole numbers
// digit by digit, and the order of members.
func sameJSON(t testing.TB, a, b string) bool {
	t.Helper()
	return normal(t, a) == normal(t, b)
}

func normal(t testing.TB, text string) string {
	t.Helper()
	var out strings.Builder
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	for {
		token, err := d.Token()
		if err != nil {
			return out.String()
		}
		if n, ok := token.(json.Number); ok {
			if strings.ContainsAny(n.String(), ".eE") {
				f, err := n.Float64()
				if err != nil {
					t.Fatal(err)
				}
				token = f
			} else {
				token = json.Delim(0)
				out.WriteString(n.String())
			}
		}
		fmt.Fprintf(&out, "%T %q;", token, fmt.Sprint(token))
	}
}

// find returns the IDs of all pages of a query.
func (s *suite) find(t testing.TB, collection string, q store.Query) string {
	t.Helper()
	var ids []string
	if q.Limit == 0 {
		q.Limit = store.MaxPage
	}
	for {
		page, err := s.Find(t.Context(), collection, q)
		if err != nil {
			t.Errorf("find %+v: %v", q, err)
			return "error"
		}
		if len(page.Documents) > q.Limit {
			t.Errorf("find %+v: a page of %d", q, len(page.Documents))
		}
		for _, d := range page.Documents {
			ids = append(ids, d.ID)
		}
		if page.Next == "" {
			return strings.Join(ids, " ")
		}
		if len(page.Documents) == 0 || page.Next == q.After || len(ids) > 10_000 {
			t.Fatalf("find %+v: a page without documents that is not the last, or pages without end", q)
		}
		q.After = page.Next
	}
}

// body makes a JSON object of names and values.
func body(t testing.TB, members ...any) string {
	t.Helper()
	var out bytes.Buffer
	out.WriteByte('{')
	for i := 0; i < len(members); i += 2 {
		if i > 0 {
			out.WriteByte(',')
		}
		for j, v := range members[i : i+2] {
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			if j == 1 {
				out.WriteByte(':')
			}
			out.Write(text)
		}
	}
	out.WriteByte('}')
	return out.String()
}

// chance gives the same numbers each time.
func chance(test, writer int) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(test), uint64(writer))) //nolint:gosec // no secret, and not negative
}
