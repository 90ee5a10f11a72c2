// Package sqlitestore keeps the documents, leases and blobs of package store in a
// folder: one SQLite file and, beside it, the blobs as files. It needs no server
// and serves a single machine, on which several processes may have the same folder
// open.
//
// Vocabulary. The data folder holds:
//
//	matcharenan.db  documents as JSON text, leases, and what is known of blobs
//	blobs/ab/ID~G   the blobs; ab is a hash of the ID, G tells who wrote it
//	blobs/tmp/      blobs on their way
//	instances/      a locked file for each process that has the folder open, and
//	                one whose lock keeps files of blobs while a backup is taken
//
// A table doc_NAME holds a collection. A row without a body is a tombstone: it
// tells the change feed of a delete and remembers the version, so that a document
// that comes back does not look like an old one. A key is a generated column: the
// value of one field, in the type that the index orders it by. The sequence is a
// number that every change raises, in all collections together; it is the order of
// the change feed. The lineage names a database; a restored one gets a new name, so
// that cursors of the old one are known for what they are. A job is what one call
// wants to write; the writer gathers jobs into one transaction.
//
// Invariants:
//
//   - All changes are made by one goroutine, in BEGIN IMMEDIATE transactions, so
//     that the sequence rises in the order in which changes become visible.
//   - A call returns when its transaction is in the write-ahead log and that is
//     on disk (synchronous=FULL).
//   - A job fails alone: when the common transaction cannot be committed, each of
//     its jobs is tried in a transaction of its own.
//   - Values reach SQLite as parameters. Names of tables, columns and indexes come
//     from declarations that store.CheckDeclarations has let through.
//   - A blob exists when its row does. Its file is written before and removed
//     after, and a file's name is never used twice.
//   - The database file is never opened other than by SQLite while it is in use:
//     closing it would drop SQLite's locks on it.
package sqlitestore
