package signin

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/internal/web/session"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// offerPage is what an invitation offers, and how to accept it: with the account that
// one is signed in with, by signing in, or by making an account.
type offerPage struct {
	frame.Base
	frame.Again
	Facts     []frame.Fact
	Action    string // of the form
	Email     string // that the invitation was sent to
	Self      string // address of who has signed in; empty for a guest
	Other     *frame.Notice
	Enter     string // where to sign in to accept
	Has       bool   // whether the address has an account
	Fields    []frame.Field
	Providers []frame.Link
}

// gonePage is what a link of a mail leads to that is good no more.
type gonePage struct {
	frame.Base
	Lead  string
	Next  []string
	Links []frame.Link
}

func (a *Area) showGone(c *fiber.Ctx, name, way string) error {
	v := &gonePage{Base: a.frame.Base(c, "signin.gone.title")}
	v.Lead = v.T("signin.gone." + name + "Lead")
	v.Next = []string{v.T("signin.gone." + name + "Next1"), v.T("signin.gone." + name + "Next2")}
	v.Links = []frame.Link{{Text: v.T("signin.gone." + name + "Go"), Href: way}}
	return unkept(c, a.gone.RenderStatus(c, http.StatusNotFound, v))
}

// offered returns the secret of the link and what it offers.
func (a *Area) offered(c *fiber.Ctx) (string, accounts.Offer, error) {
	secret, err := secretOf(c)
	if err != nil {
		return "", accounts.Offer{}, err
	}
	o, err := a.s.Accounts.Offer(c.UserContext(), secret)
	return secret, o, err
}

func (a *Area) showOffer(c *fiber.Ctx) error {
	return a.answerOffer(c, accounts.Account{Language: web.LanguageOf(c)}, nil)
}

// answerOffer shows the offer, with what has been typed and what was wrong with it.
func (a *Area) answerOffer(c *fiber.Ctx, typed accounts.Account, failed error) error {
	secret, o, err := a.offered(c)
	if isGone(err) {
		return a.showGone(c, "invitation", enterPath)
	}
	if err != nil {
		return err
	}
	self := ""
	if web.ActorOf(c).Kind == access.Person {
		p, err := a.self(c)
		if err != nil {
			return err
		}
		self = p.Email
	}
	status, err := statusAgain(c, failed)
	if err != nil {
		return err
	}
	b := a.frame.Base(c, "signin.offer.title", "organisation", o.Organisation.Name)
	v := newOfferPage(b, o, secret, self, typed, failed)
	if self == "" {
		for _, p := range a.s.Accounts.Providers() {
			v.Providers = append(v.Providers, frame.Link{Text: v.T("signin.enter.with", "provider", p.Name), Href: v.Action + "/" + p.ID})
		}
	}
	return unkept(c, a.offering.RenderStatus(c, status, v))
}

// newOfferPage decides how the offer can be accepted. Self is the address of who has
// signed in.
func newOfferPage(b frame.Base, o accounts.Offer, secret, self string, typed accounts.Account, failed error) *offerPage {
	v := &offerPage{Base: b, Action: invitationPath + "/" + secret, Email: o.Email, Self: self, Has: o.HasAccount}
	v.Enter = enterAt(v.Action)
	v.Again = b.Again(failed, called(&b))
	v.Facts = []frame.Fact{
		{Name: b.T("signin.offer.organisation"), Value: o.Organisation.Name},
		{Name: b.T("signin.offer.roles"), Value: frame.Sentence(b.List(roleNames(&b, o.Roles)))},
		{Name: b.T("signin.offer.sentTo"), Value: o.Email},
		{Name: b.T("signin.offer.until"), Value: b.Time(o.Expires.Time)},
	}
	switch {
	case self != "" && self != o.Email:
		v.Other = &frame.Notice{Kind: "warning", Text: b.T("signin.offer.other", "email", self, "sent", o.Email)}
	case self == "" && !o.HasAccount:
		v.Fields = []frame.Field{
			nameField(&b, v.Again, typed.Name), newPassword(&b, v.Again, b.T("signin.password")), languageField(&b, v.Again, typed.Language),
		}
	}
	return v
}

func roleNames(b *frame.Base, roles []access.Role) []string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = b.T("role." + string(r))
	}
	return names
}

// languageField asks for the language of pages and mails. The names of languages are
// the same in all of them.
func languageField(b *frame.Base, g frame.Again, chosen i18n.Language) frame.Field {
	f := frame.Field{Name: "language", Type: frame.Radios, Label: b.T("signin.language"), Hint: b.T("signin.languageHint"), Error: g.Errors["language"], Compact: true}
	for _, l := range i18n.Languages() {
		f.Options = append(f.Options, frame.Option{
			ID: frame.FieldID("language." + string(l)), Value: string(l), Label: b.T("signin.language." + string(l)), Chosen: l == chosen,
		})
	}
	return f
}

// accept joins with the account that one is signed in with, or makes one.
func (a *Area) accept(c *fiber.Ctx) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	secret, err := secretOf(c)
	if err != nil {
		return a.showGone(c, "invitation", enterPath)
	}
	if actor := web.ActorOf(c); actor.Kind != access.Guest {
		if _, err = a.s.Accounts.AcceptAs(c.UserContext(), actor, secret); err == nil {
			return c.Redirect(frame.Done(accountPath, "invitationJoined"), http.StatusSeeOther)
		}
		return a.answerOffer(c, accounts.Account{}, err)
	}
	typed := accounts.Account{Name: form.Get("name"), Language: i18n.Language(form.Get("language")), Password: form.Get("password")}
	in, err := a.s.Accounts.AcceptNew(c.UserContext(), secret, typed, session.Client(c))
	if err != nil {
		return a.answerOffer(c, typed, err)
	}
	session.Begin(c, in, a.s.Now())
	return c.Redirect(frame.Done(accountPath, "invitationAccepted"), http.StatusSeeOther)
}

// acceptByProvider lets a provider vouch for who accepts.
func (a *Area) acceptByProvider(c *fiber.Ctx) error {
	secret, _, err := a.offered(c)
	if isGone(err) {
		return a.showGone(c, "invitation", enterPath)
	}
	if err != nil {
		return err
	}
	return a.begin(c, frame.Done(accountPath, "invitationJoined"), secret)
}
