package fault

import (
	"fmt"
	"strings"
)

// Problem is one bad place in something that a person gave us. Places that are
// not known are zero or empty.
type Problem struct {
	File   string // the name that the person knows it by
	Line   int    // from 1; the row of a spreadsheet
	Column int    // from 1; a character of the line, or the column of a spreadsheet
	Cell   bool   // whether Line and Column are the row and column of a spreadsheet
	Member string // path of the member, like claims[2].date
	Key    string // of the message
	Args   Args   // of the message
}

// At returns a copy of p that stands in the file and line.
func (p Problem) At(file string, line int) Problem {
	p.File, p.Line = file, line
	return p
}

// Place moves every problem to the file and line.
func Place(problems []Problem, file string, line int) {
	for i := range problems {
		problems[i] = problems[i].At(file, line)
	}
}

// Within reports whether the problem stands at the member or inside it.
func (p Problem) Within(member string) bool {
	rest, ok := strings.CutPrefix(p.Member, member)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// String returns the problem for the log; i18n has the sentence for people.
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d %s %s", p.File, p.Line, p.Column, p.Member, p.Key)
}

// Merge returns what reading found followed by what checking found, without
// what follows from the former: a member that could not be read is empty, and
// that it is required adds nothing.
func Merge(reading, checking []Problem) []Problem {
	all := reading
	for _, p := range checking {
		if !covered(reading, p) {
			all = append(all, p)
		}
	}
	return all
}

// covered reports whether p stands at, inside or around a member that one of
// the problems is about already.
func covered(problems []Problem, p Problem) bool {
	for _, other := range problems {
		if p.Within(other.Member) || other.Within(p.Member) {
			return true
		}
	}
	return false
}
