package app

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/webhook"
)

// events are those that webhooks can ask for: audit actions on what the public
// sees.
var events = []string{"listing.publish", "listing.withdraw", "listing.expire", "need.publish", "need.close", "need.withdraw"}

// announced is how far the audit chain has been announced to webhooks.
type announced struct {
	Seq int64 `json:"seq"`
}

const (
	announcedCollection = "announced"
	// AnnounceAtOnce is how many entries are gone through in one write.
	announceAtOnce = store.MaxEffects
)

// announcement is what a webhook is told: what was done with what, and not what it
// says; the receiver asks the API for that.
type announcement struct {
	Object       string        `json:"object"` // "listings/<id>"
	Organisation string        `json:"organisation"`
	Done         store.Instant `json:"done"`
}

// announce tells webhooks of what has come into the audit chain. The position is
// moved in the same write that puts the events in the outbox, so that each is told
// once, however many instances do it and wherever they are killed.
func (s *service) announce(ctx context.Context) error {
	position := store.NewCollection[announced](s.engine, announcedCollection)
	if err := begin(ctx, position); err != nil {
		return err
	}
	for more := true; more; {
		_, err := position.Update(ctx, announcedCollection, func(p *announced, tx *store.Txn) error {
			entries, err := s.trail.After(ctx, p.Seq, announceAtOnce)
			if err != nil {
				return err
			}
			if more = len(entries) == announceAtOnce; len(entries) == 0 {
				return store.Unchanged()
			}
			for i := range entries {
				if err := s.announceEntry(&entries[i], tx); err != nil {
					return err
				}
			}
			p.Seq = entries[len(entries)-1].Seq
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// begin sees to it that there is a position, and writes only the first time: this is
// called after every change of the store.
func begin(ctx context.Context, position *store.Collection[announced]) error {
	_, err := position.Get(ctx, announcedCollection)
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if _, err = position.Insert(ctx, announcedCollection, announced{}); errors.Is(err, store.ErrExists) {
		return nil // another instance was faster
	}
	return err
}

func (s *service) announceEntry(e *audit.Entry, tx *store.Txn) error {
	if !slices.Contains(events, e.Action) {
		return nil
	}
	event := webhook.Event{
		Name: e.Action, Payload: announcement{Object: e.Object, Organisation: e.Organisation, Done: e.At},
	}
	effect, err := event.Effect(strconv.FormatInt(e.Seq, 10), e.At.Time)
	if err == nil {
		tx.Also(effect)
	}
	return err
}
