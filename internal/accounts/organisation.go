package accounts

import (
	"context"
	"errors"
	"strings"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/validate"
)

// Profile is what an organisation tells of itself. It is public.
type Profile struct {
	Name      string `json:"name" validate:"required,max=200"`
	OrgNumber string `json:"orgNumber,omitempty" validate:"omitempty,max=40,orgnr=Country"`
	Country   string `json:"country" validate:"required,iso3166_1_alpha2"` // SE if empty
	About     string `json:"about,omitempty" validate:"max=5000"`
	Website   string `json:"website,omitempty" validate:"omitempty,weburl"`
}

// organisation is an organisation as it is kept.
type organisation struct {
	Profile
	Side   access.Side   `json:"side"`
	Active bool          `json:"active"`
	Made   store.Instant `json:"made"`
}

// Organisation is a company, a municipality or the hub.
type Organisation struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Profile
	Side   access.Side   `json:"side"`
	Active bool          `json:"active"` // whether its members have their roles
	Made   store.Instant `json:"made"`
}

func showOrganisation(it store.Item[organisation]) Organisation {
	return Organisation{
		ID: it.ID, Version: it.Version, Profile: it.Value.Profile,
		Side: it.Value.Side, Active: it.Value.Active, Made: it.Value.Made,
	}
}

// CreateOrganisation makes an organisation. The actor needs
// [access.OrganisationCreate]. A profile or side that is not good is Invalid, a
// number that another organisation of the side has Conflict.
func (s *Service) CreateOrganisation(ctx context.Context, actor access.Actor, side access.Side, p Profile) (Organisation, error) {
	if err := actor.Check(access.OrganisationCreate, ""); err != nil {
		return Organisation{}, err
	}
	if len(access.RolesOf(side)) == 0 {
		return Organisation{}, bad("side", "check.vocab", fault.Args{"value": clip(string(side)), "allowed": sideNames()})
	}
	p, err := s.checkedProfile(p)
	if err != nil {
		return Organisation{}, err
	}
	now := s.c.Now()
	key := id.New(now)
	event, err := s.event(actor, key, "organisation.create", organisationsName+"/"+key, "side", string(side))
	if err != nil {
		return Organisation{}, err
	}
	it, err := s.organisations.Insert(ctx, key, organisation{Profile: p, Side: side, Active: true, Made: store.At(now)}, event)
	return showOrganisation(it), takenNumber(err, p)
}

// Organisation returns an organisation; everybody may read it. One that there is
// none of is NotFound.
func (s *Service) Organisation(ctx context.Context, key string) (Organisation, error) {
	it, err := s.organisations.Get(ctx, key)
	return showOrganisation(it), unless(err, errOrganisation)
}

// Organisations returns the organisations that there are of those IDs, in their
// order; everybody may read them.
func (s *Service) Organisations(ctx context.Context, ids []string) ([]Organisation, error) {
	items, err := s.organisations.GetMany(ctx, ids)
	shown := make([]Organisation, len(items))
	for i, it := range items {
		shown[i] = showOrganisation(it)
	}
	return shown, err
}

// ListOrganisations returns a page of the organisations of a side by name; after is
// the Next of the page before. Everybody may read them. Those that are not active are
// shown to whoever has [access.OrganisationCreate], and left out for others, whose
// pages may so be shorter than limit.
func (s *Service) ListOrganisations(ctx context.Context, actor access.Actor, side access.Side, after string, limit int) (Results[Organisation], error) {
	page, err := s.organisations.Find(ctx, store.Query{Index: "side", Equal: []any{string(side)}, After: after, Limit: limit})
	if err != nil {
		return Results[Organisation]{}, err
	}
	all := actor.May(access.OrganisationCreate, "")
	shown := Results[Organisation]{Next: page.Next}
	for _, it := range page.Items {
		if all || it.Value.Active {
			shown.Items = append(shown.Items, showOrganisation(it))
		}
	}
	return shown, nil
}

// UpdateOrganisation changes the profile. The actor needs
// [access.OrganisationWrite] for the organisation. A profile that is not good is
// Invalid; a version other than the one that was read, unless 0, is Conflict, and so
// is a number that another organisation of the side has.
func (s *Service) UpdateOrganisation(ctx context.Context, actor access.Actor, key string, version int64, p Profile) (Organisation, error) {
	if err := actor.Check(access.OrganisationWrite, key); err != nil {
		return Organisation{}, err
	}
	p, err := s.checkedProfile(p)
	if err != nil {
		return Organisation{}, err
	}
	it, err := s.organisations.Update(ctx, key, func(o *organisation, tx *store.Txn) error {
		if err := tx.Expect(version); err != nil {
			return err
		}
		if o.Profile == p {
			return store.Unchanged()
		}
		o.Profile = p
		return s.note(tx, actor, key, "organisation.change", organisationsName+"/"+key)
	})
	return showOrganisation(it), takenNumber(unless(err, errOrganisation), p)
}

// SetOrganisationActive closes or opens an organisation: the members of one that is
// closed have no roles in it. The actor needs [access.OrganisationCreate]. The
// version is as in [Service.UpdateOrganisation].
func (s *Service) SetOrganisationActive(ctx context.Context, actor access.Actor, key string, version int64, active bool) (Organisation, error) {
	if err := actor.Check(access.OrganisationCreate, ""); err != nil {
		return Organisation{}, err
	}
	var it store.Item[organisation]
	// Under the lease, since whether it is active decides whether its last writer may leave.
	err := s.guarded(ctx, []string{key}, func(ctx context.Context) (err error) {
		it, err = s.organisations.Update(ctx, key, func(o *organisation, tx *store.Txn) error {
			if err := tx.Expect(version); err != nil {
				return err
			}
			if o.Side == access.Hub && !active {
				return errHub
			}
			if o.Active == active {
				return store.Unchanged()
			}
			o.Active = active
			return s.note(tx, actor, key, activeAction("organisation", active), organisationsName+"/"+key)
		})
		return err
	})
	return showOrganisation(it), unless(err, errOrganisation)
}

// errHub keeps the hub from shutting itself out.
var errHub = fault.New(fault.Conflict, "accounts.hubStays", nil)

func activeAction(what string, active bool) string {
	if active {
		return what + ".open"
	}
	return what + ".close"
}

func (s *Service) checkedProfile(p Profile) (Profile, error) {
	p = Profile{
		Name: line(p.Name), OrgNumber: line(p.OrgNumber), Country: strings.ToUpper(line(p.Country)),
		About: lines(p.About), Website: line(p.Website),
	}
	if p.Country == "" {
		p.Country = "SE"
	}
	if p.Country == "SE" && p.OrgNumber != "" {
		p.OrgNumber, _ = validate.NormalOrgNumber(p.OrgNumber) // the rule tells what is wrong
	}
	return p, fault.Bad(s.validator.Struct(&p))
}

func takenNumber(err error, p Profile) error {
	if errors.Is(err, store.ErrDuplicate) {
		return fault.New(fault.Conflict, "accounts.orgNumberTaken", fault.Args{"number": p.OrgNumber}).Because(err)
	}
	return err
}

func sideNames() []string {
	var names []string
	for _, s := range access.Sides() {
		names = append(names, string(s))
	}
	return names
}
