package mongostore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/allagehub/matcharenan/internal/store"
)

// Files lie in MongoDB as GridFS says, so that mongofiles and others can read them:
// a document in engine.fs.files and chunks of equal size in engine.fs.chunks. They
// are written here and not by the driver's stream, which holds 16 MiB of each file
// in memory and has one time limit for all of it.

const (
	filesName  = "engine.fs.files"
	chunksName = "engine.fs.chunks"

	chunkSize  = 255 << 10 // bytes of the chunks of new files: GridFS's own default
	chunkBatch = 8         // chunks that are sent at once
)

func (b blobs) files() *mongo.Collection { return b.store.db.Collection(filesName) }

func (b blobs) chunks() *mongo.Collection { return b.store.db.Collection(chunksName) }

// arrangeFiles makes the indexes that GridFS asks for.
func (s *Store) arrangeFiles(ctx context.Context) error {
	files := mongo.IndexModel{Keys: bson.D{{Key: "filename", Value: 1}, {Key: "uploadDate", Value: 1}}}
	if _, err := s.db.Collection(filesName).Indexes().CreateOne(ctx, files); err != nil {
		return failure(err)
	}
	chunks := mongo.IndexModel{
		Keys:    bson.D{{Key: "files_id", Value: 1}, {Key: "n", Value: 1}},
		Options: options.Index().SetUnique(true),
	}
	_, err := s.db.Collection(chunksName).Indexes().CreateOne(ctx, chunks)
	return failure(err)
}

// chunk is a part of a file.
type chunk struct {
	File bson.ObjectID `bson:"files_id"`
	N    int32         `bson:"n"`
	Data []byte        `bson:"data"`
}

// send writes a file and learns its size and sum. Until its entry is made, nobody
// looks at it.
func (b blobs) send(ctx context.Context, e *entry, r io.Reader, limit int64) error {
	sum := sha256.New()
	// One byte more than the limit shows that it is over; the last value of an int64
	// is no limit.
	in := io.TeeReader(io.LimitReader(r, max(limit, limit+1)), sum)
	for more := true; more; {
		var batch []any
		var err error
		if batch, more, err = readChunks(in, e); err != nil {
			return err
		}
		if e.Size > limit {
			return store.ErrTooLarge
		}
		if len(batch) > 0 {
			if _, err := b.chunks().InsertMany(ctx, batch); err != nil {
				return failure(err)
			}
		}
	}
	e.SHA256 = hex.EncodeToString(sum.Sum(nil))
	set := bson.D{{Key: "length", Value: e.Size}, {Key: "chunkSize", Value: int32(chunkSize)}, {Key: "filename", Value: e.ID}}
	update := bson.D{
		{Key: "$set", Value: set},
		{Key: "$currentDate", Value: bson.D{{Key: "uploadDate", Value: true}}},
	}
	_, err := b.files().UpdateOne(ctx, fileIs(e.File), update, options.UpdateOne().SetUpsert(true))
	return failure(err)
}

// readChunks reads the next chunks of a file, and says whether there may be more.
func readChunks(in io.Reader, e *entry) (batch []any, more bool, err error) {
	for range chunkBatch {
		data := make([]byte, chunkSize)
		n, err := fill(in, data)
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return nil, false, err
		}
		if n > 0 {
			batch = append(batch, chunk{File: e.File, N: int32(e.Size / chunkSize), Data: data[:n]}) //nolint:gosec // 2^31 chunks are 500 TB
			e.Size += int64(n)
		}
		if ended {
			return batch, false, nil
		}
	}
	return batch, true, nil
}

// fill reads until data is full or there is no more, which is [io.EOF]. Unlike
// [io.ReadFull] it leaves an [io.ErrUnexpectedEOF] to the reader: an upload that was
// cut off is no whole file.
func fill(in io.Reader, data []byte) (n int, err error) {
	for n < len(data) && err == nil {
		var more int
		more, err = in.Read(data[n:])
		n += more
	}
	if n == len(data) && errors.Is(err, io.EOF) {
		err = nil // the next read says it again
	}
	return n, err
}
