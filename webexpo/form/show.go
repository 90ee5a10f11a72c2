package form

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/schema"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// Theme is a part of the form with a heading, as the component form-theme shows it.
type Theme struct {
	Name, Title string
	Fields      []Field
	Tables      []Table
}

// Field is a question as the component form-field shows it.
type Field struct {
	frame.Field
	Summary string // of options that are too many to stand in the open; empty when they do
}

// Table is a question whose answer is rows of fields.
type Table struct {
	Name               string // path of the member
	Title, Hint, Error string
	Rows               []Row
	More               string // words of the button that adds a row
	Less               string // words of those that remove one
}

// ID is the table's in the page.
func (t Table) ID() string { return frame.FieldID(t.Name) }

// Described names what explains the table to who cannot see it beside it.
func (t Table) Described() string {
	return frame.Field{Name: t.Name, Hint: t.Hint, Error: t.Error}.Described()
}

// Row is one of a table.
type Row struct {
	Name, Title string // the name is the value of its button
	Fields      []Field
}

// ID is the row's in the page.
func (r Row) ID() string { return frame.FieldID(r.Name) }

// Shown says what a form shows.
type Shown struct {
	Values url.Values        // of the fields: of [Form.Values], or what was posted
	Errors map[string]string // by name of the field, as frame.Base.Summary gives them
	Themes []string          // none for all
	More   string            // table that has one more empty row, as [MoreOf] says
}

// radiosUpTo is how many answers stand as radio buttons; more become a list to choose
// from.
const radiosUpTo = 5

// boxesInTheOpen is how many boxes stand below each other; more are folded.
const boxesInTheOpen = 16

// Themes are the parts of the form in the printer's language.
func (f *Form[T]) Themes(p i18n.Printer, s Shown) (themes []Theme) {
	for i := range f.items {
		it := &f.items[i]
		if !it.wanted(s.Themes) {
			continue
		}
		if last := len(themes) - 1; last < 0 || themes[last].Name != it.theme {
			themes = append(themes, Theme{Name: it.theme, Title: p.Text("form.theme."+it.theme, nil)})
		}
		t := &themes[len(themes)-1]
		if it.table != nil {
			t.Tables = append(t.Tables, f.table(p, it, &s))
		} else {
			t.Fields = append(t.Fields, f.field(p, &it.one, it.path, it.path, &s))
		}
	}
	return themes
}

// table shows the rows that there are, and an empty one where there are none or one
// more is asked for.
func (f *Form[T]) table(p i18n.Printer, it *item, s *Shown) Table {
	t := Table{
		Name: it.path, Title: f.Label(p, it.path), Hint: f.hint(p, it.path), Error: s.Errors[it.path],
		More: p.Text("form.more", nil), Less: p.Text("form.less", nil),
	}
	numbers, next := it.posted(s.Values), 0
	if len(numbers) > 0 {
		next = numbers[len(numbers)-1] + 1
	}
	if next == 0 || s.More == it.path {
		numbers = append(numbers, next)
	}
	for place, n := range numbers {
		row := Row{Name: rowName(it.path, n), Title: f.rowTitle(p, it.path, place+1)}
		for i := range it.table {
			row.Fields = append(row.Fields, f.field(p, &it.table[i], it.path+"."+it.table[i].name, it.cell(n, i), s))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// field shows a question under the name of its field, which in a table is not the path
// of the member.
func (f *Form[T]) field(p i18n.Printer, a *asked, path, name string, s *Shown) Field {
	field := Field{Field: frame.Field{Name: name, Label: f.Label(p, path), Hint: f.hint(p, path), Error: s.Errors[name], Type: frame.Text}}
	raw := s.Values[name]
	field.Value = strings.Join(raw, "\n")
	if a.unit != "" {
		field.Unit = p.Text(a.unit, nil)
	}
	if a.options != nil {
		f.choices(p, a, &field, raw)
		return field
	}
	switch a.kind {
	case schema.Whole:
		field.InputMode = "numeric"
	case schema.Number:
		field.InputMode, field.Value = "decimal", decimal(p, field.Value)
	case schema.Day:
		field.Type = frame.DateField
	default:
	}
	if a.rows > 0 {
		field.Type, field.Rows = frame.TextArea, a.rows
	}
	if a.rows > 0 && a.max > 0 {
		field.Max, field.Limit = a.max, p.Text("form.limit", map[string]any{"n": (&frame.Base{Language: p.Language}).Number(a.max)})
	}
	return field
}

// decimal writes a number as the language does; what is no number stays as typed.
func decimal(p i18n.Printer, text string) string {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || p.Language == i18n.English || strconv.FormatFloat(n, 'f', -1, 64) != text {
		return text
	}
	return strings.Replace(text, ".", ",", 1)
}

// choices shows the options. A value that is none of them any more is kept as one.
func (f *Form[T]) choices(p i18n.Printer, a *asked, field *Field, raw []string) {
	single := a.kind != schema.Texts && a.kind != schema.YesNo
	options := slices.Clone(a.options)
	for _, v := range raw {
		shown := v == "" && single || v == nothing && a.none
		if !shown && !slices.Contains(options, v) {
			options = append(options, v)
		}
	}
	add := func(value, label string) {
		id := field.ID() + "-" + strconv.Itoa(len(field.Options)+1)
		field.Options = append(field.Options, frame.Option{ID: id, Value: value, Label: label, Chosen: slices.Contains(raw, value)})
	}
	if single {
		key := a.unset
		if key == "" {
			key = "form.unset"
		}
		add("", p.Text(key, nil))
		field.Options[0].Chosen = len(raw) == 0 || raw[0] == ""
	}
	for _, v := range options {
		add(v, f.valueLabel(p, a.words, v))
	}
	switch {
	case a.kind == schema.Texts:
		field.Type = frame.Checkboxes
		if a.none {
			add(nothing, p.Text("form.none", nil))
		}
		if len(field.Options) > boxesInTheOpen {
			field.Summary = summary(p, field.Options)
		}
	case len(field.Options) <= radiosUpTo:
		field.Type, field.Compact = frame.Radios, true
	default:
		field.Type = frame.Select
	}
	if a.kind == schema.YesNo && len(raw) == 0 {
		field.Options[len(field.Options)-1].Chosen = true // not asked is unknown
	}
}

// summary tells what is chosen of many options.
func summary(p i18n.Printer, options []frame.Option) string {
	var chosen []string
	for _, o := range options {
		if o.Chosen {
			chosen = append(chosen, o.Label)
		}
	}
	if len(chosen) == 0 {
		return p.Text("form.openAll", map[string]any{"count": len(options)})
	}
	return p.Text("form.openChosen", map[string]any{"chosen": chosen, "count": len(options)})
}
