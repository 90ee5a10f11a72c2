package accounts

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/store"
)

// Account is what somebody who accepts an invitation tells.
type Account struct {
	Name     string        `json:"name" validate:"required,max=200"`
	Language i18n.Language `json:"language"` // that of the invitation if it is none of ours
	Password string        `json:"password"`
}

// Offer is an invitation as who got it sees it.
type Offer struct {
	Organisation Organisation
	Email        string
	Language     i18n.Language
	Roles        []access.Role
	HasAccount   bool // the address has an account: sign in to accept
	Expires      store.Instant
}

// Offer returns what the link of an invitation offers; whoever has the link may. A
// link that is good no more is [ErrLink].
func (s *Service) Offer(ctx context.Context, secret string) (Offer, error) {
	it, err := s.offered(ctx, hashOf(secret))
	if err != nil {
		return Offer{}, err
	}
	v := it.Value
	o, err := s.Organisation(ctx, v.Organisation)
	if err != nil {
		return Offer{}, err
	}
	_, err = s.byEmail(ctx, v.Email)
	if err != nil && !isLost(err) {
		return Offer{}, err
	}
	return Offer{
		Organisation: o, Email: v.Email, Language: v.Language, Roles: v.Roles, HasAccount: err == nil, Expires: v.Expires,
	}, nil
}

// AcceptNew makes an account of the address that the invitation was sent to, and
// signs the person in. Whoever has the link may. A link that is good no more is
// [ErrLink], an address that has an account [ErrHaveAccount], a name or password that
// is not good Invalid.
func (s *Service) AcceptNew(ctx context.Context, secret string, a Account, client Client) (SignedIn, error) {
	it, err := s.offered(ctx, hashOf(secret))
	if err != nil {
		return SignedIn{}, err
	}
	p, err := s.newPerson(ctx, a, it.Value)
	if err != nil {
		return SignedIn{}, err
	}
	made, err := s.acceptAsNew(ctx, it, p, client.Request)
	if err != nil {
		return SignedIn{}, err
	}
	return s.begin(ctx, made, "password", "", client)
}

// AcceptAs makes the actor, who has signed in, a member of the organisation that the
// invitation is for. A link that is good no more is [ErrLink]; an actor who is no
// person is Forbidden.
func (s *Service) AcceptAs(ctx context.Context, actor access.Actor, secret string) (Organisation, error) {
	if actor.Kind != access.Person {
		return Organisation{}, errPersonOnly
	}
	it, err := s.offered(ctx, hashOf(secret))
	if err != nil {
		return Organisation{}, err
	}
	if err := s.acceptAsMember(ctx, actor, it); err != nil {
		return Organisation{}, err
	}
	return s.Organisation(ctx, it.Value.Organisation)
}

// offered returns the invitation with the hash, if it is good still.
func (s *Service) offered(ctx context.Context, hash string) (store.Item[invitation], error) {
	it, err := s.invitations.First(ctx, store.Query{Index: "hash", Equal: []any{hash}})
	if err != nil {
		return it, unless(err, ErrLink)
	}
	if !it.Value.usable(s.c.Now()) {
		return it, ErrLink
	}
	if _, err := s.side(ctx, it.Value.Organisation); err != nil {
		return it, err
	}
	return it, s.inviterMay(ctx, it.Value)
}

// inviterMay is [ErrLink] when who answers for the invitation may invite nobody any
// more: somebody who is put out shall not come back by an invitation of their own.
func (s *Service) inviterMay(ctx context.Context, v invitation) error {
	if v.Inviter == "" {
		return nil
	}
	p, err := s.people.Get(ctx, v.Inviter)
	if err != nil {
		return unless(err, ErrLink)
	}
	inviter, err := s.actorOf(ctx, p)
	if err != nil {
		return err
	}
	if !p.Value.Active || !inviter.May(access.PeopleWrite, v.Organisation) || mayTouch(inviter, nil, v.Roles) != nil {
		return ErrLink
	}
	return nil
}

func (s *Service) newPerson(ctx context.Context, a Account, v invitation) (person, error) {
	name, err := s.checkedName(a.Name)
	if err != nil {
		return person{}, err
	}
	if !slices.Contains(i18n.Languages(), a.Language) {
		a.Language = v.Language
	}
	if err := CheckPassword(a.Password, v.Email); err != nil {
		return person{}, err
	}
	now := store.At(s.c.Now())
	p := person{Name: name, Email: v.Email, Language: spoken(a.Language), Active: true, PasswordChanged: now, Made: now}
	p.PasswordHash, err = s.hasher.hash(ctx, normalPassword(a.Password))
	return p, err
}

// acceptAsNew makes the person and the membership. The invitation first notes the
// person's ID, so that of several who accept it at the same time one makes the
// person; when it is cut off after that, the same link does the rest.
func (s *Service) acceptAsNew(ctx context.Context, it store.Item[invitation], p person, request string) (store.Item[person], error) {
	if _, err := s.byEmail(ctx, p.Email); !isLost(err) {
		if err == nil {
			err = ErrHaveAccount
		}
		return store.Item[person]{}, err
	}
	key, err := s.claim(ctx, it, id.New(s.c.Now()))
	if err != nil {
		return store.Item[person]{}, err
	}
	effects, err := s.firstEffects(ctx, personActor(key, request), key, it)
	if err != nil {
		return store.Item[person]{}, err
	}
	made, err := s.people.Insert(ctx, key, p, effects...)
	if errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrDuplicate) {
		return made, ErrHaveAccount
	}
	if err != nil {
		return made, err
	}
	return made, s.accepted(ctx, it.ID)
}

// firstEffects are the audit events and the membership of somebody new.
func (s *Service) firstEffects(ctx context.Context, actor access.Actor, key string, it store.Item[invitation]) ([]store.Effect, error) {
	v := it.Value
	side, err := s.side(ctx, v.Organisation)
	if err != nil {
		return nil, err
	}
	m := membership{Organisation: v.Organisation, Person: key, Side: side, Roles: v.Roles, Made: store.At(s.c.Now())}
	joined, err := store.NewEffect(membershipsName, membershipID(m.Organisation, key), m)
	if err != nil {
		return nil, err
	}
	created, err := s.event(actor, "", "person.create", peopleName+"/"+key, "invitation", it.ID)
	if err != nil {
		return nil, err
	}
	event, err := s.event(actor, v.Organisation, "membership.create", memberObject(m), "roles", roleNames(m.Roles), "invitation", it.ID)
	return []store.Effect{joined, created, event}, err
}

func (s *Service) acceptAsMember(ctx context.Context, actor access.Actor, it store.Item[invitation]) error {
	key, err := s.claim(ctx, it, actor.Person)
	if err != nil {
		return err
	}
	if key != actor.Person {
		if err := s.reclaim(ctx, it, key, actor.Person); err != nil {
			return err
		}
	}
	side, err := s.side(ctx, it.Value.Organisation)
	if err != nil {
		return err
	}
	err = s.join(ctx, actor, membership{
		Organisation: it.Value.Organisation, Person: actor.Person, Side: side, Roles: it.Value.Roles, Made: store.At(s.c.Now()),
	})
	if err != nil {
		return err
	}
	return s.accepted(ctx, it.ID)
}

// claim notes who accepts the invitation, unless it has been noted before, and
// returns who it is.
func (s *Service) claim(ctx context.Context, it store.Item[invitation], person string) (string, error) {
	claimed, err := s.invitations.Update(ctx, it.ID, func(v *invitation, tx *store.Txn) error {
		if !v.usable(s.c.Now()) || v.Hash != it.Value.Hash {
			return ErrLink
		}
		if v.State == Accepting {
			return store.Unchanged()
		}
		v.State, v.Person = Accepting, person
		return s.note(tx, personActor(person, ""), v.Organisation, "invitation.accept", invitationsName+"/"+it.ID)
	})
	return claimed.Value.Person, unless(err, ErrLink)
}

// reclaim notes another person for an invitation that another has begun to accept,
// who can never be made, since the address has got an account in another way; and is
// [ErrLink] otherwise.
func (s *Service) reclaim(ctx context.Context, it store.Item[invitation], claimed, person string) error {
	if _, err := s.byEmail(ctx, it.Value.Email); err != nil {
		return unless(err, ErrLink)
	}
	if _, err := s.people.Get(ctx, claimed); !isLost(err) {
		return cmp.Or(err, error(ErrLink))
	}
	_, err := s.invitations.Update(ctx, it.ID, func(v *invitation, _ *store.Txn) error {
		if v.State != Accepting || v.Person != claimed {
			return ErrLink
		}
		v.Person = person
		return nil
	})
	return unless(err, ErrLink)
}

// accepted is the end of accepting; all that matters has been done before.
func (s *Service) accepted(ctx context.Context, key string) error {
	_, err := s.invitations.Update(ctx, key, func(v *invitation, _ *store.Txn) error {
		if v.State == Accepted {
			return store.Unchanged()
		}
		v.State = Accepted
		return nil
	})
	if isLost(err) {
		return nil // too old meanwhile, and deleted
	}
	return err
}
