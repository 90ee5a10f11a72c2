package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/store"
)

// Sender sends messages of a kind. An error means that it is tried again later, one
// that [Permanent] made that it is dead at once.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// permanent is an error that no further try will mend.
type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Permanent marks an error that no further try will mend.
func Permanent(err error) error { return permanent{err} }

// IsPermanent reports whether no further try will mend the error.
func IsPermanent(err error) bool {
	_, ok := errors.AsType[permanent](err)
	return ok
}

// Observer is told of deliveries, for metrics. Its method must not wait.
type Observer interface {
	MessageTried(kind Kind, became State, took time.Duration)
}

// Config is what an Outbox needs.
type Config struct {
	Engine   store.Engine
	Senders  map[Kind]Sender
	Instance string
	Now      func() time.Time
	Log      *slog.Logger
	Observer Observer // nil for none
	HashKey  []byte   // of the hashes of receivers, so that they cannot be guessed

	// Durations; the defaults if zero.
	Claim    time.Duration // how long a message may take to send; [DefaultClaim]
	GiveUp   time.Duration // after which a message is dead; [DefaultGiveUp]
	KeepSent time.Duration // [DefaultKeepSent]
	KeepDead time.Duration // [DefaultKeepDead]
	Poll     time.Duration // between looks for messages of other processes; [DefaultPoll]

	Workers int // messages sent at the same time; [DefaultWorkers] if zero
}

// Defaults of [Config].
const (
	DefaultClaim    = 3 * time.Minute
	DefaultGiveUp   = 3 * 24 * time.Hour
	DefaultKeepSent = 30 * 24 * time.Hour
	DefaultKeepDead = 90 * 24 * time.Hour
	DefaultPoll     = 5 * time.Second
	DefaultWorkers  = 4
)

// Outbox sends messages. Several, in as many processes, may share an engine.
type Outbox struct {
	c        Config
	messages *store.Collection[Message]
	holder   string // of claims; no two outboxes have the same
}

// New returns an outbox.
func New(c Config) *Outbox {
	c.Claim, c.GiveUp, c.Poll = or(c.Claim, DefaultClaim), or(c.GiveUp, DefaultGiveUp), or(c.Poll, DefaultPoll)
	c.KeepSent, c.KeepDead = or(c.KeepSent, DefaultKeepSent), or(c.KeepDead, DefaultKeepDead)
	c.Workers = or(c.Workers, DefaultWorkers)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Outbox{
		c: c, messages: store.NewCollection[Message](c.Engine, Collection), holder: c.Instance + "/" + id.Secret()[:12],
	}
}

func or[T int | time.Duration](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}

// Put puts a message in the outbox that no change causes; see [NewEffect]. That one
// with the key is there already is no error.
func (o *Outbox) Put(ctx context.Context, m Message, key string) error {
	e, err := NewEffect(m, key, o.c.Now())
	if err != nil {
		return err
	}
	written, err := o.c.Engine.Write(ctx, Collection, []store.Write{{Op: store.Insert, Document: store.Document{ID: e.ID, Body: e.Body}}})
	if err == nil {
		err = written[0].Err
	}
	if err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("outbox: %w", err)
	}
	return nil
}

// Use sets the sender of a kind. It is for senders that need the outbox themselves,
// and not for use when messages are being sent.
func (o *Outbox) Use(k Kind, s Sender) {
	senders := map[Kind]Sender{k: s}
	for kind, sender := range o.c.Senders {
		if kind != k {
			senders[kind] = sender
		}
	}
	o.c.Senders = senders
}

// minGap is the least time between two looks at the outbox, so that a busy service
// does not look at every change.
const minGap = 100 * time.Millisecond

// Run sends messages as they come and become due, until the context ends; it then
// returns nil when those being sent have been cut off.
func (o *Outbox) Run(ctx context.Context) error {
	changed, stop := o.c.Engine.Watch()
	defer stop()
	poll := time.NewTicker(o.c.Poll)
	defer poll.Stop()
	for ctx.Err() == nil {
		if _, err := o.Deliver(ctx, o.c.Now()); err != nil && ctx.Err() == nil {
			o.c.Log.ErrorContext(ctx, "outbox", slog.Any("error", err))
			wait(ctx, o.c.Poll)
		}
		wait(ctx, minGap)
		select {
		case <-ctx.Done():
		case <-changed:
		case <-poll.C:
		}
	}
	return nil
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
