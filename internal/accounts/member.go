package accounts

import (
	"context"
	"errors"
	"slices"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// membership is what a person is in an organisation, as it is kept.
type membership struct {
	Organisation string        `json:"organisation"`
	Person       string        `json:"person"`
	Side         access.Side   `json:"side"` // of the organisation, which never changes
	Roles        []access.Role `json:"roles"`
	Made         store.Instant `json:"made"`
}

// Member is a person as a member of an organisation.
type Member struct {
	Organisation string        `json:"organisation"`
	Version      int64         `json:"version"` // of the membership
	Roles        []access.Role `json:"roles"`
	Since        store.Instant `json:"since"`
	Person       Person        `json:"person"`
}

// membershipID keeps memberships apart: one for a person and an organisation.
func membershipID(organisation, person string) string { return organisation + "." + person }

// Members returns a page of an organisation's members; after is the Next of the page
// before. The actor needs [access.PeopleRead] for the organisation.
func (s *Service) Members(ctx context.Context, actor access.Actor, organisation, after string, limit int) (Results[Member], error) {
	if err := actor.Check(access.PeopleRead, organisation); err != nil {
		return Results[Member]{}, err
	}
	page, err := s.memberships.Find(ctx, store.Query{
		Index: "organisation", Equal: []any{organisation}, After: after, Limit: limit,
	})
	if err != nil {
		return Results[Member]{}, err
	}
	people, err := s.peopleOf(ctx, page.Items)
	if err != nil {
		return Results[Member]{}, err
	}
	shown := Results[Member]{Next: page.Next}
	for _, it := range page.Items {
		// A membership is made a moment before its person when that is cut off.
		if p, ok := people[it.Value.Person]; ok {
			shown.Items = append(shown.Items, showMember(it, p))
		}
	}
	return shown, nil
}

// MembershipsOf returns what a person is in the organisations that the actor may see
// the members of: all when the actor is the person. Who may not see the person gets
// NotFound.
func (s *Service) MembershipsOf(ctx context.Context, actor access.Actor, person string) ([]Member, error) {
	it, members, err := s.visible(ctx, actor, person)
	if err != nil {
		return nil, err
	}
	var shown []Member
	for _, m := range members {
		if isSelf(actor, person) || actor.May(access.PeopleRead, m.Value.Organisation) {
			shown = append(shown, showMember(m, it))
		}
	}
	return shown, nil
}

// SetRoles gives a member other roles. The actor needs [access.PeopleWrite] for the
// organisation, and the role system_admin is given and taken by system_admin only
// (Forbidden). Roles that are not of the organisation's side are Invalid. A version
// other than the one that was read, unless 0, is Conflict, and so is taking the right
// to write people from the last member who has it ([ErrLastWriter]). Somebody who is
// no member is NotFound.
func (s *Service) SetRoles(ctx context.Context, actor access.Actor, organisation, person string, version int64, roles []access.Role) (Member, error) {
	if err := actor.Check(access.PeopleWrite, organisation); err != nil {
		return Member{}, err
	}
	var m store.Item[membership]
	err := s.guarded(ctx, []string{organisation}, func(ctx context.Context) (err error) {
		m, err = s.memberships.Update(ctx, membershipID(organisation, person), func(m *membership, tx *store.Txn) error {
			if err := tx.Expect(version); err != nil {
				return err
			}
			wanted, err := checkedRoles(m.Side, roles)
			if err != nil {
				return err
			}
			if slices.Equal(m.Roles, wanted) {
				return store.Unchanged()
			}
			if err := s.mayBecome(ctx, actor, *m, wanted); err != nil {
				return err
			}
			m.Roles = wanted
			return s.note(tx, actor, organisation, "membership.change", memberObject(*m), "roles", roleNames(wanted))
		})
		return err
	})
	if err != nil {
		return Member{}, unless(err, errPerson)
	}
	p, err := s.people.Get(ctx, person)
	return showMember(m, p), unless(err, errPerson)
}

// RemoveMember ends a membership. The actor needs [access.PeopleWrite] for the
// organisation or leaves it. The last member who may write people cannot go
// ([ErrLastWriter]). Somebody who is no member is NotFound.
func (s *Service) RemoveMember(ctx context.Context, actor access.Actor, organisation, person string) error {
	if !isSelf(actor, person) {
		if err := actor.Check(access.PeopleWrite, organisation); err != nil {
			return err
		}
	}
	err := s.guarded(ctx, []string{organisation}, func(ctx context.Context) error {
		return s.removeMember(ctx, actor, organisation, person)
	})
	return unless(err, errPerson)
}

func (s *Service) removeMember(ctx context.Context, actor access.Actor, organisation, person string) error {
	return s.memberships.Delete(ctx, membershipID(organisation, person), func(m *membership, tx *store.Txn) error {
		if err := s.mayBecome(ctx, actor, *m, nil); err != nil {
			return err
		}
		return s.note(tx, actor, organisation, "membership.remove", memberObject(*m))
	})
}

// join gives a person roles in an organisation, besides those that there are.
func (s *Service) join(ctx context.Context, actor access.Actor, m membership) error {
	return s.guarded(ctx, []string{m.Organisation}, func(ctx context.Context) error {
		event, err := s.event(actor, m.Organisation, "membership.create", memberObject(m), "roles", roleNames(m.Roles))
		if err != nil {
			return err
		}
		key := membershipID(m.Organisation, m.Person)
		_, err = s.memberships.Insert(ctx, key, m, event)
		if !errors.Is(err, store.ErrExists) {
			return err
		}
		_, err = s.memberships.Update(ctx, key, func(there *membership, tx *store.Txn) error {
			all, err := checkedRoles(m.Side, append(slices.Clone(there.Roles), m.Roles...))
			if err != nil {
				return err
			}
			if slices.Equal(all, there.Roles) {
				return store.Unchanged()
			}
			there.Roles = all
			return s.note(tx, actor, m.Organisation, "membership.change", memberObject(m), "roles", roleNames(all))
		})
		return err
	})
}

func (s *Service) membershipsOf(ctx context.Context, person string) ([]store.Item[membership], error) {
	page, err := s.memberships.Find(ctx, store.Query{Index: "person", Equal: []any{person}, Limit: store.MaxPage})
	return page.Items, err
}

func (s *Service) peopleOf(ctx context.Context, members []store.Item[membership]) (map[string]store.Item[person], error) {
	ids := make([]string, len(members))
	for i, m := range members {
		ids[i] = m.Value.Person
	}
	people, err := s.people.GetMany(ctx, ids)
	byID := make(map[string]store.Item[person], len(people))
	for _, p := range people {
		byID[p.ID] = p
	}
	return byID, err
}

func organisationsOf(members []store.Item[membership]) []string {
	ids := make([]string, len(members))
	for i, m := range members {
		ids[i] = m.Value.Organisation
	}
	return ids
}

func showMember(m store.Item[membership], p store.Item[person]) Member {
	return Member{
		Organisation: m.Value.Organisation, Version: m.Version, Roles: m.Value.Roles, Since: m.Value.Made, Person: showPerson(p),
	}
}

func memberObject(m membership) string {
	return membershipsName + "/" + membershipID(m.Organisation, m.Person)
}

// checkedRoles returns the roles once each in the order of their side.
func checkedRoles(side access.Side, roles []access.Role) ([]access.Role, error) {
	known := access.RolesOf(side)
	for _, r := range roles {
		if !slices.Contains(known, r) {
			return nil, bad("roles", "accounts.roleOfOtherSide", fault.Args{"role": clip(string(r)), "allowed": roleTexts(known)})
		}
	}
	if len(roles) == 0 {
		return nil, bad("roles", "accounts.noRole", nil)
	}
	return slices.DeleteFunc(known, func(r access.Role) bool { return !slices.Contains(roles, r) }), nil
}
