package accounts

import (
	"context"
	"errors"
	"log/slog"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// SignIn begins a session of the person with the address and password, and ends the
// one that the browser had before, if previous is its token. Whether the address has
// no account, the account has no password or is closed, or the password is wrong: the
// answer is [ErrSignIn], after the same work. After too many tries for an account or
// from an address it is [SlowDownError]; when too many sign in at once, Unavailable.
func (s *Service) SignIn(ctx context.Context, email, password, previous string, client Client) (SignedIn, error) {
	email, _ = Normal(email)
	if err := s.take(ctx, byAddress, network(client.Address)); err != nil {
		return SignedIn{}, err
	}
	if err := s.take(ctx, byAccount, email); err != nil {
		return SignedIn{}, err
	}
	p, err := s.byEmail(ctx, email)
	if err != nil && !isLost(err) {
		return SignedIn{}, err
	}
	// Without an account p is empty, and has no password like that of a provider's user.
	if p, err = s.prove(ctx, p, password); err != nil {
		return SignedIn{}, err
	}
	if err := s.forgetTries(ctx, byAccount, email); err != nil {
		return SignedIn{}, err
	}
	if err := s.forgive(ctx, byAddress, network(client.Address)); err != nil {
		return SignedIn{}, err
	}
	return s.begin(ctx, p, "password", previous, client)
}

// prove is [ErrSignIn] unless the password is that of the person, who is active. It
// hashes once, whatever is wrong.
func (s *Service) prove(ctx context.Context, p store.Item[person], password string) (store.Item[person], error) {
	hash, known := p.Value.PasswordHash, p.Value.Active && p.Value.PasswordHash != ""
	if utf8.RuneCountInString(password) > 2*MaxPassword {
		password, known = "", false
	}
	if !known {
		hash = s.dummy
	}
	password = normalPassword(password)
	right, old, err := s.hasher.check(ctx, password, hash)
	if err != nil {
		return p, err
	}
	if !right || !known {
		return p, ErrSignIn
	}
	if old {
		p = s.rehash(ctx, p, password)
	}
	return p, nil
}

// rehash hashes a password anew by the present parameters. That it fails is noted
// only: the old hash is good still.
func (s *Service) rehash(ctx context.Context, p store.Item[person], password string) store.Item[person] {
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		s.c.Log.WarnContext(ctx, "password not hashed anew", slog.String("person", p.ID), slog.Any("error", err))
		return p
	}
	updated, err := s.people.Update(ctx, p.ID, func(v *person, tx *store.Txn) error {
		if v.PasswordHash != p.Value.PasswordHash {
			return store.Unchanged()
		}
		v.PasswordHash = hash
		return s.note(tx, access.Service("accounts"), "", "password.rehash", peopleName+"/"+p.ID)
	})
	if err != nil {
		s.c.Log.WarnContext(ctx, "password not hashed anew", slog.String("person", p.ID), slog.Any("error", err))
		return p
	}
	// The session belongs to the password that was checked, so keep its epoch.
	updated.Value.Epoch = p.Value.Epoch
	return updated
}

// ChangePassword sets another password for the actor, ends all sessions, and begins a
// new one. The present password must be given: [ErrSignIn] if it is wrong, Conflict
// if the account has none, which only a reset gives it, [SlowDownError] after too many
// tries. A new password that is not good is Invalid, see [CheckPassword].
func (s *Service) ChangePassword(ctx context.Context, actor access.Actor, present, next string, client Client) (SignedIn, error) {
	if actor.Kind != access.Person {
		return SignedIn{}, errPersonOnly
	}
	p, err := s.people.Get(ctx, actor.Person)
	if err != nil {
		return SignedIn{}, unless(err, errPerson)
	}
	if p.Value.PasswordHash == "" {
		return SignedIn{}, fault.New(fault.Conflict, "accounts.noPassword", nil)
	}
	if err := CheckPassword(next, p.Value.Email); err != nil {
		return SignedIn{}, err
	}
	if err := s.take(ctx, byAccount, p.Value.Email); err != nil {
		return SignedIn{}, err
	}
	if _, err := s.prove(ctx, p, present); err != nil {
		return SignedIn{}, err
	}
	if err := s.forgetTries(ctx, byAccount, p.Value.Email); err != nil {
		return SignedIn{}, err
	}
	changed, err := s.setPassword(ctx, actor, p.ID, next, func(v person) error {
		if v.Epoch != p.Value.Epoch {
			return ErrSessionOver
		}
		return nil
	})
	if err != nil {
		return SignedIn{}, err
	}
	return s.begin(ctx, changed, "password", "", client)
}

// setPassword sets the password of a person whom allow does not refuse, and ends all
// sessions with the same write.
func (s *Service) setPassword(ctx context.Context, actor access.Actor, key, password string, allow func(person) error) (store.Item[person], error) {
	hash, err := s.hasher.hash(ctx, normalPassword(password))
	if err != nil {
		return store.Item[person]{}, err
	}
	it, err := s.people.Update(ctx, key, func(v *person, tx *store.Txn) error {
		if !v.Active {
			return ErrSignIn
		}
		if err := allow(*v); err != nil {
			return err
		}
		v.PasswordHash, v.PasswordChanged = hash, store.At(s.c.Now())
		v.Epoch++
		mail, err := s.c.Mailer.Mail(v.Email, string(v.Language), "passwordChanged", map[string]string{"name": v.Name}, mailKey("password", key, v.Epoch))
		if err != nil {
			return err
		}
		tx.Also(mail)
		return s.note(tx, actor, "", "password.change", peopleName+"/"+key)
	})
	if err == nil {
		s.clearSessions(ctx, key)
	}
	if errors.Is(err, store.ErrNotFound) {
		return it, ErrSignIn
	}
	return it, err
}
