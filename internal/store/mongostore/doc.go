// Package mongostore keeps the documents, leases and blobs of package store in
// MongoDB: the engine for production, where several instances share the data.
//
// Vocabulary. A record is what MongoDB holds of a document:
//
//	_id   the ID
//	v     the version, one more with each change
//	at    when it changed, by the server's clock
//	doc   the body as BSON; absent from a tombstone
//	text  the body as it was given, if BSON cannot say the same; doc then has what
//	      an index could have of it
//	gone  true in a tombstone, which is what a delete leaves
//	p     pending effects, by a key of their own
//	n     how many keys p has, if it ever had any
//
// A tombstone tells the change feed of a delete and remembers the version. An
// effect is pending while it stands in the record that it came with, and had when
// its document is in its own collection. The hold of a feed is the time before
// which nothing can turn up any more.
//
// Invariants, and what MongoDB promises that they rest on:
//
//   - A change with its effects is one update of one record. "A write operation
//     is atomic on the level of a single document."
//   - An ID is taken once, since _id has a unique index, and an upsert that
//     finds it taken fails with a duplicate key. Unique indexes hold likewise.
//   - What a call has acknowledged was acknowledged by a majority of the replica
//     set, and survives its elections.
//   - A value from outside is a BSON string, int64, bool or document below doc; it
//     is never read as an operator.
//
// Nothing here needs a transaction, a secondary, a change stream or an update by
// aggregation.
package mongostore
