package outbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/store"
)

const (
	minBackoff = time.Minute
	maxBackoff = 6 * time.Hour
	maxError   = 1000 // bytes of an error that are kept
)

// errTaken says that another has the message, or has dealt with it.
var errTaken = errors.New("outbox: taken")

// Deliver sends what is due at now, and returns how many messages became "sent",
// "failed" (and wait) and "dead". That sending fails is no error; errors are those of
// the engine.
func (o *Outbox) Deliver(ctx context.Context, now time.Time) (map[string]int, error) {
	d := delivery{Outbox: o, began: o.c.Now(), now: now, report: map[string]int{}}
	q := store.Query{Index: "due", Before: store.At(now.Add(time.Millisecond)).Key(), Limit: 100}
	for {
		page, err := o.messages.Find(ctx, q)
		if err != nil {
			return d.report, err
		}
		q.After = page.Next
		if err := d.all(ctx, page.Items); err != nil {
			return d.report, err
		}
		if page.Next == "" {
			return d.report, nil
		}
	}
}

// delivery is one call of Deliver.
type delivery struct {
	*Outbox
	began, now time.Time
	mu         sync.Mutex
	report     map[string]int
}

// clock is the present time. Claims must not be reckoned from the beginning of a
// delivery that takes long.
func (d *delivery) clock() time.Time { return d.now.Add(d.c.Now().Sub(d.began)) }

// all sends the messages, some at the same time.
func (d *delivery) all(ctx context.Context, items []store.Item[Message]) error {
	queue := make(chan string)
	var workers sync.WaitGroup
	var mu sync.Mutex
	var failures []error
	for range min(d.c.Workers, len(items)) {
		workers.Go(func() {
			for key := range queue {
				if err := d.one(ctx, key); err != nil {
					mu.Lock()
					failures = append(failures, err)
					mu.Unlock()
				}
			}
		})
	}
	for _, it := range items {
		if ctx.Err() != nil {
			break
		}
		queue <- it.ID
	}
	close(queue)
	workers.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	return errors.Join(failures...)
}

// one claims, sends and settles a message.
func (d *delivery) one(ctx context.Context, key string) error {
	m, err := d.claim(ctx, key)
	if errors.Is(err, errTaken) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	began := d.clock()
	failure := d.send(ctx, m)
	if failure != nil && ctx.Err() != nil {
		// The service is being stopped: the message is for whoever comes next.
		return d.settle(context.WithoutCancel(ctx), m, func(v *Message, _ *store.Txn) error {
			v.State, v.Claim, v.Due, v.Attempts = Pending, "", store.At(d.clock()), v.Attempts-1
			return nil
		})
	}
	var became State
	err = d.settle(context.WithoutCancel(ctx), m, func(v *Message, tx *store.Txn) error {
		err := d.judge(v, tx, key, failure)
		became = v.State
		return err
	})
	if err != nil || became == "" {
		return err
	}
	d.tell(ctx, m, became, d.clock().Sub(began), failure)
	return nil
}

// claim makes the message this outbox's own for a time.
func (d *delivery) claim(ctx context.Context, key string) (Message, error) {
	now := d.clock()
	it, err := d.messages.Update(ctx, key, func(m *Message, _ *store.Txn) error {
		if m.Due.IsZero() || m.Due.After(now) {
			return errTaken
		}
		m.State, m.Claim = Delivering, d.holder+"/"+id.New(now)
		m.Due = store.At(now.Add(d.c.Claim))
		m.Attempts++
		return nil
	})
	it.Value.key = key
	return it.Value, err
}

// send sends the message well within its claim.
func (d *delivery) send(ctx context.Context, m Message) (err error) {
	ctx, cancel := context.WithTimeout(ctx, d.c.Claim*2/3)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	sender := d.c.Senders[m.Kind]
	if sender == nil {
		return fmt.Errorf("outbox: nothing sends messages of kind %q", m.Kind)
	}
	return sender.Send(ctx, m)
}

// settle changes a message that is still claimed by this delivery.
func (d *delivery) settle(ctx context.Context, m Message, change func(v *Message, tx *store.Txn) error) error {
	ctx, cancel := context.WithTimeout(ctx, d.c.Claim/3)
	defer cancel()
	_, err := d.messages.Update(ctx, m.key, func(v *Message, tx *store.Txn) error {
		if v.Claim != m.Claim {
			return errTaken
		}
		return change(v, tx)
	})
	if errors.Is(err, errTaken) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// judge notes what became of a try.
func (d *delivery) judge(m *Message, tx *store.Txn, key string, failure error) error {
	now := d.clock()
	m.Claim = ""
	if failure == nil {
		m.State, m.Due, m.SentAt = Sent, store.Instant{}, store.At(now)
		m.ToHash, m.LastError = d.hash(m.To), ""
		m.To, m.Subject, m.Body = "", "", ""
		return nil
	}
	m.LastError = reason(*m, failure)
	next := now.Add(backoff(m.Attempts))
	if !IsPermanent(failure) && next.Before(m.Since.Add(d.c.GiveUp)) {
		m.State, m.Due = Pending, store.At(next)
		return nil
	}
	m.State, m.Due, m.DiedAt = Dead, store.Instant{}, store.At(now)
	event, err := audit.New(access.Service("outbox"), now, "", "outbox.dead", Collection+"/"+key).
		With("kind", string(m.Kind)).With("template", m.Template).Effect()
	if err != nil {
		return err
	}
	tx.Also(event)
	return nil
}

// hash tells receivers apart without telling who they are.
func (o *Outbox) hash(to string) string {
	h := hmac.New(sha256.New, o.c.HashKey)
	h.Write([]byte(strings.ToLower(to)))
	return hex.EncodeToString(h.Sum(nil))
}

// reason is the text of a failure without the receiver, whom a server likes to repeat
// and a log need not know.
func reason(m Message, failure error) string {
	s := failure.Error()
	if m.Kind == Mail && m.To != "" {
		s = strings.ReplaceAll(s, m.To, "<receiver>")
	}
	return strings.ToValidUTF8(s[:min(len(s), maxError)], "")
}

// backoff is how long to wait after a number of attempts: twice as long each time,
// a fifth more or less so that what failed together does not come back together.
func backoff(attempts int) time.Duration {
	wait := minBackoff
	for i := 1; i < attempts && wait < maxBackoff; i++ {
		wait *= 2
	}
	wait = time.Duration(float64(wait) * (0.8 + 0.4*rand.Float64())) //nolint:gosec // G404: spreads load, guards nothing
	return max(minBackoff, min(wait, maxBackoff))
}

func (d *delivery) tell(ctx context.Context, m Message, became State, took time.Duration, failure error) {
	word := map[State]string{Sent: "sent", Pending: "failed", Dead: "dead"}[became]
	d.mu.Lock()
	d.report[word]++
	d.mu.Unlock()
	if d.c.Observer != nil {
		d.c.Observer.MessageTried(m.Kind, became, took)
	}
	if failure != nil {
		d.c.Log.WarnContext(ctx, "message not sent", slog.String("message", m.key), slog.String("kind", string(m.Kind)),
			slog.String("template", m.Template), slog.Int("attempts", m.Attempts), slog.String("became", string(became)),
			slog.String("error", reason(m, failure)))
	}
}
