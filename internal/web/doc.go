// Package web is what the JSON API and the pages share: an HTTP application with
// its limits, who asks, and how an error is answered.
//
// Vocabulary. An [App] is a fiber application whose middleware is in place; routes
// are added to it as func(c *fiber.Ctx) error. What is known about a request is
// asked of functions that take c: [ActorOf], [LanguageOf], [RequestIDOf],
// [ClientOf]. A guard ([RequirePermission], [Limit], [Idempotent]) stands before a
// handler in its route. A [Problem] is an error as it is answered (RFC 9457).
//
// Invariants: a handler answers or returns an error, and one table (status.go)
// turns errors into statuses; the cause of an error goes to the log and never to
// people; bodies are streams and are read with a limit ([ReadJSON], [Body],
// [Upload]), so that fiber's own c.Body and c.FormValue, which have none here, are
// not used; addresses, host and scheme come from [ClientOf], which trusts
// configured proxies only; c.UserContext goes down, and never c.
package web
