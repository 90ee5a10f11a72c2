package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// Kind is a sort of document: D is its type, T that of its working copy.
type Kind[D, T any] struct {
	Noun       string            // in audit events: "listing" gives listing.publish
	Messages   string            // prefix of message keys: "catalog" gives catalog.cannot.publish
	Collection string            // of the documents
	Versions   string            // collection of the versions
	Table      Table             // of its steps
	Read       access.Permission // to see what is not public
	Record     func(*D) *Record[T]

	// Prepare sets what is not the writer's to set, before a check or a
	// publication; nil for nothing.
	Prepare func(ctx context.Context, d *D) error
	// Check returns the problems that stop the working copy from being submitted.
	Check func(*T) []fault.Problem
	// Publishing is told before a version is written; nil for nobody.
	Publishing func(d *D, now time.Time)
}

// The indexes of the documents of every kind.
const (
	ByOwner      = "by_owner"       // owner, changed
	ByOwnerState = "by_owner_state" // owner, state, changed
	ByState      = "by_state"       // state, changed
	ByPublic     = "by_public"      // whether the public sees it
)

// Declarations returns the collections of the kind, with the indexes that
// [Commands.List] uses, those of its own beside them.
func (k Kind[D, T]) Declarations(own ...store.Index) []store.Declaration {
	indexes := []store.Index{
		{Name: ByOwner, Fields: []string{"owner", "changed"}},
		{Name: ByOwnerState, Fields: []string{"owner", "state", "changed"}},
		{Name: ByState, Fields: []string{"state", "changed"}},
		{Name: ByPublic, Fields: []string{"public"}},
	}
	return []store.Declaration{{Name: k.Collection, Indexes: append(indexes, own...)}, {Name: k.Versions}}
}

// Flow makes changes by the table of its kind.
type Flow[D, T any] struct {
	Kind      Kind[D, T]
	Documents *store.Collection[D]
	Versions  *store.Collection[Version[T]]
}

// NewFlow returns the flow of a kind. A table that contradicts itself is an error.
func NewFlow[D, T any](e store.Engine, k Kind[D, T]) (*Flow[D, T], error) {
	if err := k.Table.Check(); err != nil {
		return nil, fmt.Errorf("table of %s: %w", k.Noun, err)
	}
	return &Flow[D, T]{
		Kind:      k,
		Documents: store.NewCollection[D](e, k.Collection),
		Versions:  store.NewCollection[Version[T]](e, k.Versions),
	}, nil
}

// Change changes a document as part of a step. It may be called several times,
// see [store.Collection.Update]; [store.Unchanged] ends the step without a change.
type Change[D any] func(d *D, tx *store.Txn) error

// Allow returns nil if the actor has the permission for the document, a Forbidden
// error if the actor may know of the document, and else [store.ErrNotFound].
func (f *Flow[D, T]) Allow(a access.Actor, d *D, p access.Permission) error {
	r := f.Kind.Record(d)
	if err := a.Check(p, r.Owner); err == nil || a.May(f.Kind.Read, r.Owner) || r.Public {
		return err
	}
	return fmt.Errorf("%s %s is not for %s: %w", f.Kind.Noun, r.ID, a.ID, store.ErrNotFound)
}

// Do makes a change: by an actor who may, to the expected version unless that is
// 0, in a state that has the step. Errors: [store.ErrNotFound], Forbidden,
// [store.ErrVersion], Conflict in another state, and those of the change.
func (f *Flow[D, T]) Do(ctx context.Context, a access.Actor, now time.Time, id string, expected int64, action Action, change Change[D]) (store.Item[D], error) {
	return f.Documents.Update(ctx, id, func(d *D, tx *store.Txn) error {
		if err := f.may(a, d, tx, expected, action); err != nil {
			return err
		}
		return f.Apply(a, now, d, tx, action, change)
	})
}

func (f *Flow[D, T]) may(a access.Actor, d *D, tx *store.Txn, expected int64, action Action) error {
	p, ok := f.Kind.Table.Permission(action)
	if !ok {
		return fmt.Errorf("%s has no action %s", f.Kind.Noun, action)
	}
	if err := f.Allow(a, d, p); err != nil {
		return err
	}
	return tx.Expect(expected)
}

// Made is what came of inserting a document that may have been inserted before by a
// caller who could not know: then it is the one that is there, unless it is another
// owner's.
func (f *Flow[D, T]) Made(ctx context.Context, it store.Item[D], err error, id, owner string) (store.Item[D], error) {
	if !errors.Is(err, store.ErrExists) {
		return it, err
	}
	there, lost := f.Documents.Get(ctx, id)
	if lost != nil {
		return it, lost
	}
	if f.Kind.Record(&there.Value).Owner != owner {
		return it, err
	}
	return there, nil
}

// Apply makes one step within a change, whoever the actor is: the caller has
// asked. Do is for everybody else.
func (f *Flow[D, T]) Apply(a access.Actor, now time.Time, d *D, tx *store.Txn, action Action, change Change[D]) error {
	r := f.Kind.Record(d)
	if _, ok := f.Kind.Table.Step(r.State, action); !ok {
		return f.Cannot(r.State, action)
	}
	if change != nil {
		if err := change(d, tx); err != nil {
			return err
		}
	}
	effect, err := f.step(a, now, r, action, tx.Version+1)
	if err != nil {
		return err
	}
	tx.Also(effect)
	return nil
}

// Cannot is the error of an action that the state does not have.
func (f *Flow[D, T]) Cannot(s State, action Action) error {
	return fault.New(fault.Conflict, f.Kind.Messages+".cannot."+string(action), fault.Args{"state": string(s)})
}

// Begin makes a document ready to be inserted: its record as a draft of the owner,
// with the steps made that follow. It returns their events. Whether the actor may,
// and what the steps need, is for the caller to ask.
func (f *Flow[D, T]) Begin(a access.Actor, now time.Time, d *D, id, owner string, then ...Action) ([]store.Effect, error) {
	r := f.Kind.Record(d)
	r.ID, r.Owner, r.State, r.Created = id, owner, Gone, store.At(now)
	var effects []store.Effect
	for _, action := range append([]Action{Create}, then...) {
		effect, err := f.step(a, now, r, action, store.FirstUpdate)
		if err != nil {
			return nil, err
		}
		effects = append(effects, effect)
	}
	return effects, nil
}

// step moves the record by the table and returns the event.
func (f *Flow[D, T]) step(a access.Actor, now time.Time, r *Record[T], action Action, version int64) (store.Effect, error) {
	step, ok := f.Kind.Table.Step(r.State, action)
	if !ok {
		return store.Effect{}, f.Cannot(r.State, action)
	}
	r.State, r.Changed = step.To, store.At(now)
	e := audit.New(a, now, r.Owner, f.Kind.Noun+"."+string(action), f.Kind.Collection+"/"+r.ID)
	e.Version = version
	return e.With("from", string(step.From)).With("to", string(step.To)).Effect()
}
