package store

import "time"

// Limits of documents, the same on both engines.
const (
	MaxBody     = 8 << 20 // bytes of a document
	MaxID       = 200     // bytes of an ID
	MaxKey      = 1000    // bytes of an indexed text
	MaxPage     = 1000    // documents of a page
	MaxWrites   = 1000    // writes of one call
	MaxEffects  = 100     // effects of one write
	MaxFields   = 8       // fields of an index
	MaxDepth    = 64      // of values within values in a document
	FirstUpdate = 1       // version of a document that has never been changed
)

// Document is a document as an engine keeps it.
type Document struct {
	ID      string
	Version int64     // [FirstUpdate] at first, one more with each change; see [Insert]
	Changed time.Time // by the engine's clock, UTC, milliseconds
	Body    []byte    // a JSON object
}

// Declaration is a collection: its name and how its documents can be found.
type Declaration struct {
	Name    string // lower-case letters, digits and _
	Indexes []Index
}

// Index orders the documents that have all of its fields; others are not in it.
// A field is the path of a member, like "owner" or "period.from", whose value is a
// text, a whole number, or a yes or no. Whole numbers come before texts, and these
// before no and yes. Texts compare by their bytes. Documents with the same values
// are ordered by ID. A number with a fraction or an exponent, one over an int64, and
// null, objects and arrays are no values; an engine may refuse arrays.
type Index struct {
	Name   string // lower-case letters, digits and _
	Fields []string
	Unique bool
}

// Query asks for a page of documents by an index. In the order of IDs, From and
// Before are IDs.
type Query struct {
	Index      string // empty for the order of IDs
	Equal      []any  // values of the index's first fields: string, int, int64 or bool
	From       any    // least value of the field after those, of the same type, or nil
	Before     any    // value that this field, of the same type, must be less than, or nil
	Descending bool
	After      string // Next of the page before, empty for the first
	Limit      int    // 1 to [MaxPage]
}

// Page is a part of what a query finds.
type Page struct {
	Documents []Document
	Next      string // for [Query.After]; empty after the last page
}

// Op is what a write does.
type Op uint8

// The writes.
const (
	Insert  Op = iota // a document whose ID is free; after a delete its versions go on
	Replace           // the document, if it still has the version
	Delete            // the document, if it still has the version
)

// Write is one change of one document.
type Write struct {
	Op       Op
	Document Document // ID; Version as it was read, for Replace and Delete; Body, unless for Delete
	Effects  []Effect // inserted with the change
}

// Written is what became of a write: the document as it is now, or why it was not
// written: [ErrExists], [ErrNotFound], [ErrVersion], [ErrDuplicate], [ErrTooLarge],
// [ErrInvalid].
type Written struct {
	Document Document
	Err      error
}

// Effect is a document that is inserted together with a change: once, even if
// the process is killed between. If the collection holds its ID already, the
// effect has been had and is passed over. Its collection may not have unique
// indexes that it can break.
type Effect struct {
	Collection string
	ID         string
	Body       []byte
}

// Change is one line of the change feed: a document as it is now, or that it is
// gone.
type Change struct {
	Document Document // without Body when gone; Version is then one more than the last
	Deleted  bool
}

// Cursor is a place in a change feed, empty for its beginning. Only the engine
// that gave it can read it.
type Cursor string

// Changes is a part of a change feed.
type Changes struct {
	Changes []Change
	Next    Cursor // where to go on; may give some of the same changes again
	More    bool   // there is more already
}

// Lease is the right to do something alone until a time.
type Lease struct {
	Name   string
	Holder string
	Token  int64     // one more each time that the lease is acquired
	Until  time.Time // by the engine's clock
}

// BlobInfo is what is known of a blob.
type BlobInfo struct {
	ID     string
	Size   int64
	SHA256 string // hexadecimal
	Stored time.Time
}
