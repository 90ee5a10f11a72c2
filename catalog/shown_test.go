package catalog

import (
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

func TestManyPublishedComeInTheirOrder(t *testing.T) {
	b := newBench(t)
	first, second, draft := b.published(t, noon).ID, b.published(t, noon).ID, b.draft(t).ID
	got, err := b.PublishedMany(t.Context(), noon, []string{second, "nothing", draft, first})
	if err != nil || len(got) != 2 || got[0].ID != second || got[1].ID != first || got[0].Content.Name == "" {
		t.Errorf("%v, %+v", err, got)
	}
	if late, err := b.PublishedMany(t.Context(), noon.AddDate(3, 0, 0), []string{first}); err != nil || len(late) > 0 {
		t.Errorf("after its last day: %v, %+v", err, late)
	}
	if none, err := b.PublishedMany(t.Context(), noon, nil); err != nil || len(none) > 0 {
		t.Errorf("of none: %v, %+v", err, none)
	}
}

func TestWhatIsGoneIsToldFromWhatNeverWas(t *testing.T) {
	b := newBench(t)
	shown, draft := b.published(t, noon).ID, b.draft(t).ID
	if _, err := b.Withdraw(t.Context(), editor, noon.Add(time.Hour), shown, 0); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{shown: true, draft: false} {
		if was, err := b.WasPublished(t.Context(), id); err != nil || was != want {
			t.Errorf("%s: %t, %v", id, was, err)
		}
	}
	if _, err := b.WasPublished(t.Context(), "nothing"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("what never was: %v", err)
	}
}

func TestProductsAreExportedAsTheyAreRead(t *testing.T) {
	products := func(n int, failure error) iter.Seq2[Product, error] {
		return func(yield func(Product, error) bool) {
			for i := range n {
				if !yield(Product{ID: "p" + strconv.Itoa(i), Name: "Namn"}, nil) {
					return
				}
			}
			if failure != nil {
				yield(Product{}, failure)
			}
		}
	}
	broken := errors.New("broken")
	for name, export := range map[string]func(io.Writer, iter.Seq2[Product, error]) error{"CSV": ExportCSV, "JSONL": ExportJSONL} {
		var out strings.Builder
		if err := export(&out, products(2, nil)); err != nil || strings.Count(out.String(), "Namn") != 2 {
			t.Errorf("%s: %v, %s", name, err, out.String())
		}
		if err := export(io.Discard, products(1, broken)); !errors.Is(err, broken) {
			t.Errorf("%s passes over a failure: %v", name, err)
		}
	}
	var out strings.Builder
	if err := ExportCSV(&out, products(MaxCSV+1, nil)); keyOf(err) != "catalog.csvTooLarge" || out.Len() > 0 {
		t.Errorf("too many: %v, %d bytes", err, out.Len())
	}
	if err := ExportJSONL(io.Discard, products(MaxCSV+1, nil)); err != nil {
		t.Errorf("lines have no limit: %v", err)
	}
}
