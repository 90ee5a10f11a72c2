package storetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
)

func limits(t *testing.T, f Factory) {
	s := f.open(t, store.Declaration{Name: "large", Indexes: []store.Index{{Name: "text", Fields: []string{"deep.text"}}}},
		store.Declaration{Name: "side"})
	t.Run("body", s.largestBody)
	t.Run("ID", s.longestID)
	t.Run("indexed text", s.longestKey)
	t.Run("writes and pages", s.mostWrites)
	t.Run("effects", s.mostEffects)
}

func (s *suite) largestBody(t *testing.T) {
	frame := body(t, "a", "")
	largest := body(t, "a", strings.Repeat("x", store.MaxBody-len(frame)))
	s.must(t, "large", insertion("largest", largest))
	if d, err := s.Get(t.Context(), "large", "largest"); err != nil || string(d.Body) != largest {
		t.Errorf("got %d bytes, %v; want %d", len(d.Body), err, len(largest))
	}
	larger := body(t, "a", strings.Repeat("x", store.MaxBody-len(frame)+1))
	_, err := s.one(t, "large", insertion("larger", larger))
	wants(t, "insert", err, store.ErrTooLarge)
	_, err = s.one(t, "large", replacement("largest", 1, larger))
	wants(t, "replace", err, store.ErrTooLarge)
	s.hasNot(t, "large", "larger")
	s.must(t, "large", deletion("largest", 1))
}

func (s *suite) longestID(t *testing.T) {
	longest := strings.Repeat("å", store.MaxID/2)
	s.must(t, "large", insertion(longest, `{}`))
	s.has(t, "large", longest, 1, `{}`)
	_, err := s.one(t, "large", insertion(longest+"x", `{}`))
	refused(t, "a longer ID", err)
	s.hasNot(t, "large", longest+"x")
}

func (s *suite) longestKey(t *testing.T) {
	text := func(n int) string {
		return fmt.Sprintf(`{"deep":{"text":%q},"long":%q}`, strings.Repeat("k", n), strings.Repeat("x", 5000))
	}
	s.must(t, "large", insertion("key", text(store.MaxKey)))
	if got := s.find(t, "large", store.Query{Index: "text", Equal: []any{strings.Repeat("k", store.MaxKey)}}); got != "key" {
		t.Errorf("found %q", got)
	}
	_, err := s.one(t, "large", insertion("longer", text(store.MaxKey+1)))
	wants(t, "insert", err, store.ErrTooLarge)
	_, err = s.one(t, "large", replacement("key", 1, text(store.MaxKey+1)))
	wants(t, "replace", err, store.ErrTooLarge)
	if got := s.find(t, "large", store.Query{Index: "text", Equal: []any{strings.Repeat("k", store.MaxKey+1)}}); got != "" {
		t.Errorf("found %q", got)
	}
}

func (s *suite) mostWrites(t *testing.T) {
	var writes []store.Write
	var ids []string
	for i := range store.MaxWrites + 1 {
		id := fmt.Sprintf("w%04d", i)
		writes, ids = append(writes, insertion(id, `{"n":1}`)), append(ids, id)
	}
	_, err := s.Write(t.Context(), "side", writes)
	refused(t, "too many writes", err)
	s.hasNot(t, "side", "w0000")
	written, err := s.Write(t.Context(), "side", writes[:store.MaxWrites])
	if err != nil || len(written) != store.MaxWrites {
		t.Fatalf("%d answers, %v", len(written), err)
	}
	for i, w := range written {
		if w.Err != nil || w.Document.ID != ids[i] {
			t.Fatalf("write %d: %+v", i, w)
		}
	}
	if found, err := s.GetMany(t.Context(), "side", ids[:store.MaxPage]); err != nil || len(found) != store.MaxPage {
		t.Errorf("got %d, %v", len(found), err)
	}
	page, err := s.Find(t.Context(), "side", store.Query{Limit: store.MaxPage})
	if err != nil || len(page.Documents) != store.MaxPage || page.Next != "" {
		t.Errorf("found %d, next %q, %v", len(page.Documents), page.Next, err)
	}
	for _, limit := range []int{-1, 0, store.MaxPage + 1} {
		_, err := s.Find(t.Context(), "side", store.Query{Limit: limit})
		refused(t, fmt.Sprint("a page of ", limit), err)
	}
	for _, limit := range []int{-1, 0} {
		_, err := s.Changes(t.Context(), "side", "", limit)
		refused(t, fmt.Sprint(limit, " changes"), err)
	}
}

func (s *suite) mostEffects(t *testing.T) {
	var effects []store.Effect
	for i := range store.MaxEffects + 1 {
		effects = append(effects, store.Effect{Collection: "side", ID: fmt.Sprint("effect", i), Body: []byte(`{}`)})
	}
	_, err := s.one(t, "large", insertion("effects", `{}`, effects...))
	refused(t, "too many effects", err)
	s.hasNot(t, "large", "effects")
	s.hasNot(t, "side", "effect0")
	s.must(t, "large", insertion("effects", `{}`, effects[:store.MaxEffects]...))
	s.has(t, "side", fmt.Sprint("effect", store.MaxEffects-1), 1, `{}`)
}
