package mongostore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/allagehub/matcharenan/internal/store"
)

// Open opens a blob for reading, or returns [store.ErrNotFound]. The context is for
// the reading as well.
func (b blobs) Open(ctx context.Context, id string) (store.Blob, error) {
	leave, err := b.store.gate.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	e, err := b.find(ctx, id)
	if err != nil {
		return nil, err
	}
	return &reader{ctx: ctx, gate: &b.store.gate, chunks: b.chunks(), entry: e, number: -1}, nil
}

// reader reads a GridFS file by its chunks, so that it can begin anywhere. It holds one chunk. A blob that is deleted meanwhile
// ends in [store.ErrNotFound].
type reader struct {
	ctx    context.Context //nolint:containedctx // io.Reader takes none
	gate   *gate
	chunks *mongo.Collection
	entry  entry

	mu     sync.Mutex
	closed bool
	offset int64
	number int64  // of the chunk in hand
	chunk  []byte // what it holds
}

func (r *reader) Info() store.BlobInfo { return r.entry.info() }

func (r *reader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed:
		return 0, errors.New("mongostore: reading a closed blob")
	case len(p) == 0:
		return 0, nil
	case r.offset >= r.entry.Size:
		return 0, io.EOF
	}
	if err := r.fetch(r.offset / r.entry.Chunk); err != nil {
		return 0, err
	}
	n := copy(p, r.chunk[r.offset%r.entry.Chunk:])
	r.offset += int64(n)
	return n, nil
}

// fetch takes a chunk in hand.
func (r *reader) fetch(number int64) error {
	if number == r.number {
		return nil
	}
	leave, err := r.gate.enter()
	if err != nil {
		return err
	}
	defer leave()
	var found chunk
	filter := bson.D{{Key: "files_id", Value: r.entry.File}, {Key: "n", Value: number}}
	err = r.chunks.FindOne(r.ctx, filter).Decode(&found)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return because(store.ErrNotFound, fmt.Errorf("%s has no chunk %d", r.entry.ID, number))
	}
	if err != nil {
		return wrap("reading a blob", failure(err))
	}
	if want := min(r.entry.Chunk, r.entry.Size-number*r.entry.Chunk); int64(len(found.Data)) != want {
		return fmt.Errorf("mongostore: chunk %d of %s has %d bytes instead of %d", number, r.entry.ID, len(found.Data), want)
	}
	r.number, r.chunk = number, found.Data
	return nil
}

func (r *reader) Seek(offset int64, whence int) (int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += r.offset
	case io.SeekEnd:
		offset += r.entry.Size
	default:
		return 0, fmt.Errorf("mongostore: seeking from %d", whence)
	}
	if offset < 0 {
		return 0, errors.New("mongostore: seeking before the beginning")
	}
	r.offset = offset
	return offset, nil
}

func (r *reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed, r.chunk = true, nil
	return nil
}
