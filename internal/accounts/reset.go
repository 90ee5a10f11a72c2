package accounts

import (
	"context"
	"fmt"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/store"
)

// reset is a link for setting a new password, as it is kept. One that was asked for
// an address without an account has no person, and leads nowhere.
type reset struct {
	Person  string        `json:"person"`
	Hash    string        `json:"hash"` // of the secret in the link
	Made    store.Instant `json:"made"`
	Expires store.Instant `json:"expires"`
}

// RequestReset mails the person with the address a link for setting a new password.
// It succeeds whether there is such a person or not, and keeps a link in both cases;
// it also succeeds when one account is asked for too often, and then sends no mail. An
// address that is none is Invalid; too many from one network are [SlowDownError].
func (s *Service) RequestReset(ctx context.Context, email string, client Client) error {
	email, err := checkedEmail(email)
	if err != nil {
		return err
	}
	if err := s.take(ctx, resetByAddress, network(client.Address)); err != nil {
		return err
	}
	slow := s.take(ctx, resetByAccount, email)
	if slow != nil && !isSlowDown(slow) {
		return slow
	}
	p, err := s.byEmail(ctx, email)
	if err != nil && !isLost(err) {
		return err
	}
	now := s.c.Now()
	key, secret := id.New(now), id.Secret()
	v := reset{Hash: hashOf(secret), Made: store.At(now), Expires: store.At(now.Add(ResetLife))}
	var effects []store.Effect
	if slow == nil && p.Value.Active {
		v.Person = p.ID
		if effects, err = s.resetEffects(p, key, secret, client); err != nil {
			return err
		}
	}
	_, err = s.resets.Insert(ctx, key, v, effects...)
	return err
}

func (s *Service) resetEffects(p store.Item[person], key, secret string, client Client) ([]store.Effect, error) {
	data := map[string]string{"name": p.Value.Name, "link": s.c.Link(ResetPage, secret)}
	mail, err := s.c.Mailer.Mail(p.Value.Email, string(p.Value.Language), "reset", data, mailKey("reset", key, 1))
	if err != nil {
		return nil, err
	}
	event, err := s.event(access.Actor{Request: client.Request}, "", "reset.request", peopleName+"/"+p.ID)
	return []store.Effect{mail, event}, err
}

func mailKey(what, key string, n int64) string { return fmt.Sprintf("%s/%s/%d", what, key, n) }

// ResetGood reports whether the link of a reset leads anywhere still: [ErrLink] if it
// does not.
func (s *Service) ResetGood(ctx context.Context, secret string) error {
	_, _, err := s.resetting(ctx, secret)
	return err
}

// FinishReset sets a new password and ends all sessions. Whoever has the link may,
// once: a link that has been used, that came before the last change of the password,
// or that is too old, is [ErrLink]. A password that is not good is Invalid, see
// [CheckPassword].
func (s *Service) FinishReset(ctx context.Context, secret, password string, client Client) error {
	r, p, err := s.resetting(ctx, secret)
	if err != nil {
		return err
	}
	if err := CheckPassword(password, p.Value.Email); err != nil {
		return err
	}
	_, err = s.setPassword(ctx, personActor(p.ID, client.Request), p.ID, password, r.goodFor)
	if err != nil {
		return err
	}
	return s.forgetTries(ctx, byAccount, p.Value.Email)
}

func (s *Service) resetting(ctx context.Context, secret string) (reset, store.Item[person], error) {
	it, err := s.resets.First(ctx, store.Query{Index: "hash", Equal: []any{hashOf(secret)}})
	if err != nil {
		return reset{}, store.Item[person]{}, unless(err, ErrLink)
	}
	if it.Value.Person == "" || !s.c.Now().Before(it.Value.Expires.Time) {
		return reset{}, store.Item[person]{}, ErrLink
	}
	p, err := s.people.Get(ctx, it.Value.Person)
	if err != nil {
		return reset{}, p, unless(err, ErrLink)
	}
	return it.Value, p, it.Value.goodFor(p.Value)
}

// goodFor is [ErrLink] unless the password has not been changed since the link was
// made. Whoever changes the password so uses up all links, in the same write.
func (r reset) goodFor(p person) error {
	if !p.Active || !r.Made.After(p.PasswordChanged.Time) {
		return ErrLink
	}
	return nil
}
