package testbeds

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
)

// exportPage is how many needs an export reads at a time.
const exportPage = 200

// Municipalities knows the municipalities.
type Municipalities interface {
	// Municipality returns the name of the municipality that an organisation is, or
	// [store.ErrNotFound] if the organisation is none.
	Municipality(ctx context.Context, organisation string) (string, error)
}

// Options are what the service of needs needs from outside.
type Options struct {
	Engine         store.Engine
	Checker        *Checker
	Municipalities Municipalities

	// Refuse returns what must not be in a need that others are to see, above all
	// personal data. It may be nil.
	Refuse func(*Need) []fault.Problem
}

// Needs is the service of needs. The commands that it embeds are those of all
// kinds; permissions are need.read, need.write and need.review.
type Needs struct {
	*lifecycle.Commands[NeedRecord, Need]

	options Options
	flow    *lifecycle.Flow[NeedRecord, Need]
}

// NewNeeds returns the service.
func NewNeeds(o Options) (*Needs, error) {
	n := &Needs{options: o}
	k := kind()
	k.Prepare, k.Check = n.prepare, n.check
	flow, err := lifecycle.NewFlow(o.Engine, k)
	if err != nil {
		return nil, err
	}
	n.flow, n.Commands = flow, lifecycle.NewCommands(flow)
	return n, nil
}

// check is what stops a need from being sent in.
func (n *Needs) check(need *Need) []fault.Problem {
	problems := n.options.Checker.Check(need)
	if n.options.Refuse != nil {
		problems = append(problems, n.options.Refuse(need)...)
	}
	return problems
}

// Create keeps a new draft of the organisation's. What the need says of its ID and
// municipality is passed over. It needs need.write: Forbidden.
func (n *Needs) Create(ctx context.Context, a access.Actor, now time.Time, owner string, need Need) (Item, error) {
	return n.CreateAs(ctx, a, now, id.New(now), owner, need)
}

// CreateAs is Create for a caller who may have to do it again: a need with the ID
// that was made before is returned as it is.
func (n *Needs) CreateAs(ctx context.Context, a access.Actor, now time.Time, id, owner string, need Need) (Item, error) {
	if err := a.Check(access.NeedWrite, owner); err != nil {
		return Item{}, err
	}
	var v NeedRecord
	events, err := n.flow.Begin(a, now, &v, id, owner)
	if err != nil {
		return Item{}, err
	}
	v.Draft = need
	if err := n.prepare(ctx, &v); err != nil {
		return Item{}, err
	}
	it, err := n.flow.Documents.Insert(ctx, v.ID, v, events...)
	return n.flow.Made(ctx, it, err, id, owner)
}

// SaveDraft replaces the working copy. As in Create, what the need says of its ID
// and municipality is passed over. It needs need.write. What is saved unchanged
// keeps its version and state. Errors are those of all commands.
func (n *Needs) SaveDraft(ctx context.Context, a access.Actor, now time.Time, id string, expected int64, need Need) (Item, error) {
	return n.flow.Do(ctx, a, now, id, expected, lifecycle.Save, func(v *NeedRecord, _ *store.Txn) error {
		before := v.Draft
		v.Draft = need
		if err := n.prepare(ctx, v); err != nil {
			return err
		}
		changes, err := Difference(before, v.Draft)
		if err == nil && len(changes) == 0 {
			err = store.Unchanged()
		}
		return err
	})
}

// Close ends the time for answers; the public still sees the need. It needs
// need.write. Errors are those of all commands.
func (n *Needs) Close(ctx context.Context, a access.Actor, now time.Time, id string, expected int64) (Item, error) {
	return n.flow.Do(ctx, a, now, id, expected, Close, nil)
}

// Archive puts a closed or withdrawn need away, where the public does not see it.
// It needs need.write. Errors are those of all commands.
func (n *Needs) Archive(ctx context.Context, a access.Actor, now time.Time, id string, expected int64) (Item, error) {
	return n.flow.Do(ctx, a, now, id, expected, Archive, func(v *NeedRecord, _ *store.Txn) error {
		v.Hide()
		return nil
	})
}

// prepare sets what is not the writer's to set.
func (n *Needs) prepare(ctx context.Context, v *NeedRecord) error {
	name, err := n.options.Municipalities.Municipality(ctx, v.Owner)
	if err != nil {
		return fmt.Errorf("municipality of %s: %w", v.Owner, err)
	}
	v.Draft.ID, v.Draft.Municipality = v.ID, name
	return nil
}

// PublicNeed is a need as anybody may see it.
type PublicNeed struct {
	ID        string
	Version   int
	Owner     string // ID of the organisation
	Need      Need
	Open      bool      // whether companies may answer
	Published time.Time // of the version
}

// Published returns a need as anybody may see it, or [store.ErrNotFound].
func (n *Needs) Published(ctx context.Context, id string) (PublicNeed, error) {
	shown, err := n.flow.Show(ctx, id)
	if err != nil {
		return PublicNeed{}, err
	}
	return public(&shown), nil
}

// PublishedNeed returns the need of a version, whether or not the public still
// sees it, so that an earlier match can be told again. Version 0 is the one that
// the public sees now: [store.ErrNotFound] if there is none. It is for the service,
// not for the public.
func (n *Needs) PublishedNeed(ctx context.Context, id string, version int) (Need, error) {
	if version == 0 {
		p, err := n.Published(ctx, id)
		return p.Need, err
	}
	it, err := n.flow.Versions.Get(ctx, lifecycle.VersionID(id, version))
	return it.Value.Content, err
}

// ToMatch returns what a need says to somebody who matches it: the working copy to
// those who may read it, and what is published to all others. An error is that of
// [Needs.Published].
func (n *Needs) ToMatch(ctx context.Context, a access.Actor, id string) (Need, error) {
	it, err := n.Get(ctx, a, id)
	if err == nil {
		need := it.Value.Draft
		need.ID = id
		return need, nil
	}
	if !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
		return Need{}, err
	}
	public, err := n.Published(ctx, id)
	return public.Need, err
}

// PublishedPage returns a page of what the public sees, by ID, and the after of
// the next page, empty after the last. The limit is at most [store.MaxPage].
func (n *Needs) PublishedPage(ctx context.Context, after string, limit int) ([]PublicNeed, string, error) {
	shown, next, err := n.flow.ShowPage(ctx, after, limit)
	if err != nil {
		return nil, "", err
	}
	page := make([]PublicNeed, len(shown))
	for i := range shown {
		page[i] = public(&shown[i])
	}
	return page, next, nil
}

// AllPublished gives every need that the public sees, by ID. An error ends it.
func (n *Needs) AllPublished(ctx context.Context) iter.Seq2[PublicNeed, error] {
	return lifecycle.Pages(func(after string) ([]PublicNeed, string, error) {
		return n.PublishedPage(ctx, after, exportPage)
	})
}

func public(s *lifecycle.Shown[NeedRecord, Need]) PublicNeed {
	return PublicNeed{
		ID: s.Document.ID, Version: s.Version.Number, Owner: s.Document.Owner, Need: s.Version.Content,
		Open: s.Document.State != Closed, Published: s.Version.At.Time,
	}
}
