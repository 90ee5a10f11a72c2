package form

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/schema"
	"github.com/allagehub/matcharenan/matching/testdata"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

func forms(t testing.TB) (*Form[catalog.Product], *Form[testbeds.Need]) {
	t.Helper()
	words, err := thesaurus.Load()
	if err != nil {
		t.Fatal(err)
	}
	product, err := Product(words)
	if err != nil {
		t.Fatal(err)
	}
	need, err := Need(words)
	if err != nil {
		t.Fatal(err)
	}
	return product, need
}

// post is what a browser sends of a form that nobody has changed.
func post(themes []Theme) url.Values {
	posted := url.Values{}
	fields := func(list []Field) {
		for _, f := range list {
			if f.Options == nil {
				posted.Add(f.Name, strings.ReplaceAll(strings.ReplaceAll(f.Value, "\r\n", "\n"), "\n", "\r\n"))
			}
			for _, o := range f.Options {
				if o.Chosen {
					posted.Add(f.Name, o.Value)
				}
			}
		}
	}
	for _, theme := range themes {
		fields(theme.Fields)
		for _, table := range theme.Tables {
			for _, row := range table.Rows {
				fields(row.Fields)
			}
		}
	}
	return posted
}

// same fails when a form that nobody has changed changes something, in whole or theme
// by theme.
func same[T any](t *testing.T, f *Form[T], v T) {
	t.Helper()
	for _, l := range i18n.Languages() {
		for _, themes := range append([][]string{nil}, each(f.Names())...) {
			sameIn(t, f, v, l, themes...)
		}
	}
}

func sameIn[T any](t *testing.T, f *Form[T], v T, l i18n.Language, themes ...string) {
	t.Helper()
	posted := post(f.Themes(i18n.Printer{Language: l}, Shown{Values: f.Values(v), Themes: themes}))
	got, problems := f.Read(v, posted, themes...)
	if len(problems) > 0 || !reflect.DeepEqual(got, v) {
		t.Fatalf("%v in %s: %v\n%+v\nbecame\n%+v\nby %v", themes, l, problems, v, got, posted)
	}
}

// again fails when a value does not come back into one of which nothing is known.
func again[T any](t *testing.T, f *Form[T], v, empty T) {
	t.Helper()
	posted := post(f.Themes(i18n.Printer{Language: i18n.Swedish}, Shown{Values: f.Values(v)}))
	got, problems := f.Read(empty, posted)
	if len(problems) > 0 || f.Values(got).Encode() != f.Values(v).Encode() {
		t.Fatalf("%v\n%+v\nbecame\n%+v", problems, v, got)
	}
}

func each(names []string) (lists [][]string) {
	for _, n := range names {
		lists = append(lists, []string{n})
	}
	return lists
}

func TestAFormThatNobodyChangesChangesNothing(t *testing.T) {
	product, need := forms(t)
	products, needs := 0, 0
	for line := range bytes.Lines(testdata.Products) {
		p, problems := catalog.ParseProduct(line)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		products++
		same(t, product, p)
		again(t, product, sortedProduct(product, p), catalog.Product{})
	}
	for line := range bytes.Lines(testdata.Needs) {
		n, problems := testbeds.ParseNeed(line)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		needs++
		same(t, need, n)
	}
	if products < 100 || needs < 40 {
		t.Errorf("only %d products and %d needs", products, needs)
	}
}

// sortedProduct has its ticked values in the order of the form, in which a new one gets
// them.
func sortedProduct(f *Form[catalog.Product], p catalog.Product) catalog.Product {
	for i := range f.items {
		a := &f.items[i].one
		if f.items[i].table == nil && a.boxes() {
			list := *reach(reflect.ValueOf(&p).Elem(), a.at).Addr().Interface().(*[]string)
			ordered := slices.Clone(list)
			place := func(s string) int { return slices.Index(append(slices.Clone(a.options), s), s) }
			slices.SortStableFunc(ordered, func(x, y string) int { return place(x) - place(y) })
			copy(list, ordered)
		}
	}
	return p
}

func TestEveryPathOfAFormIsAMember(t *testing.T) {
	product, need := forms(t)
	for name, test := range map[string]struct {
		all     []string
		unasked []string
		asks    func(path string) string
	}{
		"product": {paths(reflect.TypeFor[catalog.Product](), ""), []string{"id", "vendor", "status", "validUntil"}, product.ThemeOf},
		"need":    {paths(reflect.TypeFor[testbeds.Need](), ""), []string{"id", "municipality"}, need.ThemeOf},
	} {
		for _, path := range test.all {
			head, _, _ := strings.Cut(path, ".")
			group := slices.ContainsFunc(test.all, func(other string) bool { return strings.HasPrefix(other, path+".") })
			if asked := test.asks(path) != ""; !group && asked == slices.Contains(test.unasked, head) {
				t.Errorf("%s of a %s is asked for: %t", path, name, asked)
			}
		}
	}
}

// odd are texts that forms have broken on elsewhere.
var odd = []string{
	"", " ", "-", "a", "två rader\nhär", "slut\r\n", "\n\nmellan\n\n", "<b>&amp;</b>", "𝄞 👵🏽", "\u200fעברית", "1,5", "0", "unknown", "sv", "must", " kant ", "a\tb", "none", "older", "F01",
}

// fill sets a value at random, deep down.
func fill(r *rand.Rand, v reflect.Value) {
	if r.IntN(4) == 0 {
		v.SetZero()
		return
	}
	switch v.Interface().(type) {
	case catalog.Fact:
		v.SetUint(uint64(r.IntN(3)))
		return
	case catalog.Date:
		v.SetInt(int64(1 + r.IntN(100000)))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(r, v.Elem())
	case reflect.Struct:
		for _, m := range schema.Members(v.Type()) {
			fill(r, v.Field(m.Index))
		}
	case reflect.Slice:
		n := r.IntN(4)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(r, v.Index(i))
		}
	case reflect.String:
		v.SetString(odd[r.IntN(len(odd))])
	case reflect.Int:
		v.SetInt(int64(r.IntN(2000) - 1000))
	case reflect.Float64:
		v.SetFloat([]float64{0, 1.5, -3, 1.125, 1e21, 0.001, 1234.567, 1e-9}[r.IntN(8)])
	default:
		panic(fmt.Sprint("nothing fills ", v.Type()))
	}
}

func TestARandomValueIsNotChangedByItsForm(t *testing.T) {
	product, need := forms(t)
	r := rand.New(rand.NewPCG(1, 2))
	for range 150 {
		var p catalog.Product
		var n testbeds.Need
		fill(r, reflect.ValueOf(&p).Elem())
		fill(r, reflect.ValueOf(&n).Elem())
		for _, l := range i18n.Languages() {
			sameIn(t, product, p, l)
			sameIn(t, need, n, l)
		}
	}
}

func FuzzRead(f *testing.F) {
	product, need := forms(f)
	f.Add("title=x&requires.units=1+200&statements%5B0%5D.text=a&statements%5B7%5D.text=b&less=statements%5B0%5D")
	f.Add("price.perMonthSEK=1e999&trialOffer.from=2026-02-30&worksWithout=-&worksWithout=wifi&iso9999.code=1")
	f.Add("claims%5B99999999999999999999%5D.text=x&claims%5B-1%5D.text=y&claims%5B007%5D.text=z&trl=10")
	f.Fuzz(func(t *testing.T, query string) {
		posted, err := url.ParseQuery(query)
		if err != nil {
			t.Skip("not what a browser sends: ", err)
		}
		for _, l := range i18n.Languages() {
			p, problems := product.Read(catalog.Product{ID: "kept"}, posted)
			product.Word(i18n.Printer{Language: l}, problems)
			product.Themes(i18n.Printer{Language: l}, Shown{Values: posted, More: product.MoreOf(posted)})
			if p.ID != "kept" {
				t.Errorf("the id became %q", p.ID)
			}
			sameIn(t, product, p, l)
			n, problems := need.Read(testbeds.Need{ID: "kept"}, posted)
			need.Word(i18n.Printer{Language: l}, problems)
			need.Themes(i18n.Printer{Language: l}, Shown{Values: posted})
			sameIn(t, need, n, l)
		}
	})
}

func fieldOf(t *testing.T, themes []Theme, name string) Field {
	t.Helper()
	for _, theme := range themes {
		list := slices.Clone(theme.Fields)
		for _, table := range theme.Tables {
			for _, row := range table.Rows {
				list = append(list, row.Fields...)
			}
		}
		for _, f := range list {
			if f.Name == name {
				return f
			}
		}
	}
	t.Fatalf("no field %s", name)
	return Field{}
}

func TestWhatCannotBeReadIsToldAndKept(t *testing.T) {
	_, need := forms(t)
	p := i18n.Printer{Language: i18n.Swedish}
	units := 3
	stored := testbeds.Need{Title: "x", Requires: testbeds.Requirements{Units: &units}}
	for _, test := range []struct{ name, typed, key string }{
		{"requires.units", "tre", "form.bad.whole"},
		{"requires.units", "3,5", "form.bad.whole"},
		{"requires.maxPricePerMonthSEK", "250 kr", "form.bad.number"},
		{"requires.maxPricePerMonthSEK", "1,200", "form.bad.number"},
		{"requires.maxPricePerMonthSEK", "1.200.000", "form.bad.number"},
		{"requires.maxPricePerMonthSEK", "NaN", "form.bad.number"},
		{"requires.startFrom", "i höst", "form.bad.day"},
		{"requires.camera", "hidden", "form.bad.choice"},
		{"targetGroups", "cats", "form.bad.choice"},
		{"effectGoals[0].baseline", "många", "form.bad.number"},
	} {
		posted := need.Values(stored)
		posted.Set(test.name, test.typed)
		got, problems := need.Read(stored, posted)
		if len(problems) != 1 || problems[0].Member != test.name || problems[0].Key != test.key {
			t.Errorf("%s as %q: %v", test.name, test.typed, problems)
			continue
		}
		if *got.Requires.Units != 3 || !reflect.DeepEqual(got.Requires, stored.Requires) {
			t.Errorf("%s as %q changed %+v", test.name, test.typed, got.Requires)
		}
		worded := need.Word(p, problems)
		if text := p.Text(worded[0].Key, worded[0].Args); strings.Contains(text, "{") || strings.Contains(text, "requires") || strings.Contains(text, "effectGoals") {
			t.Errorf("told as %q", text)
		}
		field := fieldOf(t, need.Themes(p, Shown{Values: posted}), test.name)
		if kept := slices.ContainsFunc(field.Options, func(o frame.Option) bool { return o.Chosen && o.Value == test.typed }); field.Value != test.typed && !kept {
			t.Errorf("%q is not shown again: %+v", test.typed, field)
		}
	}
}

func TestNumbersAreReadAsPeopleWriteThem(t *testing.T) {
	_, need := forms(t)
	for typed, want := range map[string]float64{"250": 250, "1 200": 1200, "1\u00a0200,5": 1200.5, "99.90": 99.9, "0,125": 0.125, "−5": -5} {
		got, problems := need.Read(testbeds.Need{}, url.Values{"requires.maxPricePerMonthSEK": {typed}})
		if len(problems) > 0 || got.Requires.MaxPricePerMonthSEK == nil || *got.Requires.MaxPricePerMonthSEK != want {
			t.Errorf("%q: %v %v", typed, got.Requires.MaxPricePerMonthSEK, problems)
		}
	}
}

func TestReadLeavesWhatWasGivenAlone(t *testing.T) {
	_, need := forms(t)
	stored := testbeds.Need{
		Video: &testbeds.Video{URL: "https://a.example"}, TargetGroups: []string{"older", "staff"},
		Statements: []testbeds.Statement{{Text: "a", Priority: "must"}},
	}
	posted := url.Values{"video.url": {"https://b.example"}, "targetGroups": {"staff"}, "statements[0].text": {"b"}, "statements[0].priority": {"should"}}
	got, problems := need.Read(stored, posted)
	if len(problems) > 0 || got.Video.URL != "https://b.example" || !slices.Equal(got.TargetGroups, []string{"staff"}) || got.Statements[0].Text != "b" {
		t.Errorf("%+v %v", got, problems)
	}
	if stored.Video.URL != "https://a.example" || len(stored.TargetGroups) != 2 || stored.Statements[0].Text != "a" {
		t.Errorf("what was given became %+v", stored)
	}
	if gone, _ := need.Read(stored, url.Values{"video.url": {""}, "video.transcript": {""}}, "video"); gone.Video != nil || len(gone.TargetGroups) != 2 {
		t.Errorf("a film without anything is still there, or the other themes are gone: %+v", gone)
	}
}

func TestRowsComeAndGo(t *testing.T) {
	_, need := forms(t)
	stored := testbeds.Need{Statements: []testbeds.Statement{{Text: "a", Priority: "must"}, {Text: "b", Priority: "should", Function: "F02"}, {Text: "c"}}}
	read := func(change func(url.Values)) (texts []string) {
		posted := need.Values(stored)
		change(posted)
		got, problems := need.Read(stored, posted, "statements")
		if len(problems) > 0 {
			t.Error(problems)
		}
		for _, s := range got.Statements {
			texts = append(texts, s.Text+s.Function)
		}
		return texts
	}
	for name, test := range map[string]struct {
		change func(url.Values)
		want   []string
	}{
		"removed":          {func(v url.Values) { v.Set(Less, "statements[0]") }, []string{"bF02", "c"}},
		"emptied":          {func(v url.Values) { v.Set("statements[1].text", " ") }, []string{"a", "c"}},
		"added":            {func(v url.Values) { v.Set("statements[9].text", "d") }, []string{"a", "bF02", "c", "d"}},
		"begun and left":   {func(v url.Values) { v.Set("statements[3].priority", "must") }, []string{"a", "bF02", "c"}},
		"of another table": {func(v url.Values) { v.Set(Less, "effectGoals[0]") }, []string{"a", "bF02", "c"}},
	} {
		if got := read(test.change); !slices.Equal(got, test.want) {
			t.Errorf("a row that is %s leaves %q, want %q", name, got, test.want)
		}
	}
	rows := func(s Shown) int { return len(need.Themes(i18n.Printer{}, s)[0].Tables[0].Rows) }
	one := []string{"statements"}
	if n := rows(Shown{Themes: one}); n != 1 {
		t.Errorf("an empty table has %d rows to write in", n)
	}
	if n := rows(Shown{Themes: one, Values: need.Values(stored)}); n != 3 {
		t.Errorf("three rows are shown as %d", n)
	}
	if n := rows(Shown{Themes: one, Values: need.Values(stored), More: need.MoreOf(url.Values{More: {"statements"}})}); n != 4 {
		t.Errorf("three rows and one more are %d", n)
	}
	if need.MoreOf(url.Values{More: {"title"}}) != "" {
		t.Error("a title can have rows")
	}
}

func TestNoneIsNotUnknown(t *testing.T) {
	product, _ := forms(t)
	for _, test := range []struct {
		ticked []string
		want   []string
		bad    bool
	}{
		{nil, nil, false}, {[]string{"-"}, []string{}, false}, {[]string{"wifi"}, []string{"wifi"}, false}, {[]string{"wifi", "-"}, []string{"smartphone"}, true},
	} {
		got, problems := product.Read(catalog.Product{WorksWithout: []string{"smartphone"}}, url.Values{"worksWithout": test.ticked})
		if !reflect.DeepEqual(got.WorksWithout, test.want) || (len(problems) > 0) != test.bad {
			t.Errorf("%q became %#v: %v", test.ticked, got.WorksWithout, problems)
		}
	}
}

func TestProblemsStandAtTheirField(t *testing.T) {
	_, need := forms(t)
	words, err := thesaurus.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, err := testbeds.NewChecker(catalog.Thesaurus{Functions: words.IDs(thesaurus.Function), ProductTypes: words.IDs(thesaurus.ProductType)})
	if err != nil {
		t.Fatal(err)
	}
	low := -1
	n := testbeds.Need{
		ID: "n1", TargetGroups: []string{"older", "cats"}, Statements: []testbeds.Statement{{Text: strings.Repeat("x", 301)}},
		Requires: testbeds.Requirements{
			Units: &low, Camera: "recording", Integrations: []string{strings.Repeat("y", 101)},
			StartFrom: catalog.MustParseDate("2026-05-01"), StartTo: catalog.MustParseDate("2026-04-01"),
		},
	}
	p := i18n.Printer{Language: i18n.English}
	got := map[string]string{}
	for _, problem := range need.Word(p, c.Check(&n)) {
		got[problem.Member] = p.Text(problem.Key, problem.Args)
	}
	for member, text := range map[string]string{
		"title": `"Title"`, "targetGroups": `"Target groups"`, "statements[0].text": `"Need"`, "statements[0].priority": "How important",
		"requires.units": "How many units", "requires.camera": "Live, without being kept", "requires.integrations": "Systems and standards", "requires.startTo": "Start at the earliest",
	} {
		if !strings.Contains(got[member], text) {
			t.Errorf("%s is told as %q, want %s", member, got[member], text)
		}
		if need.ThemeOf(member) == "" {
			t.Errorf("%s has no theme", member)
		}
		fieldOf(t, need.Themes(p, Shown{Values: need.Values(n)}), member)
	}
}
