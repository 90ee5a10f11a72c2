package webhook

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
)

// Contact is who is told that a subscription has been switched off.
type Contact struct {
	Address  string
	Language string
}

// Contacts finds who looks after an organisation's webhooks: those who may change
// them, and best who made the subscription.
type Contacts interface {
	WebhookContacts(ctx context.Context, s Subscription) ([]Contact, error)
}

// Mailer writes letters; see package mail.
type Mailer interface {
	Mail(to, language, template string, data map[string]string, key string) (store.Effect, error)
}

// Outbox is what the service needs of the outbox.
type Outbox interface {
	Put(ctx context.Context, m outbox.Message, key string) error
}

// Config is what a Service needs.
type Config struct {
	Engine    store.Engine
	Outbox    Outbox
	Events    []string // names of the events that there are
	Contacts  Contacts // nil: nobody is told that a subscription was switched off
	Mailer    Mailer   // nil: the same
	Now       func() time.Time
	SwitchOff time.Duration // after failing for so long; [DefaultSwitchOff] if zero
	Timeout   time.Duration // of a delivery; [DefaultTimeout] if zero
	Ports     []int         // that deliveries may go to besides 443; never 80
	// AllowPrivate lets deliveries go by http, to any address and port. It is for
	// tests only.
	AllowPrivate bool
	Resolver     *net.Resolver // nil for the system's
}

// Defaults of [Config].
const (
	DefaultSwitchOff = 7 * 24 * time.Hour
	DefaultTimeout   = 10 * time.Second
)

// Service keeps subscriptions and sends events to them.
type Service struct {
	c      Config
	hooks  *store.Collection[stored]
	guard  guard
	poster *poster
}

// New returns a service.
func New(c Config) *Service {
	if c.SwitchOff <= 0 {
		c.SwitchOff = DefaultSwitchOff
	}
	if c.Timeout <= 0 {
		c.Timeout = DefaultTimeout
	}
	g := newGuard(c.Ports, c.AllowPrivate)
	return &Service{c: c, hooks: store.NewCollection[stored](c.Engine, Collection), guard: g, poster: newPoster(g, c.Resolver, c.Timeout)}
}

// Create makes an active subscription for the organisation and returns it with its
// secret, which is never shown again. The actor needs [access.WebhookWrite] for the
// organisation. A bad wish is Invalid, one subscription too many Conflict.
func (s *Service) Create(ctx context.Context, actor access.Actor, organisation string, w Wish) (Subscription, string, error) {
	if err := actor.Check(access.WebhookWrite, organisation); err != nil {
		return Subscription{}, "", err
	}
	w, err := s.check(w)
	if err != nil {
		return Subscription{}, "", err
	}
	// Two at the same moment may both find room; the limit guards against a program
	// that runs wild, not against one more.
	others, err := s.hooks.Find(ctx, s.of(organisation, maxPerOrganisation))
	if err != nil {
		return Subscription{}, "", err
	}
	if len(others.Items) >= maxPerOrganisation {
		return Subscription{}, "", fault.New(fault.Conflict, "webhooks.tooMany", fault.Args{"limit": maxPerOrganisation})
	}
	now := s.c.Now()
	v := stored{Subscription: Subscription{
		Organisation: organisation, URL: w.URL, Events: w.Events, Active: true, Made: store.At(now), MadeBy: actor.Person,
	}}
	text := newSecret()
	v.rotate(text, now)
	key := id.New(now)
	event, err := audit.New(actor, now, organisation, "webhook.create", Collection+"/"+key).Effect()
	if err != nil {
		return Subscription{}, "", err
	}
	it, err := s.hooks.Insert(ctx, key, v, event)
	if err != nil {
		return Subscription{}, "", err
	}
	return view(it), text, nil
}

// List returns the organisation's subscriptions, the oldest first. The actor needs
// [access.WebhookWrite] for it.
func (s *Service) List(ctx context.Context, actor access.Actor, organisation string) ([]Subscription, error) {
	if err := actor.Check(access.WebhookWrite, organisation); err != nil {
		return nil, err
	}
	var list []Subscription
	for it, err := range s.hooks.All(ctx, s.of(organisation, store.MaxPage)) {
		if err != nil {
			return nil, err
		}
		list = append(list, view(it))
	}
	return list, nil
}

// Get returns a subscription. The actor needs [access.WebhookWrite] for its
// organisation; to others it is NotFound, as if there were none.
func (s *Service) Get(ctx context.Context, actor access.Actor, key string) (Subscription, error) {
	it, err := s.hooks.Get(ctx, key)
	if err == nil && !actor.May(access.WebhookWrite, it.Value.Organisation) {
		err = store.ErrNotFound
	}
	return view(it), missing(err)
}

// Change gives a subscription another address, other events, or switches it on or
// off. Version is the one that was read, or zero. The actor needs what [Service.Get]
// says. A bad wish is Invalid, a version that has passed Conflict.
func (s *Service) Change(ctx context.Context, actor access.Actor, key string, version int64, w Wish) (Subscription, error) {
	it, err := s.update(ctx, actor, key, version, "webhook.change", func(v *stored, _ time.Time) error {
		w, err := s.check(w)
		if err != nil {
			return err
		}
		if w.URL != v.URL || w.Active && !v.Active {
			v.Failures, v.FailingSince, v.SwitchedOff = 0, store.Instant{}, false
		}
		v.URL, v.Events, v.Active = w.URL, w.Events, w.Active
		return nil
	})
	return view(it), err
}

// Rotate gives a subscription a new secret, which is returned and never shown again.
// The old one signs beside it for a day. The actor needs what [Service.Get] says.
func (s *Service) Rotate(ctx context.Context, actor access.Actor, key string) (string, error) {
	text := newSecret()
	_, err := s.update(ctx, actor, key, 0, "webhook.rotate", func(v *stored, now time.Time) error {
		v.rotate(text, now)
		return nil
	})
	if err != nil {
		return "", err
	}
	return text, nil
}

// Delete removes a subscription. The actor needs what [Service.Get] says.
func (s *Service) Delete(ctx context.Context, actor access.Actor, key string) error {
	now := s.c.Now()
	err := s.hooks.Delete(ctx, key, func(v *stored, tx *store.Txn) error {
		return s.note(actor, now, key, "webhook.delete", v, tx)
	})
	return missing(err)
}

// TryOut sends a [Ping] to a subscription, so that its owner sees whether it works.
// The actor needs what [Service.Get] says. One that is switched off is Conflict.
func (s *Service) TryOut(ctx context.Context, actor access.Actor, key string) error {
	sub, err := s.Get(ctx, actor, key)
	if err != nil {
		return err
	}
	if !sub.Active {
		return fault.New(fault.Conflict, "webhooks.inactive", nil)
	}
	now := s.c.Now()
	_, err = s.update(ctx, actor, key, 0, "webhook.try", func(*stored, time.Time) error { return nil }, func() (store.Effect, error) {
		e := Event{Name: Ping, Payload: struct{}{}}
		m, err := e.message(now)
		if err != nil {
			return store.Effect{}, err
		}
		m.Kind, m.To = outbox.Webhook, key
		return outbox.NewEffect(m, "hook-"+key+"-"+id.New(now), now)
	})
	return err
}

// update changes a subscription that the actor may change, with its audit event and
// further effects.
func (s *Service) update(
	ctx context.Context, actor access.Actor, key string, version int64, action string,
	change func(v *stored, now time.Time) error, further ...func() (store.Effect, error),
) (store.Item[stored], error) {
	now := s.c.Now()
	it, err := s.hooks.Update(ctx, key, func(v *stored, tx *store.Txn) error {
		if err := s.note(actor, now, key, action, v, tx); err != nil {
			return err
		}
		if err := tx.Expect(version); err != nil {
			return err
		}
		for _, f := range further {
			e, err := f()
			if err != nil {
				return err
			}
			tx.Also(e)
		}
		return change(v, now)
	})
	return it, missing(err)
}

// note adds the audit event to a change, if the actor may make it.
func (s *Service) note(actor access.Actor, now time.Time, key, action string, v *stored, tx *store.Txn) error {
	if !actor.May(access.WebhookWrite, v.Organisation) {
		return store.ErrNotFound
	}
	e := audit.New(actor, now, v.Organisation, action, Collection+"/"+key)
	e.Version = tx.Version + 1
	effect, err := e.Effect()
	if err != nil {
		return err
	}
	tx.Also(effect)
	return nil
}

func (s *Service) of(organisation string, limit int) store.Query {
	return store.Query{Index: "organisation", Equal: []any{organisation}, Limit: limit}
}

func view(it store.Item[stored]) Subscription {
	v := it.Value.Subscription
	v.ID, v.Version = it.ID, it.Version
	return v
}

// missing puts our words to a subscription that there is none of.
func missing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fault.New(fault.NotFound, "webhooks.notFound", nil).Because(err)
	}
	return err
}
