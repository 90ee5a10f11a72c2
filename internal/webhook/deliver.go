package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
)

// Senders returns the outbox's senders of events and of deliveries.
func (s *Service) Senders() map[outbox.Kind]outbox.Sender {
	return map[outbox.Kind]outbox.Sender{outbox.Event: sender(s.spread), outbox.Webhook: sender(s.deliver)}
}

type sender func(ctx context.Context, m outbox.Message) error

// Send implements [outbox.Sender].
func (f sender) Send(ctx context.Context, m outbox.Message) error { return f(ctx, m) }

// spread makes a delivery of the event for each subscription that wants it. Being cut
// off in the middle, it makes the same ones again, which does nothing.
func (s *Service) spread(ctx context.Context, m outbox.Message) error {
	var e envelope
	if err := json.Unmarshal([]byte(m.Body), &e); err != nil {
		return outbox.Permanent(fmt.Errorf("webhook: reading an event: %w", err))
	}
	event := Event{Name: e.Event, Organisations: e.Organisations}
	e.Organisations = nil // which others may know of it is not for each to know
	body, err := json.Marshal(e)
	if err != nil {
		return outbox.Permanent(fmt.Errorf("webhook: event %s: %w", e.Event, err))
	}
	for it, err := range s.hooks.All(ctx, store.Query{Index: "active", Equal: []any{true}}) {
		if err != nil {
			return err
		}
		if !it.Value.wants(event) || it.Value.Made.After(e.At.Time) {
			continue // what came before a subscription is none of its events
		}
		delivery := outbox.Message{Kind: outbox.Webhook, To: it.ID, Template: e.Event, Body: string(body)}
		if err := s.c.Outbox.Put(ctx, delivery, "hook-"+it.ID+"-"+m.Reference()); err != nil {
			return err
		}
	}
	return nil
}

// errOff says that the subscription is gone or switched off.
var errOff = errors.New("webhook: the subscription is gone or switched off")

// deliver posts a delivery and keeps count of failures.
func (s *Service) deliver(ctx context.Context, m outbox.Message) error {
	it, err := s.hooks.Get(ctx, m.To)
	if errors.Is(err, store.ErrNotFound) {
		return outbox.Permanent(errOff)
	}
	if err != nil {
		return err
	}
	if !it.Value.Active {
		return outbox.Permanent(errOff)
	}
	failure := s.poster.post(ctx, it.Value.URL, s.headers(it.Value, m), []byte(m.Body))
	if ctx.Err() != nil {
		return failure // the service is being stopped; this says nothing of the receiver
	}
	// What was delivered must not be sent again because the count could not be kept.
	if err := s.count(ctx, it, failure); err != nil && failure != nil {
		return errors.Join(failure, err)
	}
	return failure
}

func (s *Service) headers(v stored, m outbox.Message) http.Header {
	now := s.c.Now()
	timestamp := strconv.FormatInt(now.Unix(), 10)
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "Matcharenan")
	h.Set(HeaderEvent, m.Template)
	h.Set(HeaderDelivery, m.Reference())
	h.Set(HeaderTimestamp, timestamp)
	h.Set(HeaderSignature, sign(v.valid(now), timestamp, []byte(m.Body)))
	return h
}

// count notes in the subscription how a delivery went, and switches off one that has
// failed for long.
func (s *Service) count(ctx context.Context, it store.Item[stored], failure error) error {
	now := s.c.Now()
	var contacts []Contact
	if failure != nil && s.overdue(it.Value, now) {
		var err error
		if contacts, err = s.contacts(ctx, view(it)); err != nil {
			return err
		}
	}
	_, err := s.hooks.Update(ctx, it.ID, func(v *stored, tx *store.Txn) error {
		if v.URL != it.Value.URL || !v.Active {
			return store.Unchanged() // it was of another address
		}
		if failure == nil {
			return v.worked(now)
		}
		if v.Failures++; v.FailingSince.IsZero() {
			v.FailingSince = store.At(now)
		}
		if !s.overdue(*v, now) {
			return nil
		}
		return s.switchOff(it.ID, v, contacts, now, tx)
	})
	return err
}

// worked notes that a delivery arrived, which is a write once an hour only.
func (v *stored) worked(now time.Time) error {
	hour := store.At(now.Truncate(time.Hour))
	if v.FailingSince.IsZero() && v.Worked.Equal(hour.Time) {
		return store.Unchanged()
	}
	v.Failures, v.FailingSince, v.Worked = 0, store.Instant{}, hour
	return nil
}

// overdue reports whether the subscription has failed for so long that it is to be
// switched off when it fails again.
func (s *Service) overdue(v stored, now time.Time) bool {
	return !v.FailingSince.IsZero() && now.Sub(v.FailingSince.Time) >= s.c.SwitchOff
}

func (s *Service) contacts(ctx context.Context, sub Subscription) ([]Contact, error) {
	if s.c.Contacts == nil || s.c.Mailer == nil {
		return nil, nil
	}
	return s.c.Contacts.WebhookContacts(ctx, sub)
}

// maxContacts is how many are told; a change has room for so many effects and more.
const maxContacts = 20

// switchOff switches the subscription off, and tells those who look after it.
func (s *Service) switchOff(key string, v *stored, contacts []Contact, now time.Time, tx *store.Txn) error {
	v.Active, v.SwitchedOff = false, true
	e := audit.New(access.Service("webhook"), now, v.Organisation, "webhook.switchOff", Collection+"/"+key)
	e.Version = tx.Version + 1
	effect, err := e.Effect()
	if err != nil {
		return err
	}
	tx.Also(effect)
	days := strconv.Itoa(int(s.c.SwitchOff / (24 * time.Hour)))
	for i, c := range contacts[:min(len(contacts), maxContacts)] {
		letter, err := s.c.Mailer.Mail(c.Address, c.Language, "webhookOff", map[string]string{"url": v.URL, "days": days},
			fmt.Sprintf("webhook-off-%s-%d-%d", key, v.FailingSince.Unix(), i))
		if fault.Is(err, fault.Invalid) {
			continue // an address that is none must not keep the subscription on
		}
		if err != nil {
			return err
		}
		tx.Also(letter)
	}
	return nil
}

func clip(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), 100)])
}
