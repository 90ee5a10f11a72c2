package signin

import (
	"errors"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// sessionsPage is where somebody is signed in.
type sessionsPage struct {
	own
	Sessions []sessionRow
	Others   bool // whether there is another than this one
	Action   string
}

// sessionRow is one place.
type sessionRow struct {
	Device, Address, Method, Began, Seen string
	Current                              *frame.Tag
	End                                  string // address that ends it
}

func (a *Area) showSessions(c *fiber.Ctx) error {
	list, err := a.s.Accounts.Sessions(c.UserContext(), web.ActorOf(c))
	if err != nil {
		return err
	}
	v := newSessionsPage(a.own(c, "sessions"), list, a.s.Accounts.Providers())
	return unkept(c, a.sessions.Render(c, v))
}

func newSessionsPage(o own, list []accounts.Session, providers []accounts.ProviderName) *sessionsPage {
	v := &sessionsPage{own: o, Action: sessionsPath + "/avsluta-andra"}
	for _, s := range list {
		row := sessionRow{
			Device: s.Device, Address: s.Address, Method: v.T("signin.sessions.byPassword"), Began: v.Time(s.Began.Time), Seen: v.Time(s.Seen.Time),
		}
		row.End = sessionsPath + "/" + s.ID + "/avsluta"
		if row.Device == "" {
			row.Device = v.T("signin.sessions.unknown")
		}
		for _, p := range providers {
			if p.ID == s.Method {
				row.Method = p.Name
			}
		}
		if s.Current {
			row.Current = &frame.Tag{Kind: "good", Text: v.T("signin.sessions.current")}
		}
		v.Others = v.Others || !s.Current
		v.Sessions = append(v.Sessions, row)
	}
	return v
}

// endSession ends a session. One of somebody else is answered like one that there is
// no longer.
func (a *Area) endSession(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	actor := web.ActorOf(c)
	if id == actor.Session {
		return a.leave(c)
	}
	err = a.s.Accounts.EndSession(c.UserContext(), actor, id)
	switch {
	case errors.Is(err, accounts.ErrSessionOver):
		return c.Redirect(frame.Done(sessionsPath, "sessionGone"), http.StatusSeeOther)
	case err != nil:
		return err
	}
	return c.Redirect(frame.Done(sessionsPath, "sessionEnded"), http.StatusSeeOther)
}

func (a *Area) endOthers(c *fiber.Ctx) error {
	if _, err := a.s.Accounts.EndOtherSessions(c.UserContext(), web.ActorOf(c)); err != nil {
		return err
	}
	return c.Redirect(frame.Done(sessionsPath, "sessionsEnded"), http.StatusSeeOther)
}
