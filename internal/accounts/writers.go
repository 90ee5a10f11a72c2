package accounts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/store"
)

const (
	membersLease = 15 * time.Second
	membersWait  = 20 * time.Millisecond
)

// guarded runs f while no other changes who may write people in the organisations.
// That somebody remains who may is a rule over several documents, which no single
// write of the store can hold; the lease makes the changes come one after another, in
// all processes.
func (s *Service) guarded(ctx context.Context, organisations []string, f func(context.Context) error) error {
	ids := slices.Clone(organisations)
	slices.Sort(ids) // so that two never wait for each other
	return s.guardedSorted(ctx, slices.Compact(ids), f)
}

func (s *Service) guardedSorted(ctx context.Context, ids []string, f func(context.Context) error) error {
	if len(ids) == 0 {
		return f(ctx)
	}
	name := membershipsName + "/" + ids[0]
	// The holder is new each time: whoever holds a lease already gets it again.
	return store.WithLease(ctx, s.c.Engine, name, id.Secret(), membersLease, membersWait, func(ctx context.Context, _ store.Lease) error {
		return s.guardedSorted(ctx, ids[1:], f)
	})
}

// mayBecome checks that the actor may change the member's roles to the wanted ones,
// none for leaving, and that the organisation keeps a writer. It must run guarded.
func (s *Service) mayBecome(ctx context.Context, actor access.Actor, m membership, wanted []access.Role) error {
	if !isSelf(actor, m.Person) || len(wanted) > 0 {
		if err := mayTouch(actor, m.Roles, wanted); err != nil {
			return err
		}
	}
	if !writes(m.Roles) || writes(wanted) {
		return nil
	}
	return s.mayStopWriting(ctx, m)
}

// mayLeaveAll checks that every organisation of the person keeps a writer without
// the person. It must run guarded for all of them.
func (s *Service) mayLeaveAll(ctx context.Context, actor access.Actor, person string) error {
	members, err := s.membershipsOf(ctx, person)
	if err != nil {
		return err
	}
	for _, m := range members {
		if err := s.mayBecome(ctx, actor, m.Value, nil); err != nil {
			return err
		}
	}
	return nil
}

// mayStopWriting is [ErrLastWriter] when the member is a writer and no other is.
func (s *Service) mayStopWriting(ctx context.Context, m membership) error {
	o, err := s.organisations.Get(ctx, m.Organisation)
	if err != nil {
		return err
	}
	if !o.Value.Active {
		return nil
	}
	q := store.Query{Index: "organisation", Equal: []any{m.Organisation}}
	var writers []store.Item[membership]
	for it, err := range s.memberships.All(ctx, q) {
		if err != nil {
			return err
		}
		if writes(it.Value.Roles) {
			writers = append(writers, it)
		}
	}
	people, err := s.peopleOf(ctx, writers)
	if err != nil {
		return err
	}
	if !people[m.Person].Value.Active {
		return nil // shut out: no writer any more
	}
	for _, w := range writers {
		if w.Value.Person != m.Person && people[w.Value.Person].Value.Active {
			return nil
		}
	}
	return ErrLastWriter
}

// writes reports whether one of the roles may write people.
func writes(roles []access.Role) bool {
	return slices.ContainsFunc(roles, func(r access.Role) bool { return access.ReachOf(r, access.PeopleWrite) != access.Nothing })
}

// mayTouch checks that it is not somebody below a system administrator who gives or
// takes that role: a process leader may write people, but not rise by that.
func mayTouch(actor access.Actor, before, after []access.Role) error {
	had, has := slices.Contains(before, access.SystemAdmin), slices.Contains(after, access.SystemAdmin)
	if had == has && (!had || len(after) > 0) || actor.Kind == access.System {
		return nil
	}
	for _, m := range actor.Memberships {
		if slices.Contains(m.Roles, access.SystemAdmin) {
			return nil
		}
	}
	return errSystemAdmin
}

func roleTexts(roles []access.Role) []string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return names
}

func roleNames(roles []access.Role) string { return strings.Join(roleTexts(roles), " ") }

// side returns the side of an organisation that people can join.
func (s *Service) side(ctx context.Context, organisation string) (access.Side, error) {
	o, err := s.organisations.Get(ctx, organisation)
	if err != nil {
		return "", unless(err, errOrganisation)
	}
	if !o.Value.Active {
		return "", fmt.Errorf("organisation %s: %w", organisation, fault.New(fault.Conflict, "accounts.organisationClosed", nil))
	}
	return o.Value.Side, nil
}
