package spreadsheet

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/jsonl"
)

type thing struct {
	ID   string `json:"id" validate:"required"`
	Note string `json:"note,omitzero"`
}

func things() Format[thing] {
	return Format[thing]{Check: func(*thing) []fault.Problem { return nil }, ID: func(t *thing) string { return t.ID }}
}

func readXLSX(t *testing.T, data []byte) ([]thing, error) {
	t.Helper()
	values, problems, err := jsonl.Collect(ReadXLSX(t.Context(), bytes.NewReader(data), "t.xlsx", things()))
	if len(problems) > 0 {
		t.Error(problems)
	}
	return values, err
}

func goodXLSX(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteXLSX(&out, []thing{{"a", "x"}, {"b", "y"}}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// rewrite copies an XLSX file and lets change replace the content of its parts.
func rewrite(t *testing.T, data []byte, change func(name string, w io.Writer) bool) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	for _, f := range in.File {
		w, err := zw.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if change(f.Name, w) {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(w, r); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const firstSheetPart = "xl/worksheets/sheet1.xml"

func replaceSheet(t *testing.T, xml string) []byte {
	t.Helper()
	return rewrite(t, goodXLSX(t), func(name string, w io.Writer) bool {
		if name == firstSheetPart {
			_, _ = io.WriteString(w, xml)
		}
		return name == firstSheetPart
	})
}

func wantKey(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	e, ok := fault.As(err)
	if !ok || e.Kind != kind || e.Key != key {
		t.Errorf("got %v, want %v %s", err, kind, key)
	}
}

func TestGoodXLSX(t *testing.T) {
	values, err := readXLSX(t, goodXLSX(t))
	if err != nil || len(values) != 2 || values[1] != (thing{"b", "y"}) {
		t.Error(values, err)
	}
}

// TestZipBomb unpacks to a byte more than the limit, from a few hundred kB.
func TestZipBomb(t *testing.T) {
	chunk := bytes.Repeat([]byte(" "), 1<<20)
	bomb := rewrite(t, goodXLSX(t), func(name string, w io.Writer) bool {
		if name != firstSheetPart {
			return false
		}
		for range MaxFile/len(chunk) + 1 {
			_, _ = w.Write(chunk)
		}
		return true
	})
	if len(bomb) > 1<<20 {
		t.Fatalf("the bomb is %d bytes packed, no bomb", len(bomb))
	}
	_, err := readXLSX(t, bomb)
	wantKey(t, err, fault.TooLarge, "read.zipBomb")
}

// TestLyingZipBomb states a small size for a part that unpacks to much more.
func TestLyingZipBomb(t *testing.T) {
	data := replaceSheet(t, "<worksheet>"+strings.Repeat("<a></a>", 1<<20)+"</worksheet>")
	at := bytes.LastIndex(data, []byte(firstSheetPart)) // in the central directory, 46 bytes after its entry
	size := data[at-46+24 : at-46+28]
	copy(size, []byte{0, 16, 0, 0})
	_, err := readXLSX(t, data)
	wantKey(t, err, fault.Invalid, "read.notXLSX")
}

// TestOneHugeToken would have to be held in memory whole.
func TestOneHugeToken(t *testing.T) {
	_, err := readXLSX(t, replaceSheet(t, "<worksheet>"+strings.Repeat(" ", maxRow+4096)+"</worksheet>"))
	if e, ok := fault.As(err); !ok || !errors.Is(e, errToken) {
		t.Errorf("got %v", err)
	}
}

func TestBillionLaughs(t *testing.T) {
	var dtd strings.Builder
	dtd.WriteString(`<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "lol">`)
	for i := range 9 {
		fmt.Fprintf(&dtd, `<!ENTITY l%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&l%d;", i), 10))
	}
	dtd.WriteString(`]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData></worksheet>`)
	_, err := readXLSX(t, replaceSheet(t, dtd.String()))
	wantKey(t, err, fault.Invalid, "read.xmlEntities")
}

// TestBrokenXMLLosesNoRowsSilently: the library takes broken XML for the end.
func TestBrokenXMLLosesNoRowsSilently(t *testing.T) {
	for name, xml := range map[string]string{
		"cut off": `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row><row r="2">`,
		"entity":  `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&unknown;</t></is></c></row></sheetData></worksheet>`,
		"empty":   "",
	} {
		if _, err := readXLSX(t, replaceSheet(t, xml)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestFilesThatAreNoXLSX(t *testing.T) {
	good := goodXLSX(t)
	for name, data := range map[string][]byte{
		"empty": nil, "text": []byte("id;note\na;b\n"), "half": good[:len(good)/2],
		"old xls": append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...),
		"other zip": func() []byte {
			var out bytes.Buffer
			zw := zip.NewWriter(&out)
			_, _ = zw.Create("hej.txt")
			_ = zw.Close()
			return out.Bytes()
		}(),
	} {
		_, err := readXLSX(t, data)
		if e, ok := fault.As(err); !ok || e.Key != "read.notXLSX" {
			t.Errorf("%s: %v", name, err)
		}
	}
	flipped := bytes.Clone(good)
	flipped[len(flipped)/3] ^= 0xff
	if _, err := readXLSX(t, flipped); err == nil {
		t.Error("a damaged file passed")
	}
}

func TestXLSXLimits(t *testing.T) {
	_, err := readXLSX(t, make([]byte, MaxPacked+1))
	wantKey(t, err, fault.TooLarge, "read.fileTooLarge")

	f := excelize.NewFile()
	for cell, v := range map[string]string{"A1": "id", "B1": "note", "A2": "a", "XFD2": "far"} {
		if err := f.SetCellStr("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	var wide bytes.Buffer
	if err := f.Write(&wide); err != nil {
		t.Fatal(err)
	}
	_, err = readXLSX(t, wide.Bytes())
	wantKey(t, err, fault.TooLarge, "read.tooManyColumns")

	var many bytes.Buffer
	zw := zip.NewWriter(&many)
	for i := range maxParts + 1 {
		_, _ = zw.Create(fmt.Sprintf("%d.xml", i))
	}
	_ = zw.Close()
	_, err = readXLSX(t, many.Bytes())
	wantKey(t, err, fault.TooLarge, "read.tooManyParts")
}

// TestTooManyRows writes the rows as XML itself, since writing is limited too.
func TestTooManyRows(t *testing.T) {
	var xml strings.Builder
	xml.WriteString(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>`)
	for i := range MaxRows + 1 {
		fmt.Fprintf(&xml, `<row r="%d"><c r="A%d"><v>%d</v></c></row>`, i+2, i+2, i)
	}
	xml.WriteString(`</sheetData></worksheet>`)
	values, err := readXLSX(t, replaceSheet(t, xml.String()))
	wantKey(t, err, fault.TooLarge, "read.tooManyRows")
	if len(values) != MaxRows {
		t.Errorf("%d rows were read", len(values))
	}
	if err := WriteCSV(io.Discard, make([]thing, MaxRows+1)); !fault.Is(err, fault.TooLarge) {
		t.Errorf("writing too many rows gave %v", err)
	}
}

// TestBlankRowsDoNotCount: sheets are often formatted down to the last row.
func TestBlankRowsDoNotCount(t *testing.T) {
	data := replaceSheet(t, `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>`+
		`<row r="900000"><c r="A900000" t="inlineStr"><is><t>a</t></is></c></row></sheetData></worksheet>`)
	var lines []int
	for rec, err := range ReadXLSX(t.Context(), bytes.NewReader(data), "t.xlsx", things()) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, rec.Line)
	}
	if len(lines) != 1 || lines[0] != 900000 {
		t.Errorf("lines %v", lines)
	}
}

func TestAPanicOfTheLibraryIsAnError(t *testing.T) {
	read := func() (err error) {
		defer damaged(&err, "t.xlsx")
		panic("index out of range")
	}
	wantKey(t, read(), fault.Invalid, "read.notXLSX")
}

func TestCancelledXLSX(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := jsonl.Collect(ReadXLSX(ctx, bytes.NewReader(goodXLSX(t)), "t.xlsx", things()))
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestStoppingEarlyIsAllowed(t *testing.T) {
	for range ReadXLSX(t.Context(), bytes.NewReader(goodXLSX(t)), "t.xlsx", things()) {
		break
	}
}

func TestWriterRefusesWhatACellCannotHold(t *testing.T) {
	long := []thing{{"a", strings.Repeat("🌧", MaxCell/2+1)}} // two UTF-16 units each
	if err := WriteXLSX(io.Discard, long); !fault.Is(err, fault.TooLarge) {
		t.Errorf("XLSX: %v", err)
	}
	long[0].Note = strings.Repeat("å", MaxCell)
	if err := WriteXLSX(io.Discard, long); err != nil {
		t.Errorf("XLSX with a full cell: %v", err)
	}
}
