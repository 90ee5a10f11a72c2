// Package access says who may do what. It is pure: it knows roles and
// permissions, and neither people nor what they act on.
//
// Vocabulary. An [Actor] is whoever asks: a guest, a person, an API token or the
// service itself. A person has a [Role] in an organisation through a
// [Membership]. A [Permission] is one thing that can be done, and its [Reach]
// whether with what the own organisation owns or with everything. The matrix of
// roles and permissions is the table in matrix.go; testdata/matrix.golden shows it
// whole.
//
// Invariants: what the table does not give is not allowed; a token may never do
// more than the person who made it, nor outside of its scopes and organisation;
// the table is checked twice, on the route ([Actor.MayAnywhere]) and in the
// domain service, which knows the owner ([Actor.Check]).
package access
