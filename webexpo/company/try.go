package company

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// errBadForm answers a form that is none of ours.
var errBadForm = web.WithStatus(http.StatusBadRequest, fault.Invalid, "web.badRequest", nil)

// again is a form that is shown again: what was wrong, at the top and at each field.
type again struct {
	Mistakes frame.ErrorSummary
	errors   map[string]string
}

// wrong puts what was wrong with the last try, if anything, into words.
func (a *Area) wrong(b *frame.Base, err error) again {
	if err == nil {
		return again{}
	}
	s, byField := b.Summary(a.spoken(b, err))
	return again{s, byField}
}

// spoken lets the messages about members call them what the forms do.
func (a *Area) spoken(b *frame.Base, err error) error {
	e, ok := fault.As(err)
	if !ok {
		return err
	}
	named := *e
	named.Problems = a.form.Word(b.Printer(), e.Problems)
	for i, p := range named.Problems {
		if own := "desk.member." + p.Member; b.Printer().Has(own) {
			named.Problems[i].Args["member"] = b.T(own)
		}
	}
	return &named
}

// statusAgain is the status of a page that tells what was wrong with the last try, and
// the error itself when it is none that can be mended there.
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

// late reports whether somebody else changed the same thing first.
func late(err error) bool { return errors.Is(err, store.ErrVersion) }

// seen is the version that a form was filled in for.
func seen(form url.Values) (int64, error) {
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil || version < 1 {
		return 0, errBadForm
	}
	return version, nil
}
