package accounts

import (
	"context"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/store"
)

// Erase closes a person's account for good: name, address and password are deleted,
// memberships, sessions and tokens end, and links to providers and invitations to the
// address go. The ID stays, so that the audit trail tells still that the same person
// did things, but not who. The actor must be the person or have [access.PeopleWrite]
// for every organisation that the person belongs to; who may not see the person gets
// NotFound. An organisation that would lose its last writer is [ErrLastWriter].
// Erasing again does what was cut off.
func (s *Service) Erase(ctx context.Context, actor access.Actor, key string) error {
	members, err := s.managed(ctx, actor, key)
	if err != nil {
		return err
	}
	p, err := s.people.Get(ctx, key)
	if err != nil {
		return unless(err, errPerson)
	}
	err = s.guarded(ctx, organisationsOf(members), func(ctx context.Context) error {
		if err := s.mayLeaveAll(ctx, actor, key); err != nil {
			return err
		}
		// While the address is known still.
		if err := s.dropInvitations(ctx, p.Value.Email); err != nil {
			return err
		}
		_, err := s.people.Update(ctx, key, func(v *person, tx *store.Txn) error {
			if !v.Erased.IsZero() {
				return store.Unchanged()
			}
			*v = person{
				Language: v.Language, Epoch: v.Epoch + 1, Made: v.Made, Erased: store.At(s.c.Now()),
			}
			return s.note(tx, actor, "", "person.erase", peopleName+"/"+key)
		})
		return err
	})
	if err != nil {
		return unless(err, errPerson)
	}
	return s.eraseRest(ctx, actor, key)
}

// eraseRest ends what an erased person leaves behind, and which lets nobody in since
// the person is not active.
func (s *Service) eraseRest(ctx context.Context, actor access.Actor, key string) error {
	members, err := s.membershipsOf(ctx, key)
	if err != nil {
		return err
	}
	for _, m := range members {
		err := s.guarded(ctx, []string{m.Value.Organisation}, func(ctx context.Context) error {
			return s.removeMember(ctx, actor, m.Value.Organisation, key)
		})
		if err != nil && !isLost(err) {
			return err
		}
	}
	if err := s.revokeAll(ctx, actor, key); err != nil {
		return err
	}
	if err := dropAll(ctx, s.links, store.Query{Index: "person", Equal: []any{key}}); err != nil {
		return err
	}
	if err := dropAll(ctx, s.resets, store.Query{Index: "person", Equal: []any{key}}); err != nil {
		return err
	}
	return dropAll(ctx, s.sessions, store.Query{Index: "person", Equal: []any{key}})
}

func (s *Service) revokeAll(ctx context.Context, actor access.Actor, person string) error {
	for it, err := range s.tokens.All(ctx, store.Query{Index: "person", Equal: []any{person}}) {
		if err != nil {
			return err
		}
		_, err := s.tokens.Update(ctx, it.ID, func(v *token, tx *store.Txn) error {
			if !v.Revoked.IsZero() {
				return store.Unchanged()
			}
			v.Revoked = store.At(s.c.Now())
			return s.note(tx, actor, v.Organisation, "token.revoke", tokensName+"/"+it.ID)
		})
		if err != nil && !isLost(err) {
			return err
		}
	}
	return nil
}

func (s *Service) dropInvitations(ctx context.Context, email string) error {
	if email == "" {
		return nil // erased before
	}
	return dropAll(ctx, s.invitations, store.Query{Index: "email", Equal: []any{email}})
}

// dropAll deletes everything that the query finds.
func dropAll[T any](ctx context.Context, c *store.Collection[T], q store.Query) error {
	for it, err := range c.All(ctx, q) {
		if err != nil {
			return err
		}
		err := c.Delete(ctx, it.ID, func(*T, *store.Txn) error { return nil })
		if err != nil && !isLost(err) {
			return err
		}
	}
	return nil
}
