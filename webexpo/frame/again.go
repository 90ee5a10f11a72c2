package frame

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
)

// Again is a form that is shown again: what was wrong, at the top and at each field.
type Again struct {
	Mistakes ErrorSummary
	Errors   map[string]string // by the names of fields
}

// Again puts what was wrong with the last try, if anything, into words for a form.
// Named, which may be nil, has the messages call members what the form does.
func (b *Base) Again(err error, named func([]fault.Problem) []fault.Problem) Again {
	if err == nil {
		return Again{}
	}
	if e, ok := fault.As(err); ok && named != nil {
		spoken := *e
		spoken.Problems = named(e.Problems)
		err = &spoken
	}
	s, byField := b.Summary(err)
	for i, e := range s.Errors {
		if e.Href == "#"+FieldID("") { // of nothing that the form has
			s.Errors[i].Href = ""
		}
	}
	return Again{s, byField}
}

// Named has messages call each member by its label.
func Named(label func(member string) string) func([]fault.Problem) []fault.Problem {
	return func(problems []fault.Problem) []fault.Problem {
		spoken := slices.Clone(problems)
		for i, p := range spoken {
			args := fault.Args{"member": label(p.Member)}
			maps.Copy(args, p.Args)
			spoken[i].Args = args
		}
		return spoken
	}
}

// StatusAgain is the status of a page with a form, which what was wrong with the last
// try decides; the error itself when it is none that who sent the form can mend.
func StatusAgain(failed error) (int, error) {
	switch {
	case failed == nil:
		return http.StatusOK, nil
	case fault.Is(failed, fault.Conflict):
		return http.StatusConflict, nil
	case Mendable(failed):
		return http.StatusUnprocessableEntity, nil
	default:
		return 0, failed
	}
}

// ErrBadForm answers a form that is none of ours.
var ErrBadForm = web.WithStatus(http.StatusBadRequest, fault.Invalid, "web.badRequest", nil)

// VersionIn is the version that a form was made from. One that is missing would write
// over whatever there is: [ErrBadForm].
func VersionIn(form url.Values) (int64, error) {
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil || version <= 0 {
		return 0, ErrBadForm
	}
	return version, nil
}
