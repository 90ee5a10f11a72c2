package accounts

import (
	"context"
	"errors"
	"slices"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/store"
)

// person is a person as it is kept.
type person struct {
	Name            string        `json:"name"`
	Email           string        `json:"email,omitempty"` // in its normal form
	Language        i18n.Language `json:"language"`
	Active          bool          `json:"active"`
	PasswordHash    string        `json:"passwordHash,omitempty"` // empty for who signs in by a provider only
	PasswordChanged store.Instant `json:"passwordChanged,omitzero"`
	// Epoch counts what ends all sessions. A session of another epoch is over, with
	// the same write that changes the password or shuts the person out.
	Epoch  int64         `json:"epoch"`
	Made   store.Instant `json:"made"`
	Erased store.Instant `json:"erased,omitzero"`
}

// Person is somebody with an account.
type Person struct {
	ID          string        `json:"id"`
	Version     int64         `json:"version"`
	Name        string        `json:"name"`
	Email       string        `json:"email"`
	Language    i18n.Language `json:"language"`
	Active      bool          `json:"active"`
	HasPassword bool          `json:"hasPassword"`
	Made        store.Instant `json:"made"`
	Erased      store.Instant `json:"erased,omitzero"`
}

func showPerson(it store.Item[person]) Person {
	p := it.Value
	return Person{
		ID: it.ID, Version: it.Version, Name: p.Name, Email: p.Email, Language: p.Language, Active: p.Active,
		HasPassword: p.PasswordHash != "", Made: p.Made, Erased: p.Erased,
	}
}

// Person returns a person. The actor must be the person or have [access.PeopleRead]
// for an organisation that the person belongs to; for others it is NotFound.
func (s *Service) Person(ctx context.Context, actor access.Actor, key string) (Person, error) {
	it, _, err := s.visible(ctx, actor, key)
	return showPerson(it), err
}

// PersonByEmail returns the person with the address, with the same errors and
// permissions as [Service.Person].
func (s *Service) PersonByEmail(ctx context.Context, actor access.Actor, email string) (Person, error) {
	normal, err := checkedEmail(email)
	if err != nil {
		return Person{}, err
	}
	it, err := s.byEmail(ctx, normal)
	if err != nil {
		return Person{}, unless(err, errPerson)
	}
	return s.Person(ctx, actor, it.ID)
}

// UpdatePerson changes the name and language. The actor must be the person or have
// [access.PeopleWrite] for every organisation that the person belongs to. A name that
// is missing or too long is Invalid; a version other than the one that was read,
// unless 0, is Conflict; who may not see the person gets NotFound.
func (s *Service) UpdatePerson(ctx context.Context, actor access.Actor, key string, version int64, name string, l i18n.Language) (Person, error) {
	if _, err := s.managed(ctx, actor, key); err != nil {
		return Person{}, err
	}
	name, err := s.checkedName(name)
	if err != nil {
		return Person{}, err
	}
	it, err := s.people.Update(ctx, key, func(p *person, tx *store.Txn) error {
		if err := tx.Expect(version); err != nil {
			return err
		}
		if !p.Erased.IsZero() {
			return errPerson
		}
		if p.Name == name && p.Language == spoken(l) {
			return store.Unchanged()
		}
		p.Name, p.Language = name, spoken(l)
		return s.note(tx, actor, "", "person.change", peopleName+"/"+key)
	})
	return showPerson(it), unless(err, errPerson)
}

// SetPersonActive shuts a person out, which ends all sessions and lets no token act,
// or lets the person in again. The actor needs [access.PeopleWrite] for every
// organisation that the person belongs to. An organisation that would lose its last
// writer is [ErrLastWriter]; who may not see the person gets NotFound.
func (s *Service) SetPersonActive(ctx context.Context, actor access.Actor, key string, version int64, active bool) (Person, error) {
	members, err := s.managed(ctx, actor, key)
	if err != nil {
		return Person{}, err
	}
	var it store.Item[person]
	err = s.guarded(ctx, organisationsOf(members), func(ctx context.Context) error {
		if !active {
			if err := s.mayLeaveAll(ctx, actor, key); err != nil {
				return err
			}
		}
		it, err = s.people.Update(ctx, key, func(p *person, tx *store.Txn) error {
			if err := tx.Expect(version); err != nil {
				return err
			}
			if !p.Erased.IsZero() {
				return errPerson
			}
			if p.Active == active {
				return store.Unchanged()
			}
			p.Active = active
			p.Epoch++
			return s.note(tx, actor, "", activeAction("person", active), peopleName+"/"+key)
		})
		return err
	})
	if err == nil && !active {
		s.clearSessions(ctx, key)
	}
	return showPerson(it), unless(err, errPerson)
}

func (s *Service) byEmail(ctx context.Context, normal string) (store.Item[person], error) {
	return s.people.First(ctx, store.Query{Index: "email", Equal: []any{normal}})
}

// visible returns the person, and what memberships there are, if the actor may see
// the person, and NotFound otherwise.
func (s *Service) visible(ctx context.Context, actor access.Actor, key string) (store.Item[person], []store.Item[membership], error) {
	it, err := s.people.Get(ctx, key)
	if err != nil {
		return it, nil, unless(err, errPerson)
	}
	members, err := s.membershipsOf(ctx, key)
	if err != nil {
		return it, nil, err
	}
	in := func(m store.Item[membership]) bool { return actor.May(access.PeopleRead, m.Value.Organisation) }
	if !isSelf(actor, key) && !actor.May(access.PeopleRead, "") && !slices.ContainsFunc(members, in) {
		return store.Item[person]{}, nil, errPerson
	}
	return it, members, nil
}

// managed returns the memberships of a person whose account the actor may change.
func (s *Service) managed(ctx context.Context, actor access.Actor, key string) ([]store.Item[membership], error) {
	_, members, err := s.visible(ctx, actor, key)
	if err != nil || isSelf(actor, key) {
		return members, err
	}
	if len(members) == 0 {
		return nil, actor.Check(access.PeopleWrite, "")
	}
	for _, m := range members {
		if err := actor.Check(access.PeopleWrite, m.Value.Organisation); err != nil {
			return nil, err
		}
		if err := mayTouch(actor, m.Value.Roles, nil); err != nil {
			return nil, err
		}
	}
	return members, nil
}

func (s *Service) checkedName(name string) (string, error) {
	a := Account{Name: line(name)}
	return a.Name, fault.Bad(s.validator.Struct(&a))
}

func isLost(err error) bool { return errors.Is(err, store.ErrNotFound) }
