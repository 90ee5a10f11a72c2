package web

import (
	"net/http"

	"github.com/allagehub/matcharenan/internal/fault"
)

// statusName is the name of a status for programs, and its title for people.
type statusName struct{ kind, title string }

var statusNames = map[int]statusName{
	http.StatusBadRequest:                  {"bad-request", "web.title.badRequest"},
	http.StatusUnauthorized:                {"unauthorized", "web.title.unauthorized"},
	http.StatusForbidden:                   {"forbidden", "web.title.forbidden"},
	http.StatusNotFound:                    {"not-found", "web.title.notFound"},
	http.StatusMethodNotAllowed:            {"method-not-allowed", "web.title.method"},
	http.StatusRequestTimeout:              {"timeout", "web.title.timeout"},
	http.StatusConflict:                    {"conflict", "web.title.conflict"},
	http.StatusPreconditionFailed:          {"precondition-failed", "web.title.changed"},
	http.StatusRequestEntityTooLarge:       {"too-large", "web.title.tooLarge"},
	http.StatusUnsupportedMediaType:        {"media-type", "web.title.media"},
	http.StatusMisdirectedRequest:          {"misdirected", "web.title.misdirected"},
	http.StatusUnprocessableEntity:         {"invalid", "web.title.invalid"},
	http.StatusPreconditionRequired:        {"precondition-required", "web.title.needMatch"},
	http.StatusTooManyRequests:             {"too-many-requests", "web.title.tooMany"},
	http.StatusRequestHeaderFieldsTooLarge: {"headers-too-large", "web.title.headers"},
	http.StatusInternalServerError:         {"internal", "web.title.internal"},
	http.StatusServiceUnavailable:          {"unavailable", "web.title.unavailable"},
}

// kindKeys are the messages of errors that have none of their own.
var kindKeys = map[fault.Kind]string{
	fault.Internal:    "error.internal",
	fault.Invalid:     "error.invalid",
	fault.NotFound:    "error.notFound",
	fault.Forbidden:   "error.forbidden",
	fault.Conflict:    "error.conflict",
	fault.TooLarge:    "error.tooLarge",
	fault.Unavailable: "error.unavailable",
}
