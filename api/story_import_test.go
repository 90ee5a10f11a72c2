package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/allagehub/matcharenan/catalog"
)

const typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// importFile imports a file and returns the import, done, and what became of the
// rows, by line.
func (s *testService) importFile(media, name, file string) (done answer, rows []importRowView) {
	s.t.Helper()
	started := s.ok("product_editor", http.MethodPost, "/organisations/"+s.organisation("company")+"/imports?submit=true&name="+name, file, "Content-Type", media)
	id := started.text(s.t, "id")
	if where := started.header.Get("Location"); where != Root+"/imports/"+id || !slices.Equal(s.continued, []string{id}) {
		s.t.Errorf("Location %s, went on with %v", where, s.continued)
	}
	s.continued = nil
	must[catalog.Import](s.t)(s.services.Listings.ContinueImport(s.t.Context(), s.clock(), id))
	report := s.ok("product_editor", http.MethodGet, "/imports/"+id+"/rows?language=en", nil)
	for line := range strings.Lines(report.body) {
		var row importRowView
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			s.t.Fatalf("%v: %s", err, line)
		}
		rows = append(rows, row)
	}
	return s.ok("product_editor", http.MethodGet, "/imports/"+id, nil), rows
}

// sheet is a workbook as another program would make it.
func sheet(t testing.TB, rows ...[]any) string {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		cell := must[string](t)(excelize.CoordinatesToCellName(1, i+1))
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestAFileIsImportedRowByRow in every format: the good rows become drafts and the
// bad ones are told, in the caller's language.
func TestAFileIsImportedRowByRow(t *testing.T) {
	for name, file := range map[string]struct {
		media, content string
		bad            int // line
	}{
		"a.jsonl": {typeJSONL, `{"id":"a","name":"Lampa","settings":["special_housing"]}` + "\n" + `{"id":"b","name":"Matta","settings":["x"]}` + "\n" + `{"id":"c",` + "\n", 3},
		"a.csv":   {typeCSV, "id;name;settings\na;Lampa;special_housing\nb;Matta;x\n;Utan id;\n", 4},
		"a.xlsx":  {typeXLSX, sheet(t, []any{"id", "name", "settings"}, []any{"a", "Lampa", "special_housing"}, []any{"b", "Matta", "x"}, []any{"", "Utan id", ""}), 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t)
			done, rows := s.importFile(file.media, name, file.content)
			if done.text(t, "state") != "done" || done.value(t, "rows") != 3.0 || done.value(t, "counts", "created") != 1.0 || done.value(t, "counts", "refused") != 2.0 {
				t.Errorf("the import: %s", done.body)
			}
			if len(rows) != 3 || rows[0].Outcome != catalog.RowCreated || !rows[0].Submitted || rows[0].Listing == "" {
				t.Fatalf("rows %+v", rows)
			}
			if p := rows[1].Problems; rows[1].Outcome != catalog.RowRefused || len(p) != 1 || !strings.HasPrefix(p[0].Member, "settings") || !strings.Contains(p[0].Detail, "special_housing") {
				t.Errorf("row 2: %+v", rows[1])
			}
			if p := rows[2].Problems; rows[2].Line != file.bad || len(p) == 0 || p[0].Detail == "" || p[0].Key == "" {
				t.Errorf("row 3: %+v", rows[2])
			}
			listings := s.ok("product_editor", http.MethodGet, "/listings?organisation="+s.organisation("company"), nil)
			if got := listings.ids(t, "items", "draft", "name"); !slices.Equal(got, []string{"Lampa"}) {
				t.Errorf("listings %v", got)
			}
			if again, _ := s.importFile(file.media, name, file.content); again.value(t, "counts", "unchanged") != 1.0 || again.value(t, "counts", "created") != 0.0 {
				t.Errorf("the same file again: %s", again.body)
			}
		})
	}
}

// TestWhatIsExportedCanBeImported by another company, and comes out the same.
func TestWhatIsExportedCanBeImported(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.importFile(typeJSONL, "a.jsonl", strings.Join([]string{
		`{"id":"a","name":"=HYPERLINK(\"http://evil.example\")","summary":"@SUM(A1)","settings":["special_housing"],"trl":7,"medical":{"purpose":false}}`,
		`{"id":"b","name":"Matta","keywords":["a","b;c"],"price":{"perMonthSEK":1.5},"claims":[]}`,
	}, "\n"))
	const export = "/products/export?format="
	first := s.ok("product_editor", http.MethodGet, "/organisations/"+s.organisation("company")+export+"jsonl", nil)
	if media := first.header.Get("Content-Type"); media != typeJSONL {
		t.Errorf("media type %s", media)
	}
	other := s.ok("other product_editor", http.MethodPost, "/organisations/"+s.organisation("other company")+"/imports?submit=true", first.body, "Content-Type", typeJSONL)
	if done := must[catalog.Import](t)(s.services.Listings.ContinueImport(t.Context(), s.clock(), other.text(t, "id"))); done.Counts.Created != 2 {
		t.Fatalf("%+v", done)
	}
	second := s.ok("other product_editor", http.MethodGet, "/organisations/"+s.organisation("other company")+export+"jsonl", nil)
	vendor := func(company string) string {
		return `"vendor":{"id":"` + s.organisation(company) + `","name":"` + company + ` of the test","country":"SE"}`
	}
	want, got := sorted(strings.ReplaceAll(first.body, vendor("company"), vendor("other company"))), sorted(second.body)
	if !slices.Equal(got, want) || len(want) != 2 || slices.Equal(want, sorted(first.body)) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}

	table := s.ok("product_editor", http.MethodGet, "/organisations/"+s.organisation("company")+export+"csv", nil)
	for line := range strings.Lines(table.body) {
		for cell := range strings.SplitSeq(line, ";") {
			if cell = strings.TrimLeft(strings.TrimPrefix(cell, "\ufeff"), `"`); strings.IndexAny(cell, "=+@\t") == 0 {
				t.Errorf("a cell is a formula: %s", cell)
			}
		}
	}
	if !strings.Contains(table.body, "HYPERLINK") || table.header.Get("Content-Type") != typeCSV {
		t.Errorf("the table (%s): %s", table.header.Get("Content-Type"), table.body)
	}
}

func sorted(text string) []string { return slices.Sorted(strings.Lines(text)) }

// TestAFileThatCannotBeReadIsRefusedWhole with a problem, and nothing is kept.
func TestAFileThatCannotBeReadIsRefusedWhole(t *testing.T) {
	t.Parallel()
	s := newService(t)
	path := "/organisations/" + s.organisation("company") + "/imports"
	s.session("product_editor")
	before := s.marks()
	for why, file := range map[string]struct {
		media, content string
		status         int
	}{
		"another media type":        {"application/pdf", "%PDF-1.4", http.StatusUnsupportedMediaType},
		"no media type":             {"", "{}", http.StatusUnsupportedMediaType},
		"a workbook that is none":   {typeXLSX, "PK\x03\x04 and nothing more", http.StatusUnprocessableEntity},
		"a table that is no text":   {typeCSV, "\x00\xff\xfe", http.StatusUnprocessableEntity},
		"unknown columns":           {typeCSV, "id;name;owner\na;b;c\n", http.StatusUnprocessableEntity},
		"more rows than there may":  {typeJSONL, strings.Repeat("{}\n", catalog.MaxImportRows+1), http.StatusRequestEntityTooLarge},
		"a workbook of zeros":       {typeXLSX, zipBomb(t), http.StatusRequestEntityTooLarge},
		"a formula in place of one": {typeXLSX, "<html></html>", http.StatusUnprocessableEntity},
	} {
		s.call("product_editor", http.MethodPost, path, file.content, "Content-Type", file.media).problem(t, why, file.status, "")
		if names := s.changed(before); names != nil {
			t.Errorf("%s: changed %v", why, names)
		}
	}
}
