package lifecycle

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// Commands are what people do with documents of any kind. The service of a kind
// embeds them. Expected is the version that the actor has seen, as in If-Match; 0
// is no expectation. Beside what each command says, all return
// [store.ErrNotFound] for what is not there or not for the actor to know of,
// Forbidden without the permission, [store.ErrVersion] if the document has been
// changed since, and Conflict in a state that does not have the action.
type Commands[D, T any] struct {
	flow *Flow[D, T]
}

// NewCommands returns the commands of a flow.
func NewCommands[D, T any](f *Flow[D, T]) *Commands[D, T] { return &Commands[D, T]{flow: f} }

// Get returns a document with its working copy and messages. It needs the kind's
// read permission.
func (c *Commands[D, T]) Get(ctx context.Context, a access.Actor, id string) (store.Item[D], error) {
	it, err := c.flow.Documents.Get(ctx, id)
	if err != nil {
		return store.Item[D]{}, err
	}
	if err := c.flow.Allow(a, &it.Value, c.flow.Kind.Read); err != nil {
		return store.Item[D]{}, err
	}
	return it, nil
}

// Submit asks for review of the working copy. It needs the write permission. A
// working copy with problems is Invalid, with all of them.
func (c *Commands[D, T]) Submit(ctx context.Context, a access.Actor, now time.Time, id string, expected int64) (store.Item[D], error) {
	return c.flow.Do(ctx, a, now, id, expected, Submit, func(d *D, _ *store.Txn) error {
		return c.flow.ready(ctx, d)
	})
}

// Recall takes back what was submitted, as a draft. It needs the write permission.
func (c *Commands[D, T]) Recall(ctx context.Context, a access.Actor, now time.Time, id string, expected int64) (store.Item[D], error) {
	return c.flow.Do(ctx, a, now, id, expected, Recall, nil)
}

// Return gives what was submitted back to its owner with a message, which must be
// there and have at most [MaxMessage] characters. It needs the review permission.
func (c *Commands[D, T]) Return(ctx context.Context, a access.Actor, now time.Time, id string, expected int64, message string) (store.Item[D], error) {
	message = strings.TrimSpace(message)
	return c.flow.Do(ctx, a, now, id, expected, Return, func(d *D, _ *store.Txn) error {
		if err := checkMessage(message); err != nil {
			return err
		}
		c.flow.Kind.Record(d).say(Message{By: WhoIs(a), At: store.At(now), Text: message})
		return nil
	})
}

// Publish makes what was submitted a new version, which the public sees from now
// on. It needs the review permission. The rules may have changed since it was
// submitted: then it is Invalid, with all problems.
func (c *Commands[D, T]) Publish(ctx context.Context, a access.Actor, now time.Time, id string, expected int64) (store.Item[D], error) {
	return c.flow.Do(ctx, a, now, id, expected, Publish, func(d *D, tx *store.Txn) error {
		if err := c.flow.ready(ctx, d); err != nil {
			return err
		}
		return c.flow.publish(a, now, d, tx)
	})
}

// Withdraw takes the document from the public and from review. It needs the write
// permission.
func (c *Commands[D, T]) Withdraw(ctx context.Context, a access.Actor, now time.Time, id string, expected int64) (store.Item[D], error) {
	return c.flow.Do(ctx, a, now, id, expected, Withdraw, func(d *D, _ *store.Txn) error {
		c.flow.Kind.Record(d).Hide()
		return nil
	})
}

// Delete removes a draft that has never been published; another is a Conflict. It
// needs the write permission.
func (c *Commands[D, T]) Delete(ctx context.Context, a access.Actor, now time.Time, id string, expected int64) error {
	return c.flow.Documents.Delete(ctx, id, func(d *D, tx *store.Txn) error {
		if err := c.flow.may(a, d, tx, expected, Delete); err != nil {
			return err
		}
		return c.flow.Apply(a, now, d, tx, Delete, func(d *D, _ *store.Txn) error {
			if r := c.flow.Kind.Record(d); r.LastVersion != 0 {
				return c.flow.Cannot(r.State, Delete)
			}
			return nil
		})
	})
}

// ready prepares and checks a working copy.
func (f *Flow[D, T]) ready(ctx context.Context, d *D) error {
	if f.Kind.Prepare != nil {
		if err := f.Kind.Prepare(ctx, d); err != nil {
			return fmt.Errorf("preparing %s %s: %w", f.Kind.Noun, f.Kind.Record(d).ID, err)
		}
	}
	return fault.Bad(f.Kind.Check(&f.Kind.Record(d).Draft))
}

// publish writes the working copy as a version, as an effect of the change.
func (f *Flow[D, T]) publish(a access.Actor, now time.Time, d *D, tx *store.Txn) error {
	if f.Kind.Publishing != nil {
		f.Kind.Publishing(d, now)
	}
	r := f.Kind.Record(d)
	r.LastVersion++
	r.show(r.LastVersion)
	version := Version[T]{Document: r.ID, Number: r.LastVersion, Content: r.Draft, By: WhoIs(a), At: store.At(now)}
	effect, err := store.NewEffect(f.Kind.Versions, VersionID(r.ID, r.LastVersion), version)
	if err != nil {
		return err
	}
	tx.Also(effect)
	return nil
}

func checkMessage(text string) error {
	switch {
	case text == "":
		return fault.Bad([]fault.Problem{{Member: "message", Key: "check.required"}})
	case utf8.RuneCountInString(text) > MaxMessage:
		return fault.Bad([]fault.Problem{{Member: "message", Key: "check.tooLong", Args: fault.Args{"limit": MaxMessage}}})
	}
	return nil
}
