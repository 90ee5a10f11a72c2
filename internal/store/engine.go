package store

import (
	"context"
	"io"
	"time"
)

// Engine keeps documents. It is safe for use by several goroutines, and several
// processes may have the same data open. Errors that callers tell apart are those
// of errors.go; others are failures of the engine.
type Engine interface {
	// Declare makes the collections and indexes that are missing, and drops
	// indexes that are no longer declared. It must come before the others.
	Declare(ctx context.Context, declarations []Declaration) error

	// Get returns the document, or [ErrNotFound].
	Get(ctx context.Context, collection, id string) (Document, error)
	// GetMany returns the documents that there are, in the order of the IDs, of
	// which there may be [MaxPage].
	GetMany(ctx context.Context, collection string, ids []string) ([]Document, error)
	// Write makes changes. Each succeeds or fails on its own, with its effects;
	// results come in the order of the writes. An error means that none was made.
	Write(ctx context.Context, collection string, writes []Write) ([]Written, error)
	// Find returns a page. A query that no index serves is an error.
	Find(ctx context.Context, collection string, q Query) (Page, error)
	// Changes returns at most limit changes after the cursor, the oldest first; the
	// limit is 1 to [MaxPage]. [ErrCursorGone] says to begin anew.
	Changes(ctx context.Context, collection string, after Cursor, limit int) (Changes, error)
	// Latest returns the cursor after every change that has been acknowledged: for
	// whoever reads the documents themselves first, and follows the feed from there.
	Latest(ctx context.Context, collection string) (Cursor, error)
	// Watch returns a channel that gets a value after changes that this process
	// has made; values are dropped while one waits. Stop ends it.
	Watch() (changed <-chan struct{}, stop func())

	// AcquireLease takes the lease if it is free, has run out, or is the holder's
	// already (then the token changes as well), and else returns [ErrLeased].
	AcquireLease(ctx context.Context, name, holder string, ttl time.Duration) (Lease, error)
	// RenewLease prolongs a lease from now. If it was lost: [ErrLeased].
	RenewLease(ctx context.Context, l Lease, ttl time.Duration) (Lease, error)
	// ReleaseLease frees a lease at once; one that was lost is left alone. The
	// token is remembered.
	ReleaseLease(ctx context.Context, l Lease) error

	// Blobs returns the files kept beside the documents.
	Blobs() Blobs
	// Ping reports whether the engine can read and write.
	Ping(ctx context.Context) error
	// Close ends the use of the engine, when running calls have ended.
	Close() error
}

// Blobs keeps files by ID.
type Blobs interface {
	// Put keeps what r gives, whole or not at all. Over limit bytes is
	// [ErrTooLarge], an ID that is taken [ErrExists]. IDs are of letters, digits,
	// ".", "_" and "-".
	Put(ctx context.Context, id string, r io.Reader, limit int64) (BlobInfo, error)
	// Open opens a blob for reading, or returns [ErrNotFound].
	Open(ctx context.Context, id string) (Blob, error)
	// Delete removes a blob; that there is none is no error.
	Delete(ctx context.Context, id string) error
	// List returns at most limit blobs with greater IDs, in their order.
	List(ctx context.Context, after string, limit int) ([]BlobInfo, error)
}

// Blob is an open blob.
type Blob interface {
	io.ReadSeekCloser
	Info() BlobInfo
}
