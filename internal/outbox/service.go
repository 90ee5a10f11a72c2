package outbox

import (
	"context"
	"errors"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// Dead returns a page of the messages that were given up, the latest first; after is
// the Next of the page before. The actor needs [access.OutboxRead].
func (o *Outbox) Dead(ctx context.Context, actor access.Actor, after string, limit int) (store.Items[Message], error) {
	if err := actor.Check(access.OutboxRead, ""); err != nil {
		return store.Items[Message]{}, err
	}
	page, err := o.messages.Find(ctx, store.Query{Index: "died", Descending: true, After: after, Limit: limit})
	for i := range page.Items {
		page.Items[i].Value.key = page.Items[i].ID
	}
	return page, err
}

// Retry has a message tried again that was given up. The actor needs
// [access.OutboxRead]. A message that there is none of is NotFound, one that is not
// dead Conflict.
func (o *Outbox) Retry(ctx context.Context, actor access.Actor, key string) error {
	if err := actor.Check(access.OutboxRead, ""); err != nil {
		return err
	}
	now := o.c.Now()
	_, err := o.messages.Update(ctx, key, func(m *Message, tx *store.Txn) error {
		if m.State != Dead {
			return fault.New(fault.Conflict, "sending.notDead", nil)
		}
		m.State, m.Due, m.Since, m.DiedAt, m.Attempts = Pending, store.At(now), store.At(now), store.Instant{}, 0
		event, err := audit.New(actor, now, "", "outbox.retry", Collection+"/"+key).Effect()
		if err != nil {
			return err
		}
		tx.Also(event)
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return fault.New(fault.NotFound, "sending.notFound", nil).Because(err)
	}
	return err
}

// Purge deletes what was sent or given up longer ago than it is kept. It is the job
// for it.
func (o *Outbox) Purge(ctx context.Context, now time.Time) (map[string]int, error) {
	report := map[string]int{}
	for _, p := range []struct {
		word, index string
		keep        time.Duration
	}{{"sent", "sent", o.c.KeepSent}, {"dead", "died", o.c.KeepDead}} {
		q := store.Query{Index: p.index, Before: store.At(now.Add(-p.keep)).Key()}
		for it, err := range o.messages.All(ctx, q) {
			if err != nil {
				return report, err
			}
			err := o.messages.Delete(ctx, it.ID, func(m *Message, _ *store.Txn) error {
				if m.State != it.Value.State { // tried again since
					return errTaken
				}
				return nil
			})
			switch {
			case err == nil:
				report[p.word]++
			case !errors.Is(err, store.ErrNotFound) && !errors.Is(err, errTaken):
				return report, err
			}
		}
	}
	return report, nil
}
