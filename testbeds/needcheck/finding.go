package needcheck

import "github.com/allagehub/matcharenan/internal/fault"

// Kind is what a finding is about.
type Kind string

// The kinds. Those of personal data come first and block.
const (
	PersonalNumber Kind = "personalNumber"
	Phone          Kind = "phone"
	Email          Kind = "email"
	Address        Kind = "address"
	Name           Kind = "name"

	TradeName Kind = "tradeName" // of a product or company
	Solution  Kind = "solution"  // a kind of product where a problem should stand
	Several   Kind = "several"   // more than one need in a statement
	Unclear   Kind = "unclear"   // a word that nobody can test
	Long      Kind = "long"      // a sentence
	Hard      Kind = "hard"      // a text, by its LIX
)

// Kinds are all of them.
func Kinds() []Kind {
	return []Kind{PersonalNumber, Phone, Email, Address, Name, TradeName, Solution, Several, Unclear, Long, Hard}
}

// Blocking reports whether findings of the kind stop a need from being sent in.
func (k Kind) Blocking() bool {
	switch k {
	case PersonalNumber, Phone, Email, Address, Name:
		return true
	default:
		return false
	}
}

// Finding is one remark on a need.
type Finding struct {
	Kind       Kind
	Member     string // path of the text
	Start, End int    // in it, bytes
	Text       string // what stands there
	Proposal   string // the functional form, or what to ask oneself; may be empty
	Figure     int    // words of a long sentence, LIX of a hard text
}

// Key is the key of the finding's message; its arguments are [Finding.Args].
func (f *Finding) Key() string {
	if f.Proposal == "" && (f.Kind == TradeName || f.Kind == Solution || f.Kind == Unclear) {
		return "needcheck." + string(f.Kind) + "Only"
	}
	return "needcheck." + string(f.Kind)
}

// Args fill in the message.
func (f *Finding) Args() fault.Args {
	return fault.Args{"text": f.Text, "proposal": f.Proposal, "n": f.Figure}
}

// Problems are the findings that block, as problems of the members that they stand
// in.
func Problems(findings []Finding) (list []fault.Problem) {
	for i := range findings {
		if f := &findings[i]; f.Kind.Blocking() {
			list = append(list, fault.Problem{Member: f.Member, Key: f.Key(), Args: f.Args()})
		}
	}
	return list
}
