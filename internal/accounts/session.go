package accounts

import (
	"context"
	"log/slog"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/store"
)

// session is a session as it is kept.
type session struct {
	Person  string        `json:"person"`
	Hash    string        `json:"hash"`  // of the secret that the browser keeps
	Epoch   int64         `json:"epoch"` // of the person when it began
	Method  string        `json:"method"`
	Began   store.Instant `json:"began"`
	Seen    store.Instant `json:"seen"`
	Expires store.Instant `json:"expires"` // unless it is used before
	Address string        `json:"address"`
	Device  string        `json:"device"`
}

// Session is a session as its owner sees it.
type Session struct {
	ID      string        `json:"id"`
	Began   store.Instant `json:"began"`
	Seen    store.Instant `json:"seen"` // last used, to some minutes
	Address string        `json:"address"`
	Device  string        `json:"device"` // like "Firefox, Windows"; empty when it is not known
	Method  string        `json:"method"` // "password" or the ID of a provider
	Current bool          `json:"current"`
}

// SignedIn is a session that has begun.
type SignedIn struct {
	Token   string    // the secret for the browser to keep
	CSRF    string    // the secret for its forms
	Expires time.Time // when it is over at the latest
	Person  string    // ID
	Session string    // ID
}

// begin begins a session of the person and ends the one before it, if the browser had
// one: a secret is never carried over from before signing in.
func (s *Service) begin(ctx context.Context, p store.Item[person], method, previous string, client Client) (SignedIn, error) {
	now := s.c.Now()
	key, secret := id.New(now), id.Secret()
	v := session{
		Person: p.ID, Hash: hashOf(secret), Epoch: p.Value.Epoch, Method: method,
		Began: store.At(now), Seen: store.At(now), Address: client.Address, Device: Device(client.UserAgent),
	}
	v.Expires = s.expiry(v, now)
	event, err := s.event(personActor(p.ID, client.Request), "", "session.begin", sessionsName+"/"+key, "method", method)
	if err != nil {
		return SignedIn{}, err
	}
	if _, err := s.sessions.Insert(ctx, key, v, event); err != nil {
		return SignedIn{}, err
	}
	if err := s.endBefore(ctx, previous, client); err != nil {
		return SignedIn{}, err
	}
	return SignedIn{
		Token: secret, CSRF: csrfOf(secret), Expires: now.Add(s.c.Absolute), Person: p.ID, Session: key,
	}, nil
}

// expiry is when a session that is used now and not again is over.
func (s *Service) expiry(v session, now time.Time) store.Instant {
	idle, absolute := now.Add(s.c.Idle), v.Began.Add(s.c.Absolute)
	if absolute.Before(idle) {
		return store.At(absolute)
	}
	return store.At(idle)
}

func (s *Service) endBefore(ctx context.Context, previous string, client Client) error {
	if previous == "" || len(previous) > maxSecret {
		return nil
	}
	it, err := s.sessions.First(ctx, store.Query{Index: "hash", Equal: []any{hashOf(previous)}})
	if err == nil {
		err = s.end(ctx, personActor(it.Value.Person, client.Request), it.ID)
	}
	if isLost(err) {
		return nil
	}
	return err
}

// end ends a session of the actor's person.
func (s *Service) end(ctx context.Context, actor access.Actor, key string) error {
	err := s.sessions.Delete(ctx, key, func(v *session, tx *store.Txn) error {
		if !isSelf(actor, v.Person) {
			return ErrSessionOver
		}
		return s.note(tx, actor, "", "session.end", sessionsName+"/"+key)
	})
	return unless(err, ErrSessionOver)
}

// SignOut ends the actor's session. Without one it is [ErrSessionOver].
func (s *Service) SignOut(ctx context.Context, actor access.Actor) error {
	if actor.Session == "" {
		return ErrSessionOver
	}
	return s.end(ctx, actor, actor.Session)
}

// Sessions returns the actor's own sessions, the latest first. An actor who is no
// person has none and is Forbidden.
func (s *Service) Sessions(ctx context.Context, actor access.Actor) ([]Session, error) {
	if actor.Kind != access.Person {
		return nil, errPersonOnly
	}
	p, err := s.people.Get(ctx, actor.Person)
	if err != nil {
		return nil, unless(err, errPerson)
	}
	now := s.c.Now()
	var shown []Session
	q := store.Query{Index: "person", Equal: []any{actor.Person}, Descending: true}
	for it, err := range s.sessions.All(ctx, q) {
		if err != nil {
			return nil, err
		}
		v := it.Value
		if v.Epoch != p.Value.Epoch || !now.Before(v.Expires.Time) {
			continue
		}
		shown = append(shown, Session{
			ID: it.ID, Began: v.Began, Seen: v.Seen, Address: v.Address, Device: v.Device, Method: v.Method, Current: it.ID == actor.Session,
		})
	}
	return shown, nil
}

// EndSession ends one of the actor's own sessions. One of another is
// [ErrSessionOver], as if there were none.
func (s *Service) EndSession(ctx context.Context, actor access.Actor, key string) error {
	return s.end(ctx, actor, key)
}

// EndOtherSessions ends the actor's sessions but the present one, and returns how
// many there were.
func (s *Service) EndOtherSessions(ctx context.Context, actor access.Actor) (int, error) {
	others, err := s.Sessions(ctx, actor)
	ended := 0
	for _, o := range others {
		if o.Current {
			continue
		}
		if err := s.end(ctx, actor, o.ID); err != nil && !isLost(err) {
			return ended, err
		}
		ended++
	}
	return ended, err
}

// clearSessions deletes sessions that have ended by the person's epoch. That it fails
// is no failure of what ended them: they let nobody in, and are deleted when they are
// too old.
func (s *Service) clearSessions(ctx context.Context, person string) {
	for it, err := range s.sessions.All(ctx, store.Query{Index: "person", Equal: []any{person}}) {
		if err == nil {
			err = s.dropOld(ctx, it)
		}
		if err != nil {
			s.c.Log.WarnContext(ctx, "sessions that have ended are kept", slog.String("person", person), slog.Any("error", err))
			return
		}
	}
}

func (s *Service) dropOld(ctx context.Context, it store.Item[session]) error {
	p, err := s.people.Get(ctx, it.Value.Person)
	if err != nil || p.Value.Epoch == it.Value.Epoch {
		return err
	}
	err = s.sessions.Delete(ctx, it.ID, func(*session, *store.Txn) error { return nil })
	if isLost(err) {
		return nil
	}
	return err
}
