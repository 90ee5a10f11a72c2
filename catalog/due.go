package catalog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
)

// ConfirmationDays is how long before a listing's last day its company is asked to
// confirm it.
const ConfirmationDays = 30

// ConfirmTemplate is the letter that asks a company to confirm a listing. Its data
// are id, name, and validUntil as YYYY-MM-DD.
const ConfirmTemplate = "listingConfirm"

// duePage is how many listings due work reads at a time.
const duePage = 100

// AskConfirmation asks the companies of all published listings whose last day is
// at most [ConfirmationDays] away, once for each last day. It returns how many were
// asked. It can be cut off and run again at any time; what fails for one listing
// does not stop the others.
func (l *Listings) AskConfirmation(ctx context.Context, now time.Time) (int, error) {
	today := l.day(now)
	q := store.Query{
		Index: "by_last_day", Equal: []any{true}, Limit: duePage,
		From: today.String(), Before: today.AddDays(ConfirmationDays + 1).String(),
	}
	due := func(v *Listing) bool {
		return v.visible(today) && v.ValidUntil <= today.AddDays(ConfirmationDays) && v.Confirmation.AskedFor != v.ValidUntil
	}
	return l.eachDue(ctx, now, q, Ask, due, func(v *Listing, tx *store.Txn) error {
		v.Confirmation.AskedFor, v.Confirmation.Asked = v.ValidUntil, store.At(now)
		day := v.ValidUntil.String()
		data := map[string]string{"id": v.ID, "name": v.Draft.Name, "validUntil": day}
		effects, err := l.options.Mailer.Mail(ctx, v.Owner, ConfirmTemplate, data, ConfirmTemplate+"/"+v.ID+"/"+day)
		tx.Also(effects...)
		return err
	})
}

// ExpireDue takes all listings whose last day has passed from the public, and
// returns how many. It can be cut off and run again at any time; what fails for one
// listing does not stop the others.
func (l *Listings) ExpireDue(ctx context.Context, now time.Time) (int, error) {
	today := l.day(now)
	q := store.Query{Index: "by_last_day", Equal: []any{true}, Before: today.String(), Limit: duePage}
	due := func(v *Listing) bool { return v.Public && v.ValidUntil < today }
	return l.eachDue(ctx, now, q, Expire, due, func(v *Listing, _ *store.Txn) error {
		v.Hide()
		return nil
	})
}

// eachDue makes the change to each listing that the query finds and that is due,
// which is asked again when it is changed.
func (l *Listings) eachDue(
	ctx context.Context, now time.Time, q store.Query, action lifecycle.Action, due func(*Listing) bool, change lifecycle.Change[Listing],
) (done int, err error) {
	a := access.Service("listings")
	var failures []error
	for it, err := range l.flow.Documents.All(ctx, q) {
		if err != nil {
			return done, errors.Join(append(failures, err)...)
		}
		if !due(&it.Value) {
			continue
		}
		changed := false
		_, err := l.flow.Do(ctx, a, now, it.ID, 0, action, func(v *Listing, tx *store.Txn) error {
			if changed = due(v); !changed {
				return store.Unchanged()
			}
			return change(v, tx)
		})
		switch {
		case err == nil && changed:
			done++
		case err != nil && !errors.Is(err, store.ErrNotFound): // deleted since is done
			failures = append(failures, fmt.Errorf("%s listing %s: %w", action, it.ID, err))
		}
	}
	return done, errors.Join(failures...)
}

// Age is how old a claim is.
type Age string

// The ages of a claim.
const (
	Fresh   Age = "fresh"
	Ageing  Age = "ageing"  // will soon not hold, or tells no last day and is old
	Overdue Age = "overdue" // past its last day
)

const (
	ageingDays  = 90 // before a claim's last day
	ageingYears = 3  // of a claim without a last day
)

// ClaimAge returns how old the claim is on the day: ageing in its last 90 days or,
// if it tells no last day, after three years.
func ClaimAge(c Claim, day Date) Age {
	switch {
	case c.ValidUntil.IsZero():
		if !c.Date.IsZero() && DateOf(c.Date.Time().AddDate(ageingYears, 0, 0)) < day {
			return Ageing
		}
	case c.ValidUntil < day:
		return Overdue
	case c.ValidUntil < day.AddDays(ageingDays):
		return Ageing
	}
	return Fresh
}

// Overview is what a company needs to know of a listing at a glance.
type Overview struct {
	State      lifecycle.State
	Public     bool // whether anybody sees it on the day
	Editing    bool // whether there is a working copy beside the published version
	ValidUntil Date
	DaysLeft   int   // until the last day; 0 on it and when it is not public
	Confirm    bool  // whether the company should confirm it
	Claims     []Age // of each claim of the working copy
}

// Overview returns the overview of a listing now.
func (l *Listings) Overview(v *Listing, now time.Time) Overview {
	day := l.day(now)
	o := Overview{State: v.State, Public: v.visible(day), ValidUntil: v.ValidUntil}
	o.Editing = o.Public && v.State != lifecycle.Published
	if o.Public {
		o.DaysLeft = int(v.ValidUntil - day)
		o.Confirm = o.DaysLeft <= ConfirmationDays
	}
	for _, c := range v.Draft.Claims {
		o.Claims = append(o.Claims, ClaimAge(c, day))
	}
	return o
}

// Count returns how many claims have the age.
func (o *Overview) Count(age Age) int {
	n := 0
	for _, a := range o.Claims {
		if a == age {
			n++
		}
	}
	return n
}
