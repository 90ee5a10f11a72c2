package mongostore

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/allagehub/matcharenan/internal/store"
)

// parallel is how many changes one call of Write has on the way at once.
const parallel = 8

// change is a write as MongoDB gets it.
type change struct {
	op      store.Op
	id      string
	version int64
	given   []byte
	content content
	key     string // of the effects in p
	effects []effect
	err     error // why it is not sent
}

// Write makes changes, each atomically with its effects: one change is one update
// of one record. Several changes are several updates; of those some may be made
// and others not, as each result says. An update whose answer was lost is
// [fault.Unavailable] in its result: it may have been made.
func (s *Store) Write(ctx context.Context, collection string, writes []store.Write) ([]store.Written, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	k, err := s.kindOf(collection)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if len(writes) > store.MaxWrites {
		return nil, because(store.ErrTooLarge, fmt.Errorf("%d writes at once", len(writes)))
	}
	changes := make([]change, len(writes))
	for i, w := range writes {
		if changes[i], err = s.prepare(k, w); err != nil {
			changes[i].err = err
		}
	}
	written := make([]store.Written, len(writes))
	for start := 0; start < len(changes); {
		n := together(changes[start:])
		s.apply(ctx, k, changes[start:start+n], written[start:start+n])
		start += n
	}
	s.finish(ctx, k, changes, written)
	return written, nil
}

// prepare checks a write and turns it into BSON.
func (s *Store) prepare(k *kind, w store.Write) (change, error) {
	c := change{op: w.Op, id: w.Document.ID, version: w.Document.Version}
	if err := store.CheckWrite(w, k.Indexes); err != nil {
		return c, err
	}
	var err error
	if c.op != store.Delete {
		c.given = w.Document.Body
		if c.content, err = contentOf(k, w.Document.Body); err != nil {
			return c, err
		}
	}
	size := c.content.size()
	for _, e := range w.Effects {
		prepared, err := s.prepareEffect(e)
		if err != nil {
			return c, fmt.Errorf("effect %s %s: %w", e.Collection, e.ID, err)
		}
		c.effects = append(c.effects, prepared)
		size += len(prepared.Doc) + len(prepared.Text) + len(prepared.ID) + len(prepared.Collection) + 50
	}
	if size > maxRecord {
		return c, because(store.ErrTooLarge, fmt.Errorf("%d bytes of BSON with the effects", size))
	}
	if len(c.effects) > 0 {
		c.key = "e" + bson.NewObjectID().Hex()
	}
	return c, nil
}

func (s *Store) prepareEffect(e store.Effect) (effect, error) {
	target, err := s.kindOf(e.Collection)
	if err != nil {
		return effect{}, err
	}
	if err := store.CheckEffect(e, target.Indexes); err != nil {
		return effect{}, err
	}
	c, err := contentOf(target, e.Body)
	return effect{Collection: e.Collection, ID: e.ID, Doc: c.doc, Text: c.text}, err
}

// filter is the record as it must be for the change to be made. The server
// compares and changes under one lock of the document, so that of changes from the
// same version one finds it and the others do not.
func (c change) filter() bson.D {
	if c.op == store.Insert {
		// A tombstone comes to life. Where there is no record the upsert makes one,
		// and where there is a living one it fails on the unique index of _id.
		return bson.D{{Key: "_id", Value: c.id}, {Key: "gone", Value: true}}
	}
	return bson.D{{Key: "_id", Value: c.id}, {Key: "v", Value: c.version}, alive}
}

// update is what happens to the record, all at once.
func (c change) update() bson.D {
	set, unset, inc := bson.D{}, bson.D{}, bson.D{{Key: "v", Value: int64(1)}}
	if c.op == store.Delete {
		set = append(set, bson.E{Key: "gone", Value: true})
		unset = append(unset, bson.E{Key: "doc", Value: ""})
	} else {
		set = append(set, bson.E{Key: "doc", Value: c.content.doc})
		unset = append(unset, bson.E{Key: "gone", Value: ""})
	}
	if c.content.text != "" {
		set = append(set, bson.E{Key: "text", Value: c.content.text})
	} else {
		unset = append(unset, bson.E{Key: "text", Value: ""})
	}
	if len(c.effects) > 0 {
		set = append(set, bson.E{Key: "p." + c.key, Value: c.effects})
		inc = append(inc, bson.E{Key: "n", Value: int64(1)})
	}
	return bson.D{{Key: "$set", Value: set}, {Key: "$unset", Value: unset}, {Key: "$inc", Value: inc}, stamp}
}

// stamp lets the server set the time.
var stamp = bson.E{Key: "$currentDate", Value: bson.D{{Key: "at", Value: true}}}

// together is how many of the changes, from the first, may be sent without waiting
// for one another: they do the same to different documents.
func together(changes []change) int {
	ids := make(map[string]bool)
	for i, c := range changes {
		if c.op != changes[0].op || ids[c.id] {
			return i
		}
		ids[c.id] = true
	}
	return len(changes)
}

// apply makes changes that go together.
func (s *Store) apply(ctx context.Context, k *kind, changes []change, written []store.Written) {
	if len(changes) > 1 && changes[0].op == store.Insert && !s.options.imitation {
		s.insertMany(ctx, k, changes, written)
		return
	}
	places := 1
	if !k.unique && !s.options.imitation {
		places = parallel // nobody takes a value that another gives up
	}
	var all sync.WaitGroup
	free := make(chan struct{}, places)
	for i, c := range changes {
		free <- struct{}{}
		all.Go(func() {
			written[i] = s.applyOne(ctx, k, c)
			<-free
		})
	}
	all.Wait()
}

func (s *Store) applyOne(ctx context.Context, k *kind, c change) store.Written {
	if c.err != nil {
		return store.Written{Err: c.err}
	}
	o := options.FindOneAndUpdate().SetReturnDocument(options.After).SetUpsert(c.op == store.Insert)
	if !s.options.imitation {
		o.SetProjection(bodyless)
	}
	var r record
	err := s.db.Collection(k.Name).FindOneAndUpdate(ctx, c.filter(), c.update(), o).Decode(&r)
	if err != nil {
		return store.Written{Err: s.whyNot(ctx, k, c, err)}
	}
	return c.written(r)
}

func (c change) written(r record) store.Written {
	return store.Written{Document: store.Document{ID: c.id, Version: r.Version, Changed: r.At.UTC(), Body: c.given}}
}

// whyNot names what an update failed of. If the record was not as it had to be, it
// looks at the record, which does not matter to what has been done.
func (s *Store) whyNot(ctx context.Context, k *kind, c change, err error) error {
	if clash := s.clashOf(err); clash != noClash {
		return s.settle(ctx, k, c, clash, err)
	}
	if !errors.Is(err, mongo.ErrNoDocuments) {
		return wrap("write", failure(err))
	}
	living, err := s.isAlive(ctx, k, c.id)
	switch {
	case err != nil:
		return err
	case living:
		return store.ErrVersion
	default:
		return store.ErrNotFound
	}
}

// settle says whether the ID or a value was taken.
func (s *Store) settle(ctx context.Context, k *kind, c change, clash clash, err error) error {
	if clash == unknownClash && c.op == store.Insert {
		living, failed := s.isAlive(ctx, k, c.id)
		if failed != nil {
			return failed
		}
		if living {
			clash = idClash
		}
	}
	if clash == idClash {
		return because(store.ErrExists, err)
	}
	return because(store.ErrDuplicate, err)
}

func (s *Store) isAlive(ctx context.Context, k *kind, id string) (bool, error) {
	var r record
	err := s.db.Collection(k.Name).FindOne(ctx, idIs(id), options.FindOne().SetProjection(bodyless)).Decode(&r)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return false, nil
	}
	return err == nil && !r.Gone, wrap("get", failure(err))
}
