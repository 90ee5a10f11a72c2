package store

import "github.com/allagehub/matcharenan/internal/fault"

// The errors that callers tell apart, with errors.Is. Each has a kind and words
// for people, which the domain may replace by better ones.
var (
	// ErrNotFound says that there is no such document, blob or lease.
	ErrNotFound = fault.New(fault.NotFound, "store.notFound", nil)
	// ErrExists says that the ID is taken.
	ErrExists = fault.New(fault.Conflict, "store.exists", nil)
	// ErrDuplicate says that a unique index holds the values already.
	ErrDuplicate = fault.New(fault.Conflict, "store.duplicate", nil)
	// ErrVersion says that the document has changed since it was read.
	ErrVersion = fault.New(fault.Conflict, "store.version", nil)
	// ErrLeased says that somebody else holds the lease, or that it was lost.
	ErrLeased = fault.New(fault.Conflict, "store.leased", nil)
	// ErrFull says that there is no room on the disk, or that it cannot be written.
	ErrFull = fault.New(fault.Unavailable, "store.full", nil)
	// ErrTooLarge says that a document or blob is over its limit.
	ErrTooLarge = fault.New(fault.TooLarge, "store.tooLarge", nil)
	// ErrInvalid says that an ID, body, query, page or feed cursor is not well
	// formed, or that no declared index serves the query.
	ErrInvalid = fault.New(fault.Invalid, "store.invalid", nil)
	// ErrCursorGone says that the feed no longer knows all that has happened since
	// the cursor: tombstones have been purged, or a backup has been restored. What
	// was derived from the feed has to be made anew, from the empty cursor.
	ErrCursorGone = fault.New(fault.Conflict, "store.cursorGone", nil)
	// ErrDamaged says that the data on disk cannot be read.
	ErrDamaged = fault.New(fault.Internal, "store.damaged", nil)
	// ErrClosed says that the engine has been closed.
	ErrClosed = fault.New(fault.Unavailable, "store.closed", nil)
)
