package i18n

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/internal/fault"
)

// Printer writes messages in one language. Its zero value writes Swedish.
type Printer struct {
	Language  Language
	Catalogue Catalogue // nil for the built-in messages
}

// Text returns the message with its arguments filled in. A key without a
// message is returned as it is: an odd word is better than no answer.
func (p Printer) Text(key string, args fault.Args) string {
	text, ok := p.lookup(key)
	if !ok {
		return key
	}
	return fill(text, func(name string) (string, bool) {
		v, ok := args[name]
		return format(v), ok
	})
}

// Has reports whether the language has a message with the key.
func (p Printer) Has(key string) bool {
	_, ok := p.lookup(key)
	return ok
}

// Problem returns the sentence about a bad place, led by the place.
func (p Printer) Problem(pr fault.Problem) string {
	args := fault.Args{"member": pr.Member}
	maps.Copy(args, pr.Args)
	text := p.Text(pr.Key, args)
	if place := p.place(pr); place != "" {
		return place + ": " + text
	}
	return text
}

// Error returns what people may read about an error: the message and the bad
// places of the [fault.Error] in its chain, one a line, and never the cause.
func (p Printer) Error(err error) string {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return p.Text("error.internal", nil)
	}
	var lines []string
	if e.Key != "" {
		lines = append(lines, p.Text(e.Key, e.Args))
	}
	for _, pr := range e.Problems {
		lines = append(lines, p.Problem(pr))
	}
	if len(lines) == 0 {
		lines = append(lines, p.Text(kindKey(e.Kind), nil))
	}
	return strings.Join(lines, "\n")
}

func (p Printer) place(pr fault.Problem) string {
	args := fault.Args{"file": pr.File, "line": pr.Line, "column": pr.Column}
	if pr.Cell {
		args["column"] = columnName(pr.Column)
	}
	switch {
	case pr.Line == 0:
		return pr.File
	case pr.Cell && pr.Column > 0:
		return strings.TrimSpace(p.Text("place.cell", args))
	case pr.Column > 0:
		return strings.TrimSpace(p.Text("place.column", args))
	default:
		return strings.TrimSpace(p.Text("place.line", args))
	}
}

func (p Printer) lookup(key string) (string, bool) {
	c := p.Catalogue
	if c == nil {
		c, _ = own()
	}
	lang := p.Language
	if _, ok := c[lang]; !ok {
		lang = Swedish
	}
	text, ok := c[lang][key]
	return text, ok
}

func kindKey(k fault.Kind) string {
	switch k {
	case fault.Invalid:
		return "error.invalid"
	case fault.NotFound:
		return "error.notFound"
	case fault.Forbidden:
		return "error.forbidden"
	case fault.Conflict:
		return "error.conflict"
	case fault.TooLarge:
		return "error.tooLarge"
	case fault.Unavailable:
		return "error.unavailable"
	case fault.Internal:
		return "error.internal"
	}
	return "error.internal"
}

// fill replaces each {name} that value knows, and leaves the others, so that a
// forgotten argument is seen.
func fill(text string, value func(name string) (string, bool)) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		v, ok := value(name)
		if !closed || !ok {
			b.WriteByte('{')
			text = rest
			continue
		}
		b.WriteString(v)
		text = after
	}
}

func format(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []string:
		return strings.Join(v, ", ")
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case nil:
		return ""
	default:
		return fmt.Sprint(v)
	}
}

// columnName is a spreadsheet's name of a column: A for 1, AB for 28.
func columnName(n int) string {
	name := ""
	for ; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
