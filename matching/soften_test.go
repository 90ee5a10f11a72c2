package matching

import (
	"slices"
	"testing"
)

// TestASoftenedMustAdmitsWhatItAloneShutOut softens each must in turn: exactly the
// products that no other rule shuts out come in, those told to fail it are told to be
// softened, and no score changes.
func TestASoftenedMustAdmitsWhatItAloneShutOut(t *testing.T) {
	t.Parallel()
	j := judgedCollection(t)
	k := newMaker(4711, j)
	m := New(j.reader, j.ruleset)
	refill(t, m, k.catalogue(200))
	softened := 0
	for i := range 20 {
		n := k.need("n", 0.4)
		o := Options{Day: today, Top: MaxTop, Explain: MaxTop, NearMisses: MaxNearMisses}
		before := matchWith(t, m, n, o)
		for _, must := range before.Musts {
			if !must.Asked {
				continue
			}
			o.Soften = []string{must.Name}
			after := matchWith(t, m, n, o)
			if after.Eligible != before.Eligible+must.Alone {
				t.Errorf("need %d without %s: %d eligible, want %d and the %d that it alone shut out", i, must.Name, after.Eligible, before.Eligible, must.Alone)
			}
			if want := []Softened{{must.Rule, must.Name, must.Needs}}; !slices.Equal(after.Softened, want) {
				t.Errorf("softened are %v, want %v", after.Softened, want)
			}
			checkSoftened(t, before, after, must.Name)
			softened++
		}
	}
	if softened < 20 {
		t.Errorf("only %d musts were softened: the needs ask for too little to prove anything", softened)
	}
}

func checkSoftened(t *testing.T, before, after *Result, name string) {
	t.Helper()
	scores := make(map[string]Score)
	for _, m := range before.Matches {
		scores[m.ID] = m.Score
	}
	for _, m := range after.Matches {
		if score, old := scores[m.ID]; old && score != m.Score {
			t.Errorf("%s scores %v with %s softened, %v before", m.ID, m.Score, name, score)
		}
		for _, o := range m.Rules {
			if o.Softened != (o.Name == name && !o.Proposed) {
				t.Errorf("%s: %s is told to be softened: %t", m.ID, o.Name, o.Softened)
			}
			if _, old := scores[m.ID]; !old && o.Name == name && !o.Proposed && o.State != Fail {
				t.Errorf("%s came in because %s was softened, which it is told to meet: %v", m.ID, name, o.State)
			}
		}
	}
}

func TestTheLawIsNotSoftened(t *testing.T) {
	t.Parallel()
	j := judgedCollection(t)
	m := New(j.reader, j.ruleset)
	refill(t, m, j.products)
	n := j.needs[0]
	before := matchWith(t, m, n, Options{Day: today, Top: 10})
	after := matchWith(t, m, n, Options{Day: today, Top: 10, Soften: []string{"published", "medicalDeviceCE", "nonsense"}})
	if after.Eligible != before.Eligible || len(after.Softened) > 0 {
		t.Errorf("%d eligible and %v softened, want %d and nothing", after.Eligible, after.Softened, before.Eligible)
	}
}
