// Package store says what keeps Matcharenan's data: documents, leases and blobs,
// in terms that both engines (packages sqlitestore and mongostore) keep, and
// nothing of a query language.
//
// Vocabulary. A [Document] is one aggregate as JSON, with a version that counts
// its changes. A collection is a kind of document, declared with its indexes
// ([Declaration]). [Collection] is the typed view that the domain uses. An
// [Effect] is a document that comes with a change: both are kept, or neither,
// whatever kills the process. The change feed tells what has changed since a
// [Cursor]. A [Lease] lets one of several instances do something, and its token
// tells a late holder from the present one. A blob is a file.
//
// Invariants, held by package storetest on every engine:
//
//   - What a call has acknowledged is on disk and survives a kill.
//   - Of changes that race from the same version exactly one wins; the others get
//     [ErrVersion].
//   - A query uses a declared index or is refused; a page is never read twice and
//     no document that stands still is passed over while others are written.
//   - The feed tells every change; it may tell one again, and may leave out
//     versions between, but never ends on an old one.
//   - A unique index never holds two documents with the same values.
package store
