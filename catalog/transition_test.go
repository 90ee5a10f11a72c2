package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
)

func isForbidden(err error) bool { return fault.Is(err, fault.Forbidden) }

func problemsOf(err error) []fault.Problem { return fault.Problems(err) }

// transitions is the table as people read it: what each action makes of each
// state, and what it needs. A dot says that the state does not have the action.
const transitions = `
            draft     submitted published expired   withdrawn
save        draft     .         draft     draft     draft     listing.write
attach      draft     .         draft     draft     draft     listing.write
submit      submitted .         .         submitted submitted listing.write
recall      .         draft     .         .         .         listing.write
return      .         draft     .         .         .         listing.review
publish     .         published .         .         .         listing.review
withdraw    withdrawn withdrawn withdrawn withdrawn .         listing.write
confirm     draft     submitted published .         .         listing.write
ask         draft     submitted published .         .         service
expire      draft     submitted expired   .         .         service
delete      gone      .         .         .         .         listing.write
`

func TestTransitionsAreTheTable(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(transitions), "\n")
	states := strings.Fields(lines[0])
	table := Transitions()
	steps := 1 // create
	for _, line := range lines[1:] {
		f := strings.Fields(line)
		for i, state := range states {
			step, ok := table.Step(lifecycle.State(state), lifecycle.Action(f[0]))
			next, needs := string(step.To), string(step.Permission)
			if next == "" {
				next = "gone"
			}
			if needs == "" {
				needs = "service"
			}
			if want := f[i+1]; ok != (want != ".") || ok && (next != want || needs != f[len(f)-1]) {
				t.Errorf("%s in %s: %v %+v, want %s by %s", f[0], state, ok, step, want, f[len(f)-1])
			}
			if ok {
				steps++
			}
		}
	}
	if create, ok := table.Step(lifecycle.Gone, lifecycle.Create); !ok || create.To != lifecycle.Draft || steps != len(table) {
		t.Errorf("the table has %d steps, of which %d are as they should be", len(table), steps)
	}
	for _, a := range table.Actions() {
		for _, lang := range i18n.Languages() {
			if key := "catalog.cannot." + string(a); !(i18n.Printer{Language: lang}).Has(key) {
				t.Errorf("%s has no message", key)
			}
		}
	}
}

// perform does the action through the service's own commands.
func (b *bench) perform(ctx context.Context, a access.Actor, id string, action lifecycle.Action, name string) error {
	var err error
	switch action {
	case lifecycle.Save:
		_, err = b.SaveDraft(ctx, a, noon, id, 0, Product{Name: name})
	case Attach:
		var it Item
		if it, err = b.Get(ctx, access.Service("test"), id); err == nil {
			_, err = b.Describe(ctx, a, noon, id, 0, it.Value.Draft.Pictures[0].ID, name)
		}
	case lifecycle.Submit:
		_, err = b.Submit(ctx, a, noon, id, 0)
	case lifecycle.Recall:
		_, err = b.Recall(ctx, a, noon, id, 0)
	case lifecycle.Return:
		_, err = b.Return(ctx, a, noon, id, 0, name)
	case lifecycle.Publish:
		_, err = b.Publish(ctx, a, noon, id, 0)
	case lifecycle.Withdraw:
		_, err = b.Withdraw(ctx, a, noon, id, 0)
	case Confirm:
		_, err = b.Confirm(ctx, a, noon, id, 0)
	case lifecycle.Delete:
		err = b.Delete(ctx, a, noon, id, 0)
	default: // for the service alone
		_, err = b.flow.Do(ctx, a, noon, id, 0, action, func(l *Listing, _ *store.Txn) error {
			if action == Expire {
				l.Hide()
			}
			return nil
		})
	}
	return err
}

// put keeps a listing in a state, with a published version that the public sees in
// the states that have one.
func (b *bench) put(t testing.TB, id string, state lifecycle.State, shown bool) {
	t.Helper()
	l := Listing{ValidUntil: DateOf(noon).AddDays(5)}
	l.ID, l.Owner, l.State, l.Draft.Name, l.Draft.ID = id, "acme", state, "A", id
	l.Draft.Pictures = []Picture{{Attachment: Attachment{ID: id + ".p", Type: "image/jpeg"}, Alt: "x"}}
	if shown {
		l.Public, l.PublishedVersion, l.LastVersion = true, 1, 1
	}
	_, err := b.flow.Documents.Insert(t.Context(), id, l)
	must(t, err)
}

func TestEveryActionInEveryStateByEveryRole(t *testing.T) {
	b := newBench(t)
	table := Transitions()
	actors := map[string]access.Actor{"guest": {}, "service": access.Service("test")}
	for _, side := range access.Sides() {
		for _, role := range access.RolesOf(side) {
			actors[string(role)+" of the owner"] = member(role, side, "acme")
			actors[string(role)+" elsewhere"] = member(role, side, "beta")
		}
	}
	n := 0
	for _, shown := range []bool{false, true} {
		for _, state := range table.States() {
			if state == lifecycle.Gone {
				continue
			}
			for _, action := range table.Actions() {
				if action == lifecycle.Create {
					continue
				}
				for name, a := range actors {
					n++
					id := fmt.Sprint("l", n)
					b.put(t, id, state, shown)
					events := b.events(t, id)
					err := b.perform(t.Context(), a, id, action, "B")
					want := b.expected(a, state, action, shown)
					if got := outcome(err); got != want {
						t.Errorf("%s by %s in %s, public %t: %s (%v), want %s", action, name, state, shown, got, err, want)
					}
					after, err := b.flow.Documents.Get(t.Context(), id)
					step, _ := table.Step(state, action)
					switch {
					case want != "done":
						if err != nil || after.Version != 1 || b.events(t, id) != events {
							t.Errorf("%s by %s in %s is refused but has changed something", action, name, state)
						}
					case step.To == lifecycle.Gone:
						if !errors.Is(err, store.ErrNotFound) {
							t.Errorf("%s in %s leaves it there", action, state)
						}
					case after.Value.State != step.To || b.events(t, id) != events+1:
						t.Errorf("%s in %s leads to %s with %d events", action, state, after.Value.State, b.events(t, id)-events)
					}
				}
			}
		}
	}
}

// expected is what the rules say: permission first, then the state, then what the
// action itself asks for.
func (b *bench) expected(a access.Actor, state lifecycle.State, action lifecycle.Action, shown bool) string {
	permission := map[lifecycle.Action]access.Permission{
		lifecycle.Return: access.ListingReview, lifecycle.Publish: access.ListingReview, Ask: "", Expire: "",
	}
	p, special := permission[action]
	if !special {
		p = access.ListingWrite
	}
	_, ok := Transitions().Step(state, action)
	switch {
	case !a.May(p, "acme") && (a.May(access.ListingRead, "acme") || shown):
		return "forbidden"
	case !a.May(p, "acme"):
		return "not found"
	case !ok, action == Confirm && !shown, action == lifecycle.Delete && shown:
		return "conflict"
	}
	return "done"
}

func outcome(err error) string {
	if err == nil {
		return "done"
	}
	return fault.KindOf(err).String()
}

// events counts the events of a listing.
func (b *bench) events(t testing.TB, id string) int {
	t.Helper()
	if b.feed == nil {
		b.feed, b.told = store.NewFeed(b.engine, audit.Inbox, ""), map[string]int{}
	}
	for more := true; more; {
		var changes []store.Change
		var err error
		changes, more, err = b.feed.Next(t.Context(), 100)
		must(t, err)
		for _, c := range changes {
			e, err := store.NewCollection[audit.Event](b.engine, audit.Inbox).Get(t.Context(), c.Document.ID)
			must(t, err)
			b.told[e.Value.Object]++
		}
	}
	return b.told["listings/"+id]
}

// TestRandomCommands lets all roles do anything in any order.
func TestRandomCommands(t *testing.T) {
	b := newBench(t)
	table := Transitions()
	actors := []access.Actor{editor, rival, reviewer, access.Service("test"), {}}
	actions := slices.DeleteFunc(table.Actions(), func(a lifecycle.Action) bool { return a == lifecycle.Create })
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		id := fmt.Sprint("r", n)
		b.put(t, id, lifecycle.Draft, false)
		acknowledged, versions := 0, map[int]string{}
		for i := range rapid.IntRange(1, 25).Draw(rt, "commands") {
			before, err := b.flow.Documents.Get(t.Context(), id)
			if errors.Is(err, store.ErrNotFound) {
				break
			}
			must(t, err)
			a, action := rapid.SampledFrom(actors).Draw(rt, "actor"), rapid.SampledFrom(actions).Draw(rt, "action")
			if rapid.IntRange(0, 3).Draw(rt, "lawful") > 0 { // else few would come far
				a, action = lawful(rt, before.Value.State)
			}
			if b.perform(t.Context(), a, id, action, fmt.Sprint("namn ", i)) == nil {
				acknowledged++
				after, err := b.flow.Documents.Get(t.Context(), id)
				step, ok := table.Step(before.Value.State, action)
				if gone := errors.Is(err, store.ErrNotFound); !ok || gone != (step.To == lifecycle.Gone) || !gone && after.Value.State != step.To {
					rt.Fatalf("%s led from %s to %s", action, before.Value.State, after.Value.State)
				}
				b.holds(t, rt, id, after.Value, versions)
			}
			if got := b.events(t, id); got != acknowledged {
				rt.Fatalf("%d acknowledged changes have %d events after %s", acknowledged, got, action)
			}
		}
	})
}

// lawful draws what can be done in the state, and who may.
func lawful(rt *rapid.T, state lifecycle.State) (access.Actor, lifecycle.Action) {
	var steps []lifecycle.Step
	for _, s := range Transitions() {
		if s.From == state {
			steps = append(steps, s)
		}
	}
	s := rapid.SampledFrom(steps).Draw(rt, "step")
	switch s.Permission {
	case access.ListingReview:
		return reviewer, s.Action
	case access.ListingWrite:
		return editor, s.Action
	default:
		return access.Service("test"), s.Action
	}
}

// holds checks what is always true of a listing.
func (b *bench) holds(t *testing.T, rt *rapid.T, id string, l Listing, versions map[int]string) {
	if l.Public != (l.PublishedVersion != 0) || l.PublishedVersion != 0 && l.PublishedVersion != l.LastVersion ||
		l.Public && (l.State == lifecycle.Withdrawn || l.State == Expired) || !l.Public && l.State == lifecycle.Published {
		rt.Fatalf("state %s, public %t, version %d of %d", l.State, l.Public, l.PublishedVersion, l.LastVersion)
	}
	for n := 1; n <= l.LastVersion; n++ {
		d, err := b.engine.Get(t.Context(), VersionsCollection, lifecycle.VersionID(id, n))
		must(t, err)
		if was, ok := versions[n]; ok && (was != string(d.Body) || d.Version != store.FirstUpdate) {
			rt.Fatalf("version %d has changed from %s to %s", n, was, d.Body)
		}
		versions[n] = string(d.Body)
	}
}
