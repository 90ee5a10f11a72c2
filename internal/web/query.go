package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/fault"
)

// Limits of lists.
const (
	DefaultLimit = 50
	MaxLimit     = 200
	maxCursor    = 1000 // bytes
	maxParameter = 1000 // bytes of a text
	maxValues    = 50   // of a parameter that may stand several times
)

// badParameters is the message over problems with parameters.
const badParameters = "web.parameters"

// Parameters are the query parameters of a request. Each is asked for once, by its
// type; [Parameters.Err] then tells of every one that was wrong and of those that
// nobody asked for.
type Parameters struct {
	values   url.Values
	asked    []string
	problems []fault.Problem
}

// Query returns the request's parameters.
func Query(c *fiber.Ctx) *Parameters {
	values, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	q := &Parameters{values: values, asked: []string{LanguageParameter}}
	if err != nil {
		q.bad("", "web.badQuery", nil)
	}
	return q
}

func (q *Parameters) bad(name, key string, args fault.Args) {
	q.problems = append(q.problems, fault.Problem{Member: name, Key: key, Args: args})
}

// one returns a parameter that may stand once.
func (q *Parameters) one(name string) (string, bool) {
	q.asked = append(q.asked, name)
	given := q.values[name]
	if len(given) > 1 {
		q.bad(name, "web.parameterTwice", nil)
		return "", false
	}
	if len(given) == 0 || given[0] == "" {
		return "", false
	}
	return given[0], q.text(name, given[0])
}

func (q *Parameters) text(name, value string) bool {
	if len(value) > maxParameter || !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
		q.bad(name, "web.parameterText", fault.Args{"limit": maxParameter})
		return false
	}
	return true
}

// Text returns a text, empty when it is not given.
func (q *Parameters) Text(name string) string {
	v, _ := q.one(name)
	return v
}

// Texts returns the values of a parameter that may stand several times.
func (q *Parameters) Texts(name string) []string {
	q.asked = append(q.asked, name)
	given := q.values[name]
	if len(given) > maxValues {
		q.bad(name, "web.parameterMany", fault.Args{"limit": maxValues})
		return nil
	}
	var values []string
	for _, v := range given {
		if v != "" && q.text(name, v) {
			values = append(values, v)
		}
	}
	return values
}

// Choice returns one of the allowed values, or empty when it is not given.
func (q *Parameters) Choice(name string, allowed ...string) string {
	v, ok := q.one(name)
	if ok && !slices.Contains(allowed, v) {
		q.bad(name, "web.parameterChoice", fault.Args{"allowed": allowed})
		return ""
	}
	return v
}

// Whole returns a whole number between least and most, or the standard.
func (q *Parameters) Whole(name string, standard, least, most int) int {
	v, ok := q.one(name)
	if !ok {
		return standard
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < least || n > most {
		q.bad(name, "web.parameterWhole", fault.Args{"least": least, "most": most})
		return standard
	}
	return n
}

// Yes returns whether a parameter is true; absent it is false.
func (q *Parameters) Yes(name string) bool {
	v, ok := q.one(name)
	if ok && v != "true" && v != "false" {
		q.bad(name, "web.parameterYesNo", nil)
	}
	return v == "true"
}

// Time returns a time of RFC 3339, or zero when it is not given.
func (q *Parameters) Time(name string) time.Time {
	v, ok := q.one(name)
	if !ok {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, v)
	if err != nil {
		q.bad(name, "web.parameterTime", nil)
	}
	return t
}

// Page returns what part of a list is asked for: at most so many, after a cursor,
// which is empty at the beginning.
func (q *Parameters) Page() (limit int, after string) {
	limit, after = q.Whole("limit", DefaultLimit, 1, MaxLimit), q.Text("after")
	if len(after) > maxCursor {
		q.bad("after", "web.parameterCursor", nil)
		after = ""
	}
	return limit, after
}

// Bad tells of a parameter whose value the caller found wrong.
func (q *Parameters) Bad(name, key string, args fault.Args) { q.bad(name, key, args) }

// Err returns an error with everything that was wrong, or nil. It comes after all
// parameters have been asked for.
func (q *Parameters) Err() error {
	for _, name := range sortedKeys(q.values) {
		if !slices.Contains(q.asked, name) {
			q.bad(clean(name), "web.parameterUnknown", fault.Args{"known": slices.Sorted(slices.Values(q.asked))})
		}
	}
	if len(q.problems) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Key: badParameters, Problems: q.problems}
}

func sortedKeys(values url.Values) []string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// LinkNext tells where the next part of a list is (RFC 8288), if there is one.
func LinkNext(c *fiber.Ctx, after string) {
	if after == "" {
		return
	}
	values, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		return
	}
	values.Set("after", after)
	next := url.URL{Path: c.Path(), RawQuery: values.Encode()}
	c.Append(fiber.HeaderLink, "<"+next.String()+`>; rel="next"`)
}

// PathID returns a parameter of the path that is an ID. What cannot be one is
// answered like one that there is not.
func PathID(c *fiber.Ctx, name string) (string, error) {
	v, err := url.PathUnescape(c.Params(name))
	if err != nil || v == "" || len(v) > 128 {
		return "", errNoSuchAddress
	}
	for _, b := range []byte(v) {
		if !isWord(b) && strings.IndexByte("-_.:", b) < 0 {
			return "", errNoSuchAddress
		}
	}
	return v, nil
}
