package hub

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/schema"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// meaning is what the values of a member are.
type meaning struct {
	kind       schema.Kind
	vocabulary string // by which its values are told; empty for none
}

// meanings are those of all members of a type, by path.
type meanings map[string]meaning

func meaningsOf(types ...reflect.Type) meanings {
	all := meanings{}
	for _, t := range types {
		all.add("", t)
	}
	return all
}

func (all meanings) add(path string, t reflect.Type) {
	for _, m := range schema.Members(t) {
		at := strings.TrimPrefix(path+"."+m.Name, ".")
		all[at] = meaning{m.Kind, vocabularyOf(m)}
		switch m.Kind {
		case schema.Object:
			all.add(at, schema.Deref(m.Type))
		case schema.Objects:
			all.add(at, schema.Deref(m.Type.Elem()))
		default: // has no members
		}
	}
}

// vocabularyOf is the vocabulary that the rules name, or the one that the values of
// some members have words in although they are numbers or a part of another one.
func vocabularyOf(m schema.Member) string {
	for _, r := range m.Rules {
		switch r.Name {
		case "vocab":
			return r.Param
		case "langcode":
			return r.Name
		}
	}
	if m.Kind == schema.YesNo {
		return "fact"
	}
	return map[string]string{
		"trl": "trl", "minTRL": "trl", "confidentiality": "klassa", "integrity": "klassa", "availability": "klassa",
		"dataLocation": "data_location", "camera": "capture", "audio": "capture", "positioning": "positioning",
	}[m.Name]
}

// speaker puts the members and values of a kind of document into words.
type speaker struct {
	*frame.Base

	own       string // before the names of members that the kind has labels of its own for
	meanings  meanings
	thesaurus *thesaurus.Thesaurus
}

// label is what the forms call a member, unless they speak to its writer.
func (s *speaker) label(member string) string {
	for _, key := range []string{"hub.member." + member, "form.member." + s.own + member, "form.member." + member} {
		if s.Printer().Has(key) {
			return s.T(key)
		}
	}
	return member
}

// yesNo are the written forms of facts.
var yesNo = map[string]string{"true": "yes", "false": "no"}

// value is how people read a value of a member.
func (s *speaker) value(member, raw string) string {
	m := s.meanings[member]
	switch m.vocabulary {
	case "product_type", "function":
		if c, ok := s.thesaurus.Concept(raw); ok {
			return c.Label(s.Language == i18n.English)
		}
		return raw
	case "fact":
		raw = yesNo[raw]
	}
	if key := "form.value." + m.vocabulary + "." + raw; m.vocabulary != "" && s.Printer().Has(key) {
		return s.T(key)
	}
	switch m.kind {
	case schema.Day:
		return s.Day(raw)
	case schema.Whole, schema.Number:
		return s.number(member, raw)
	case schema.Objects:
		return s.object(member, raw)
	default:
		return raw
	}
}

func (s *speaker) number(member, raw string) string {
	n, err := strconv.ParseFloat(raw, 64)
	if err != nil || s.meanings[member].vocabulary != "" || strings.HasSuffix(member, "edition") {
		return raw
	}
	words := s.Decimal(n, 0)
	if n != float64(int64(n)) {
		words = s.Decimal(n, 2)
	}
	if strings.HasSuffix(member, "SEK") {
		return s.T("hub.money", "amount", words)
	}
	return words
}

// ours are members of pictures and documents that say nothing to people.
var ours = []string{
	"pictures.id", "pictures.type", "pictures.width", "pictures.height", "documents.id", "documents.type", "documents.size",
}

// object tells an object of a list: its first member, and the others within brackets.
func (s *speaker) object(member, raw string) string {
	parts, err := lifecycle.Differences(json.RawMessage("null"), json.RawMessage(raw))
	parts = slices.DeleteFunc(parts, func(d lifecycle.Difference) bool { return slices.Contains(ours, member+"."+d.Member) })
	if err != nil || len(parts) == 0 {
		return raw
	}
	var others []string
	for _, p := range parts[1:] {
		at := member + "." + p.Member
		name := s.label(at)
		if !strings.HasSuffix(name, "?") {
			name += ":"
		}
		others = append(others, name+" "+s.value(at, p.After))
	}
	first := s.value(member+"."+parts[0].Member, parts[0].After)
	if len(others) == 0 {
		return first
	}
	return first + " (" + strings.Join(others, ", ") + ")"
}

// values are how people read the values of a list.
func (s *speaker) values(member string, raw []string) []string {
	words := make([]string, len(raw))
	for i, r := range raw {
		words[i] = s.value(member, r)
	}
	return words
}

// isList reports whether a member holds several values.
func (s *speaker) isList(member string) bool {
	k := s.meanings[member].kind
	return k == schema.Texts || k == schema.Objects
}
