package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of failure an error is, and thereby who can mend it.
type Kind uint8

// The kinds. The zero kind is Internal, so that an error that nobody has
// classified is never shown as somebody else's mistake.
const (
	Internal    Kind = iota // our own fault
	Invalid                 // what was given breaks the rules
	NotFound                // there is no such thing, or none that the actor may know of
	Forbidden               // the actor may not do this
	Conflict                // it has changed, or its state does not allow this
	TooLarge                // over a limit
	Unavailable             // try again later
)

// String returns the kind's name for logs.
func (k Kind) String() string {
	names := [...]string{"internal", "invalid", "not found", "forbidden", "conflict", "too large", "unavailable"}
	if int(k) < len(names) {
		return names[k]
	}
	return "internal"
}

// Args are the named arguments of a message.
type Args map[string]any

// Error is a failure with its kind, its text for people as a key with
// arguments, the bad places in the input if there are any, and its cause.
type Error struct {
	Kind     Kind
	Key      string    // of the message for people; empty for the kind's own message
	Args     Args      // of the message
	Problems []Problem // bad places in what was given
	Err      error     // the cause, for the log; may be nil
}

// New returns an error of a kind with the message key and its arguments.
func New(kind Kind, key string, args Args) *Error {
	return &Error{Kind: kind, Key: key, Args: args}
}

// Because returns a copy of e with a cause.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Err = cause
	return &c
}

// Bad returns an Invalid error that carries problems, or nil if there are none.
func Bad(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Problems: problems}
}

// Error returns the text for the log.
func (e *Error) Error() string {
	parts := []string{e.Kind.String()}
	if e.Key != "" {
		parts = append(parts, e.Key)
	}
	for _, p := range e.Problems {
		parts = append(parts, p.String())
		if len(parts) > 5 {
			parts = append(parts, fmt.Sprintf("(%d problems)", len(e.Problems)))
			break
		}
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the first [Error] in err's chain, and Internal
// for any other error. It has no answer for nil: ask first.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is a failure of the kind. A nil error is of no kind.
func Is(err error, kind Kind) bool {
	return err != nil && KindOf(err) == kind
}

// Problems returns the bad places that err carries, or nil.
func Problems(err error) []Problem {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Problems
	}
	return nil
}

// Wrap adds context to *err, if there is an error, and keeps its kind and
// message. It is meant for a defer at the top of a function.
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *err)
	}
}

// As returns the first [Error] in err's chain.
func As(err error) (*Error, bool) {
	return errors.AsType[*Error](err)
}
