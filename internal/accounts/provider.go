package accounts

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Provider is an OpenID Connect provider that people can sign in with.
type Provider struct {
	ID           string // in addresses: lower-case letters, digits and -
	Name         string // for people
	Issuer       string
	ClientID     string
	ClientSecret string
	RedirectURL  string // where it sends people back to
	// Domains are those of the e-mail addresses that it is trusted to vouch for; all if
	// empty. Where there are several providers, each should have its own: a provider
	// can sign in as everybody whose address it may vouch for.
	Domains []string
}

// providerTimeout is how long a provider may take to answer.
const providerTimeout = 10 * time.Second

// provider is a provider with what its discovery document says, once it has been read.
type provider struct {
	Provider
	ctx func(context.Context) context.Context

	mu         sync.Mutex
	discovered *oidc.Provider
}

func newProviders(c Config) ([]*provider, error) {
	withClient := func(ctx context.Context) context.Context { return oidc.ClientContext(ctx, c.Client) }
	var list []*provider
	for _, p := range c.Providers {
		if slices.ContainsFunc(list, func(other *provider) bool { return other.ID == p.ID }) {
			return nil, fmt.Errorf("accounts: two providers have the ID %q", p.ID)
		}
		if p.ID == "" || p.Issuer == "" || p.ClientID == "" || p.RedirectURL == "" {
			return nil, fmt.Errorf("accounts: provider %q needs an ID, issuer, client ID and redirect URL", p.ID)
		}
		list = append(list, &provider{Provider: p, ctx: withClient})
	}
	return list, nil
}

// discover reads the discovery document the first time. A failure is not kept: a
// provider that is down when the service starts may come back.
func (p *provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	known := p.discovered
	p.mu.Unlock()
	if known != nil {
		return known, nil
	}
	found, err := oidc.NewProvider(p.ctx(ctx), p.Issuer)
	if err != nil {
		return nil, fmt.Errorf("provider %s: discovery: %w", p.ID, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.discovered = found
	return found, nil
}

func (p *provider) config(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, RedirectURL: p.RedirectURL,
		Endpoint: found.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
}

// claims are what a provider says of somebody.
type claims struct {
	Subject  string
	Name     string
	Email    string // in its normal form
	Verified bool
}

// redeem changes the code for an ID token and returns what it says, when all of it is
// as it should be.
func (p *provider) redeem(ctx context.Context, l login, code string, now func() time.Time) (claims, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return claims{}, err
	}
	answer, err := p.config(found).Exchange(p.ctx(ctx), code, oauth2.VerifierOption(l.Verifier))
	if err != nil {
		return claims{}, fmt.Errorf("provider %s: code: %w", p.ID, err)
	}
	raw, ok := answer.Extra("id_token").(string)
	if !ok {
		return claims{}, fmt.Errorf("provider %s: no ID token", p.ID)
	}
	idToken, err := found.Verifier(&oidc.Config{ClientID: p.ClientID, Now: now}).Verify(p.ctx(ctx), raw)
	if err != nil {
		return claims{}, fmt.Errorf("provider %s: ID token: %w", p.ID, err)
	}
	if !same(idToken.Nonce, l.Nonce) {
		return claims{}, fmt.Errorf("provider %s: the nonce is not ours", p.ID)
	}
	return p.read(idToken)
}

func (p *provider) read(t *oidc.IDToken) (claims, error) {
	var said struct {
		Name     string `json:"name"`
		Email    string `json:"email"`
		Verified any    `json:"email_verified"`
		Party    string `json:"azp"`
	}
	if err := t.Claims(&said); err != nil {
		return claims{}, fmt.Errorf("provider %s: claims: %w", p.ID, err)
	}
	// OpenID Connect Core 1.0, 3.1.3.7, steps 4 and 5.
	if (len(t.Audience) > 1 || said.Party != "") && said.Party != p.ClientID {
		return claims{}, fmt.Errorf("provider %s: the ID token was issued to %q", p.ID, said.Party)
	}
	if t.Subject == "" {
		return claims{}, fmt.Errorf("provider %s: no subject", p.ID)
	}
	email, ok := Normal(said.Email)
	// Some providers write the yes as a text.
	verified := said.Verified == true || said.Verified == "true"
	return claims{Subject: t.Subject, Name: line(said.Name), Email: email, Verified: ok && verified && p.vouches(email)}, nil
}

// vouches reports whether the provider is trusted to vouch for the address.
func (p *provider) vouches(email string) bool {
	_, domain, _ := strings.Cut(email, "@")
	return len(p.Domains) == 0 || slices.ContainsFunc(p.Domains, func(d string) bool { return strings.EqualFold(d, domain) })
}

// issuedBy checks the issuer that an answer may name (RFC 9207): another provider's
// answer shall not be taken for this one's.
func (p *provider) issuedBy(issuer string) error {
	if issuer != "" && issuer != p.Issuer {
		return fmt.Errorf("provider %s: the answer comes from %q", p.ID, issuer)
	}
	return nil
}

// localPath is the path if it leads to a page of ours, and "/" otherwise.
func localPath(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") ||
		strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}

var errDenied = errors.New("the provider refused")
