package postings

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestIndexIsItsModel fills, changes at random until the delta has run over, and
// fills anew; at each stage the index says what the model says, and snapshots of
// earlier stages still say what they said.
func TestIndexIsItsModel(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			x, m := New(numberColumns), newModel()
			type stage struct {
				snapshot *Snapshot
				model    *model
			}
			stages := []stage{{x.Snapshot(), m.clone()}}
			keep := func() { stages = append(stages, stage{x.Snapshot(), m.clone()}) }
			for _, n := range []int{0, 350} { // changes to an empty index, then to a filled one
				list := randomDocuments(r, n)
				fill(t, x, list)
				m.fill(list)
				keep()
				for range 3 {
					for range 80 + n/2 {
						change(t, x, m, r)
					}
					keep()
				}
			}
			for i, s := range stages {
				s.model.compare(t, s.snapshot, r)
				if t.Failed() {
					t.Fatalf("at stage %d", i)
				}
			}
			find(t, x, m)
			if forms := attributeForms(x.Snapshot()); forms[0] == 0 || forms[1] == 0 {
				t.Errorf("%d attributes as lists and %d as bitmaps; the test should see both", forms[0], forms[1])
			}
		})
	}
}

// change makes one change, or one that must be refused and change nothing.
func change(t *testing.T, x *Index, m *model, r *rand.Rand) {
	t.Helper()
	ids := slices.Sorted(maps.Keys(m.documents))
	known := "nobody"
	if len(ids) > 0 {
		known = ids[r.IntN(len(ids))]
	}
	switch n := r.IntN(10); {
	case n < 4: // a new document
		put(t, x, m, randomDocument(r, fmt.Sprintf("n%08d", r.IntN(1e8))))
	case n < 7 && len(ids) > 0: // another version of one
		put(t, x, m, randomDocument(r, known))
	case n < 9 && len(ids) > 0:
		if err := x.Remove(known); err != nil {
			t.Fatal(err)
		}
		delete(m.documents, known)
		m.changes++
		if err := x.Remove(known); !errors.Is(err, ErrNotFound) {
			t.Fatalf("removing %s twice gave %v", known, err)
		}
	default:
		d := randomDocument(r, known)
		d.Numbers = d.Numbers[:1]
		if err := x.Put(d); !errors.Is(err, ErrShape) {
			t.Fatalf("a document with too few numbers gave %v", err)
		}
	}
}

func put(t *testing.T, x *Index, m *model, d Document) {
	t.Helper()
	if err := x.Put(d); err != nil {
		t.Fatal(err)
	}
	m.documents[d.ID] = d
	m.changes++
}

func find(t *testing.T, x *Index, m *model) {
	t.Helper()
	for id := range m.documents {
		seg, i, ok := x.Find(id)
		if !ok || seg.ID(i) != id || !live(seg).Has(i) {
			t.Fatalf("%s is not found where it stands alive", id)
		}
	}
	for _, s := range x.Snapshot().Segments() {
		for i := range s.Len() {
			_, _, ok := x.Find(s.ID(i))
			if _, want := m.documents[s.ID(i)]; ok != want {
				t.Fatalf("%s: found is %t, want %t", s.ID(i), ok, want)
			}
		}
	}
}

// attributeForms counts the attributes that are lists and that are bitmaps.
func attributeForms(s *Snapshot) (n [2]int) {
	for _, seg := range s.Segments() {
		for _, a := range seg.attributes {
			if a.bitmap != nil {
				n[1]++
			} else {
				n[0]++
			}
		}
	}
	return n
}
