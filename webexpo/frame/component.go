package frame

import (
	"strings"

	"github.com/allagehub/matcharenan/internal/fault"
)

// Types of a [Field]; a plain one is the type of its input element.
const (
	Text       = "text"
	Email      = "email"
	Password   = "password"
	Number     = "number"
	DateField  = "date"
	File       = "file"
	TextArea   = "textarea"
	Select     = "select"
	Radios     = "radio"
	Checkboxes = "checkbox"
)

// Field is one question of a form: a label above, a hint, the error, the answer.
// Its name is the path of the member that it fills, as errors name it.
type Field struct {
	Name, Label, Hint, Error string
	Type                     string // empty: Text
	Value                    string
	Options                  []Option // of a select, radios and checkboxes
	Optional                 string   // the word that says so; empty for one that must be answered
	Unit                     string
	Limit                    string // says how much may be written
	Max                      int    // characters; 0 for no limit
	Rows                     int    // of a text area
	Required                 bool   // whether the browser shall insist
	Compact                  bool   // whether the options stand beside each other
	Autocomplete, InputMode  string
	Accept                   string // media types of a file
}

// Option is one of the answers that can be chosen.
type Option struct {
	ID, Value, Label string
	Chosen           bool
	Count            string // how many there are; empty for none
}

// ID is the field's in the page.
func (f Field) ID() string { return FieldID(f.Name) }

// FieldID is the ID of the field of a name: letters, digits and hyphens.
func FieldID(name string) string {
	return "f-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, name)
}

// Group reports whether the field has several elements.
func (f Field) Group() bool { return f.Type == Radios || f.Type == Checkboxes }

// Described names what explains the field to who cannot see it beside it.
func (f Field) Described() string {
	var ids []string
	for _, part := range []struct{ text, name string }{{f.Hint, "hint"}, {f.Error, "error"}, {f.Limit, "limit"}} {
		if part.text != "" {
			ids = append(ids, f.ID()+"-"+part.name)
		}
	}
	return strings.Join(ids, " ")
}

// ErrorSummary is what must be mended, at the top of the page.
type ErrorSummary struct {
	Title  string
	Errors []ErrorLink
}

// ErrorLink leads to the field that is wrong.
type ErrorLink struct{ Href, Text string }

// Summary puts an error into words for the top of a form, and gives the error of
// each field by its name. The error must be of a kind that people can mend; others
// are for the error page.
func (b *Base) Summary(err error) (ErrorSummary, map[string]string) {
	byField := make(map[string]string)
	e, ok := fault.As(err)
	if !ok {
		return ErrorSummary{}, byField
	}
	s := ErrorSummary{Title: b.T("frame.errors")}
	for _, p := range e.Problems {
		text := b.printer.Text(p.Key, p.Args)
		if _, known := byField[p.Member]; !known {
			byField[p.Member] = text
		}
		s.Errors = append(s.Errors, ErrorLink{Href: "#" + FieldID(p.Member), Text: text})
	}
	if len(s.Errors) == 0 {
		s.Errors = []ErrorLink{{Text: b.printer.Error(err)}}
	}
	return s, byField
}

// Mendable reports whether who sent a form can mend the error: the form is then
// shown again with it.
func Mendable(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.TooLarge)
}

// Notice is a message on the page.
type Notice struct {
	Kind        string // info, done, warning
	Title, Text string
	Link        *Link
}

// Empty is what stands where there is nothing yet, and what to do next.
type Empty struct {
	Title, Text string
	Link        *Link
}

// Tag is a state in a word.
type Tag struct {
	Kind string // neutral, good, waiting, bad
	Text string
}

// Pager leads to the parts of a list.
type Pager struct {
	Label, Position string
	Previous, Next  *Link
}

// Bar is a figure as a bar, with the words that say the same.
type Bar struct {
	Name       string
	Value, Max float64
	Words      string
}

// Stretch is a piece of text that may be marked.
type Stretch struct {
	Text   string
	Marked bool
}

// Fact is a line of a list of facts.
type Fact struct{ Name, Value, Note, Href string }

// Progress is how far work has come.
type Progress struct {
	Done, Of int
	Text     string
}
