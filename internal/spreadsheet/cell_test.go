package spreadsheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/schema"
)

func TestCellJSON(t *testing.T) {
	tests := []struct {
		cell string
		kind schema.Kind
		want string // empty: refused
	}{
		{"ja", schema.YesNo, "true"},
		{"SANT", schema.YesNo, "true"},
		{" 0 ", schema.YesNo, "false"},
		{"-", schema.YesNo, ""},
		{"2", schema.YesNo, ""},
		{"7", schema.Whole, "7"},
		{"7.0", schema.Whole, "7"},
		{"7,5", schema.Whole, ""},
		{"1e3", schema.Whole, "1000"},
		{"1 200", schema.Whole, "1200"},
		{"9007199254740993e3", schema.Whole, ""},
		{"-3", schema.Whole, "-3"},
		{"", schema.Whole, ""},
		{"349,50", schema.Number, "349.5"},
		{"1 200,5", schema.Number, "1200.5"},
		{"−1", schema.Number, "-1"},
		{"1.200,5", schema.Number, ""},
		{"inf", schema.Number, ""},
		{"NaN", schema.Number, ""},
		{"0x10", schema.Number, ""},
		{"e5", schema.Number, ""},
		{"1e999", schema.Number, ""},
		{"349 kr", schema.Number, ""},
		{"1_000", schema.Number, ""},
		{"46112", schema.Day, `"2026-03-31"`},
		{"46112.75", schema.Day, `"2026-03-31"`},
		{"2026-03-31T00:00:00Z", schema.Day, `"2026-03-31"`},
		{"'=1+1", schema.Text, `"=1+1"`},
		{"'x", schema.Text, `"'x"`},
		{"''x", schema.Text, `"'x"`},
		{"'", schema.Text, `"'"`},
		{"-", schema.Texts, "[]"},
		{" - ", schema.Texts, "[]"},
		{`\-`, schema.Texts, `["-"]`},
		{"a;;b;", schema.Texts, `["a","b"]`},
		{`a\;b;c\\`, schema.Texts, `["a;b","c\\"]`},
		{`\ a\ ;b`, schema.Texts, `[" a ","b"]`},
		{`a\`, schema.Texts, `["a\\"]`},
		{"-", schema.Objects, "[]"},
		{"x", schema.Objects, ""},
	}
	for _, tt := range tests {
		got, ok := cellJSON(tt.cell, tt.kind, since1900)
		if ok != (tt.want != "") || ok && string(got) != tt.want {
			t.Errorf("%q as %d: %s %v, want %s", tt.cell, tt.kind, got, ok, tt.want)
		}
	}
	if got := noDateNumbers.day("46112"); got != "46112" {
		t.Errorf("a number in CSV became the date %s", got)
	}
}

func TestListRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`[-a;\\ ']{1,6}`)
		values := rapid.SliceOf(value).Draw(t, "values")
		cell := joinList(values)
		if len(values) > 0 {
			cell = guard(cell)
		}
		if got := splitOrNone(cell); !slices.Equal(got, values) {
			t.Fatalf("%q became %q by way of %q", values, got, cell)
		}
	})
}

func splitOrNone(cell string) []string {
	if cell == none {
		return nil
	}
	return splitList(unguard(cell))
}

func TestUnitsCountAsExcelDoes(t *testing.T) {
	if got := units(strings.Repeat("🌧", 20_000)); got != 40_000 {
		t.Errorf("got %d", got)
	}
}

// TestFormulasAreGuarded writes what programs would take for a formula, and reads
// it back. Numbers are no texts and stay as they are.
func TestFormulasAreGuarded(t *testing.T) {
	type product struct {
		ID    string   `json:"id"`
		Text  string   `json:"text"`
		Texts []string `json:"texts"`
		Price float64  `json:"price"`
	}
	format := Format[product]{Check: func(*product) []fault.Problem { return nil }, ID: func(p *product) string { return p.ID }}
	for i, start := range []string{"=", "+", "-", "@", "'", "\t", "\r", "\n", ""} {
		text := start + "1+cmd|' /C calc'!A0"
		want := product{ID: strconv.Itoa(i), Text: text, Texts: []string{text, "b"}, Price: -5}
		var csvFile, xlsxFile bytes.Buffer
		if err := errors.Join(WriteCSV(&csvFile, []product{want}), WriteXLSX(&xlsxFile, []product{want})); err != nil {
			t.Fatal(err)
		}
		cells, err := csv.NewReader(strings.NewReader(strings.ReplaceAll(csvFile.String(), ";", ","))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range cells[1][1:3] {
			if strings.IndexByte("=+-@\t\r\n", cell[0]) >= 0 || start == "" && cell[0] == '\'' {
				t.Errorf("%q is written as %q", text, cell)
			}
		}
		if got := cells[1][len(cells[1])-1]; got != "-5" {
			t.Errorf("the price is written as %q", got)
		}
		want.Text, want.Texts[0] = oneBreak.Replace(text), oneBreak.Replace(text)
		for rec, err := range ReadXLSX(t.Context(), &xlsxFile, "f", format) {
			if err != nil || !reflect.DeepEqual(rec.Value, want) {
				t.Errorf("XLSX: %+v became %+v, %v", want, rec.Value, err)
			}
		}
		for rec, err := range ReadCSV(t.Context(), &csvFile, "f", format) {
			if err != nil || !reflect.DeepEqual(rec.Value, want) {
				t.Errorf("CSV: %+v became %+v, %v", want, rec.Value, err)
			}
		}
	}
}
