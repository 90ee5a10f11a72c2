package company

import (
	"errors"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// called lets the messages about members call them what the forms do.
func (a *Area) called(b *frame.Base) func([]fault.Problem) []fault.Problem {
	return func(problems []fault.Problem) []fault.Problem {
		named := a.form.Word(b.Printer(), problems)
		for i, p := range named {
			if own := "desk.member." + p.Member; b.Printer().Has(own) {
				named[i].Args["member"] = b.T(own)
			}
		}
		return named
	}
}

// late reports whether somebody else changed the same thing first.
func late(err error) bool { return errors.Is(err, store.ErrVersion) }
