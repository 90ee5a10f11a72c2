package accounts

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/store"
)

// tokenPrefix lets people and scanners see what a secret is that lies about.
const tokenPrefix = "mat_"

// token is an API token as it is kept.
type token struct {
	Name         string              `json:"name"`
	Organisation string              `json:"organisation"`
	Person       string              `json:"person"` // who made it
	Scopes       []access.Permission `json:"scopes"`
	Hash         string              `json:"hash"`
	Made         store.Instant       `json:"made"`
	Expires      store.Instant       `json:"expires"`
	Used         store.Instant       `json:"used,omitzero"`
	Revoked      store.Instant       `json:"revoked,omitzero"`
}

func (t token) good(now time.Time) bool { return t.Revoked.IsZero() && now.Before(t.Expires.Time) }

// actor is what the token lets act, when the maker has these memberships.
func (t token) actor(key string, maker access.Actor) access.Actor {
	a := access.Actor{Kind: access.Token, ID: key, Person: t.Person, Scopes: t.Scopes}
	for _, m := range maker.Memberships {
		if m.Organisation == t.Organisation {
			a.Memberships = append(a.Memberships, m)
		}
	}
	return a
}

// Token is an API token: it lets a system act for who made it, in one organisation.
type Token struct {
	ID           string              `json:"id"`
	Version      int64               `json:"version"`
	Name         string              `json:"name"`
	Organisation string              `json:"organisation"`
	Person       string              `json:"person"` // who made it
	Scopes       []access.Permission `json:"scopes"`
	Made         store.Instant       `json:"made"`
	Expires      store.Instant       `json:"expires"`
	Used         store.Instant       `json:"used,omitzero"` // last, to some minutes
	Revoked      store.Instant       `json:"revoked,omitzero"`
}

func showToken(it store.Item[token]) Token {
	t := it.Value
	return Token{
		ID: it.ID, Version: it.Version, Name: t.Name, Organisation: t.Organisation, Person: t.Person, Scopes: t.Scopes,
		Made: t.Made, Expires: t.Expires, Used: t.Used, Revoked: t.Revoked,
	}
}

// NewToken is a token to be made.
type NewToken struct {
	Name         string
	Organisation string
	Scopes       []access.Permission
	Expires      time.Time // at most [MaxTokenLife] from now
}

// TokenScopes returns the permissions that a token can have: all but those that give
// rights, by which it could get more than its maker has given it.
func TokenScopes() []access.Permission {
	return slices.DeleteFunc(access.Permissions(), func(p access.Permission) bool {
		return p == access.PeopleWrite || p == access.TokenWrite
	})
}

// CreateToken makes a token and returns it with its secret, which is told this once.
// The actor must be a person and member of the organisation who has
// [access.TokenWrite] for it. A name, scope or time that is not good is Invalid, and
// so is a scope that the actor does not have there.
func (s *Service) CreateToken(ctx context.Context, actor access.Actor, n NewToken) (made Token, secret string, err error) {
	if actor.Kind != access.Person || !actor.In(n.Organisation) {
		return Token{}, "", errPersonOnly
	}
	if err := actor.Check(access.TokenWrite, n.Organisation); err != nil {
		return Token{}, "", err
	}
	now := s.c.Now()
	if err := s.checkToken(actor, &n, now); err != nil {
		return Token{}, "", err
	}
	key, secret := id.New(now), id.Secret()
	v := token{
		Name: n.Name, Organisation: n.Organisation, Person: actor.Person, Scopes: n.Scopes,
		Hash: hashOf(secret), Made: store.At(now), Expires: store.At(n.Expires),
	}
	event, err := s.event(actor, n.Organisation, "token.create", tokensName+"/"+key, "scopes", scopeNames(n.Scopes))
	if err != nil {
		return Token{}, "", err
	}
	it, err := s.tokens.Insert(ctx, key, v, event)
	if err != nil {
		return Token{}, "", err
	}
	return showToken(it), tokenPrefix + secret, nil
}

func (s *Service) checkToken(actor access.Actor, n *NewToken, now time.Time) error {
	var err error
	if n.Name, err = s.checkedName(n.Name); err != nil {
		return err
	}
	if !n.Expires.After(now) || n.Expires.After(now.Add(MaxTokenLife)) {
		return bad("expires", "accounts.tokenLife", nil)
	}
	if len(n.Scopes) == 0 {
		return bad("scopes", "accounts.noScope", nil)
	}
	for _, p := range n.Scopes {
		if !slices.Contains(TokenScopes(), p) || !actor.May(p, n.Organisation) {
			return bad("scopes", "accounts.scope", fault.Args{"scope": clip(string(p))})
		}
	}
	wanted := n.Scopes
	n.Scopes = slices.DeleteFunc(TokenScopes(), func(p access.Permission) bool { return !slices.Contains(wanted, p) })
	return nil
}

func scopeNames(scopes []access.Permission) string {
	names := make([]string, len(scopes))
	for i, p := range scopes {
		names[i] = string(p)
	}
	return strings.Join(names, " ")
}

// Tokens returns a page of an organisation's tokens, the latest first; after is the
// Next of the page before. The actor needs [access.TokenWrite] for the organisation.
func (s *Service) Tokens(ctx context.Context, actor access.Actor, organisation, after string, limit int) (Results[Token], error) {
	if err := actor.Check(access.TokenWrite, organisation); err != nil {
		return Results[Token]{}, err
	}
	page, err := s.tokens.Find(ctx, store.Query{
		Index: "organisation", Equal: []any{organisation}, Descending: true, After: after, Limit: limit,
	})
	shown := Results[Token]{Next: page.Next}
	for _, it := range page.Items {
		shown.Items = append(shown.Items, showToken(it))
	}
	return shown, err
}

// RevokeToken makes a token good no more. The actor must have made it or have
// [access.TokenWrite] for its organisation; for others it is NotFound. That it has
// been revoked before is no error.
func (s *Service) RevokeToken(ctx context.Context, actor access.Actor, key string) error {
	_, err := s.tokens.Update(ctx, key, func(v *token, tx *store.Txn) error {
		if !isSelf(actor, v.Person) && !actor.May(access.TokenWrite, v.Organisation) {
			return ErrTokenUnknown
		}
		if !v.Revoked.IsZero() {
			return store.Unchanged()
		}
		v.Revoked = store.At(s.c.Now())
		return s.note(tx, actor, v.Organisation, "token.revoke", tokensName+"/"+key)
	})
	return unless(err, ErrTokenUnknown)
}
