package mongostore

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// The epoch names the history that the cursors of feeds belong to. Whoever
// restores a backup takes away its document (docs/storage.md says so), the next
// program that starts makes another epoch, and cursors of the old one are gone.

// findEpoch returns the epoch and makes one if there is none. The upsert makes one
// document at most, by the unique index of _id; who comes too late gets the other's.
func (s *Store) findEpoch(ctx context.Context) (string, error) {
	var found struct {
		Value string `bson:"value"`
	}
	update := bson.D{{Key: "$setOnInsert", Value: bson.D{{Key: "value", Value: bson.NewObjectID().Hex()}}}}
	o := options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)
	meta := s.db.Collection(metaName)
	err := meta.FindOneAndUpdate(ctx, idIs("epoch"), update, o).Decode(&found)
	if mongo.IsDuplicateKeyError(err) {
		err = meta.FindOne(ctx, idIs("epoch")).Decode(&found)
	}
	if err == nil && found.Value == "" {
		err = errors.New("the epoch has no value")
	}
	return found.Value, failure(err)
}
