package hub

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// again is a form that is shown again: what was wrong, at the top and at each field.
type again struct {
	Mistakes frame.ErrorSummary
	errors   map[string]string
}

// wrong puts what was wrong with the last try, if anything, into words for a form.
// Label gives what the form calls a member.
func wrong(b *frame.Base, err error, label func(member string) string) again {
	if err == nil {
		return again{}
	}
	s, byField := b.Summary(named(err, label))
	for i, e := range s.Errors {
		if e.Href == "#"+frame.FieldID("") { // of nothing that the form has
			s.Errors[i].Href = ""
		}
	}
	return again{s, byField}
}

// named lets the messages about members call them what the form does.
func named(err error, label func(string) string) error {
	e, ok := fault.As(err)
	if !ok {
		return err
	}
	spoken := *e
	spoken.Problems = slices.Clone(e.Problems)
	for i, p := range spoken.Problems {
		args := fault.Args{"member": label(p.Member)}
		maps.Copy(args, p.Args)
		spoken.Problems[i].Args = args
	}
	return &spoken
}

// statusAgain is the status of a page that is shown again, which what was wrong with
// the last try decides; the error itself when it is none that who sent the form can
// do something about.
func statusAgain(failed error) (int, error) {
	switch {
	case failed == nil:
		return http.StatusOK, nil
	case fault.Is(failed, fault.Conflict):
		return http.StatusConflict, nil
	case frame.Mendable(failed):
		return http.StatusUnprocessableEntity, nil
	default:
		return 0, failed
	}
}

// versionIn is the version that a form was made from. One that is missing would write
// over whatever there is.
func versionIn(form url.Values) (int64, error) {
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil || version <= 0 {
		return 0, web.WithStatus(http.StatusBadRequest, fault.Invalid, "web.badRequest", nil)
	}
	return version, nil
}
