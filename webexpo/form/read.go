package form

import (
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/schema"
)

// Read returns the stored value with what was posted about the themes, all of them when
// none is named, and the problems of what could not be read. A text that was not posted
// at all is left as it is; boxes that were not posted are not ticked.
func (f *Form[T]) Read(stored T, posted url.Values, themes ...string) (T, []fault.Problem) {
	v, original := stored, stored
	whole, was := reflect.ValueOf(&v).Elem(), reflect.ValueOf(&original).Elem()
	var problems []fault.Problem
	for i := range f.items {
		it := &f.items[i]
		if !it.wanted(themes) {
			continue
		}
		if it.table != nil {
			problems = append(problems, it.readRows(whole, was, posted)...)
			continue
		}
		raw, given := posted[it.path]
		if !given && !it.one.boxes() {
			continue
		}
		if p, bad := it.one.read(whole, was, raw); bad {
			p.Member = it.path
			problems = append(problems, p)
		}
	}
	return v, problems
}

// boxes reports whether the answer is ticked boxes, which post nothing when empty.
func (a *asked) boxes() bool { return a.kind == schema.Texts && a.options != nil }

// read sets a member from what its field held, unless that is what the field was
// filled with.
func (a *asked) read(into, was reflect.Value, raw []string) (fault.Problem, bool) {
	raw = lines(raw)
	if a.unchanged(raw, lines(a.write(reach(was, a.at)))) {
		return fault.Problem{}, false
	}
	v, problem := a.parse(raw, reach(was, a.at))
	if problem != "" {
		return fault.Problem{Key: problem, Args: fault.Args{"value": strings.Join(raw, ", ")}}, true
	}
	set(into, a.at, v)
	return fault.Problem{}, false
}

// unchanged reports whether a field still holds what it was filled with. Boxes come in
// the order of the page.
func (a *asked) unchanged(raw, filled []string) bool {
	if a.kind == schema.Number && len(raw) == 1 {
		raw = []string{strings.Replace(raw[0], ",", ".", 1)}
	}
	if !a.boxes() {
		return slices.Equal(raw, filled)
	}
	in := func(list []string) func(string) bool {
		return func(s string) bool { return !slices.Contains(list, s) }
	}
	return !slices.ContainsFunc(raw, in(filled)) && !slices.ContainsFunc(filled, in(raw))
}

// lines ends lines as we do; browsers send them otherwise.
func lines(raw []string) []string {
	same := make([]string, len(raw))
	for i, s := range raw {
		same[i] = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	return same
}

// set sets what lies at the end of a way. Pointers on it are made, or copied, so that
// the value that was given is not written to; one that points to nothing but zero
// afterwards is taken away. A zero v takes the member away.
func set(into reflect.Value, at []int, v reflect.Value) {
	if into.Kind() == reflect.Pointer {
		fresh := reflect.New(into.Type().Elem())
		if !into.IsNil() {
			fresh.Elem().Set(into.Elem())
		} else if !v.IsValid() {
			return
		}
		set(fresh.Elem(), at, v)
		if fresh.Elem().IsZero() && len(at) > 0 {
			fresh = reflect.Zero(into.Type())
		}
		into.Set(fresh)
		return
	}
	if len(at) > 0 {
		next := into.Field(at[0])
		if len(at) == 1 && !v.IsValid() {
			next.SetZero()
			return
		}
		set(next, at[1:], v)
		return
	}
	into.Set(v)
}

// parse makes the value of a member: an invalid one for nothing. The problem is the key
// of what is wrong.
func (a *asked) parse(raw []string, was reflect.Value) (v reflect.Value, problem string) {
	if a.kind == schema.Texts {
		return a.parseTexts(raw, was)
	}
	text := strings.TrimSpace(strings.Join(raw, "\n"))
	switch {
	case text == "":
		return reflect.Value{}, ""
	case len(raw) > 1 || a.options != nil && !slices.Contains(a.options, text):
		return v, "form.bad.choice"
	}
	switch a.kind {
	case schema.Whole:
		n, err := strconv.Atoi(ungrouped(text))
		return reflect.ValueOf(n), key(err, "form.bad.whole")
	case schema.Number:
		return parseNumber(text)
	case schema.Day:
		d, err := catalog.ParseDate(text)
		return reflect.ValueOf(d), key(err, "form.bad.day")
	case schema.YesNo:
		return reflect.ValueOf(factOf(text)), ""
	default:
		return reflect.ValueOf(text), ""
	}
}

func key(err error, key string) string {
	if err == nil {
		return ""
	}
	return key
}

func factOf(text string) catalog.Fact {
	for _, f := range []catalog.Fact{catalog.Yes, catalog.No} {
		if f.String() == text {
			return f
		}
	}
	return catalog.Unknown
}

// parseTexts reads lines, or ticked boxes. Those that were ticked before stay in their
// order, with the new ones after them.
func (a *asked) parseTexts(raw []string, was reflect.Value) (reflect.Value, string) {
	if a.options == nil {
		var list []string
		for s := range strings.SplitSeq(strings.Join(raw, "\n"), "\n") {
			if s = strings.TrimSpace(s); s != "" {
				list = append(list, s)
			}
		}
		return texts(list)
	}
	var before []string
	if was.IsValid() {
		before, _ = reflect.TypeAssert[[]string](was)
	}
	if slices.Contains(raw, nothing) && a.none {
		if len(raw) > 1 {
			return reflect.Value{}, "form.bad.both"
		}
		return reflect.ValueOf([]string{}), ""
	}
	var list []string
	for _, s := range before {
		if slices.Contains(raw, s) && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	for _, s := range raw {
		if slices.Contains(list, s) {
			continue
		}
		if a.list == "" && !slices.Contains(a.options, s) {
			return reflect.Value{}, "form.bad.choice"
		}
		list = append(list, s)
	}
	return texts(list)
}

func texts(list []string) (reflect.Value, string) {
	if len(list) == 0 {
		return reflect.Value{}, ""
	}
	return reflect.ValueOf(list), ""
}

// ungrouped takes spaces out of a number: 1 200.
func ungrouped(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '\u202f':
			return -1
		case '−':
			return '-'
		default:
			return r
		}
	}, text)
}

// parseNumber reads a number with a comma or a point before its decimals. One that
// could be a group of thousands in another language (1,200) is asked about instead.
func parseNumber(text string) (reflect.Value, string) {
	text = ungrouped(text)
	whole, decimals, has := strings.Cut(strings.ReplaceAll(text, ",", "."), ".")
	grouped := has && len(decimals) == 3 && strings.Trim(whole, "-0") != ""
	if grouped || strings.Contains(decimals, ".") || strings.ContainsAny(text, "xX_pPnNiI") {
		return reflect.Value{}, "form.bad.number"
	}
	if has {
		whole += "." + decimals
	}
	n, err := strconv.ParseFloat(whole, 64)
	return reflect.ValueOf(n), key(err, "form.bad.number")
}
