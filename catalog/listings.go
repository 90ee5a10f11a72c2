package catalog

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
)

// DefaultValidMonths is how long a publication or a confirmation holds.
const DefaultValidMonths = 12

// Vendors knows the companies.
type Vendors interface {
	// Vendor returns the company that an organisation is, as products name it, or
	// [store.ErrNotFound] if the organisation is none.
	Vendor(ctx context.Context, organisation string) (Vendor, error)
}

// Mailer writes to organisations.
type Mailer interface {
	// Mail returns the effects by which a letter is sent to those of an organisation
	// whom it concerns. Letters with the same key are one letter.
	Mail(ctx context.Context, organisation, template string, data map[string]string, key string) ([]store.Effect, error)
}

// Options are what the catalogue needs from outside.
type Options struct {
	Engine      store.Engine
	Checker     *Checker
	Vendors     Vendors
	Mailer      Mailer
	Zone        *time.Location // whose days count; nil for Europe/Stockholm
	ValidMonths int            // 0 for [DefaultValidMonths]
}

// Listings is the service of listings. The commands that it embeds are those of
// all kinds; permissions are listing.read, listing.write and listing.review.
type Listings struct {
	*lifecycle.Commands[Listing, Content]

	options Options
	flow    *lifecycle.Flow[Listing, Content]
	imports *store.Collection[Import]
	rows    *store.Collection[importRows]
	// busy lets one picture at a time be decoded: each may take some hundred MiB.
	busy chan struct{}
}

// NewListings returns the service.
func NewListings(o Options) (*Listings, error) {
	if o.Zone == nil {
		zone, err := time.LoadLocation("Europe/Stockholm")
		if err != nil {
			return nil, fmt.Errorf("days of the catalogue: %w", err)
		}
		o.Zone = zone
	}
	if o.ValidMonths == 0 {
		o.ValidMonths = DefaultValidMonths
	}
	l := &Listings{
		options: o, busy: make(chan struct{}, 1),
		imports: store.NewCollection[Import](o.Engine, importsCollection),
		rows:    store.NewCollection[importRows](o.Engine, rowsCollection),
	}
	k := kind()
	k.Prepare, k.Check, k.Publishing = l.prepare, l.check, l.publishing
	flow, err := lifecycle.NewFlow(o.Engine, k)
	if err != nil {
		return nil, err
	}
	l.flow, l.Commands = flow, lifecycle.NewCommands(flow)
	return l, nil
}

// Create keeps a new draft of the organisation's. The external ID is the vendor's
// own and may be empty; of an owner it can be given once: Conflict. What the
// product says of its ID, vendor, status and last day is passed over. It needs
// listing.write.
func (l *Listings) Create(ctx context.Context, a access.Actor, now time.Time, owner, externalID string, p Product) (Item, error) {
	return l.CreateAs(ctx, a, now, id.New(now), owner, externalID, p)
}

// CreateAs is Create for a caller who may have to do it again: a listing with the ID
// that was made before is returned as it is. A listing with an external ID gets its
// own ID in any case.
func (l *Listings) CreateAs(ctx context.Context, a access.Actor, now time.Time, id, owner, externalID string, p Product) (Item, error) {
	if err := a.Check(access.ListingWrite, owner); err != nil {
		return Item{}, err
	}
	vendor, err := l.options.Vendors.Vendor(ctx, owner)
	if err != nil {
		return Item{}, fmt.Errorf("vendor of %s: %w", owner, err)
	}
	if err := l.checkExternalID(externalID); err != nil {
		return Item{}, err
	}
	if externalID != "" {
		id = ListingID(owner, externalID)
	}
	v, effects, err := l.begin(a, now, id, owner, externalID, own(p, vendor))
	if err != nil {
		return Item{}, err
	}
	it, err := l.flow.Documents.Insert(ctx, v.ID, v, effects...)
	if errors.Is(err, store.ErrExists) && externalID != "" {
		return Item{}, externalIDTaken(externalID).Because(err)
	}
	return l.flow.Made(ctx, it, err, id, owner)
}

// SaveDraft replaces the product of the working copy. As in Create, what the
// product says of its ID, vendor, status and last day is passed over. It needs
// listing.write. What is saved unchanged keeps its version and state.
func (l *Listings) SaveDraft(ctx context.Context, a access.Actor, now time.Time, id string, expected int64, p Product) (Item, error) {
	return l.flow.Do(ctx, a, now, id, expected, lifecycle.Save, func(v *Listing, _ *store.Txn) error {
		vendor, err := l.options.Vendors.Vendor(ctx, v.Owner)
		if err != nil {
			return fmt.Errorf("vendor of %s: %w", v.Owner, err)
		}
		return v.save(own(p, vendor))
	})
}

// Confirm says that the published version still holds, and prolongs its time from
// now. Without a published version it is a Conflict. It needs listing.write.
func (l *Listings) Confirm(ctx context.Context, a access.Actor, now time.Time, id string, expected int64) (Item, error) {
	return l.flow.Do(ctx, a, now, id, expected, Confirm, func(v *Listing, _ *store.Txn) error {
		if !v.visible(l.day(now)) {
			return l.flow.Cannot(v.State, Confirm)
		}
		v.Confirmation.Confirmed = store.At(now)
		v.ValidUntil = max(v.ValidUntil, l.until(now))
		return nil
	})
}

// ListingID returns the ID of the owner's listing with the vendor's own ID. It
// follows from both, so that nothing can be listed twice.
func ListingID(owner, externalID string) string {
	sum := sha256.Sum256([]byte(owner + "\x00" + externalID))
	text := base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])
	return strings.ToLower(text[:id.Length])
}

// checkExternalID holds the vendor's own ID, if there is one, against the rule of
// a product's, since that is what it is in files.
func (l *Listings) checkExternalID(externalID string) error {
	if externalID == "" {
		return nil
	}
	var problems []fault.Problem
	for _, p := range l.options.Checker.Check(&Product{ID: externalID}) {
		if p.Member == "id" {
			p.Member = "externalID"
			problems = append(problems, p)
		}
	}
	return fault.Bad(problems)
}

// begin makes a listing ready to be inserted, with the events of its creation and
// of the steps that follow.
func (l *Listings) begin(
	a access.Actor, now time.Time, listingID, owner, externalID string, p Product, then ...lifecycle.Action,
) (Listing, []store.Effect, error) {
	v := Listing{ExternalID: externalID}
	effects, err := l.flow.Begin(a, now, &v, listingID, owner, then...)
	v.Draft.Product = p
	v.Draft.ID = listingID
	return v, effects, err
}

// save replaces the product of the working copy.
func (v *Listing) save(p Product) error {
	p.ID = v.ID
	changes, err := Difference(v.Draft.Product, p)
	if err != nil {
		return err
	}
	if len(changes) == 0 {
		return store.Unchanged()
	}
	v.Draft.Product = p
	return nil
}

// own returns the product without what its writer may not say, in its written form.
func own(p Product, vendor Vendor) Product {
	p.ID, p.Status, p.ValidUntil, p.Vendor = "", "", 0, vendor
	if p.ISO9999 != nil {
		code := *p.ISO9999 // the writer's own stays as it was given
		p.ISO9999 = &code
	}
	p.Normalize()
	return p
}

// visible reports whether the public sees the listing on the day, whether or not
// it has been marked as expired yet.
func (v *Listing) visible(day Date) bool { return v.Public && v.ValidUntil >= day }

func (l *Listings) day(now time.Time) Date { return DateOf(now.In(l.options.Zone)) }

// until is the last day of what is published or confirmed now.
func (l *Listings) until(now time.Time) Date {
	return DateOf(l.day(now).Time().AddDate(0, l.options.ValidMonths, 0))
}

func (l *Listings) prepare(ctx context.Context, v *Listing) error {
	vendor, err := l.options.Vendors.Vendor(ctx, v.Owner)
	if err != nil {
		return err
	}
	v.Draft.Product = own(v.Draft.Product, vendor)
	v.Draft.ID = v.ID
	return nil
}

func (l *Listings) check(c *Content) []fault.Problem { return l.options.Checker.Check(&c.Product) }

// publishing prolongs the listing's time and notes what the version will need.
func (l *Listings) publishing(v *Listing, now time.Time) {
	v.ValidUntil = l.until(now)
	for _, a := range v.Draft.attachments() {
		if !slices.Contains(v.Kept, a) {
			v.Kept = append(v.Kept, a)
		}
	}
}

func externalIDTaken(externalID string) *fault.Error {
	return fault.New(fault.Conflict, "catalog.externalIDTaken", fault.Args{"value": externalID})
}
