package accounts

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/oauth2"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/store"
)

// login is a sign-in by a provider that is under way. Its ID is the hash of its state.
type login struct {
	Provider   string        `json:"provider"`
	Nonce      string        `json:"nonce"`
	Verifier   string        `json:"verifier"` // of PKCE (RFC 7636)
	Browser    string        `json:"browser"`  // hash of the secret in the browser's cookie
	Return     string        `json:"return"`
	Invitation string        `json:"invitation,omitempty"` // hash of the secret in its link
	Expires    store.Instant `json:"expires"`
}

// accountLink is which person a provider's user is. Its ID is a hash of issuer and
// subject.
type accountLink struct {
	Person   string        `json:"person"`
	Provider string        `json:"provider"`
	Made     store.Instant `json:"made"`
}

// ProviderName is a provider as people see it.
type ProviderName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Providers returns the providers that people can sign in with.
func (s *Service) Providers() []ProviderName {
	names := make([]ProviderName, len(s.providers))
	for i, p := range s.providers {
		names[i] = ProviderName{ID: p.ID, Name: p.Name}
	}
	return names
}

func (s *Service) provider(key string) (*provider, error) {
	for _, p := range s.providers {
		if p.ID == key {
			return p, nil
		}
	}
	return nil, fault.New(fault.NotFound, "accounts.providerUnknown", nil)
}

// Login is a sign-in by a provider that has begun.
type Login struct {
	URL     string // of the provider, to send the browser to
	Browser string // a secret for a cookie of the browser, for [LoginLife]
}

// BeginLogin begins a sign-in by a provider. The path of ours is where it leads in
// the end; invitation is the secret of an invitation's link, or empty. A provider that
// there is none of is NotFound, one that cannot be reached Unavailable.
func (s *Service) BeginLogin(ctx context.Context, providerID, path, invitation string) (Login, error) {
	p, err := s.provider(providerID)
	if err != nil {
		return Login{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, providerTimeout)
	defer cancel()
	found, err := p.discover(ctx)
	if err != nil {
		return Login{}, fault.New(fault.Unavailable, "accounts.providerAway", fault.Args{"provider": p.Name}).Because(err)
	}
	state, browser := id.Secret(), id.Secret()
	l := login{
		Provider: p.ID, Nonce: id.Secret(), Verifier: oauth2.GenerateVerifier(), Browser: hashOf(browser),
		Return: localPath(path), Expires: store.At(s.c.Now().Add(LoginLife)),
	}
	if invitation != "" {
		l.Invitation = hashOf(invitation)
	}
	if _, err := s.logins.Insert(ctx, hashOf(state), l); err != nil {
		return Login{}, err
	}
	address := p.config(found).AuthCodeURL(state, oauth2.S256ChallengeOption(l.Verifier), oauth2.SetAuthURLParam("nonce", l.Nonce))
	return Login{URL: address, Browser: browser}, nil
}

// Answer is what a provider's redirect brings: the parameters of its query.
type Answer struct {
	State  string
	Code   string
	Error  string
	Issuer string // iss, if it is there
}

// FinishLogin ends a sign-in by a provider: it begins a session and returns the path
// that was given when it began. Browser is the secret of the cookie, and previous the
// token of the session before, if any. It signs in the person whom the provider's user
// has been linked to, or else the one with the address that the provider has verified
// and may vouch for, who is then linked; or else, with an invitation to that address,
// somebody new. An answer that is not good, or for another browser, is [ErrProvider],
// a user whom nobody knows [ErrNoAccount].
func (s *Service) FinishLogin(ctx context.Context, providerID string, a Answer, browser, previous string, client Client) (SignedIn, string, error) {
	p, err := s.provider(providerID)
	if err != nil {
		return SignedIn{}, "", err
	}
	l, err := s.takeLogin(ctx, p, a, browser)
	if err != nil {
		return SignedIn{}, "", err
	}
	within, cancel := context.WithTimeout(ctx, providerTimeout)
	defer cancel()
	said, err := p.redeem(within, l, a.Code, s.c.Now)
	if err != nil {
		return SignedIn{}, "", because(ErrProvider, err)
	}
	person, err := s.knownUser(ctx, p, l, said, client)
	if err != nil {
		return SignedIn{}, "", err
	}
	in, err := s.begin(ctx, person, p.ID, previous, client)
	return in, l.Return, err
}

// takeLogin returns the sign-in that the answer belongs to and uses it up.
func (s *Service) takeLogin(ctx context.Context, p *provider, a Answer, browser string) (login, error) {
	var l login
	err := s.logins.Delete(ctx, hashOf(a.State), func(v *login, _ *store.Txn) error {
		if !same(v.Browser, hashOf(browser)) || v.Provider != p.ID {
			return ErrProvider
		}
		l = *v
		return nil
	})
	switch {
	case err != nil:
		return login{}, unless(err, ErrProvider)
	case !s.c.Now().Before(l.Expires.Time):
		return login{}, ErrProvider
	case a.Error != "" || a.Code == "":
		return login{}, because(ErrProvider, fmt.Errorf("provider %s: %w: %q", p.ID, errDenied, clip(a.Error)))
	}
	if err := p.issuedBy(a.Issuer); err != nil {
		return login{}, because(ErrProvider, err)
	}
	return l, nil
}

// knownUser returns the active person who the provider's user is.
func (s *Service) knownUser(ctx context.Context, p *provider, l login, said claims, client Client) (store.Item[person], error) {
	key := hashOf(p.Issuer + "\x00" + said.Subject)
	known, err := s.links.Get(ctx, key)
	if isLost(err) {
		return s.firstLogin(ctx, p, l, said, key, client)
	}
	if err != nil {
		return store.Item[person]{}, err
	}
	it, err := s.people.Get(ctx, known.Value.Person)
	if err != nil {
		return it, unless(err, ErrNoAccount)
	}
	if !it.Value.Active {
		return it, ErrNoAccount
	}
	return it, s.acceptOnLogin(ctx, l, it, client)
}

// firstLogin links a provider's user to the person with the verified address, or to
// somebody new who has been invited at that address.
func (s *Service) firstLogin(ctx context.Context, p *provider, l login, said claims, key string, client Client) (store.Item[person], error) {
	if !said.Verified {
		return store.Item[person]{}, fault.New(fault.Forbidden, "accounts.emailUnverified", fault.Args{"provider": p.Name})
	}
	it, err := s.byEmail(ctx, said.Email)
	if isLost(err) {
		it, err = s.invited(ctx, l, said, client)
	} else if err == nil {
		err = s.acceptOnLogin(ctx, l, it, client)
	}
	if err != nil {
		return it, err
	}
	if !it.Value.Active {
		return it, ErrNoAccount
	}
	event, err := s.event(personActor(it.ID, client.Request), "", "login.link", peopleName+"/"+it.ID, "provider", p.ID)
	if err != nil {
		return it, err
	}
	_, err = s.links.Insert(ctx, key, accountLink{Person: it.ID, Provider: p.ID, Made: store.At(s.c.Now())}, event)
	if errors.Is(err, store.ErrExists) {
		return it, nil // at the same time in another window
	}
	return it, err
}

// invited makes the person whom the invitation is for.
func (s *Service) invited(ctx context.Context, l login, said claims, client Client) (store.Item[person], error) {
	if l.Invitation == "" {
		return store.Item[person]{}, ErrNoAccount
	}
	it, err := s.offered(ctx, l.Invitation)
	if err != nil {
		return store.Item[person]{}, err
	}
	if it.Value.Email != said.Email {
		return store.Item[person]{}, ErrNoAccount
	}
	name, err := s.checkedName(said.Name)
	if err != nil {
		name = said.Email // people can change it
	}
	return s.acceptAsNew(ctx, it, person{
		Name: name, Email: said.Email, Language: it.Value.Language, Active: true, Made: store.At(s.c.Now()),
	}, client.Request)
}

// acceptOnLogin accepts the invitation that somebody with an account came by. One that
// is good no more does not keep anybody from signing in.
func (s *Service) acceptOnLogin(ctx context.Context, l login, p store.Item[person], client Client) error {
	if l.Invitation == "" || !p.Value.Active {
		return nil
	}
	it, err := s.offered(ctx, l.Invitation)
	if err == nil {
		err = s.acceptAsMember(ctx, personActor(p.ID, client.Request), it)
	}
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}
