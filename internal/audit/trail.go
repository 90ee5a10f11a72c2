package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/allagehub/matcharenan/internal/store"
)

// Trail is the audit trail of an engine. It is safe for use by several goroutines,
// and several processes may have trails of the same engine.
type Trail struct {
	engine store.Engine
	inbox  *store.Collection[json.RawMessage]
	chain  *store.Collection[entry]
}

// NewTrail returns the trail that the engine keeps.
func NewTrail(e store.Engine) *Trail {
	return &Trail{
		engine: e,
		inbox:  store.NewCollection[json.RawMessage](e, Inbox),
		chain:  store.NewCollection[entry](e, Chain),
	}
}

// Head returns the last entry, for noting it down elsewhere; the zero head when
// there is none. Errors are those of the engine.
func (t *Trail) Head(ctx context.Context) (Head, error) {
	last, err := t.chain.First(ctx, store.Query{Descending: true})
	if errors.Is(err, store.ErrNotFound) {
		return Head{}, nil
	}
	return last.Value.head(), err
}

// batch is how many events are moved before the inbox is cleared of them.
const batch = 200

// Flush moves the events of the inbox to the chain, in the order of their IDs, and
// returns how many it has appended. Any number of processes may do so at the same
// time. Errors are those of the engine; what has been moved stays moved.
//
// An event's ID is unique in the chain and so is a sequence number. So whatever
// others do, and wherever a flush is cut off, an event is appended once, to the
// entry that is last.
func (t *Trail) Flush(ctx context.Context) (int, error) {
	head, err := t.Head(ctx)
	if err != nil {
		return 0, err
	}
	moved := 0
	for {
		// What has been moved is gone from the inbox: the first page is the next one.
		page, err := t.inbox.Find(ctx, store.Query{Limit: batch})
		if err != nil || len(page.Items) == 0 {
			return moved, err
		}
		for _, it := range page.Items {
			mine, next, err := t.append(ctx, head, it)
			if err != nil {
				return moved, err
			}
			if head = next; mine {
				moved++
			}
		}
		if err := t.clear(ctx, page.Items); err != nil {
			return moved, err
		}
	}
}

// append sees to it that the event is in the chain. It returns whether it was
// appended here, and the last entry as far as is known.
func (t *Trail) append(ctx context.Context, head Head, it store.Item[json.RawMessage]) (mine bool, next Head, err error) {
	for {
		e, err := link(head, it.ID, it.Value)
		if err != nil {
			return false, head, err
		}
		_, err = t.chain.Insert(ctx, key(e.Seq), e)
		switch {
		case err == nil:
			return true, e.head(), nil
		case errors.Is(err, store.ErrDuplicate):
			return false, head, nil // it is in the chain already
		case !errors.Is(err, store.ErrExists):
			return false, head, err
		}
		// Another was faster, with this event or with one before it.
		taken, err := t.chain.Get(ctx, key(e.Seq))
		if err != nil {
			return false, head, err
		}
		head = taken.Value.head()
		if taken.Value.EventID == it.ID {
			return false, head, nil
		}
	}
}

// clear deletes events that are in the chain from the inbox; that another has
// deleted them is no error.
func (t *Trail) clear(ctx context.Context, items []store.Item[json.RawMessage]) error {
	writes := make([]store.Write, len(items))
	for i, it := range items {
		writes[i] = store.Write{Op: store.Delete, Document: store.Document{ID: it.ID, Version: it.Version}}
	}
	written, err := t.engine.Write(ctx, Inbox, writes)
	if err != nil {
		return fmt.Errorf("%s: %w", Inbox, err)
	}
	for _, w := range written {
		if w.Err != nil && !errors.Is(w.Err, store.ErrNotFound) {
			return fmt.Errorf("%s: %w", Inbox, w.Err)
		}
	}
	return nil
}
