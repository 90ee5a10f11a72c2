package postings

import (
	"errors"
	"strings"
	"testing"
)

func TestDocumentsOfTheWrongShapeAreRefused(t *testing.T) {
	tests := []struct {
		name    string
		numbers []float64
		ok      bool
	}{
		{"right", []float64{1, 2}, true},
		{"no columns", nil, false},
		{"a number too many", []float64{1, 2, 3}, false},
		{"a number too few", []float64{1}, false},
	}
	for _, test := range tests {
		x := New(2)
		d := Document{ID: "the-id", Numbers: test.numbers}
		for how, err := range map[string]error{"put": x.Put(d), "added to a fill": x.Fill().Add(&d)} {
			if test.ok != (err == nil) || !test.ok && (!errors.Is(err, ErrShape) || !strings.Contains(err.Error(), "the-id")) {
				t.Errorf("%s, %s: %v", test.name, how, err)
			}
		}
		if got := x.Snapshot().Len() == 1; got != test.ok {
			t.Errorf("%s: put is %t, want %t", test.name, got, test.ok)
		}
	}
}

func TestAFillRefusesDoubles(t *testing.T) {
	x := New(0)
	f := x.Fill()
	if err := f.Add(tiny(1)); err != nil {
		t.Fatal(err)
	}
	if err := f.Add(tiny(1)); !errors.Is(err, ErrDouble) || !strings.Contains(err.Error(), `"1"`) {
		t.Errorf("got %v", err)
	}
	f.Finish()
	if got := x.Snapshot().Statistics(); got != (Statistics{Documents: 1, AverageLength: 1}) {
		t.Errorf("the refused document counts: %+v", got)
	}
}

func TestRemovingWhatIsNotThere(t *testing.T) {
	x := New(0)
	before := x.Snapshot()
	if err := x.Remove("gone"); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), "gone") {
		t.Errorf("got %v", err)
	}
	if x.Snapshot() != before {
		t.Error("a refused change made a new snapshot")
	}
}

// TestAnUnfinishedFillIsNotSeen: the index keeps its content while another is
// made beside it.
func TestAnUnfinishedFillIsNotSeen(t *testing.T) {
	x := New(0)
	fill(t, x, []Document{*tiny(1)})
	f := x.Fill()
	if err := f.Add(tiny(2)); err != nil {
		t.Fatal(err)
	}
	if _, _, ok := x.Find("2"); ok || x.Snapshot().Len() != 1 || x.Snapshot().Generation() != 1 {
		t.Error("the fill is seen before it is finished")
	}
	f.Finish()
	if _, _, ok := x.Find("2"); !ok || x.Snapshot().Len() != 1 || x.Snapshot().Generation() != 2 {
		t.Error("the fill is not seen when it is finished")
	}
}

func TestAnEmptyIndexAnswers(t *testing.T) {
	x := New(0)
	f := x.Fill()
	f.Finish()
	s := x.Snapshot()
	if s.Len() != 0 || len(s.Segments()) != 0 || s.Statistics() != (Statistics{}) || frequencyOf(s, "x") != 0 {
		t.Errorf("got %+v", s)
	}
	if _, ok := s.Term("x"); ok {
		t.Error("a term of no document has a number")
	}
	if _, _, ok := x.Find("x"); ok {
		t.Error("a document of no index is found")
	}
}
