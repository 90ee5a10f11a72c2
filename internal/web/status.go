package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// statuses is the one table from kinds to HTTP.
var statuses = map[fault.Kind]int{
	fault.Internal:    http.StatusInternalServerError,
	fault.Invalid:     http.StatusUnprocessableEntity,
	fault.NotFound:    http.StatusNotFound,
	fault.Forbidden:   http.StatusForbidden,
	fault.Conflict:    http.StatusConflict,
	fault.TooLarge:    http.StatusRequestEntityTooLarge,
	fault.Unavailable: http.StatusServiceUnavailable,
}

// fromFiber is what fiber itself finds, as errors of ours.
var fromFiber = map[int]error{
	http.StatusBadRequest:                  errBadRequest,
	http.StatusNotFound:                    errNoSuchAddress,
	http.StatusMethodNotAllowed:            errMethod,
	http.StatusRequestTimeout:              errTimeout,
	http.StatusRequestEntityTooLarge:       fault.New(fault.TooLarge, "error.tooLarge", nil),
	http.StatusRequestHeaderFieldsTooLarge: errHeaders,
}

// retryAfter is what an unavailable service says when nobody knows better.
const retryAfter = 10 * time.Second

// ours returns an error of fiber's or of a context as one of ours.
func ours(err error) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	if fe, ok := errors.AsType[*fiber.Error](err); ok {
		if own, ok := fromFiber[fe.Code]; ok {
			return own
		}
		if fe.Code >= 400 && fe.Code < 500 {
			return errBadRequest.Because(err)
		}
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return fault.New(fault.Unavailable, "error.unavailable", nil).Because(err)
	}
	return err
}

// statusOf returns the status of an error, and when to try again if that is known.
// Whether the request was conditional (If-Match) tells a lost race from a failed
// precondition.
func statusOf(err error, conditional bool) (status int, after time.Duration) {
	if e, ok := errors.AsType[*StatusError](err); ok {
		return e.Status, e.After
	}
	if conditional && errors.Is(err, store.ErrVersion) {
		return http.StatusPreconditionFailed, 0
	}
	status = statuses[fault.KindOf(err)]
	if status == http.StatusServiceUnavailable {
		after = retryAfter
	}
	return status, after
}
