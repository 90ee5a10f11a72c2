package form

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/schema"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// Told is what a value says about a theme.
type Told struct {
	Name, Title string
	Facts       []frame.Fact
}

// Facts tells a value to people, theme by theme, without what nobody has answered.
func (f *Form[T]) Facts(b *frame.Base, v T, themes ...string) (told []Told) {
	whole := reflect.ValueOf(&v).Elem()
	for i := range f.items {
		it := &f.items[i]
		facts := f.facts(b, it, whole)
		if !it.wanted(themes) || len(facts) == 0 {
			continue
		}
		if last := len(told) - 1; last < 0 || told[last].Name != it.theme {
			told = append(told, Told{Name: it.theme, Title: b.T("form.theme." + it.theme)})
		}
		last := &told[len(told)-1]
		last.Facts = append(last.Facts, facts...)
	}
	return told
}

func (f *Form[T]) facts(b *frame.Base, it *item, whole reflect.Value) (facts []frame.Fact) {
	label := f.Label(b.Printer(), it.path)
	if it.table == nil {
		if text := f.tell(b, &it.one, reach(whole, it.one.at)); text != "" {
			facts = append(facts, frame.Fact{Name: label, Value: text})
		}
		return facts
	}
	rows := reach(whole, it.at)
	for n := range length(rows) {
		facts = append(facts, frame.Fact{Name: f.rowTitle(b.Printer(), it.path, n+1), Value: f.tellRow(b, it, rows.Index(n))})
	}
	return facts
}

// tellRow tells a row in a line. What stands first, and what was chosen, speak for
// themselves.
func (f *Form[T]) tellRow(b *frame.Base, it *item, row reflect.Value) string {
	var parts []string
	for i := range it.table {
		text := f.tell(b, &it.table[i], reach(row, it.table[i].at))
		if text != "" && i > 0 && it.table[i].options == nil {
			text = f.Label(b.Printer(), it.path+"."+it.table[i].name) + ": " + text
		}
		if text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " · ")
}

// tell tells a member's value, nothing for one that is not known.
func (f *Form[T]) tell(b *frame.Base, a *asked, v reflect.Value) string {
	raw := a.write(v)
	switch {
	case a.kind == schema.Texts && a.options == nil:
		return strings.ReplaceAll(raw[0], "\n", ", ")
	case len(raw) == 0 || raw[0] == "" || a.kind == schema.YesNo && raw[0] == "unknown":
		return ""
	case a.none && raw[0] == nothing:
		return b.T("form.none")
	case a.options != nil:
		return strings.Join(f.labels(b.Printer(), a.words, raw), ", ")
	case a.kind == schema.Day:
		return b.Day(raw[0])
	case a.kind == schema.Number:
		raw[0] = decimal(b.Printer(), raw[0])
	default:
	}
	if a.unit != "" {
		return raw[0] + " " + b.T(a.unit)
	}
	return raw[0]
}

func (f *Form[T]) labels(p i18n.Printer, words string, values []string) []string {
	labels := make([]string, len(values))
	for i, v := range values {
		labels[i] = f.valueLabel(p, words, v)
	}
	return labels
}

// Filled is how many questions of the themes have an answer, and how many there are. A
// table is one question.
func (f *Form[T]) Filled(v T, themes ...string) (done, of int) {
	empty := *new(T)
	whole, nobody := reflect.ValueOf(&v).Elem(), reflect.ValueOf(&empty).Elem()
	for i := range f.items {
		it := &f.items[i]
		if !it.wanted(themes) {
			continue
		}
		of++
		got, none := url.Values{}, url.Values{}
		it.write(got, whole)
		it.write(none, nobody)
		if got.Encode() != none.Encode() {
			done++
		}
	}
	return done, of
}

// Fingerprint tells whether two values say the same about the themes. A page may carry
// it, to know later whether what it was made from has changed.
func (f *Form[T]) Fingerprint(v T, themes ...string) string {
	whole, values := reflect.ValueOf(&v).Elem(), url.Values{}
	for i := range f.items {
		if f.items[i].wanted(themes) {
			f.items[i].write(values, whole)
		}
	}
	sum := sha256.Sum256([]byte(values.Encode()))
	return hex.EncodeToString(sum[:8])
}

// Change is a question that two values answer differently, as people read it. Of a list
// and of a table it is what is added and removed.
type Change struct {
	Name           string // path of the member
	Label          string
	Before, After  string
	Added, Removed []string
}

// Changes tells how two values differ in the themes, in the order of the form.
func (f *Form[T]) Changes(b *frame.Base, before, after T, themes ...string) (changes []Change) {
	was, now := reflect.ValueOf(&before).Elem(), reflect.ValueOf(&after).Elem()
	for i := range f.items {
		it := &f.items[i]
		old, fresh := url.Values{}, url.Values{}
		it.write(old, was)
		it.write(fresh, now)
		if it.wanted(themes) && old.Encode() != fresh.Encode() {
			changes = append(changes, f.change(b, it, was, now))
		}
	}
	return changes
}

func (f *Form[T]) change(b *frame.Base, it *item, was, now reflect.Value) Change {
	c := Change{Name: it.path, Label: f.Label(b.Printer(), it.path)}
	if it.table == nil && it.one.kind != schema.Texts {
		c.Before, c.After = f.tell(b, &it.one, reach(was, it.one.at)), f.tell(b, &it.one, reach(now, it.one.at))
		return c
	}
	old, fresh := f.each(b, it, was), f.each(b, it, now)
	c.Removed, c.Added = without(old, fresh), without(fresh, old)
	if c.Added == nil && c.Removed == nil { // only the order
		c.Before, c.After = strings.Join(old, ", "), strings.Join(fresh, ", ")
	}
	return c
}

// each tells the values of a list, or the rows of a table.
func (f *Form[T]) each(b *frame.Base, it *item, whole reflect.Value) (told []string) {
	if it.table == nil {
		raw := it.one.write(reach(whole, it.one.at))
		if it.one.options == nil {
			raw = strings.FieldsFunc(raw[0], func(r rune) bool { return r == '\n' })
		}
		for _, v := range raw {
			if v == nothing && it.one.none {
				told = append(told, b.T("form.none"))
			} else {
				told = append(told, f.valueLabel(b.Printer(), it.one.words, v))
			}
		}
		return told
	}
	rows := reach(whole, it.at)
	for n := range length(rows) {
		told = append(told, f.tellRow(b, it, rows.Index(n)))
	}
	return told
}

// without gives what a has and b has not, as often as a has it more.
func without(a, b []string) (left []string) {
	rest := slices.Clone(b)
	for _, s := range a {
		if i := slices.Index(rest, s); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
		} else {
			left = append(left, s)
		}
	}
	return left
}
