package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// Headers of idempotency keys.
const (
	IdempotencyKey      = "Idempotency-Key"
	IdempotencyReplayed = "Idempotency-Replayed"
)

// How long keys live. A request that was cut off by a crash holds its key until the
// time of any handler is over.
const (
	keyAge  = 24 * time.Hour
	keyHold = 2 * time.Minute
	maxKept = 256 << 10 // bytes of an answer that is kept
)

const (
	idempotencyCollection = "idempotency"
	byExpiry              = "by_expiry"
)

// Declaration is the collection of idempotency keys, for [store.Migrate].
func Declaration() store.Declaration {
	return store.Declaration{
		Name:    idempotencyCollection,
		Indexes: []store.Index{{Name: byExpiry, Fields: []string{"expires"}}},
	}
}

// reservation is what is kept of a key.
type reservation struct {
	Request string        `json:"request"`           // hash of method, path, query and body
	NewID   string        `json:"newId"`             // for what is created, the same at each try
	Try     int           `json:"try"`               // counts those who have begun
	Held    store.Instant `json:"held"`              // until when the present try may still answer
	Expires store.Instant `json:"expires"`           // when the key is forgotten
	Done    bool          `json:"done"`              // whether there is an answer
	Status  int           `json:"status,omitempty"`  // of the answer
	Headers []header      `json:"headers,omitempty"` // of the answer
	Body    []byte        `json:"body,omitempty"`    // of the answer
}

type header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// keptHeaders are those that an answer is given again with.
var keptHeaders = []string{fiber.HeaderContentType, fiber.HeaderETag, fiber.HeaderLocation, fiber.HeaderLink}

// Idempotent is a guard for routes that create: a request that comes again with the
// same Idempotency-Key gets the same answer and creates nothing. What fails leaves
// the key free, except when it cannot be known whether something was created; then
// the next try gets the same [NewID] and cannot create a second one. Without the
// header it does nothing. It stands after the guards that may refuse.
func Idempotent(c *fiber.Ctx) error {
	key := c.Get(IdempotencyKey)
	if key == "" {
		return c.Next()
	}
	r := known(c)
	switch {
	case len(key) > 200 || !printable(key):
		return errKeyForm
	case r.actor.Kind == access.Guest:
		return ErrSignIn // else one guest could get the answer of another
	case r.app.keys == nil:
		return errNoStore
	}
	hash, err := requestHash(c)
	if err != nil {
		return err
	}
	id := hashed(string(r.actor.Kind), r.actor.ID, key)
	kept, err := r.app.reserve(c.UserContext(), id, hash, NewID(c))
	if err != nil {
		return err
	}
	if kept.Done {
		return replay(c, kept)
	}
	r.newID = kept.NewID
	return r.app.perform(c, id, kept.Try)
}

func printable(s string) bool {
	for _, b := range []byte(s) {
		if b <= ' ' || b >= 0x7f {
			return false
		}
	}
	return true
}

func requestHash(c *fiber.Ctx) (string, error) {
	body, err := Body(c, known(c).app.o.Limits.Body)
	if err != nil {
		return "", err
	}
	return hashed(c.Method(), c.Path(), string(c.Request().URI().QueryString()), string(body)), nil
}

// hashed joins texts so that no two lists of texts give the same.
func hashed(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		sum := sha256.Sum256([]byte(p))
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// reserve takes the key for this request, or returns what is kept of it.
func (a *App) reserve(ctx context.Context, id, hash, newID string) (reservation, error) {
	now := a.o.Now()
	fresh := reservation{Request: hash, NewID: newID, Try: 1, Held: store.At(now.Add(keyHold)), Expires: store.At(now.Add(keyAge))}
	for range store.MaxTries {
		_, err := a.keys.Insert(ctx, id, fresh)
		if err == nil {
			return fresh, nil
		}
		if !errors.Is(err, store.ErrExists) {
			return reservation{}, err
		}
		it, err := a.keys.Update(ctx, id, func(kept *reservation, _ *store.Txn) error {
			return kept.takeOver(fresh, now)
		})
		if errors.Is(err, store.ErrNotFound) {
			continue // given free in between
		}
		return it.Value, err
	}
	return reservation{}, errKeyRunning
}

// takeOver begins another try, unless the key is another request's, done or held.
func (kept *reservation) takeOver(fresh reservation, now time.Time) error {
	switch {
	case !now.Before(kept.Expires.Time):
		try := kept.Try + 1 // a late holder of the old key is told by it
		*kept = fresh
		kept.Try = try
	case kept.Request != fresh.Request:
		return errKeyOther
	case kept.Done:
		return store.Unchanged()
	case now.Before(kept.Held.Time):
		return errKeyRunning.Retry(kept.Held.Sub(now))
	default:
		kept.Try++
		kept.Held = fresh.Held
	}
	return nil
}

// perform runs the handler and keeps its answer.
func (a *App) perform(c *fiber.Ctx, id string, try int) error {
	err := next(c)
	// The client's patience and the handler's time do not end this part.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), checkTime)
	defer cancel()
	if err != nil {
		if certain(ours(err)) {
			return errors.Join(err, a.release(ctx, id, try))
		}
		return err
	}
	if c.Response().StatusCode() >= http.StatusBadRequest {
		return a.release(ctx, id, try)
	}
	answer := answerOf(c)
	_, err = a.keys.Update(ctx, id, func(kept *reservation, _ *store.Txn) error {
		if kept.Try != try || kept.Done {
			return store.Unchanged() // a later try has the key
		}
		kept.Done, kept.Status, kept.Headers, kept.Body = true, answer.Status, answer.Headers, answer.Body
		return nil
	})
	if err != nil {
		// What was created is told all the same; only its answer cannot be given again.
		LogOf(c).LogAttrs(ctx, slog.LevelError, "answer not kept for its idempotency key", slog.String("error", err.Error()))
	}
	return nil
}

// certain reports whether an error says that nothing has been created.
func certain(err error) bool {
	status, _ := statusOf(err, false)
	return status < http.StatusInternalServerError
}

// release gives the key free for another try.
func (a *App) release(ctx context.Context, id string, try int) error {
	err := a.keys.Delete(ctx, id, func(kept *reservation, _ *store.Txn) error {
		if kept.Try != try || kept.Done {
			return store.Unchanged()
		}
		return nil
	})
	if err == nil || errors.Is(err, store.ErrNotFound) || errors.Is(err, store.Unchanged()) {
		return nil
	}
	return err
}

func answerOf(c *fiber.Ctx) reservation {
	res := c.Response()
	answer := reservation{Status: res.StatusCode()}
	// A stream can be read once, and that is the client's turn.
	if !res.IsBodyStream() && len(res.Body()) <= maxKept {
		answer.Body = bytes.Clone(res.Body())
	}
	for _, name := range keptHeaders {
		if v := res.Header.Peek(name); len(v) > 0 {
			answer.Headers = append(answer.Headers, header{name, string(v)})
		}
	}
	return answer
}

func replay(c *fiber.Ctx, kept reservation) error {
	for _, h := range kept.Headers {
		c.Set(h.Name, h.Value)
	}
	c.Set(IdempotencyReplayed, "true")
	return c.Status(kept.Status).Send(kept.Body)
}

// ForgetKeys removes at most limit keys whose time is over, and returns how many.
// It is for a job.
func ForgetKeys(ctx context.Context, e store.Engine, now time.Time, limit int) (int, error) {
	keys := store.NewCollection[reservation](e, idempotencyCollection)
	page, err := keys.Find(ctx, store.Query{Index: byExpiry, Before: store.At(now).Key(), Limit: min(limit, store.MaxPage)})
	if err != nil {
		return 0, err
	}
	n := 0
	for _, it := range page.Items {
		err := keys.Delete(ctx, it.ID, func(kept *reservation, _ *store.Txn) error {
			if now.Before(kept.Expires.Time) {
				return store.Unchanged()
			}
			return nil
		})
		switch {
		case err == nil:
			n++
		case fault.Is(err, fault.NotFound), errors.Is(err, store.Unchanged()):
		default:
			return n, err
		}
	}
	return n, nil
}
