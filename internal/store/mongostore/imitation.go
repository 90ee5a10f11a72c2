package mongostore

import (
	"context"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// What is different on FerretDB 1.24, which stands in for MongoDB in tests of what
// one client does alone. Its updates are not atomic, so that Open refuses it
// outside of tests. Besides:
//
//   - It has no partial indexes. Its unique indexes take a missing member for a
//     value of its own, so that what is not in an index does not clash either.
//   - A duplicate key error does not name the index, and an update that breaks a
//     unique index fails with the error of its SQLite.
//   - One failing update ends a bulk write, and one index that there is already
//     ends the making of several.
//   - findAndModify cannot leave out fields of what it returns.
//   - It keeps no arrays within arrays, and a unique index has any sort of value.

// clashOf is the function clashOf, and knows what FerretDB says.
func (s *Store) clashOf(err error) clash {
	if err == nil {
		return noClash
	}
	c := clashOf(err)
	if c == noClash && s.options.imitation && strings.Contains(err.Error(), "UNIQUE constraint failed") {
		return unknownClash
	}
	return c
}

// beyondImitation reports whether FerretDB would not keep the document as it is.
func beyondImitation(k *kind, doc bson.Raw) bool {
	for _, t := range []bson.Type{bson.TypeNull, bson.TypeDouble, bson.TypeEmbeddedDocument} {
		if k.has(doc, t) {
			return true
		}
	}
	return nestsArrays(bson.RawValue{Type: bson.TypeEmbeddedDocument, Value: doc}, false)
}

func nestsArrays(v bson.RawValue, inArray bool) bool {
	array, isArray := v.ArrayOK()
	document, isDocument := v.DocumentOK()
	var values []bson.RawValue
	var err error
	if isArray {
		values, err = array.Values()
	} else if isDocument {
		values, err = document.Values()
	}
	if err != nil || isArray && inArray {
		return true
	}
	return slices.ContainsFunc(values, func(e bson.RawValue) bool { return nestsArrays(e, isArray) })
}

// createIndexes makes the indexes that are missing, one by one where several do not
// work.
func (s *Store) createIndexes(ctx context.Context, indexes mongo.IndexView, models []mongo.IndexModel) error {
	if !s.options.imitation {
		_, err := indexes.CreateMany(ctx, models)
		return err
	}
	for _, m := range models {
		if _, err := indexes.CreateOne(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// send is bulk, one by one where a bulk write does not work.
func (s *Store) send(ctx context.Context, collection string, models []mongo.WriteModel) []error {
	if !s.options.imitation {
		return s.bulk(ctx, collection, models)
	}
	failures := make([]error, len(models))
	for i, m := range models {
		update, ok := m.(*mongo.UpdateOneModel)
		if !ok {
			failures[i] = invalid("only updates are sent in bulk")
			continue
		}
		filter, ok := update.Filter.(bson.D)
		if !ok {
			failures[i] = invalid("a filter is a document")
			continue
		}
		upsert := update.Upsert != nil && *update.Upsert
		_, failures[i] = s.db.Collection(collection).UpdateOne(ctx, filter, update.Update, options.UpdateOne().SetUpsert(upsert))
	}
	return failures
}
