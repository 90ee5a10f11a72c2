package form

import (
	"maps"
	"regexp"
	"strings"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// numbers are those of rows in a path.
var numbers = regexp.MustCompile(`\[\d+\]`)

// Label names a member to people, by its path with or without the numbers of rows.
func (f *Form[T]) Label(p i18n.Printer, path string) string {
	path = numbers.ReplaceAllString(path, "")
	if own := "form.member." + f.name + "." + path; p.Has(own) {
		return p.Text(own, nil)
	}
	if key := "form.member." + path; p.Has(key) {
		return p.Text(key, nil)
	}
	return path
}

// rowTitle names a row of a table, counted from 1.
func (f *Form[T]) rowTitle(p i18n.Printer, table string, n int) string {
	return p.Text("form.row."+table, fault.Args{"n": n})
}

// hint explains a member, if it needs that.
func (f *Form[T]) hint(p i18n.Printer, path string) string {
	for _, key := range []string{"form.hint." + f.name + "." + path, "form.hint." + path} {
		if p.Has(key) {
			return p.Text(key, nil)
		}
	}
	return ""
}

// ValueLabel names a value of a member to people. What has no name is given back.
func (f *Form[T]) ValueLabel(p i18n.Printer, path, value string) string {
	return f.valueLabel(p, f.wordsOf(path), value)
}

// wordsOf is the vocabulary that names the values of a member, empty for none.
func (f *Form[T]) wordsOf(path string) string {
	path = numbers.ReplaceAllString(path, "")
	for i := range f.items {
		it := &f.items[i]
		if it.table == nil && it.path == path {
			return it.one.words
		}
		for j := range it.table {
			if it.path+"."+it.table[j].name == path {
				return it.table[j].words
			}
		}
	}
	return ""
}

func (f *Form[T]) valueLabel(p i18n.Printer, vocabulary, value string) string {
	switch vocabulary {
	case "":
		return value
	case "function", "product_type":
		if c, ok := f.thesaurus.Concept(value); ok {
			return frame.Sentence(c.Label(p.Language == i18n.English))
		}
		return value
	}
	if key := "form.value." + vocabulary + "." + value; p.Has(key) {
		return p.Text(key, nil)
	}
	return value
}

// Word makes problems ready to be read: they name members and values as the form does,
// and stand at the field that can mend them.
func (f *Form[T]) Word(p i18n.Printer, problems []fault.Problem) []fault.Problem {
	worded := make([]fault.Problem, len(problems))
	for i, problem := range problems {
		args := maps.Clone(problem.Args)
		if args == nil {
			args = fault.Args{}
		}
		field := f.fieldOf(problem.Member)
		args["member"] = f.Label(p, field)
		if other, ok := args["other"].(string); ok {
			args["other"] = f.Label(p, other)
		}
		if allowed, ok := args["allowed"].([]string); ok {
			args["allowed"] = f.labels(p, f.wordsOf(field), allowed)
		}
		problem.Member, problem.Args = field, args
		worded[i] = problem
	}
	return worded
}

// fieldOf is the field of a problem: one of a value in a list is about the list.
func (f *Form[T]) fieldOf(member string) string {
	for i := range f.items {
		if it := &f.items[i]; it.table == nil && strings.HasPrefix(member, it.path+"[") {
			return it.path
		}
		for j := range f.items[i].table {
			cell := "]." + f.items[i].table[j].name
			if head, _, ok := strings.Cut(member, cell+"["); ok && strings.HasPrefix(head, f.items[i].path+"[") {
				return head + cell
			}
		}
	}
	return member
}

// ThemeOf is the theme in which a member is asked for, empty for one that is not.
func (f *Form[T]) ThemeOf(member string) string {
	path := numbers.ReplaceAllString(member, "")
	for i := range f.items {
		it := &f.items[i]
		if path == it.path || strings.HasPrefix(path, it.path+".") {
			return it.theme
		}
	}
	return ""
}
