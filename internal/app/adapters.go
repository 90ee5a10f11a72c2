package app

import (
	"context"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/config"
	"github.com/allagehub/matcharenan/internal/mail"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/webhook"
	"github.com/allagehub/matcharenan/webexpo/company"
	"github.com/allagehub/matcharenan/webexpo/signin"
)

// companies tells the domain what the organisations are called.
type companies struct{ accounts *accounts.Service }

// Vendor implements [catalog.Vendors].
func (c companies) Vendor(ctx context.Context, organisation string) (catalog.Vendor, error) {
	o, err := c.of(ctx, organisation, access.Company)
	return catalog.Vendor{ID: o.ID, Name: o.Name, OrgNumber: o.OrgNumber, Country: o.Country}, err
}

// Municipality implements [testbeds.Municipalities].
func (c companies) Municipality(ctx context.Context, organisation string) (string, error) {
	o, err := c.of(ctx, organisation, access.Municipality)
	return o.Name, err
}

func (c companies) of(ctx context.Context, organisation string, side access.Side) (accounts.Organisation, error) {
	o, err := c.accounts.Organisation(ctx, organisation)
	if err == nil && o.Side != side {
		err = store.ErrNotFound
	}
	return o, err
}

// letters writes to the people of an organisation who look after its listings.
type letters struct {
	accounts *accounts.Service
	composer *mail.Composer
	config   *config.Config
}

// membersMost bounds to how many people of an organisation one letter goes.
const membersMost = 50

// Mail implements [catalog.Mailer].
func (l letters) Mail(ctx context.Context, organisation, template string, data map[string]string, key string) ([]store.Effect, error) {
	members, err := l.accounts.Members(ctx, access.Service("mail"), organisation, "", membersMost)
	if err != nil {
		return nil, err
	}
	data["link"] = link(l.config, company.LinkPath(data["id"]))
	var effects []store.Effect
	for _, m := range members.Items {
		if !m.Person.Active || !writesListings(m.Roles) {
			continue
		}
		e, err := l.composer.Mail(m.Person.Email, string(m.Person.Language), template, data, key+"/"+m.Person.ID)
		if err != nil {
			return nil, err
		}
		effects = append(effects, e)
	}
	return effects, nil
}

func writesListings(roles []access.Role) bool {
	for _, r := range roles {
		if access.ReachOf(r, access.ListingWrite) != access.Nothing {
			return true
		}
	}
	return false
}

// contacts finds who is told that a webhook was switched off. The accounts are made
// after the webhooks, and so are asked for late.
type contacts struct{ service *service }

// WebhookContacts implements [webhook.Contacts].
func (c contacts) WebhookContacts(ctx context.Context, s webhook.Subscription) ([]webhook.Contact, error) {
	members, err := c.service.accounts.Members(ctx, access.Service("mail"), s.Organisation, "", membersMost)
	if err != nil {
		return nil, err
	}
	var list []webhook.Contact
	for _, m := range members.Items {
		for _, r := range m.Roles {
			if m.Person.Active && access.ReachOf(r, access.WebhookWrite) != access.Nothing {
				list = append(list, webhook.Contact{Address: m.Person.Email, Language: string(m.Person.Language)})
				break
			}
		}
	}
	return list, nil
}

// link is an address that people can follow.
func link(c *config.Config, path string) string {
	base := "http://" + c.HTTP.Listen
	if u := c.HTTP.Public(); u != nil {
		base = u.Scheme + "://" + u.Host
	}
	return base + "/" + path
}

func (s *service) accountConfig(m *mail.Composer) accounts.Config {
	c := accounts.Config{
		Engine: s.engine, Mailer: m, Now: s.now, Log: s.log,
		Idle: time.Duration(s.config.Session.Idle), Absolute: time.Duration(s.config.Session.Lifetime),
		Link: func(page accounts.Page, secret string) string { return link(s.config, signin.LinkPath(page, secret)) },
	}
	for _, p := range s.config.OIDC {
		c.Providers = append(c.Providers, accounts.Provider{
			ID: p.ID, Name: p.Name, Issuer: p.Issuer, ClientID: p.ClientID, ClientSecret: p.ClientSecret,
			RedirectURL: link(s.config, "api/v1/providers/"+p.ID+"/callback"), Domains: p.Domains,
		})
	}
	return c
}

// messages puts the outbox and the webhooks together.
func (s *service) messages(composer *mail.Composer) (*outbox.Outbox, error) {
	sender, err := s.mailSender()
	if err != nil {
		return nil, err
	}
	o := outbox.New(outbox.Config{
		Engine: s.engine, Instance: s.instance, Now: s.now, Log: s.log, Observer: s.messageMetrics(), HashKey: []byte(s.config.Instance),
		Senders: map[outbox.Kind]outbox.Sender{outbox.Mail: mail.Deliver(sender)},
	})
	s.webhooks = webhook.New(webhook.Config{
		Engine: s.engine, Outbox: o, Events: events, Mailer: composer, Now: s.now,
		Timeout: time.Duration(s.config.Webhook.Timeout), AllowPrivate: s.config.Webhook.AllowPrivate,
		Contacts: contacts{s},
	})
	for kind, sender := range s.webhooks.Senders() {
		o.Use(kind, sender)
	}
	return o, nil
}

// security is how the settings name the ways to a mail server.
var security = map[string]mail.Security{"starttls": mail.StartTLS, "tls": mail.TLS, "none": mail.Plain}

// mailSender is the mail server, or a folder where there is none.
func (s *service) mailSender() (mail.Sender, error) {
	c := &s.config.SMTP
	if c.Host == "" {
		return mail.NewFolder(s.config.MailDir, "matcharenan@localhost", s.now)
	}
	return mail.NewSMTP(mail.SMTPConfig{
		Host: c.Host, Port: c.Port, Security: security[c.TLS], User: c.User, Password: c.Password,
		From: c.From, FromName: s.config.Instance, Now: s.now,
	})
}
