package mongostore

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

const (
	cleaningEvery = time.Hour            // looks for left files
	leftAfter     = 4 * unhurriedTimeout // how long a file may be on the way
	cleaningPage  = 100                  // files are looked at each time
)

// upload is a file on the way, in either direction.
type upload struct {
	File bson.ObjectID `bson:"_id"`
	Blob string        `bson:"blob"`
	At   time.Time     `bson:"at"`
}

// clean removes files that have been on the way too long and that no entry has.
func (s *Store) clean(ctx context.Context) error {
	m, err := s.moment(ctx)
	if err != nil {
		return wrap("cleaning", err)
	}
	return s.cleanBefore(ctx, m.now.Add(-leftAfter))
}

func (s *Store) cleanBefore(ctx context.Context, t time.Time) error {
	b := blobs{store: s}
	filter := bson.D{{Key: "at", Value: bson.D{{Key: "$lt", Value: t}}}}
	cursor, err := b.uploads().Find(ctx, filter, options.Find().SetLimit(cleaningPage))
	if err != nil {
		return wrap("cleaning", failure(err))
	}
	var left []upload
	if err := cursor.All(ctx, &left); err != nil {
		return wrap("cleaning", failure(err))
	}
	var failures []error
	for _, u := range left {
		failures = append(failures, b.remove(ctx, u))
	}
	return errors.Join(failures...)
}

// remove first takes the upload out, if nothing has touched it since it was read,
// so that one that is about to publish finds it gone and gives up. A process that
// dies just after that leaves the file, which wastes its room and nothing else.
func (b blobs) remove(ctx context.Context, u upload) error {
	var e entry
	err := b.entries().FindOne(ctx, bson.D{{Key: "_id", Value: u.Blob}, {Key: "file", Value: u.File}}).Decode(&e)
	used := err == nil
	if !used && !errors.Is(err, mongo.ErrNoDocuments) {
		return wrap("cleaning", failure(err))
	}
	taken, err := b.uploads().DeleteOne(ctx, append(fileIs(u.File), bson.E{Key: "at", Value: u.At}))
	if err != nil || taken.DeletedCount == 0 || used {
		return wrap("cleaning", failure(err))
	}
	return b.removeFile(ctx, u.File)
}

// removeFile removes all of a file, also what has chunks and no more.
func (b blobs) removeFile(ctx context.Context, file bson.ObjectID) error {
	_, err := b.chunks().DeleteMany(ctx, bson.D{{Key: "files_id", Value: file}})
	if err == nil {
		_, err = b.files().DeleteOne(ctx, fileIs(file))
	}
	return wrap("removing a file", failure(err))
}

// discard removes a file that no entry has. If that fails, cleaning does it.
func (b blobs) discard(ctx context.Context, file bson.ObjectID) {
	after, cancel := afterwards(ctx)
	defer cancel()
	if err := b.removeFile(after, file); err != nil {
		b.store.options.Logger.WarnContext(ctx, "mongostore: a file is left", slogError(err))
		return
	}
	b.settled(ctx, file)
}

// settled says that nothing more is to be done for a file.
func (b blobs) settled(ctx context.Context, file bson.ObjectID) {
	after, cancel := afterwards(ctx)
	defer cancel()
	if _, err := b.uploads().DeleteOne(after, fileIs(file)); err != nil {
		b.store.options.Logger.WarnContext(ctx, "mongostore: an upload is left", slogError(err))
	}
}
