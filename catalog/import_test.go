package catalog

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
)

// rowsFile makes a file of n products. Every seventh row is bad, in turn: a member of
// the wrong type, an unknown value, no JSON, an ID that comes back.
func rowsFile(n int, edition string) string {
	var b strings.Builder
	for i := range n {
		switch {
		case i%28 == 6:
			fmt.Fprintf(&b, `{"id":"p%d","name":"Produkt %d","trl":"nio"}`, i, i)
		case i%28 == 13:
			fmt.Fprintf(&b, `{"id":"p%d","name":"Produkt %d","settings":["moon"]}`, i, i)
		case i%28 == 20:
			fmt.Fprintf(&b, `{"id":"p%d","name":`, i)
		case i%28 == 27:
			fmt.Fprintf(&b, `{"id":"p%d","name":"Produkt %d"}`, i-1, i)
		case i%3 == 0:
			fmt.Fprintf(&b, `{"id":"p%d","name":"Produkt %d%s","status":"published"}`, i, i, edition)
		default:
			fmt.Fprintf(&b, `{"id":"p%d","name":"Produkt %d"}`, i, i)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func (b *bench) start(t testing.TB, file string, submit bool) Import {
	t.Helper()
	imp, err := b.StartImport(t.Context(), editor, noon, Upload{
		Owner: "acme", Name: "p.jsonl", Format: JSONL, Submit: submit, File: strings.NewReader(file),
	})
	must(t, err)
	return imp
}

func (b *bench) importAll(t testing.TB, file string, submit bool) Import {
	t.Helper()
	imp := b.start(t, file, submit)
	imp, err := b.ContinueImport(t.Context(), noon, imp.ID)
	must(t, err)
	if imp.State != ImportDone || imp.Position != imp.Rows {
		t.Fatalf("got %+v", imp)
	}
	return imp
}

func (b *bench) report(t testing.TB, id string) (rows []ImportRow) {
	t.Helper()
	for row, err := range b.ImportRows(t.Context(), editor, id) {
		must(t, err)
		rows = append(rows, row)
	}
	return rows
}

// state is all that imports have left behind, without what differs from run to
// run: IDs and times.
func (b *bench) state(t testing.TB, imports ...Import) string {
	t.Helper()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	for it, err := range b.flow.Documents.All(t.Context(), store.Query{}) {
		must(t, err)
		l := it.Value
		l.Imported.Import = ""
		must(t, enc.Encode([]any{it.ID, it.Version, l}))
	}
	for _, imp := range imports {
		it, err := b.Import(t.Context(), editor, imp.ID)
		must(t, err)
		must(t, enc.Encode([]any{it.State, it.Rows, it.Position, it.Counts, b.report(t, imp.ID)}))
	}
	events := map[string]int{}
	for it, err := range store.NewCollection[audit.Event](b.engine, audit.Inbox).All(t.Context(), store.Query{}) {
		must(t, err)
		events[it.Value.Action]++
	}
	must(t, enc.Encode(events))
	return out.String()
}

func TestImportOutcomes(t *testing.T) {
	b := newBench(t)
	imp := b.importAll(t, rowsFile(500, ""), false)
	bad := 500 * 4 / 28
	if want := (ImportCounts{Created: 500 - bad, Refused: bad}); imp.Counts != want {
		t.Errorf("got %+v, want %+v", imp.Counts, want)
	}
	report := b.report(t, imp.ID)
	if len(report) != 500 || report[0].Listing != ListingID("acme", "p0") || report[0].ExternalID != "p0" {
		t.Errorf("%d rows, the first %+v", len(report), report[0])
	}
	sentence := func(i int) string {
		return i18n.Printer{}.Problem(report[i].Problems[0].Problem("p.jsonl"))
	}
	for i, want := range map[int]string{
		6:  `p.jsonl rad 7: "trl" ska vara ett heltal. Skriv det med siffror, utan citattecken och decimaler.`,
		13: `p.jsonl rad 14: "settings[0]" har värdet "moon", som inte finns bland de tillåtna. Välj bland: ordinary_home, home_care, special_housing, lss_housing, day_activity, short_term, hospital_home, meeting_place, school, public_space.`,
		27: `p.jsonl rad 28: id "p26" finns redan på rad 27. Ge raden ett eget id eller ta bort den.`,
	} {
		if got := sentence(i); got != want {
			t.Errorf("row %d:\n got %s\nwant %s", i, got, want)
		}
	}
	it := b.get(t, ListingID("acme", "p3"))
	if v := it.Value; v.State != lifecycle.Draft || v.ExternalID != "p3" || v.Owner != "acme" || v.Draft.Vendor.Name != "ACME AB" || v.Draft.Status != "" {
		t.Errorf("got %+v", v)
	}

	events := b.count(t, audit.Inbox)
	again := b.importAll(t, rowsFile(500, ""), false)
	if want := (ImportCounts{Unchanged: 500 - bad, Refused: bad}); again.Counts != want || again.SHA256 != imp.SHA256 {
		t.Errorf("the same file again: %+v", again.Counts)
	}
	if got := b.get(t, it.ID); got.Version != it.Version || b.count(t, audit.Inbox) != events+2 {
		t.Error("the same file again has changed something")
	}
	changed := b.importAll(t, rowsFile(500, ", ny"), false)
	if c := changed.Counts; c.Updated == 0 || c.Updated+c.Unchanged != 500-bad || c.Created != 0 {
		t.Errorf("a changed file: %+v", c)
	}
	page, next, err := b.Imports(t.Context(), editor, "acme", "", 2)
	if err != nil || len(page) != 2 || next == "" {
		t.Errorf("%d imports, %v", len(page), err)
	}
}

func TestImportSubmits(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	const file = `{"id":"a","name":"A"}` + "\n" + `{"id":"b","name":"B"}` + "\n" + `{"id":"c"}` + "\n"
	first := b.importAll(t, file, false)
	second := b.importAll(t, file+`{"id":"d","name":"D"}`, true)
	if want := (ImportCounts{Created: 1, Unchanged: 2, Refused: 1, Submitted: 3}); second.Counts != want || first.Counts.Submitted != 0 {
		t.Errorf("got %+v", second.Counts)
	}
	page, err := b.List(ctx, editor, lifecycle.Filter{Owner: "acme", State: lifecycle.Submitted, Limit: 10})
	if err != nil || len(page.Items) != 3 {
		t.Errorf("%d are submitted, %v", len(page.Items), err)
	}
	// What is being reviewed stays as the reviewer sees it.
	third := b.importAll(t, strings.Replace(file, `"A"`, `"Ny A"`, 1), true)
	row := b.report(t, third.ID)[0]
	if third.Counts.Unchanged != 1 || row.Outcome != RowRefused || row.Problems[0].Key != "catalog.cannot.save" || b.get(t, ListingID("acme", "a")).Value.Draft.Name != "A" {
		t.Errorf("got %+v of %+v", row, third.Counts)
	}
	// A published listing gets a new working copy.
	_, err = b.Publish(ctx, reviewer, noon, ListingID("acme", "b"), 0)
	must(t, err)
	b.importAll(t, `{"id":"b","name":"Ny B"}`, true)
	v := b.get(t, ListingID("acme", "b")).Value
	if shown, err := b.Published(ctx, noon, v.ID); err != nil || shown.Content.Name != "B" || v.Draft.Name != "Ny B" || v.State != lifecycle.Submitted {
		t.Errorf("the public sees %q, the draft is %q in %s, %v", shown.Content.Name, v.Draft.Name, v.State, err)
	}
}

// cutOff is an engine that is killed after so many writes: before the last of them
// is made, or when it has been made and nobody has been told.
type cutOff struct {
	store.Engine

	after int
	made  bool
}

var errCutOff = errors.New("killed")

func (e *cutOff) Write(ctx context.Context, collection string, writes []store.Write) ([]store.Written, error) {
	if e.after--; e.after > 0 {
		return e.Engine.Write(ctx, collection, writes)
	}
	if e.after == 0 && e.made {
		if _, err := e.Engine.Write(ctx, collection, writes); err != nil {
			return nil, err
		}
	}
	return nil, errCutOff
}

// TestKilledImportsEndAsOthersDo imports 10,000 rows and then a changed file over
// them, killed at random places and taken up by a fresh service each time.
func TestKilledImportsEndAsOthersDo(t *testing.T) {
	n := MaxImportRows
	if testing.Short() {
		n = 1000
	}
	first, second := rowsFile(n, ""), strings.ReplaceAll(rowsFile(n/20, ", ny"), "Produkt 4", "Vara 4")
	whole := newBench(t)
	want := whole.state(t, whole.importAll(t, first, false), whole.importAll(t, second, true), whole.importAll(t, first, false))

	b := newBench(t)
	random := rand.New(rand.NewPCG(1, 2))
	var imports []Import
	writes := []int{n / 500, n / 100, n / 500} // at most, before a kill; new listings are written many at once
	for i, file := range []string{first, second, first} {
		imp := b.start(t, file, i == 1)
		imports = append(imports, imp)
		kills := 0
		for imp.State == ImportRunning {
			e := &cutOff{Engine: b.engine, after: 1 + random.IntN(writes[i]), made: random.IntN(2) == 0}
			l := service(t, e)
			var err error
			if kills%2 == 0 {
				_, err = l.ContinueImport(t.Context(), noon, imp.ID)
			} else {
				_, err = l.ResumeImports(t.Context(), noon)
			}
			if kills++; err != nil && !errors.Is(err, errCutOff) || kills > n {
				t.Fatalf("after %d kills: %v", kills, err)
			}
			imp, err = b.Import(t.Context(), editor, imp.ID)
			must(t, err)
		}
		if kills < 2 {
			t.Errorf("import %d was never killed", i)
		}
	}
	if got := b.state(t, imports...); got != want {
		w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
		for i := range min(len(w), len(g)) {
			if w[i] != g[i] {
				t.Fatalf("line %d of %d and %d differs:\n%.3000s", i, len(w), len(g), cmp.Diff(w[i], g[i]))
			}
		}
		t.Fatalf("%d and %d lines", len(w), len(g))
	}
}

func TestCancelledImportsGoOn(t *testing.T) {
	b := newBench(t)
	imp := b.start(t, rowsFile(3*ImportBatch, ""), false)
	ctx, cancel := context.WithCancel(t.Context())
	l := service(t, &interrupted{Engine: b.engine, after: 3, cancel: cancel})
	if _, err := l.ContinueImport(ctx, noon, imp.ID); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	half, err := b.Import(t.Context(), editor, imp.ID)
	if err != nil || half.State != ImportRunning || half.Position != ImportBatch {
		t.Errorf("got %+v, %v", half, err)
	}
	if n, err := b.ResumeImports(t.Context(), noon); n != 1 || err != nil {
		t.Errorf("%d finished, %v", n, err)
	}
	if n, err := b.ResumeImports(t.Context(), noon); n != 0 || err != nil {
		t.Errorf("%d finished again, %v", n, err)
	}
}

func TestOnlyOneWorksOnAnImport(t *testing.T) {
	b := newBench(t)
	imp := b.start(t, rowsFile(10, ""), false)
	lease, err := b.engine.AcquireLease(t.Context(), importBlobs+imp.ID, "another", time.Minute)
	must(t, err)
	if _, err := b.ContinueImport(t.Context(), noon, imp.ID); !errors.Is(err, store.ErrLeased) {
		t.Errorf("got %v", err)
	}
	if n, err := b.ResumeImports(t.Context(), noon); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	must(t, b.engine.ReleaseLease(t.Context(), lease))
	if n, err := b.ResumeImports(t.Context(), noon); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

// TestALateHolderOfTheLeaseMovesNothing has two that have both done the first batch.
func TestALateHolderOfTheLeaseMovesNothing(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	first := b.start(t, rowsFile(2*ImportBatch, ""), false)
	late := first
	rows := slices.Repeat([]ImportRow{{Outcome: RowRefused}}, ImportBatch)
	must(t, b.advance(ctx, noon, &first, rows))
	if err := b.advance(ctx, noon, &late, rows); !errors.Is(err, store.ErrLeased) {
		t.Errorf("got %v", err)
	}
	if imp, err := b.Import(ctx, editor, first.ID); err != nil || imp.Position != ImportBatch || imp.Counts.Refused != ImportBatch {
		t.Errorf("got %+v, %v", imp, err)
	}
}

func TestFilesThatAreRefusedWhole(t *testing.T) {
	b := newBench(t)
	for _, tt := range []struct {
		upload Upload
		file   string
		want   string
	}{
		{Upload{Owner: "acme", Format: JSONL}, "", "read.empty"},
		{Upload{Owner: "acme", Format: CSV}, "id;nmae\na;A", ""}, // problems instead of a key
		{Upload{Owner: "acme", Format: XLSX}, "id;name\na;A", "read.notXLSX"},
		{Upload{Owner: "acme", Format: "docx"}, "x", "catalog.import.format"},
		{Upload{Owner: "acme", Format: JSONL}, strings.Repeat("{}\n", MaxImportRows+1), "catalog.import.tooManyRows"},
		{Upload{Owner: "beta", Format: JSONL}, "{}", "access.forbidden"},
	} {
		tt.upload.File = strings.NewReader(tt.file)
		_, err := b.StartImport(t.Context(), editor, noon, tt.upload)
		if err == nil || keyOf(err) != tt.want {
			t.Errorf("%+v gives %v, want %s", tt.upload, err, tt.want)
		}
	}
	if n := b.blobs(t) + b.count(t, importsCollection) + b.count(t, audit.Inbox); n != 0 {
		t.Errorf("%d traces are left", n)
	}
}

func TestALostFileEndsItsImport(t *testing.T) {
	b := newBench(t)
	imp := b.start(t, rowsFile(10, ""), false)
	must(t, b.engine.Blobs().Delete(t.Context(), importBlobs+imp.ID))
	got, err := b.ContinueImport(t.Context(), noon, imp.ID)
	if err != nil || got.State != ImportFailed || got.Failure != "store.notFound" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestImportsAreTheOwners(t *testing.T) {
	b := newBench(t)
	imp := b.importAll(t, rowsFile(3, ""), false)
	for _, a := range []access.Actor{rival, {}} {
		if _, err := b.Import(t.Context(), a, imp.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s reads an import: %v", a.ID, err)
		}
		for _, err := range b.ImportRows(t.Context(), a, imp.ID) {
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s reads rows: %v", a.ID, err)
			}
		}
		if _, _, err := b.Imports(t.Context(), a, "acme", "", 9); !isForbidden(err) {
			t.Errorf("%s lists imports: %v", a.ID, err)
		}
	}
	e, err := store.NewCollection[audit.Event](b.engine, audit.Inbox).First(t.Context(), store.Query{})
	if err != nil || e.Value.Actor != editor.ID || e.Value.ActorKind != access.Person {
		t.Errorf("the event names %+v, %v", e.Value, err)
	}
}

func TestManyProblemsOfARowAreCutShort(t *testing.T) {
	problems := slices.Repeat([]fault.Problem{{Member: strings.Repeat("å", 900), Key: "k", Args: fault.Args{"value": strings.Repeat("x", 1<<20)}}}, 500)
	kept := keptProblems(problems)
	data, err := json.Marshal(kept)
	if err != nil || len(kept) != maxRowProblems || len(data) > 30_000 {
		t.Errorf("%d problems of %d bytes, %v", len(kept), len(data), err)
	}
}

func TestExportsComeBack(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	file := rowsFile(450, "")
	b.importAll(t, file, true)
	page, err := b.List(ctx, editor, lifecycle.Filter{Owner: "acme", Limit: 300})
	must(t, err)
	for _, it := range page.Items {
		_, err := b.Publish(ctx, reviewer, noon, it.ID, 0)
		must(t, err)
	}
	var public []string
	for p, err := range b.AllPublished(ctx, noon) {
		must(t, err)
		if p.Status != StatusPublished || p.ValidUntil.String() != "2027-03-31" || p.Vendor.ID != "acme" {
			t.Fatalf("got %+v", p)
		}
		public = append(public, p.ID)
	}
	if !slices.IsSorted(public) || len(public) != 300 {
		t.Errorf("%d are exported", len(public))
	}
	var own []Product
	for p, err := range b.AllOf(ctx, editor, "acme") {
		must(t, err)
		own = append(own, p)
	}
	for format, write := range map[FileFormat]func(io.Writer, []Product) error{CSV: WriteProductsCSV, XLSX: WriteProductsXLSX} {
		var out bytes.Buffer
		must(t, write(&out, own))
		imp, err := b.StartImport(ctx, editor, noon, Upload{Owner: "acme", Name: "p." + string(format), Format: format, File: &out})
		must(t, err)
		imp, err = b.ContinueImport(ctx, noon, imp.ID)
		if want := (ImportCounts{Unchanged: len(own)}); err != nil || imp.Counts != want || len(own) < 380 {
			t.Errorf("%s comes back as %+v, %v", format, imp.Counts, err)
		}
	}
	for _, err := range b.AllOf(ctx, rival, "acme") {
		if !isForbidden(err) {
			t.Errorf("a rival exports: %v", err)
		}
	}
}

func TestFormatOf(t *testing.T) {
	for name, want := range map[string]FileFormat{"a.JSONL": JSONL, "a.ndjson": JSONL, "a.b.csv": CSV, "a.xlsx": XLSX, "a.xls": "", "xlsx": "", "": ""} {
		if got, err := FormatOf(name); got != want || (err != nil) != (want == "") {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}
