package fault

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestErrorsKeepTheirKindAndCause(t *testing.T) {
	err := error(New(NotFound, "a.b", Args{"x": 1}).Because(io.EOF))
	Wrap(&err, "reading %s", "f")
	if !Is(err, NotFound) || Is(err, Invalid) || !errors.Is(err, io.EOF) || KindOf(err) != NotFound {
		t.Errorf("got %v", err)
	}
	if e, ok := As(err); !ok || e.Key != "a.b" {
		t.Errorf("got %v", e)
	}
	if got := err.Error(); got != "reading f: not found: a.b: EOF" {
		t.Errorf("got %q", got)
	}
}

func TestUnknownErrorsAreInternal(t *testing.T) {
	if KindOf(io.EOF) != Internal || !Is(io.EOF, Internal) || Is(nil, Internal) || Kind(99).String() != "internal" {
		t.Error("an unknown error or kind is not internal")
	}
}

func TestWrapLeavesNilAlone(t *testing.T) {
	var err error
	Wrap(&err, "x")
	if err != nil {
		t.Error(err)
	}
}

func TestBad(t *testing.T) {
	if err := Bad(nil); err != nil {
		t.Errorf("no problems gave %v", err)
	}
	problems := make([]Problem, 50)
	Place(problems, "f", 3)
	err := fmt.Errorf("x: %w", Bad(problems))
	if !Is(err, Invalid) || len(Problems(err)) != 50 || len(err.Error()) > 500 || !strings.Contains(err.Error(), "50 problems") {
		t.Errorf("got %v", err)
	}
	if Problems(io.EOF) != nil {
		t.Error("an error of another sort has problems")
	}
}

func TestMergeLeavesOutWhatFollows(t *testing.T) {
	reading := []Problem{{Member: "claims[0].date", Key: "r"}, {Member: "vendor", Key: "r"}, {Member: "", Key: "r"}}[:2]
	checking := []Problem{
		{Member: "claims[0].date"},
		{Member: "claims[0].datex"},
		{Member: "claims"},
		{Member: "vendor.id"},
		{Member: "vendors"},
		{Member: "claims[1].date"},
	}
	var kept []string
	for _, p := range Merge(reading, checking)[2:] {
		kept = append(kept, p.Member)
	}
	if got := strings.Join(kept, " "); got != "claims[0].datex vendors claims[1].date" {
		t.Errorf("kept %s", got)
	}
}
