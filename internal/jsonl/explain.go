package jsonl

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/schema"
)

// maxProblems is how many problems of one line are told.
const maxProblems = 100

// lenient makes the decoder go past what explain reports by itself.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// explain walks a line that the fast decoder refused, fills v with what is
// good, and returns what is bad.
func explain(line []byte, v reflect.Value) (problems []fault.Problem, whole bool) {
	if p := syntax(line); p != nil {
		return []fault.Problem{*p}, false
	}
	if firstByte(line) != '{' {
		return []fault.Problem{{Key: "read.notObject"}}, false
	}
	w := walker{}
	w.object("", jsontext.Value(line), v)
	return w.problems, true
}

// syntax returns what keeps the line from being one JSON value.
func syntax(line []byte) *fault.Problem {
	dec := jsontext.NewDecoder(bytes.NewReader(line), lenient...)
	_, err := dec.ReadValue()
	if err == nil {
		end := int(dec.InputOffset())
		rest := bytes.TrimLeft(line[end:], space)
		if len(rest) == 0 {
			return nil
		}
		return &fault.Problem{Key: "read.trailing", Column: column(line, len(line)-len(rest))}
	}
	p := &fault.Problem{Key: "read.syntax", Column: utf8.RuneCount(line) + 1}
	if nul := bytes.IndexByte(line, 0); nul >= 0 {
		p.Key, p.Column = "read.nul", column(line, nul)
	} else if errors.Is(err, io.ErrUnexpectedEOF) {
		p.Key = "read.cutOff"
	} else if se, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		p.Column = column(line, int(se.ByteOffset))
	}
	return p
}

// column is the character, from 1, at a byte offset of the line.
func column(line []byte, offset int) int {
	return utf8.RuneCount(line[:min(offset, len(line))]) + 1
}

// walker goes through a syntactically valid value beside the Go value that it
// is meant for.
type walker struct {
	problems []fault.Problem
}

func (w *walker) report(member, key string, args fault.Args) {
	if len(w.problems) < maxProblems {
		w.problems = append(w.problems, fault.Problem{Member: member, Key: key, Args: args})
	}
}

// object walks the members of an object into the struct v.
func (w *walker) object(path string, raw jsontext.Value, v reflect.Value) {
	members, seen := schema.Members(v.Type()), map[string]bool{}
	each(raw, func(name, value jsontext.Value, _ int) {
		key := w.text(path, name)
		member := join(path, key)
		m, known := schema.Find(members, key)
		switch {
		case seen[key]:
			w.report(member, "read.doubleMember", nil)
		case !known:
			w.unknown(member, key, schema.Names(members))
		default:
			w.value(member, m.Kind, value, v.Field(m.Index))
		}
		seen[key] = true
	})
}

func (w *walker) unknown(member, name string, known []string) {
	if guess := schema.Nearest(name, known); guess != "" {
		w.report(member, "read.unknownMemberGuess", fault.Args{"suggestion": guess})
		return
	}
	w.report(member, "read.unknownMember", nil)
}

// value walks one member's value into v.
func (w *walker) value(path string, kind schema.Kind, raw jsontext.Value, v reflect.Value) {
	got := raw.Kind()
	switch {
	case got == 'n':
	case kind == schema.Object && got == '{':
		if v.Kind() == reflect.Pointer {
			v.Set(reflect.New(v.Type().Elem()))
			v = v.Elem()
		}
		w.object(path, raw, v)
	case (kind == schema.Objects || kind == schema.Texts) && got == '[':
		w.list(path, kind, raw, v)
	case kind == schema.Object || kind == schema.Objects || kind == schema.Texts:
		w.report(path, want(kind), nil)
	default:
		w.leaf(path, kind, raw, v)
	}
}

func (w *walker) list(path string, kind schema.Kind, raw jsontext.Value, v reflect.Value) {
	elem := schema.Text
	if kind == schema.Objects {
		elem = schema.Object
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	each(raw, func(_, value jsontext.Value, i int) {
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		w.value(path+"["+strconv.Itoa(i)+"]", elem, value, v.Index(i))
	})
}

func (w *walker) leaf(path string, kind schema.Kind, raw jsontext.Value, v reflect.Value) {
	before := len(w.problems)
	if raw.Kind() == '"' {
		w.text(path, raw)
	}
	if len(w.problems) > before {
		return
	}
	if err := json.Unmarshal(raw, v.Addr().Interface()); err != nil {
		w.report(path, want(kind), nil)
	}
}

// text decodes a JSON string, and reports what it may not hold.
func (w *walker) text(path string, raw jsontext.Value) string {
	s, err := jsontext.AppendUnquote(nil, []byte(raw))
	switch {
	case !utf8.Valid(raw):
		w.report(path, "read.utf8", nil)
	case err != nil:
		w.report(path, "read.surrogate", nil)
	case bytes.IndexByte(s, 0) >= 0:
		w.report(path, "read.nul", nil)
	}
	return string(s)
}

// each calls f with the members of an object, or with the values of a list and
// their index. The value is valid JSON, so that no error can come up.
func each(raw jsontext.Value, f func(name, value jsontext.Value, i int)) {
	dec := jsontext.NewDecoder(bytes.NewReader(raw), lenient...)
	open, err := dec.ReadToken()
	for i := 0; err == nil && dec.PeekKind() != '}' && dec.PeekKind() != ']'; i++ {
		var name, value jsontext.Value
		if open.Kind() == '{' {
			name, err = dec.ReadValue()
			name = bytes.Clone(name)
		}
		if err == nil {
			value, err = dec.ReadValue()
		}
		if err == nil {
			f(name, value, i)
		}
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// want is the message that a member of the kind was given something else.
func want(kind schema.Kind) string {
	switch kind {
	case schema.Text:
		return "read.wantText"
	case schema.Whole:
		return "read.wantWhole"
	case schema.Number:
		return "read.wantNumber"
	case schema.YesNo:
		return "read.wantYesNo"
	case schema.Day:
		return "read.wantDay"
	case schema.Time:
		return "read.wantTime"
	case schema.Texts:
		return "read.wantTexts"
	case schema.Object:
		return "read.wantObject"
	case schema.Objects:
		return "read.wantObjects"
	case schema.Other:
		return "read.wantOther"
	}
	return "read.wantOther"
}
