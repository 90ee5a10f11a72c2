package mongostore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/allagehub/matcharenan/internal/store"
)

// A blob is an entry, one document by the blob's ID, and a GridFS file, which has
// an ID of its own. A blob exists when its entry does: the file is sent first, in
// many documents, and the entry made last, by one insert that is atomic; a delete
// takes away the entry first. What is on the way stands in a collection of uploads
// before anything of the file is written and until nothing is left to do, so that
// what a killed process left is found and removed (clean.go).

// entry is a blob that exists.
type entry struct {
	ID     string        `bson:"_id"`
	File   bson.ObjectID `bson:"file"`
	Size   int64         `bson:"size"`
	Chunk  int64         `bson:"chunk"` // size of the file's chunks, in bytes
	SHA256 string        `bson:"sha256"`
	At     time.Time     `bson:"at"`
}

func (e entry) info() store.BlobInfo {
	return store.BlobInfo{ID: e.ID, Size: e.Size, SHA256: e.SHA256, Stored: e.At.UTC()}
}

type blobs struct{ store *Store }

// Blobs returns the files kept beside the documents.
func (s *Store) Blobs() store.Blobs { return blobs{store: s} }

func (b blobs) entries() *mongo.Collection { return b.store.db.Collection(blobsName) }

func (b blobs) uploads() *mongo.Collection { return b.store.db.Collection(uploadsName) }

// Put keeps what r gives, whole or not at all. What makes it whole is that the
// entry, one document, comes last.
func (b blobs) Put(ctx context.Context, id string, r io.Reader, limit int64) (store.BlobInfo, error) {
	leave, err := b.store.gate.enter()
	if err != nil {
		return store.BlobInfo{}, err
	}
	defer leave()
	if err := store.CheckBlobID(id); err != nil {
		return store.BlobInfo{}, err
	}
	// The insert of the entry decides; this only saves sending a file in vain.
	if _, err := b.find(ctx, id); err == nil {
		return store.BlobInfo{}, store.ErrExists
	} else if !errors.Is(err, store.ErrNotFound) {
		return store.BlobInfo{}, err
	}
	e := entry{ID: id, File: bson.NewObjectID(), Chunk: chunkSize}
	if err := b.announce(ctx, e); err != nil {
		return store.BlobInfo{}, err
	}
	if err := b.send(ctx, &e, r, limit); err != nil {
		b.discard(ctx, e.File)
		return store.BlobInfo{}, wrap("sending a file", err)
	}
	return b.publish(ctx, e)
}

// announce says that a file comes, or goes.
func (b blobs) announce(ctx context.Context, e entry) error {
	update := bson.D{{Key: "$set", Value: bson.D{{Key: "blob", Value: e.ID}}}, stamp}
	_, err := b.uploads().UpdateOne(ctx, fileIs(e.File), update, options.UpdateOne().SetUpsert(true))
	return wrap("announcing a file", failure(err))
}

// publish makes the blob exist. The upsert finds the entry only if it has the same
// file, when the driver sent it twice; an entry of another file makes it fail on the
// unique index of _id.
func (b blobs) publish(ctx context.Context, e entry) (store.BlobInfo, error) {
	// Cleaning may have taken away a file that took a day to send.
	touched, err := b.uploads().UpdateOne(ctx, fileIs(e.File), bson.D{stamp})
	if err != nil {
		return store.BlobInfo{}, wrap("publishing a file", failure(err))
	}
	if touched.MatchedCount == 0 {
		return store.BlobInfo{}, unavailable(fmt.Errorf("mongostore: sending %s took too long", e.ID))
	}
	filter := bson.D{{Key: "_id", Value: e.ID}, {Key: "file", Value: e.File}}
	set := bson.D{{Key: "size", Value: e.Size}, {Key: "chunk", Value: e.Chunk}, {Key: "sha256", Value: e.SHA256}}
	o := options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)
	err = b.entries().FindOneAndUpdate(ctx, filter, bson.D{{Key: "$set", Value: set}, stamp}, o).Decode(&e)
	if b.store.clashOf(err) != noClash {
		b.discard(ctx, e.File)
		return store.BlobInfo{}, store.ErrExists
	}
	if err != nil {
		// The entry may have been made: the file must stay until cleaning knows.
		return store.BlobInfo{}, wrap("publishing a file", failure(err))
	}
	b.settled(ctx, e.File)
	return e.info(), nil
}

// Delete removes a blob. With its entry, one document, it has gone for everybody
// who opens it later; its file follows.
func (b blobs) Delete(ctx context.Context, id string) error {
	leave, err := b.store.gate.enter()
	if err != nil {
		return err
	}
	defer leave()
	e, err := b.find(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := b.announce(ctx, e); err != nil {
		return err
	}
	// The file in the filter spares a blob that has come meanwhile under the ID.
	filter := bson.D{{Key: "_id", Value: id}, {Key: "file", Value: e.File}}
	if _, err := b.entries().DeleteOne(ctx, filter); err != nil {
		return wrap("deleting a blob", failure(err))
	}
	b.discard(ctx, e.File)
	return nil
}

// List returns at most limit blobs with greater IDs, in their order.
func (b blobs) List(ctx context.Context, after string, limit int) ([]store.BlobInfo, error) {
	leave, err := b.store.gate.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	if limit < 1 || limit > store.MaxPage {
		return nil, invalid("a list of %d blobs", limit)
	}
	filter := bson.D{{Key: "_id", Value: bson.D{{Key: "$gt", Value: after}}}}
	o := options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}).SetHint(idIndex).SetLimit(int64(limit))
	cursor, err := b.entries().Find(ctx, filter, o)
	if err != nil {
		return nil, wrap("listing blobs", failure(err))
	}
	var found []entry
	if err := cursor.All(ctx, &found); err != nil {
		return nil, wrap("listing blobs", failure(err))
	}
	infos := make([]store.BlobInfo, len(found))
	for i, e := range found {
		infos[i] = e.info()
	}
	return infos, nil
}

func (b blobs) find(ctx context.Context, id string) (entry, error) {
	var e entry
	err := b.entries().FindOne(ctx, idIs(id)).Decode(&e)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return entry{}, store.ErrNotFound
	}
	return e, wrap("finding a blob", failure(err))
}

func fileIs(file bson.ObjectID) bson.D { return bson.D{{Key: "_id", Value: file}} }
