package api

import (
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/internal/web/session"
)

// signInBody is who somebody says that they are.
type signInBody struct {
	Email    string `json:"email" validate:"required,max=254"`
	Password string `json:"password" validate:"required,max=200"`
}

// signedInView is a session that has begun; its secret is in the cookie.
type signedInView struct {
	Person  string    `json:"person"`
	Session string    `json:"session"`
	CSRF    string    `json:"csrf"` // for the header X-CSRF-Token of changes
	Expires time.Time `json:"expires"`
}

// whoView is who asks, and what they may do where.
type whoView struct {
	Kind        access.Kind         `json:"kind"`
	ID          string              `json:"id"`
	Person      string              `json:"person,omitzero"`
	Memberships []access.Membership `json:"memberships,omitzero"`
	Scopes      []access.Permission `json:"scopes,omitzero"`
	CSRF        string              `json:"csrf,omitzero"`
}

func (s *Services) sessionOperations() []operation {
	return []operation{
		{
			Method: http.MethodPost, Path: "/session", ID: "signIn", Tag: "session", Who: stranger, Class: web.SignIn,
			Summary: "Sign in with a password. The session is kept in a cookie.",
			Body:    signInBody{}, Result: signedInView{}, Handle: s.signIn,
		},
		{
			Method: http.MethodGet, Path: "/session", ID: "getSession", Tag: "session", Who: signedIn,
			Summary: "Who asks, and what they may do where.", Result: whoView{}, Handle: s.whoAsks,
		},
		{
			Method: http.MethodDelete, Path: "/session", ID: "signOut", Tag: "session", Who: signedIn,
			Summary: "Sign out.", Status: http.StatusNoContent, Handle: s.signOut,
		},
		{
			Method: http.MethodGet, Path: "/sessions", ID: "listSessions", Tag: "session", Who: signedIn,
			Summary: "Where one is signed in.", Result: listOf[accounts.Session]{}, Handle: s.listSessions,
		},
		{
			Method: http.MethodDelete, Path: "/sessions", ID: "endOtherSessions", Tag: "session", Who: signedIn,
			Summary: "Sign out everywhere else.", Status: http.StatusNoContent, Handle: s.endOthers,
		},
		{
			Method: http.MethodDelete, Path: "/sessions/{id}", ID: "endSession", Tag: "session", Who: signedIn,
			Summary: "Sign out somewhere.", Status: http.StatusNoContent, Handle: s.endSession,
		},
	}
}

// begun answers that somebody has signed in.
func (s *Services) begun(c *fiber.Ctx, in accounts.SignedIn) error {
	session.Begin(c, in, s.Now())
	return c.JSON(signedInView{Person: in.Person, Session: in.Session, CSRF: in.CSRF, Expires: in.Expires})
}

func (s *Services) signIn(c *fiber.Ctx) error {
	var body signInBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	in, err := s.Accounts.SignIn(c.UserContext(), body.Email, body.Password, web.SessionToken(c), session.Client(c))
	if err != nil {
		return session.Refused(err)
	}
	return s.begun(c, in)
}

func (s *Services) whoAsks(c *fiber.Ctx) error {
	a := web.ActorOf(c)
	return c.JSON(whoView{
		Kind: a.Kind, ID: a.ID, Person: a.Person, Memberships: a.Memberships, Scopes: a.Scopes, CSRF: web.CSRFOf(c),
	})
}

func (s *Services) signOut(c *fiber.Ctx) error {
	if err := s.Accounts.SignOut(c.UserContext(), web.ActorOf(c)); err != nil {
		return err
	}
	web.ClearSession(c)
	return none(c)
}

func (s *Services) listSessions(c *fiber.Ctx) error {
	all, err := s.Accounts.Sessions(c.UserContext(), web.ActorOf(c))
	if err != nil {
		return err
	}
	return list(c, all, "")
}

func (s *Services) endOthers(c *fiber.Ctx) error {
	if _, err := s.Accounts.EndOtherSessions(c.UserContext(), web.ActorOf(c)); err != nil {
		return err
	}
	return none(c)
}

func (s *Services) endSession(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := s.Accounts.EndSession(c.UserContext(), web.ActorOf(c), id); err != nil {
		return err
	}
	return none(c)
}

// passwordBody changes a password.
type passwordBody struct {
	Present  string `json:"present" validate:"max=200"` // empty for an account that has none
	Password string `json:"password" validate:"required,max=200"`
}

type emailBody struct {
	Email string `json:"email" validate:"required,max=254"`
}

// resetBody chooses a new password by the link of a mail.
type resetBody struct {
	Secret   string `json:"secret" validate:"required,max=200"` // of the link
	Password string `json:"password" validate:"required,max=200"`
}

type secretBody struct {
	Secret string `json:"secret" validate:"required,max=200"` // of the link
}

// acceptBody makes an account by the link of an invitation.
type acceptBody struct {
	Secret   string        `json:"secret" validate:"required,max=200"` // of the link
	Name     string        `json:"name" validate:"required,max=200"`
	Language i18n.Language `json:"language"`
	Password string        `json:"password" validate:"required,max=200"`
}

// offerView is what an invitation offers.
type offerView struct {
	Organisation accounts.Organisation `json:"organisation"`
	Email        string                `json:"email"`
	Roles        []access.Role         `json:"roles"`
	HasAccount   bool                  `json:"hasAccount"` // sign in to accept
	Expires      time.Time             `json:"expires"`
}

func (s *Services) accountOperations() []operation {
	guess := func(o operation) operation {
		o.Method, o.Tag, o.Who, o.Class = http.MethodPost, "account", stranger, web.SignIn
		return o
	}
	return []operation{
		{
			Method: http.MethodPut, Path: "/password", ID: "changePassword", Tag: "account", Who: signedIn, Class: web.SignIn,
			Summary: "Change one's password, which ends all other sessions.", Body: passwordBody{}, Result: signedInView{}, Handle: s.changePassword,
		},
		guess(operation{
			Path: "/password/reset", ID: "requestReset", Status: http.StatusAccepted,
			Summary: "Have a link for a new password sent. The answer is the same whether there is an account.",
			Body:    emailBody{}, Handle: s.requestReset,
		}),
		guess(operation{
			Path: "/password/reset/finish", ID: "finishReset", Status: http.StatusNoContent,
			Summary: "Choose a new password by the link, which ends all sessions.", Body: resetBody{}, Handle: s.finishReset,
		}),
		guess(operation{
			Path: "/invitation/offer", ID: "getOffer", Summary: "What the link of an invitation offers.",
			Body: secretBody{}, Result: offerView{}, Handle: s.offer,
		}),
		guess(operation{
			Path: "/invitation/accept", ID: "acceptInvitation", Summary: "Make an account by the link of an invitation, and sign in.",
			Body: acceptBody{}, Result: signedInView{}, Handle: s.accept,
		}),
		{
			Method: http.MethodPost, Path: "/invitation/join", ID: "joinByInvitation", Tag: "account", Who: signedIn, Class: web.SignIn,
			Summary: "Join an organisation by the link of an invitation, with the account that one has.",
			Body:    secretBody{}, Result: accounts.Organisation{}, Handle: s.join,
		},
	}
}

func (s *Services) changePassword(c *fiber.Ctx) error {
	var body passwordBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	in, err := s.Accounts.ChangePassword(c.UserContext(), web.ActorOf(c), body.Present, body.Password, session.Client(c))
	if err != nil {
		return session.Refused(err)
	}
	return s.begun(c, in)
}

func (s *Services) requestReset(c *fiber.Ctx) error {
	var body emailBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	if err := s.Accounts.RequestReset(c.UserContext(), body.Email, session.Client(c)); err != nil {
		return session.Refused(err)
	}
	return c.SendStatus(http.StatusAccepted)
}

func (s *Services) finishReset(c *fiber.Ctx) error {
	var body resetBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	if err := s.Accounts.FinishReset(c.UserContext(), body.Secret, body.Password, session.Client(c)); err != nil {
		return session.Refused(err)
	}
	return none(c)
}

func (s *Services) offer(c *fiber.Ctx) error {
	var body secretBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	o, err := s.Accounts.Offer(c.UserContext(), body.Secret)
	if err != nil {
		return err
	}
	return c.JSON(offerView{
		Organisation: o.Organisation, Email: o.Email, Roles: o.Roles, HasAccount: o.HasAccount, Expires: o.Expires.Time,
	})
}

func (s *Services) accept(c *fiber.Ctx) error {
	var body acceptBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	account := accounts.Account{Name: body.Name, Language: body.Language, Password: body.Password}
	in, err := s.Accounts.AcceptNew(c.UserContext(), body.Secret, account, session.Client(c))
	if err != nil {
		return session.Refused(err)
	}
	return s.begun(c, in)
}

func (s *Services) join(c *fiber.Ctx) error {
	var body secretBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	o, err := s.Accounts.AcceptAs(c.UserContext(), web.ActorOf(c), body.Secret)
	if err != nil {
		return err
	}
	return versioned(c, o.Version, o)
}
