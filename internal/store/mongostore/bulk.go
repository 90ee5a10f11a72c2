package mongostore

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/allagehub/matcharenan/internal/store"
)

// insertMany inserts in one round: an unordered bulk write of upserts, of which
// each is atomic by itself and fails by itself. A bulk write does not say what
// became of a record that it found, so here an upsert never finds one (no record
// has the version 0) and can only make a record, or fail on the unique index of
// _id; what fails so goes the way of a single insert, which knows tombstones.
func (s *Store) insertMany(ctx context.Context, k *kind, changes []change, written []store.Written) {
	var sent []int
	for i, c := range changes {
		if c.err != nil {
			written[i].Err = c.err
			continue
		}
		sent = append(sent, i)
	}
	models := make([]mongo.WriteModel, len(sent))
	for j, i := range sent {
		models[j] = upsertNew(changes[i])
	}
	var made []int
	for j, err := range s.bulk(ctx, k.Name, models) {
		i := sent[j]
		switch clash := s.clashOf(err); {
		case err == nil:
			made = append(made, i)
		case clash == idClash || clash == unknownClash:
			written[i] = s.applyOne(ctx, k, changes[i])
		case clash == valueClash:
			written[i].Err = because(store.ErrDuplicate, err)
		default:
			written[i].Err = wrap("write", failure(err))
		}
	}
	s.tellMade(ctx, k, changes, made, written)
}

// upsertNew makes a record that there has never been. The equality in the filter
// gives the new record a version of 0, which the update then raises to 1.
func upsertNew(c change) mongo.WriteModel {
	filter := bson.D{{Key: "_id", Value: c.id}, {Key: "v", Value: int64(0)}}
	return mongo.NewUpdateOneModel().SetFilter(filter).SetUpdate(c.update()).SetUpsert(true)
}

// bulk sends the models and returns the error of each.
func (s *Store) bulk(ctx context.Context, collection string, models []mongo.WriteModel) []error {
	failures := make([]error, len(models))
	if len(models) == 0 {
		return failures
	}
	_, err := s.db.Collection(collection).BulkWrite(ctx, models, options.BulkWrite().SetOrdered(false))
	if err == nil {
		return failures
	}
	several, ok := errors.AsType[mongo.BulkWriteException](err)
	if !ok || several.WriteConcernError != nil {
		// Nobody knows what was done, or what was done may yet be undone.
		for i := range failures {
			failures[i] = err
		}
	}
	if ok {
		for _, e := range several.WriteErrors {
			failures[e.Index] = e
		}
	}
	return failures
}

// tellMade asks for the times that the server stamped. A record that has been
// changed again since then has its later time, and the version that was made here.
func (s *Store) tellMade(ctx context.Context, k *kind, changes []change, made []int, written []store.Written) {
	ids := make([]string, len(made))
	for j, i := range made {
		ids[j] = changes[i].id
	}
	byID := make(map[string]record, len(ids))
	if len(ids) > 0 {
		filter := bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}}
		found, err := s.query(ctx, k, filter, options.Find().SetProjection(bodyless))
		if err != nil {
			// They have been made and acknowledged; only the time is not known.
			s.options.Logger.WarnContext(ctx, "mongostore: times of inserted documents", slogError(err))
		}
		for _, r := range found {
			byID[r.ID] = r
		}
	}
	for _, i := range made {
		written[i] = changes[i].written(record{Version: store.FirstUpdate, At: byID[changes[i].id].At})
	}
}
