// Package api is the JSON under /api/v1: what a vendor's or municipality's own
// system can do, with the same rights as the person who made its token.
//
// Vocabulary. An operation is one method on one path: who may call it, what it
// takes and what it answers. All stand in one table ([operations]), which makes
// the routes and the contract (openapi.yaml), so that neither can say what the
// other does not. A view is a value as it is answered: what the domain has, less
// what the caller may not see.
//
// Invariants: an operation reads its request, calls one service and answers; it
// decides nothing. What a body may not set (owner, state, times, versions) is no
// member of its type, and an unknown member is an error. Lists have a limit and a
// cursor. A change of what has versions wants If-Match; a creation takes an
// Idempotency-Key. Errors are problems (RFC 9457), see package web.
package api
