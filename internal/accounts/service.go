package accounts

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/validate"
)

// Mailer puts a mail in the outbox.
type Mailer interface {
	// Mail returns the effect of sending a mail, for the change that causes it. The
	// messages mail.<template>.subject and mail.<template>.body in the language are
	// filled in with data. Two mails with the same key are sent once.
	Mail(to, language, template string, data map[string]string, key string) (store.Effect, error)
}

// Page names a page that mails lead to.
type Page string

// The pages.
const (
	InvitationPage Page = "invitation"
	ResetPage      Page = "reset"
)

// Config is what a Service needs.
type Config struct {
	Engine store.Engine
	Mailer Mailer
	Now    func() time.Time
	Log    *slog.Logger // nil for none
	// Link returns the address of a page with the secret in it.
	Link func(page Page, secret string) string

	Hashing   Hashing       // of passwords; [DefaultHashing] if zero
	Idle      time.Duration // after which a session that is not used is over; [DefaultIdle] if zero
	Absolute  time.Duration // after which every session is over; [DefaultAbsolute] if zero
	Providers []Provider    // to sign in with
	Client    *http.Client  // for providers; nil for one with a time-out
}

// Defaults and limits of time.
const (
	DefaultIdle     = 8 * time.Hour
	DefaultAbsolute = 14 * 24 * time.Hour

	InvitationLife = 14 * 24 * time.Hour
	ResetLife      = time.Hour
	LoginLife      = 10 * time.Minute     // of a sign-in by a provider that is under way
	MaxTokenLife   = 366 * 24 * time.Hour // a year, leap years too
)

// touchEvery is how old the time of the last use of a session or token may be.
const touchEvery = 5 * time.Minute

// Service is all that can be done with accounts. It is safe for use by several
// goroutines, and several processes may have one on the same engine.
type Service struct {
	c         Config
	hasher    *hasher
	dummy     string // hash that no password has
	validator *validate.Validator
	providers []*provider

	organisations *store.Collection[organisation]
	people        *store.Collection[person]
	memberships   *store.Collection[membership]
	invitations   *store.Collection[invitation]
	sessions      *store.Collection[session]
	resets        *store.Collection[reset]
	tokens        *store.Collection[token]
	logins        *store.Collection[login]
	links         *store.Collection[accountLink]
	tries         *store.Collection[tries]
}

// New returns a service. Two providers with one ID, or one that is not whole, are an
// error. The collections of [Declarations] must have been declared before it is used.
func New(c Config) (*Service, error) {
	c.Idle, c.Absolute = cmp.Or(c.Idle, DefaultIdle), cmp.Or(c.Absolute, DefaultAbsolute)
	c.Hashing = cmp.Or(c.Hashing, DefaultHashing())
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Client == nil {
		c.Client = &http.Client{Timeout: providerTimeout}
	}
	s := &Service{
		c: c, hasher: newHasher(c.Hashing),
		organisations: store.NewCollection[organisation](c.Engine, organisationsName),
		people:        store.NewCollection[person](c.Engine, peopleName),
		memberships:   store.NewCollection[membership](c.Engine, membershipsName),
		invitations:   store.NewCollection[invitation](c.Engine, invitationsName),
		sessions:      store.NewCollection[session](c.Engine, sessionsName),
		resets:        store.NewCollection[reset](c.Engine, resetsName),
		tokens:        store.NewCollection[token](c.Engine, tokensName),
		logins:        store.NewCollection[login](c.Engine, loginsName),
		links:         store.NewCollection[accountLink](c.Engine, linksName),
		tries:         store.NewCollection[tries](c.Engine, triesName),
	}
	var err error
	if s.validator, err = validate.New(nil, &Profile{}, &Account{}); err != nil {
		return nil, err
	}
	if s.providers, err = newProviders(c); err != nil {
		return nil, err
	}
	s.dummy, err = s.hasher.hash(context.Background(), "")
	return s, err
}

// Results is a page of what a list holds.
type Results[T any] struct {
	Items []T
	Next  string // for the next call; empty after the last page
}

// Client is what is known of the program that asks.
type Client struct {
	Address   string // IP address
	UserAgent string
	Request   string // ID of the request, for the audit trail
}

// note adds the audit event to a change. Details are keys and values by turns.
func (s *Service) note(tx *store.Txn, actor access.Actor, organisation, action, object string, details ...string) error {
	effect, err := s.event(actor, organisation, action, object, details...)
	if err != nil {
		return err
	}
	tx.Also(effect)
	return nil
}

func (s *Service) event(actor access.Actor, organisation, action, object string, details ...string) (store.Effect, error) {
	e := audit.New(actor, s.c.Now(), organisation, action, object)
	for i := 0; i+1 < len(details); i += 2 {
		e = e.With(details[i], details[i+1])
	}
	return e.Effect()
}

// personActor is the actor of somebody who has shown to be the person, before there
// is a session.
func personActor(person, request string) access.Actor {
	return access.Actor{Kind: access.Person, ID: person, Person: person, Request: request}
}

// isSelf reports whether the actor is the person, and not only a system of theirs.
func isSelf(a access.Actor, person string) bool {
	return a.Kind == access.Person && a.Person != "" && a.Person == person
}

// unless replaces the store's not found by the domain's.
func unless(err error, lost *fault.Error) error {
	if errors.Is(err, store.ErrNotFound) {
		return because(lost, err)
	}
	return err
}
