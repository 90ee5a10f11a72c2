package signin

import (
	"context"
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// own is what the pages of one's own account have in common.
type own struct {
	frame.Base
	frame.Again
	Tabs []tab
}

// tab leads to one of the pages.
type tab struct {
	frame.Link
	Current bool
}

// own starts one of the pages.
func (a *Area) own(c *fiber.Ctx, name string) own {
	o := own{Base: a.frame.Base(c, "signin."+name+".title")}
	for _, t := range []struct {
		name, path string
		permission access.Permission
	}{
		{"account", accountPath, ""},
		{"change", passwordPath, ""},
		{"sessions", sessionsPath, ""},
		{"keys", keysPath, access.TokenWrite},
		{"erase", erasePath, ""},
	} {
		if t.permission == "" || web.ActorOf(c).MayAnywhere(t.permission) {
			o.Tabs = append(o.Tabs, tab{frame.Link{Text: o.T("signin." + t.name + ".tab"), Href: t.path}, t.name == name})
		}
	}
	return o
}

// accountPage is who somebody is here.
type accountPage struct {
	own
	Email       string
	Version     int64 // of the person
	Fields      []frame.Field
	Now         []frame.Fact // what somebody else has written meanwhile
	Memberships []membership
}

// membership is what somebody is in an organisation.
type membership struct {
	Organisation, Side, Roles, Since string
	Closed                           *frame.Tag
}

func (a *Area) showAccount(c *fiber.Ctx) error {
	p, err := a.self(c)
	if err != nil {
		return err
	}
	return a.answerAccount(c, p, p.Name, p.Language, nil)
}

// answerAccount shows the account as it is, with what has been typed in the form.
func (a *Area) answerAccount(c *fiber.Ctx, p accounts.Person, name string, language i18n.Language, failed error) error {
	status, err := statusAgain(c, failed)
	if err != nil {
		return err
	}
	members, err := a.memberships(c)
	if err != nil {
		return err
	}
	v := newAccountPage(a.own(c, "account"), p, name, language, failed)
	for _, m := range members {
		v.Memberships = append(v.Memberships, v.membership(m))
	}
	return unkept(c, a.account.RenderStatus(c, status, v))
}

// newAccountPage decides what the form says. When somebody else has changed the
// account meanwhile, it shows both, and the next try is on what there is now.
func newAccountPage(o own, p accounts.Person, name string, language i18n.Language, failed error) *accountPage {
	v := &accountPage{own: o, Email: p.Email, Version: p.Version}
	v.Again = v.Base.Again(failed, called(&v.Base))
	if fault.Is(failed, fault.Conflict) {
		v.Mistakes.Errors = []frame.ErrorLink{{Href: "#" + frame.FieldID("name"), Text: v.T("signin.account.changed")}}
		v.Now = []frame.Fact{
			{Name: v.T("signin.name"), Value: p.Name},
			{Name: v.T("signin.language"), Value: v.T("signin.language." + string(p.Language))},
		}
	}
	v.Fields = []frame.Field{nameField(&v.Base, v.Again, name), languageField(&v.Base, v.Again, language)}
	return v
}

// member is a membership with its organisation.
type member struct {
	accounts.Member
	organisation accounts.Organisation
}

func (a *Area) memberships(c *fiber.Ctx) ([]member, error) {
	actor := web.ActorOf(c)
	found, err := a.s.Accounts.MembershipsOf(c.UserContext(), actor, actor.Person)
	if err != nil {
		return nil, err
	}
	var list []member
	for _, m := range found {
		o, err := a.s.Accounts.Organisation(c.UserContext(), m.Organisation)
		if err != nil {
			return nil, err
		}
		list = append(list, member{m, o})
	}
	return list, nil
}

func (v *accountPage) membership(m member) membership {
	shown := membership{
		Organisation: m.organisation.Name, Side: v.T("signin.side." + string(m.organisation.Side)),
		Roles: frame.Sentence(v.List(roleNames(&v.Base, m.Roles))), Since: v.Date(m.Since.Time),
	}
	if !m.organisation.Active {
		shown.Closed = &frame.Tag{Kind: "waiting", Text: v.T("signin.account.closed")}
	}
	return shown
}

func (a *Area) changeAccount(c *fiber.Ctx) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	version, err := frame.VersionIn(form)
	if err != nil {
		return err
	}
	p, err := a.self(c)
	if err != nil {
		return err
	}
	name, language := form.Get("name"), i18n.Language(form.Get("language"))
	if err = a.rename(c.UserContext(), web.ActorOf(c), version, name, language); err != nil {
		return a.answerAccount(c, p, name, language, err)
	}
	if language != p.Language {
		web.RememberLanguage(c, language) // or an earlier choice in this browser would go before it
	}
	return c.Redirect(frame.Done(accountPath, "accountSaved"), http.StatusSeeOther)
}

// rename changes name and language. Unlike the service, which takes Swedish for what
// is no language, it wants one to be chosen.
func (a *Area) rename(ctx context.Context, actor access.Actor, version int64, name string, language i18n.Language) error {
	if !slices.Contains(i18n.Languages(), language) {
		return fault.Bad([]fault.Problem{{Member: "language", Key: "signin.languageMissing"}})
	}
	_, err := a.s.Accounts.UpdatePerson(ctx, actor, actor.Person, version, name, language)
	return err
}
