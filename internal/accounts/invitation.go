package accounts

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/store"
)

// InvitationState is where an invitation is.
type InvitationState string

// The states. An invitation past its time is open still, and of no use.
const (
	Open      InvitationState = "open"
	Accepting InvitationState = "accepting" // by somebody whose account is being made
	Accepted  InvitationState = "accepted"
	Revoked   InvitationState = "revoked"
)

// invitation is an invitation as it is kept.
type invitation struct {
	Organisation string          `json:"organisation"`
	Email        string          `json:"email"`
	Language     i18n.Language   `json:"language"`
	Roles        []access.Role   `json:"roles"`
	State        InvitationState `json:"state"`
	Hash         string          `json:"hash"` // of the secret in the link
	Made         store.Instant   `json:"made"`
	Expires      store.Instant   `json:"expires"`
	Sends        int             `json:"sends"`
	Inviter      string          `json:"inviter,omitempty"` // the person who answers for it; empty for the service itself
	Person       string          `json:"person,omitempty"`  // who accepts it
}

// Invitation is an invitation to an organisation.
type Invitation struct {
	ID           string          `json:"id"`
	Version      int64           `json:"version"`
	Organisation string          `json:"organisation"`
	Email        string          `json:"email"`
	Roles        []access.Role   `json:"roles"`
	State        InvitationState `json:"state"`
	Made         store.Instant   `json:"made"`
	Expires      store.Instant   `json:"expires"`
	Sends        int             `json:"sends"`
	Inviter      string          `json:"inviter"` // ID of a person, empty for the service itself
}

func showInvitation(it store.Item[invitation]) Invitation {
	v := it.Value
	return Invitation{
		ID: it.ID, Version: it.Version, Organisation: v.Organisation, Email: v.Email, Roles: v.Roles, State: v.State,
		Made: v.Made, Expires: v.Expires, Sends: v.Sends, Inviter: v.Inviter,
	}
}

// usable reports whether the link of the invitation leads anywhere at now.
func (v invitation) usable(now time.Time) bool {
	return (v.State == Open || v.State == Accepting) && now.Before(v.Expires.Time)
}

// maxSends is how often an invitation may be sent, so that nobody is pestered.
const maxSends = 10

// Invitee is somebody to be invited.
type Invitee struct {
	Organisation string
	Email        string
	Language     i18n.Language // of the mail and of the account; Swedish if it is none of ours
	Roles        []access.Role
}

// Invite sends somebody an invitation by mail. The actor needs [access.PeopleWrite]
// for the organisation; only a system_admin gives the role system_admin (Forbidden).
// An address or roles that are not good are Invalid; an organisation that is closed, a
// member already, or an invitation that is open already is Conflict.
func (s *Service) Invite(ctx context.Context, actor access.Actor, who Invitee) (Invitation, error) {
	if err := actor.Check(access.PeopleWrite, who.Organisation); err != nil {
		return Invitation{}, err
	}
	v, err := s.newInvitation(ctx, actor, who)
	if err != nil {
		return Invitation{}, err
	}
	if err := s.notInvited(ctx, v); err != nil {
		return Invitation{}, err
	}
	it, _, err := s.insertInvitation(ctx, actor, v, true)
	return showInvitation(it), err
}

func (s *Service) newInvitation(ctx context.Context, actor access.Actor, who Invitee) (invitation, error) {
	side, err := s.side(ctx, who.Organisation)
	if err != nil {
		return invitation{}, err
	}
	email, err := checkedEmail(who.Email)
	if err != nil {
		return invitation{}, err
	}
	roles, err := checkedRoles(side, who.Roles)
	if err != nil {
		return invitation{}, err
	}
	return invitation{
		Organisation: who.Organisation, Email: email, Language: spoken(who.Language), Roles: roles, State: Open, Inviter: actor.Person,
	}, mayTouch(actor, nil, roles)
}

// notInvited is Conflict when the address has an open invitation or a member already.
func (s *Service) notInvited(ctx context.Context, v invitation) error {
	now := s.c.Now()
	for it, err := range s.invitations.All(ctx, store.Query{Index: "email", Equal: []any{v.Email}}) {
		if err != nil {
			return err
		}
		if it.Value.Organisation == v.Organisation && it.Value.usable(now) {
			return fault.New(fault.Conflict, "accounts.invitedAlready", fault.Args{"email": v.Email})
		}
	}
	p, err := s.byEmail(ctx, v.Email)
	if isLost(err) {
		return nil
	} else if err != nil {
		return err
	}
	_, err = s.memberships.Get(ctx, membershipID(v.Organisation, p.ID))
	if isLost(err) {
		return nil
	} else if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "accounts.memberAlready", fault.Args{"email": v.Email})
}

// insertInvitation keeps an invitation and returns it with the secret of its link,
// which is mailed or not.
func (s *Service) insertInvitation(ctx context.Context, actor access.Actor, v invitation, mailed bool) (store.Item[invitation], string, error) {
	now := s.c.Now()
	key, secret := id.New(now), id.Secret()
	v.Hash, v.Made, v.Expires = hashOf(secret), store.At(now), store.At(now.Add(InvitationLife))
	event, err := s.event(actor, v.Organisation, "invitation.create", invitationsName+"/"+key, "roles", roleNames(v.Roles))
	if err != nil {
		return store.Item[invitation]{}, "", err
	}
	effects := []store.Effect{event}
	if mailed {
		v.Sends = 1
		mail, err := s.invitationMail(ctx, key, v, secret)
		if err != nil {
			return store.Item[invitation]{}, "", err
		}
		effects = append(effects, mail)
	}
	it, err := s.invitations.Insert(ctx, key, v, effects...)
	return it, secret, err
}

func (s *Service) invitationMail(ctx context.Context, key string, v invitation, secret string) (store.Effect, error) {
	o, err := s.organisations.Get(ctx, v.Organisation)
	if err != nil {
		return store.Effect{}, err
	}
	data := map[string]string{
		"organisation": o.Value.Name, "link": s.c.Link(InvitationPage, secret),
		"days": strconv.Itoa(int(InvitationLife.Hours() / 24)),
	}
	return s.c.Mailer.Mail(v.Email, string(v.Language), "invitation", data, fmt.Sprintf("invitation/%s/%d", key, v.Sends))
}

// Invitations returns a page of an organisation's invitations, the latest first;
// after is the Next of the page before. The actor needs [access.PeopleWrite] for the
// organisation.
func (s *Service) Invitations(ctx context.Context, actor access.Actor, organisation, after string, limit int) (Results[Invitation], error) {
	if err := actor.Check(access.PeopleWrite, organisation); err != nil {
		return Results[Invitation]{}, err
	}
	page, err := s.invitations.Find(ctx, store.Query{
		Index: "organisation", Equal: []any{organisation}, Descending: true, After: after, Limit: limit,
	})
	shown := Results[Invitation]{Next: page.Next}
	for _, it := range page.Items {
		shown.Items = append(shown.Items, showInvitation(it))
	}
	return shown, err
}

// SendInvitation sends an invitation again, with a new link that is good for the
// whole time; the old link is good no more. The actor, who answers for it from now
// on, needs [access.PeopleWrite] for the organisation; for others it is NotFound. One
// that has been accepted or revoked, or sent too often, is Conflict.
func (s *Service) SendInvitation(ctx context.Context, actor access.Actor, key string) (Invitation, error) {
	it, err := s.changeInvitation(ctx, actor, key, func(v *invitation, tx *store.Txn) error {
		if v.Sends >= maxSends {
			return fault.New(fault.Conflict, "accounts.sentTooOften", fault.Args{"limit": maxSends})
		}
		if err := mayTouch(actor, nil, v.Roles); err != nil {
			return err
		}
		secret, now := id.Secret(), s.c.Now()
		v.Hash, v.Expires, v.Inviter = hashOf(secret), store.At(now.Add(InvitationLife)), actor.Person
		v.Sends++
		mail, err := s.invitationMail(ctx, key, *v, secret)
		if err != nil {
			return err
		}
		tx.Also(mail)
		return s.note(tx, actor, v.Organisation, "invitation.send", invitationsName+"/"+key)
	})
	return showInvitation(it), err
}

// RevokeInvitation makes an invitation's link good no more, with the permissions and
// errors of [Service.SendInvitation].
func (s *Service) RevokeInvitation(ctx context.Context, actor access.Actor, key string) error {
	_, err := s.changeInvitation(ctx, actor, key, func(v *invitation, tx *store.Txn) error {
		v.State = Revoked
		return s.note(tx, actor, v.Organisation, "invitation.revoke", invitationsName+"/"+key)
	})
	return err
}

// changeInvitation changes an invitation that is open and that the actor may know of.
func (s *Service) changeInvitation(ctx context.Context, actor access.Actor, key string, change func(v *invitation, tx *store.Txn) error) (store.Item[invitation], error) {
	it, err := s.invitations.Update(ctx, key, func(v *invitation, tx *store.Txn) error {
		if !actor.May(access.PeopleWrite, v.Organisation) {
			return errInvitation
		}
		if v.State != Open {
			return fault.New(fault.Conflict, "accounts.invitationDone", nil)
		}
		return change(v, tx)
	})
	return it, unless(err, errInvitation)
}
