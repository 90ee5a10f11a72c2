package audit

import (
	"context"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// Filter chooses events; what is empty chooses all.
type Filter struct {
	Organisation string // that owns the object
	Actor        string // ID of the person or token, or name of the job
	Object       string // "listings/<id>"
	Action       string // "listing.publish"
	From         store.Instant
	To           store.Instant // before
}

// Page is a page of entries.
type Page struct {
	Entries []Entry
	Next    string // for the next call; empty after the last page
}

// looks is how many pages of the store a call reads before it answers with what it
// has found so far.
const looks = 20

// Find returns events of the chain, the latest first; after is the Next of the page
// before. The actor needs [access.AuditRead]: for the organisation of the filter, or
// for all when the filter names none. Who has it for one organisation only need not
// name it; who has it for several gets Invalid. A page may hold fewer than limit
// although there is a next one. A limit or cursor that is not good is Invalid.
func (t *Trail) Find(ctx context.Context, actor access.Actor, f Filter, after string, limit int) (Page, error) {
	f, err := allowed(actor, f)
	if err != nil {
		return Page{}, err
	}
	q := f.query()
	q.After, q.Limit = after, limit
	var page Page
	for range looks {
		found, err := t.chain.Find(ctx, q)
		if err != nil {
			return Page{}, err
		}
		for _, it := range found.Items {
			e, err := it.Value.open()
			if err != nil {
				return Page{}, err
			}
			if f.chooses(e.Event) {
				page.Entries = append(page.Entries, e)
			}
		}
		page.Next = found.Next
		q.After, q.Limit = found.Next, limit-len(page.Entries)
		if q.After == "" || q.Limit == 0 {
			break
		}
	}
	return page, nil
}

// allowed narrows the filter to what the actor may read.
func allowed(actor access.Actor, f Filter) (Filter, error) {
	own, all := actor.OrganisationsFor(access.AuditRead)
	switch {
	case all:
		return f, nil
	case f.Organisation == "" && len(own) == 1:
		f.Organisation = own[0]
		return f, nil
	case f.Organisation == "" && len(own) > 1:
		return f, fault.New(fault.Invalid, "trail.organisation", nil)
	}
	return f, actor.Check(access.AuditRead, f.Organisation)
}

// query is the query by the index that chooses most; chooses does the rest.
func (f Filter) query() store.Query {
	q := store.Query{Index: "at", Descending: true}
	// Few events are of one object, more of one actor.
	switch {
	case f.Object != "":
		q.Index, q.Equal = "object", []any{f.Object}
	case f.Actor != "":
		q.Index, q.Equal = "actor", []any{f.Actor}
	case f.Action != "":
		q.Index, q.Equal = "action", []any{f.Action}
	}
	if f.Organisation != "" {
		q.Equal = append([]any{f.Organisation}, q.Equal...)
		if q.Index == "at" {
			q.Index = "organisation"
		} else {
			q.Index = "organisation_" + q.Index
		}
	}
	if !f.From.IsZero() {
		q.From = f.From.Key()
	}
	if !f.To.IsZero() {
		q.Before = f.To.Key()
	}
	return q
}

func (f Filter) chooses(e Event) bool {
	fits := func(want, got string) bool { return want == "" || want == got }
	return fits(f.Organisation, e.Organisation) && fits(f.Actor, e.Actor) && fits(f.Object, e.Object) && fits(f.Action, e.Action)
}
