package catalog

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/jsonl"
)

func loadCSV(t *testing.T, file string) ([]Product, []fault.Problem, error) {
	t.Helper()
	return jsonl.Collect(ReadProductsCSV(t.Context(), strings.NewReader(file), "p.csv", newChecker(t)))
}

// xlsx makes a file of the cells, as a program other than ours would.
func xlsx(t *testing.T, set func(f *excelize.File), rows ...[]any) *bytes.Buffer {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		must(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	if set != nil {
		set(f)
	}
	var out bytes.Buffer
	must(t, f.Write(&out))
	return &out
}

func loadXLSX(t *testing.T, file *bytes.Buffer) ([]Product, []fault.Problem, error) {
	t.Helper()
	return jsonl.Collect(ReadProductsXLSX(t.Context(), file, "p.xlsx", newChecker(t)))
}

func TestCSVAsPeopleWriteIt(t *testing.T) {
	semicolons := "\xef\xbb\xbf" + `id;name;requiresActiveUse;price.perMonthSEK;price.startSEK;targetGroups;settings;claims.2.text;claims.2.source;claims.2.date;vendor.id;vendor.name;vendor.orgNumber;iso9999.edition;iso9999.code` + "\r\n" +
		`a; A ;NEJ;349,50;1 200;"older; dementia";-;Bra;own;2026-01-31;v;V;5560360793;2016;222718` + "\r\n\r\n" +
		`b;"B ""x""` + "\r\n" + `rad två"` + "\r\n"
	products, problems, err := loadCSV(t, semicolons)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	a, b := products[0], products[1]
	if a.Name != "A" || a.ActiveUse != No || *a.Price.PerMonthSEK != 349.5 || *a.Price.StartSEK != 1200 ||
		strings.Join(a.TargetGroups, "|") != "older|dementia" || a.Settings == nil || len(a.Settings) != 0 ||
		len(a.Claims) != 1 || a.Claims[0].Text != "Bra" || a.Vendor.OrgNumber != "556036-0793" || a.ISO9999.Code != "22 27 18" {
		t.Errorf("got %+v", a)
	}
	if b.Name != "B \"x\"\nrad två" || b.Settings != nil || b.ISO9999 != nil || b.Claims != nil || b.Price.StartSEK != nil {
		t.Errorf("got %+v", b)
	}
	for _, d := range []string{",", "\t"} {
		products, problems, err = loadCSV(t, strings.Join([]string{"id", "name", "integrations"}, d)+"\n"+strings.Join([]string{"a", "A", `x\;y;z`}, d))
		if err != nil || len(problems) > 0 || strings.Join(products[0].Integrations, "|") != "x;y|z" {
			t.Errorf("delimiter %q: %v %v %v", d, products, problems, err)
		}
	}
}

func TestSheetProblemsNameRowAndColumn(t *testing.T) {
	file := "id;name;trl;claims.3.text;claims.3.source;claims.3.date;targetGroups\n" +
		"a;A;nio;;;;\n" +
		"b;B;9;x;own;2026-02-30;\n" +
		"c;C;9;x;own;;older;extra\n" +
		"d;D;9;;;;older;\n" +
		"d;D;9;;;;oldr\n" +
		"e;E\"x;9;;;;\n" +
		"f;;;;;;\n"
	products, problems, err := loadCSV(t, file)
	if err != nil || len(products) != 1 {
		t.Fatal(products, err)
	}
	want := `p.csv rad 2, kolumn C: cellen i "trl" har "nio" men ska ha ett heltal. Skriv det med siffror.
p.csv rad 3, kolumn F: cellen i "claims.3.date" har "2026-02-30" men ska ha ett datum som finns, mellan år 1900 och 2200. Skriv det som 2026-03-31.
p.csv rad 4, kolumn H: cellen har innehåll men ingen rubrik över sig. Skriv en rubrik på första raden eller töm cellen.
p.csv rad 4, kolumn F: "claims.3.date" saknas. Fyll i ett värde.
p.csv rad 6, kolumn G: "targetGroups" har värdet "oldr", som inte finns bland de tillåtna. Menade du "older"?
p.csv rad 6, kolumn A: id "d" finns redan på rad 5. Ge raden ett eget id eller ta bort den.
p.csv rad 7: citattecknen på raden går inte ihop. Sätt " runt hela cellen och skriv "" för ett citattecken inuti den.
p.csv rad 8, kolumn B: "name" saknas. Fyll i ett värde.`
	if got := sentences(i18n.Swedish, problems); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestBadHeadersStopTheReading(t *testing.T) {
	tests := []struct{ file, want string }{
		{"id;nmae\na;A", "nmae read.unknownColumnGuess;name read.columnMissing"},
		{"id;name;zzz\na;A;1", "zzz read.unknownColumn"},
		{"id;name;name\na;A;B", "name read.doubleColumn"},
		{"id;name;claims\na;A;-", ""},
		{"id;name;claims.0.text\na;A;", "claims.0.text read.unknownColumnGuess"},
		{"id;name;claims.81.text\na;A;", "claims.81.text read.unknownColumnGuess"},
		{"id;name;claims.1\na;A;", "claims.1 read.unknownColumnGuess"},
		{"id;name;vendor\na;A;", "vendor read.unknownColumn"},
		{"id;name;name.x\na;A;", "name.x read.unknownColumnGuess"},
		{"id;name;;trl\na;A;;1", ""}, // a column without heading may be empty
		{"id;name;;trl\na;A;x;1", " read.cellNoColumn"},
		{"name\nA", "id read.columnMissing"},
	}
	for _, tt := range tests {
		_, problems, err := loadCSV(t, tt.file)
		got := keysOf(append(problems, fault.Problems(err)...))
		if got != tt.want {
			t.Errorf("%q\n got %s\nwant %s", tt.file, got, tt.want)
		}
	}
}

func TestFilesThatAreNoCSV(t *testing.T) {
	tests := map[string]string{
		"":                   "read.empty",
		"id;name\n":          "read.empty",
		"id;name\na;Tr\xe4d": "read.notUTF8",
		"\xff\xfei\x00d\x00": "read.utf16",
		"PK\x03\x04xx":       "read.xlsxAsCSV",
		"id;name\na;\"" + strings.Repeat("x", 5<<20):   "read.rowTooLong",
		"id;name" + strings.Repeat(";", 600) + "\n":    "read.tooManyColumns",
		"id;name\n" + strings.Repeat("a;A\n", 100_001): "read.tooManyRows",
	}
	for file, want := range tests {
		_, _, err := loadCSV(t, file)
		if key := keyOf(err); key != want {
			t.Errorf("%.20q gave %v, want %s", file, err, want)
		}
	}
}

func TestCellLimits(t *testing.T) {
	for _, tt := range []struct{ cell, want string }{
		{strings.Repeat("å", 32_767), "description check.tooLong"}, // the cell is fine, the text is not
		{strings.Repeat("å", 32_768), "description read.cellTooLong"},
		{"x\x00", "description read.nul"},
	} {
		_, problems, err := loadCSV(t, "id;name;description\na;A;"+tt.cell)
		if err != nil || keysOf(problems) != tt.want {
			t.Errorf("%.10q: %v %v", tt.cell, keysOf(problems), err)
		}
	}
}

func TestXLSXAsExcelGivesIt(t *testing.T) {
	header := []any{"id", "name", "trl", "price.perMonthSEK", "validUntil", "requiresActiveUse", "vendor.id", "vendor.name", "vendor.orgNumber"}
	day := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	file := xlsx(t, nil, header,
		[]any{"a", 112, 9, 349.5, day, true, "v", "V", 5560360793},
		nil,
		[]any{"b", "B", "9", "349,5", "2026-03-31", "Nej"},
		[]any{"c", "C", 9.5, "kr", 1.5, "kanske"})
	products, problems, err := loadXLSX(t, file)
	if err != nil || len(products) != 2 {
		t.Fatal(products, problems, err)
	}
	a, b := products[0], products[1]
	if a.Name != "112" || *a.TRL != 9 || *a.Price.PerMonthSEK != 349.5 || a.ValidUntil.String() != "2026-03-31" ||
		a.ActiveUse != Yes || a.Vendor.OrgNumber != "556036-0793" {
		t.Errorf("got %+v", a)
	}
	if *b.TRL != 9 || *b.Price.PerMonthSEK != 349.5 || b.ValidUntil != a.ValidUntil || b.ActiveUse != No {
		t.Errorf("got %+v", b)
	}
	want := "trl read.cellWhole;price.perMonthSEK read.cellNumber;validUntil read.cellDay;requiresActiveUse read.cellYesNo"
	if keysOf(problems) != want || problems[0].Line != 5 || problems[0].Column != 3 {
		t.Errorf("got %v", problems)
	}
}

func TestXLSXDatesSince1904(t *testing.T) {
	yes := true
	file := xlsx(t, func(f *excelize.File) {
		must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
	}, []any{"id", "name", "validUntil"}, []any{"a", "A", 44650})
	products, problems, err := loadXLSX(t, file)
	if err != nil || len(problems) > 0 || products[0].ValidUntil.String() != "2026-03-31" {
		t.Error(products, problems, err)
	}
}

func TestOnlyTheFirstSheetIsRead(t *testing.T) {
	file := xlsx(t, func(f *excelize.File) {
		_, err := f.NewSheet("Förklaringar")
		must(t, err)
		must(t, f.SetCellStr("Förklaringar", "A1", "fritext"))
	}, []any{"id", "name"}, []any{"a", "A"})
	if products, problems, err := loadXLSX(t, file); err != nil || len(problems) > 0 || len(products) != 1 {
		t.Error(products, problems, err)
	}
}

func keyOf(err error) string {
	if e, ok := fault.As(err); ok {
		return e.Key
	}
	return ""
}
