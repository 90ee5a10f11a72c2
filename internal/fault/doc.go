// Package fault is how Matcharenan tells what went wrong.
//
// An [Error] has a [Kind], which decides what the caller does (answer 404,
// retry, stop), a message key with arguments, which package i18n turns into a
// sentence for people, and a wrapped cause, which is for the log alone. A
// [Problem] is one bad place in something that a person gave us: a line and a
// member of a file, or a field of a form.
//
// Invariants: no sentence for people stands in an error, only its key; the
// cause is never shown to people; errors.Is and errors.As see through to the
// cause.
package fault
