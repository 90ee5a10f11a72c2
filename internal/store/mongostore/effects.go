package mongostore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/allagehub/matcharenan/internal/store"
)

// Effects come in three steps, each of which is atomic by itself:
//
//  1. The change of a record puts them into the same record, as pending.
//  2. Each is inserted in its own collection, under its own ID. That it is there
//     already, or was there and has been deleted, means that it has been had.
//  3. They are taken out of the record again, if they are still there.
//
// A process that dies after 1 leaves them pending; whoever looks next does 2 and 3.
// Two that do so at once do no harm: 2 has the unique index of _id, and 3 takes
// away one key of p, which is never used again. So a reader may see a change some
// milliseconds before its effect, but a change never stays without.

// pending is what stands in one record.
type pending struct {
	id      string
	key     string
	effects []effect
}

// hasPending is the filter of the records, and of the index, that recovery reads.
func hasPending() bson.D { return bson.D{{Key: "n", Value: bson.D{{Key: "$gt", Value: int64(0)}}}} }

// finish delivers the effects of what has been written. The changes stand whether
// or not it succeeds, so that a failure is for the log: recovery tries again.
func (s *Store) finish(ctx context.Context, k *kind, changes []change, written []store.Written) {
	var all []pending
	changed := false
	for i, c := range changes {
		if written[i].Err != nil {
			continue
		}
		changed = true
		if len(c.effects) > 0 {
			all = append(all, pending{id: c.id, key: c.key, effects: c.effects})
		}
	}
	if len(all) > 0 {
		after, cancel := afterwards(ctx)
		defer cancel()
		if err := s.deliver(after, k, all); err != nil {
			s.options.Logger.WarnContext(ctx, "mongostore: effects stay pending", slogError(err))
		}
	}
	if changed {
		s.changed.Tell()
	}
}

// deliver does steps 2 and 3.
func (s *Store) deliver(ctx context.Context, k *kind, all []pending) error {
	byTarget := make(map[string][]effect)
	for _, p := range all {
		for _, e := range p.effects {
			byTarget[e.Collection] = append(byTarget[e.Collection], e)
		}
	}
	var failures []error
	failed := make(map[string]bool) // "collection id" of an effect
	for _, target := range slices.Sorted(maps.Keys(byTarget)) {
		effects := byTarget[target]
		for i, err := range s.insertEffects(ctx, target, effects) {
			if err != nil {
				failed[target+" "+effects[i].ID] = true
				failures = append(failures, fmt.Errorf("effect %s %s: %w", target, effects[i].ID, err))
			}
		}
	}
	all = slices.DeleteFunc(all, func(p pending) bool {
		return slices.ContainsFunc(p.effects, func(e effect) bool { return failed[e.Collection+" "+e.ID] })
	})
	return errors.Join(append(failures, s.clear(ctx, k, all))...)
}

// insertEffects is step 2. Nil is for what is there, whoever put it there.
func (s *Store) insertEffects(ctx context.Context, target string, effects []effect) []error {
	models := make([]mongo.WriteModel, len(effects))
	for i, e := range effects {
		models[i] = upsertNew(change{op: store.Insert, id: e.ID, content: content{doc: e.Doc, text: e.Text}})
	}
	failures := make([]error, len(effects))
	sent := s.send(ctx, target, models)
	for i, e := range effects {
		switch s.clashOf(sent[i]) {
		case idClash:
		case unknownClash:
			failures[i] = s.isThere(ctx, target, e.ID)
		case noClash, valueClash:
			failures[i] = failure(sent[i])
		}
	}
	return failures
}

// isThere is for a server that does not say what was taken.
func (s *Store) isThere(ctx context.Context, collection, id string) error {
	err := s.db.Collection(collection).FindOne(ctx, idIs(id), options.FindOne().SetProjection(bodyless)).Err()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return store.ErrDuplicate
	}
	return failure(err)
}

// clear is step 3. It does not ask for a version: the record may have been changed
// again, and its other pending effects stay.
func (s *Store) clear(ctx context.Context, k *kind, all []pending) error {
	models := make([]mongo.WriteModel, len(all))
	for i, p := range all {
		filter := bson.D{{Key: "_id", Value: p.id}, {Key: "p." + p.key, Value: bson.D{{Key: "$exists", Value: true}}}}
		update := bson.D{
			{Key: "$unset", Value: bson.D{{Key: "p." + p.key, Value: ""}}},
			{Key: "$inc", Value: bson.D{{Key: "n", Value: int64(-1)}}},
		}
		models[i] = mongo.NewUpdateOneModel().SetFilter(filter).SetUpdate(update)
	}
	return failure(errors.Join(s.send(ctx, k.Name, models)...))
}

// Recover delivers what is pending in all declared collections. It runs by itself
// when collections are declared and every few seconds after that.
func (s *Store) Recover(ctx context.Context) error {
	leave, err := s.gate.enter()
	if err != nil {
		return err
	}
	defer leave()
	return s.recover(ctx)
}

func (s *Store) recover(ctx context.Context) error {
	s.mu.RLock()
	kinds := s.kinds
	s.mu.RUnlock()
	var failures []error
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		failures = append(failures, s.recoverKind(ctx, kinds[name]))
	}
	return errors.Join(failures...)
}

// recoveryPage is how many records recovery reads at once.
const recoveryPage = 100

func (s *Store) recoverKind(ctx context.Context, k *kind) error {
	for {
		o := options.Find().SetHint(pendingIndex).SetLimit(recoveryPage).SetProjection(bson.D{{Key: "p", Value: 1}})
		records, err := s.query(ctx, k, hasPending(), o)
		if err != nil {
			return err
		}
		if len(records) == 0 {
			return nil
		}
		var all []pending
		for _, r := range records {
			for _, key := range slices.Sorted(maps.Keys(r.Pending)) {
				all = append(all, pending{id: r.ID, key: key, effects: r.Pending[key]})
			}
		}
		if err := s.deliver(ctx, k, all); err != nil {
			return wrap("recovering "+k.Name, err)
		}
		s.changed.Tell()
	}
}

// keepRecovering runs until the context ends. Calls that are running meanwhile do
// not wait for it, nor it for them.
func (s *Store) keepRecovering(ctx context.Context) {
	pending := time.NewTicker(s.options.Recovery)
	defer pending.Stop()
	orphans := time.NewTicker(cleaningEvery)
	defer orphans.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-pending.C:
			err = s.recover(ctx)
		case <-orphans.C:
			err = s.clean(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.options.Logger.WarnContext(ctx, "mongostore: recovery", slogError(err))
		}
	}
}

func slogError(err error) slog.Attr { return slog.String("error", err.Error()) }
