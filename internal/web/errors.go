package web

import (
	"net/http"
	"time"

	"github.com/allagehub/matcharenan/internal/fault"
)

// StatusError is an error whose status the kind of its fault does not say.
type StatusError struct {
	Status int
	After  time.Duration // when to try again; 0 says nothing
	Fault  *fault.Error
}

// Error returns the text for the log.
func (e *StatusError) Error() string { return e.Fault.Error() }

// Unwrap returns the fault.
func (e *StatusError) Unwrap() error { return e.Fault }

// WithStatus returns an error with the status, the kind and the message.
func WithStatus(status int, kind fault.Kind, key string, args fault.Args) *StatusError {
	return &StatusError{Status: status, Fault: fault.New(kind, key, args)}
}

// Because returns a copy of e with a cause.
func (e *StatusError) Because(cause error) *StatusError {
	c := *e
	c.Fault = e.Fault.Because(cause)
	return &c
}

// Retry returns a copy of e that says when to try again.
func (e *StatusError) Retry(after time.Duration) *StatusError {
	c := *e
	c.After = after
	return &c
}

// The errors of this package that others return or tell apart.
var (
	// ErrSignIn asks a guest to sign in: 401.
	ErrSignIn = WithStatus(http.StatusUnauthorized, fault.Forbidden, "web.signIn", nil)
	// ErrBadToken refuses a bearer token: 401.
	ErrBadToken = WithStatus(http.StatusUnauthorized, fault.Forbidden, "web.badToken", nil)
	// ErrTooMany asks somebody to slow down: 429. See [StatusError.Retry].
	ErrTooMany = WithStatus(http.StatusTooManyRequests, fault.Unavailable, "web.tooMany", nil)

	errBadRequest    = WithStatus(http.StatusBadRequest, fault.Invalid, "web.badRequest", nil)
	errTimeout       = WithStatus(http.StatusRequestTimeout, fault.Invalid, "web.timeout", nil)
	errHeaders       = WithStatus(http.StatusRequestHeaderFieldsTooLarge, fault.TooLarge, "web.headers", nil)
	errMethod        = WithStatus(http.StatusMethodNotAllowed, fault.Invalid, "web.method", nil)
	errPath          = WithStatus(http.StatusBadRequest, fault.Invalid, "web.path", nil)
	errHost          = WithStatus(http.StatusMisdirectedRequest, fault.Invalid, "web.host", nil)
	errBodyCutOff    = WithStatus(http.StatusBadRequest, fault.Invalid, "web.bodyCutOff", nil)
	errEncoding      = WithStatus(http.StatusUnsupportedMediaType, fault.Invalid, "web.encoding", nil)
	errCrossSite     = WithStatus(http.StatusForbidden, fault.Forbidden, "web.crossSite", nil)
	errCSRF          = WithStatus(http.StatusForbidden, fault.Forbidden, "web.csrf", nil)
	errNeedMatch     = WithStatus(http.StatusPreconditionRequired, fault.Invalid, "web.needMatch", nil)
	errBadMatch      = WithStatus(http.StatusBadRequest, fault.Invalid, "web.badMatch", nil)
	errKeyForm       = WithStatus(http.StatusBadRequest, fault.Invalid, "web.keyForm", nil)
	errKeyOther      = WithStatus(http.StatusUnprocessableEntity, fault.Invalid, "web.keyOther", nil)
	errKeyRunning    = WithStatus(http.StatusConflict, fault.Conflict, "web.keyRunning", nil)
	errNoStore       = fault.New(fault.Unavailable, "error.unavailable", nil)
	errNoSuchAddress = fault.New(fault.NotFound, "error.notFound", nil)
)

func errBodyLimit(limit int64) error {
	return fault.New(fault.TooLarge, "web.bodyTooLarge", fault.Args{"limit": limit})
}

func errMedia(want string) error {
	return WithStatus(http.StatusUnsupportedMediaType, fault.Invalid, "web.media", fault.Args{"want": want})
}
