package catalog

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/fault"
)

func load(t *testing.T, file string) ([]Product, []fault.Problem, error) {
	t.Helper()
	return LoadProducts(t.Context(), strings.NewReader(file), "p.jsonl", newChecker(t))
}

func ids(products []Product) (all []string) {
	for _, p := range products {
		all = append(all, p.ID)
	}
	return all
}

func TestGoodLinesGoOnAfterBadOnes(t *testing.T) {
	file := "\xef\xbb\xbf" + `{"id":"a","name":"A"}` + "\r\n" +
		"\r\n  \n" +
		`{"id":"b","name":"B"` + "\n" +
		`{"id":"c","name":"C"}` + "\n" +
		`{"id":"a","name":"again"}` + "\n" +
		`{"id":"d","name":"D"}`
	products, problems, err := load(t, file)
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(products); !slices.Equal(got, []string{"a", "c", "d"}) {
		t.Errorf("products %v", got)
	}
	if len(problems) != 2 || problems[0].Line != 4 || problems[0].Key != "read.cutOff" ||
		problems[1].Line != 6 || problems[1].Key != "read.doubleID" || problems[1].Args["first"] != 1 {
		t.Errorf("problems %v", problems)
	}
}

func TestRecordsSayWhereTheyStand(t *testing.T) {
	first, second := `{"id":"å","name":"A"}`, `{"id":"b","name":"B"}`
	var got []Record
	for rec, err := range ReadProducts(t.Context(), strings.NewReader(first+"\r\n\n"+second), "p", newChecker(t)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, rec)
	}
	if len(got) != 2 || got[0].Line != 1 || got[0].Offset != 0 || got[0].Length != len(first) ||
		got[1].Line != 3 || got[1].Offset != int64(len(first)+3) || got[1].Length != len(second) {
		t.Errorf("got %+v", got)
	}
}

func TestReadingStopsWhenAsked(t *testing.T) {
	file := strings.Repeat(`{"id":"a","name":"A"}`+"\n", 3)
	n := 0
	for range ReadProducts(t.Context(), strings.NewReader(file), "p", newChecker(t)) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d records", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := LoadProducts(ctx, strings.NewReader(file), "p", newChecker(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled reading gave %v", err)
	}
}

func TestEmptyFileIsAnError(t *testing.T) {
	for _, file := range []string{"", "\n\n", "\xef\xbb\xbf", "\xef\xbb\xbf\r\n \t\r\n"} {
		_, _, err := load(t, file)
		e, ok := errors.AsType[*fault.Error](err)
		if !ok || e.Key != "read.empty" || e.Kind != fault.Invalid {
			t.Errorf("%q gave %v", file, err)
		}
	}
}

func TestABadLineTakesItsIDToo(t *testing.T) {
	products, problems, err := load(t, `{"id":"a"}`+"\n"+`{"id":"a","name":"A"}`)
	if err != nil || len(products) != 0 || len(problems) != 2 || problems[1].Key != "read.doubleID" {
		t.Errorf("got %v %v %v", products, problems, err)
	}
}
