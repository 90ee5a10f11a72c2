package accounts

import (
	"context"
	"strings"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/store"
)

// Resolve returns the person whose session the token is, with the roles that the
// person has at now, and notes that it is used. A token of no session, or of one that
// is over, is [ErrSessionOver].
func (s *Service) Resolve(ctx context.Context, token string, now time.Time) (access.Actor, error) {
	if token == "" || len(token) > maxSecret {
		return access.Actor{}, ErrSessionOver
	}
	it, err := s.sessions.First(ctx, store.Query{Index: "hash", Equal: []any{hashOf(token)}})
	if err != nil {
		return access.Actor{}, unless(err, ErrSessionOver)
	}
	if !now.Before(it.Value.Expires.Time) {
		return access.Actor{}, ErrSessionOver
	}
	p, err := s.people.Get(ctx, it.Value.Person)
	if err != nil {
		return access.Actor{}, unless(err, ErrSessionOver)
	}
	if !p.Value.Active || p.Value.Epoch != it.Value.Epoch {
		return access.Actor{}, ErrSessionOver
	}
	if err := s.touch(ctx, it, now); err != nil {
		return access.Actor{}, err
	}
	actor, err := s.actorOf(ctx, p)
	actor.Session = it.ID
	return actor, err
}

func (s *Service) touch(ctx context.Context, it store.Item[session], now time.Time) error {
	if now.Sub(it.Value.Seen.Time) < touchEvery {
		return nil
	}
	_, err := s.sessions.Update(ctx, it.ID, func(v *session, _ *store.Txn) error {
		if now.Sub(v.Seen.Time) < touchEvery {
			return store.Unchanged()
		}
		v.Seen, v.Expires = store.At(now), s.expiry(*v, now)
		return nil
	})
	return unless(err, ErrSessionOver)
}

// actorOf returns the person as an actor, with the memberships of organisations that
// are active.
func (s *Service) actorOf(ctx context.Context, p store.Item[person]) (access.Actor, error) {
	actor := personActor(p.ID, "")
	members, err := s.membershipsOf(ctx, p.ID)
	if err != nil {
		return actor, err
	}
	organisations, err := s.organisations.GetMany(ctx, organisationsOf(members))
	if err != nil {
		return actor, err
	}
	active := make(map[string]bool, len(organisations))
	for _, o := range organisations {
		active[o.ID] = o.Value.Active
	}
	for _, m := range members {
		if active[m.Value.Organisation] {
			actor.Memberships = append(actor.Memberships, access.Membership{
				Organisation: m.Value.Organisation, Side: m.Value.Side, Roles: m.Value.Roles,
			})
		}
	}
	return actor, nil
}

// ResolveToken returns the actor that an API token lets act: of the kind Token, with
// the memberships that its maker has at now in its organisation, and notes that it is
// used. A token that there is none of, that is too old or revoked, or whose maker has
// left, is [ErrTokenUnknown].
func (s *Service) ResolveToken(ctx context.Context, bearer string, now time.Time) (access.Actor, error) {
	secret, ok := strings.CutPrefix(bearer, tokenPrefix)
	if !ok || len(secret) > maxSecret {
		return access.Actor{}, ErrTokenUnknown
	}
	it, err := s.tokens.First(ctx, store.Query{Index: "hash", Equal: []any{hashOf(secret)}})
	if err != nil {
		return access.Actor{}, unless(err, ErrTokenUnknown)
	}
	if !it.Value.good(now) {
		return access.Actor{}, ErrTokenUnknown
	}
	p, err := s.people.Get(ctx, it.Value.Person)
	if err != nil {
		return access.Actor{}, unless(err, ErrTokenUnknown)
	}
	maker, err := s.actorOf(ctx, p)
	if err != nil {
		return access.Actor{}, err
	}
	actor := it.Value.actor(it.ID, maker)
	if !p.Value.Active || len(actor.Memberships) == 0 {
		return access.Actor{}, ErrTokenUnknown
	}
	return actor, s.touchToken(ctx, it, now)
}

func (s *Service) touchToken(ctx context.Context, it store.Item[token], now time.Time) error {
	if now.Sub(it.Value.Used.Time) < touchEvery {
		return nil
	}
	_, err := s.tokens.Update(ctx, it.ID, func(v *token, _ *store.Txn) error {
		if !v.good(now) {
			return ErrTokenUnknown
		}
		if now.Sub(v.Used.Time) < touchEvery {
			return store.Unchanged()
		}
		v.Used = store.At(now)
		return nil
	})
	return unless(err, ErrTokenUnknown)
}

// Session is [Service.Resolve] at the present time, with the secret that the forms of
// the session carry.
func (s *Service) Session(ctx context.Context, token string) (actor access.Actor, csrf string, err error) {
	actor, err = s.Resolve(ctx, token, s.c.Now())
	if err != nil {
		return access.Actor{}, "", err
	}
	return actor, csrfOf(token), nil
}

// Token is [Service.ResolveToken] at the present time.
func (s *Service) Token(ctx context.Context, bearer string) (access.Actor, error) {
	return s.ResolveToken(ctx, bearer, s.c.Now())
}

// Language returns the language that the actor's person has chosen, empty for none.
func (s *Service) Language(ctx context.Context, actor access.Actor) i18n.Language {
	if actor.Person == "" {
		return ""
	}
	p, err := s.people.Get(ctx, actor.Person)
	if err != nil {
		return ""
	}
	return p.Value.Language
}
