package accounts

import (
	"context"
	"errors"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/store"
)

// NewPerson is somebody whom an operator adds by a command.
type NewPerson struct {
	Email    string
	Name     string
	Language i18n.Language
	Password string // empty for an invitation's link
	// Organisation is the ID of one that there is; if it is empty, one of the side and
	// profile is made.
	Organisation string
	Side         access.Side
	Profile      Profile
	Roles        []access.Role
}

// Added is what adding somebody has made.
type Added struct {
	Organisation Organisation
	Person       string // ID; empty when there is an invitation
	Link         string // of the invitation, for the operator to hand over; it is not mailed
}

// AddPerson lets somebody in by hand, above all the first. The actor must be the
// service itself (Forbidden): an operator has the data anyhow. Somebody who has an
// account gets the roles besides, whatever the name and password. Without a password
// it answers with the link of an invitation. What is not good is Invalid.
func (s *Service) AddPerson(ctx context.Context, actor access.Actor, n NewPerson) (Added, error) {
	if actor.Kind != access.System {
		return Added{}, errOperatorOnly
	}
	o, err := s.addedOrganisation(ctx, actor, n)
	if err != nil {
		return Added{}, err
	}
	added := Added{Organisation: o}
	v, err := s.newInvitation(ctx, actor, Invitee{Organisation: o.ID, Email: n.Email, Language: n.Language, Roles: n.Roles})
	if err != nil {
		return added, err
	}
	there, err := s.byEmail(ctx, v.Email)
	switch {
	case err == nil:
		added.Person = there.ID
		return added, s.join(ctx, actor, membership{
			Organisation: o.ID, Person: there.ID, Side: o.Side, Roles: v.Roles, Made: store.At(s.c.Now()),
		})
	case !isLost(err):
		return added, err
	case n.Password == "":
		_, secret, err := s.insertInvitation(ctx, actor, v, false)
		added.Link = s.c.Link(InvitationPage, secret)
		return added, err
	}
	added.Person, err = s.addNow(ctx, actor, n, v)
	return added, err
}

func (s *Service) addNow(ctx context.Context, actor access.Actor, n NewPerson, v invitation) (string, error) {
	p, err := s.newPerson(ctx, Account{Name: n.Name, Language: n.Language, Password: n.Password}, v)
	if err != nil {
		return "", err
	}
	key := id.New(s.c.Now())
	effects, err := s.firstEffects(ctx, actor, key, store.Item[invitation]{Value: v})
	if err != nil {
		return "", err
	}
	_, err = s.people.Insert(ctx, key, p, effects...)
	if errors.Is(err, store.ErrDuplicate) {
		return "", ErrHaveAccount
	}
	return key, err
}

func (s *Service) addedOrganisation(ctx context.Context, actor access.Actor, n NewPerson) (Organisation, error) {
	if n.Organisation != "" {
		return s.Organisation(ctx, n.Organisation)
	}
	// Checked before anything is made, so that a bad role leaves no empty organisation.
	if _, err := checkedEmail(n.Email); err != nil {
		return Organisation{}, err
	}
	if _, err := checkedRoles(n.Side, n.Roles); err != nil && len(access.RolesOf(n.Side)) > 0 {
		return Organisation{}, err
	}
	if n.Password != "" {
		if err := CheckPassword(n.Password, n.Email); err != nil {
			return Organisation{}, err
		}
	}
	return s.CreateOrganisation(ctx, actor, n.Side, n.Profile)
}

// Empty reports whether there is nobody yet, so that somebody has to be added by hand.
func (s *Service) Empty(ctx context.Context) (bool, error) {
	_, err := s.people.First(ctx, store.Query{})
	if isLost(err) {
		return true, nil
	}
	return false, err
}
