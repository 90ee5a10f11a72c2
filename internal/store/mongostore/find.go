package mongostore

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/allagehub/matcharenan/internal/store"
)

// Get returns the document, or [store.ErrNotFound]. A read of one document sees
// no half of a change.
func (s *Store) Get(ctx context.Context, collection, id string) (store.Document, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return store.Document{}, err
	}
	defer leave()
	k, err := s.kindOf(collection)
	if err != nil {
		return store.Document{}, err
	}
	var r record
	// By _id alone, which any server can look up; a tombstone has no body to send.
	err = s.db.Collection(k.Name).FindOne(ctx, idIs(id), options.FindOne().SetProjection(unburdened)).Decode(&r)
	if errors.Is(err, mongo.ErrNoDocuments) || err == nil && r.Gone {
		return store.Document{}, store.ErrNotFound
	}
	if err != nil {
		return store.Document{}, wrap("get", failure(err))
	}
	return r.document()
}

// GetMany returns the documents that there are, in the order of the IDs. Each is
// read whole, but not all at one moment.
func (s *Store) GetMany(ctx context.Context, collection string, ids []string) ([]store.Document, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	k, err := s.kindOf(collection)
	if err != nil {
		return nil, err
	}
	if len(ids) > store.MaxPage {
		return nil, invalid("%d documents at once", len(ids))
	}
	if len(ids) == 0 {
		return nil, nil
	}
	filter := bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}, alive}
	found, err := s.query(ctx, k, filter, options.Find().SetProjection(unburdened))
	if err != nil {
		return nil, err
	}
	byID := make(map[string]record, len(found))
	for _, r := range found {
		byID[r.ID] = r
	}
	ordered := make([]record, 0, len(found))
	for _, id := range ids {
		if r, ok := byID[id]; ok {
			ordered = append(ordered, r)
		}
	}
	return documents(ordered)
}

// Find returns a page by a declared index. The hint names the index: without it
// the query fails instead of reading the whole collection.
func (s *Store) Find(ctx context.Context, collection string, q store.Query) (store.Page, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return store.Page{}, err
	}
	defer leave()
	k, err := s.kindOf(collection)
	if err != nil {
		return store.Page{}, err
	}
	asked, err := store.CheckQuery(k.Declaration, q)
	if err != nil {
		return store.Page{}, err
	}
	steps, err := plan(q, asked)
	if err != nil {
		return store.Page{}, err
	}
	records, more, err := s.walk(ctx, k, steps, q.Limit)
	if err != nil {
		return store.Page{}, err
	}
	var page store.Page
	if more {
		last, err := placeOf(asked.Index, records[len(records)-1])
		if err != nil {
			return store.Page{}, err
		}
		page.Next = last.next(q, asked)
	}
	page.Documents, err = documents(records)
	return page, err
}

// walk takes up to limit records from the steps, and says whether there are more.
// A document that is changed between two steps may come in both; it is then told
// once, and a feed tells the change the next time, since it is later than the hold.
func (s *Store) walk(ctx context.Context, k *kind, steps []step, limit int) ([]record, bool, error) {
	var records []record
	seen := make(map[string]bool)
	for _, st := range steps {
		o := options.Find().SetSort(st.sort).SetHint(st.index).SetLimit(int64(limit + 1 - len(records))).
			SetProjection(unburdened)
		found, err := s.query(ctx, k, st.filter, o)
		if err != nil {
			return nil, false, err
		}
		for _, r := range found {
			if !seen[r.ID] {
				seen[r.ID] = true
				records = append(records, r)
			}
		}
		if len(records) > limit {
			return records[:limit], true, nil
		}
	}
	return records, false, nil
}

func (s *Store) query(
	ctx context.Context, k *kind, filter bson.D, o options.Lister[options.FindOptions],
) ([]record, error) {
	cursor, err := s.db.Collection(k.Name).Find(ctx, filter, o)
	if err != nil {
		return nil, wrap("find", failure(err))
	}
	var records []record
	if err := cursor.All(ctx, &records); err != nil {
		return nil, wrap("find", failure(err))
	}
	return records, nil
}
