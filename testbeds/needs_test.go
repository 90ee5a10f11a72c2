package testbeds

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

var noon = time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC)

// places is the organisations of the tests.
type places struct{}

func (places) Municipality(_ context.Context, organisation string) (string, error) {
	if organisation != "partille" && organisation != "ale" {
		return "", store.ErrNotFound
	}
	return strings.ToUpper(organisation), nil
}

func member(role access.Role, side access.Side, organisation string) access.Actor {
	return access.Actor{Kind: access.Person, ID: string(role) + "@" + organisation, Memberships: []access.Membership{
		{Organisation: organisation, Side: side, Roles: []access.Role{role}},
	}}
}

var (
	leader   = member(access.TestLeader, access.Municipality, "partille")
	neighbor = member(access.TestLeader, access.Municipality, "ale")
	process  = member(access.ProcessLeader, access.Hub, "hub")
)

type bench struct {
	*Needs

	engine store.Engine
	feed   *store.Feed    // of the audit inbox
	told   map[string]int // events by object, as far as the feed has told
}

func newBench(t testing.TB) *bench {
	t.Helper()
	e := storetest.Open(t)
	if err := e.Declare(t.Context(), append(Declarations(), store.Declaration{Name: audit.Inbox})); err != nil {
		t.Fatal(err)
	}
	n, err := NewNeeds(Options{Engine: e, Checker: newChecker(t), Municipalities: places{}})
	if err != nil {
		t.Fatal(err)
	}
	return &bench{Needs: n, engine: e, feed: store.NewFeed(e, audit.Inbox, ""), told: map[string]int{}}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func parseSample(t testing.TB) Need {
	t.Helper()
	n, problems := newChecker(t).Parse([]byte(sample))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return n
}

// events counts the events of a need.
func (b *bench) events(t testing.TB, id string) int {
	t.Helper()
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
	return b.told["needs/"+id]
}

// transitions is the table as people read it: what each action makes of each
// state, and what it needs. A dot says that the state does not have the action.
const transitions = `
            draft     submitted published closed    withdrawn archived
save        draft     .         draft     .         draft     .        need.write
submit      submitted .         .         .         submitted .        need.write
recall      .         draft     .         .         .         .        need.write
return      .         draft     .         .         .         .        need.review
publish     .         published .         .         .         .        need.review
withdraw    withdrawn withdrawn withdrawn .         .         .        need.write
close       .         .         closed    .         .         .        need.write
archive     .         .         .         archived  archived  .        need.write
delete      gone      .         .         .         .         .        need.write
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
			next := string(step.To)
			if next == "" {
				next = "gone"
			}
			if want := f[i+1]; ok != (want != ".") || ok && (next != want || string(step.Permission) != f[len(f)-1]) {
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
			if key := "testbeds.cannot." + string(a); !(i18n.Printer{Language: lang}).Has(key) {
				t.Errorf("%s has no message", key)
			}
		}
	}
}

// perform does the action through the service's own commands.
func (b *bench) perform(ctx context.Context, a access.Actor, id string, action lifecycle.Action, text string) error {
	var err error
	switch action {
	case lifecycle.Save:
		_, err = b.SaveDraft(ctx, a, noon, id, 0, Need{Title: text})
	case lifecycle.Submit:
		_, err = b.Submit(ctx, a, noon, id, 0)
	case lifecycle.Recall:
		_, err = b.Recall(ctx, a, noon, id, 0)
	case lifecycle.Return:
		_, err = b.Return(ctx, a, noon, id, 0, text)
	case lifecycle.Publish:
		_, err = b.Publish(ctx, a, noon, id, 0)
	case lifecycle.Withdraw:
		_, err = b.Withdraw(ctx, a, noon, id, 0)
	case Close:
		_, err = b.Close(ctx, a, noon, id, 0)
	case Archive:
		_, err = b.Archive(ctx, a, noon, id, 0)
	case lifecycle.Delete:
		err = b.Delete(ctx, a, noon, id, 0)
	default:
		return fmt.Errorf("the test does not know %s", action)
	}
	return err
}

func (b *bench) put(t testing.TB, id string, state lifecycle.State, shown bool) {
	t.Helper()
	var n NeedRecord
	n.ID, n.Owner, n.State, n.Draft = id, "partille", state, Need{ID: id, Title: "T"}
	if shown {
		n.Public, n.PublishedVersion, n.LastVersion = true, 1, 1
	}
	_, err := b.flow.Documents.Insert(t.Context(), id, n)
	must(t, err)
}

func actionsBut(create lifecycle.Action) []lifecycle.Action {
	return slices.DeleteFunc(Transitions().Actions(), func(a lifecycle.Action) bool { return a == create })
}

func TestEveryActionInEveryStateByEveryRole(t *testing.T) {
	b := newBench(t)
	actors := map[string]access.Actor{"guest": {}, "service": access.Service("test")}
	for _, side := range access.Sides() {
		for _, role := range access.RolesOf(side) {
			actors[string(role)+" of the owner"] = member(role, side, "partille")
			actors[string(role)+" elsewhere"] = member(role, side, "ale")
		}
	}
	n := 0
	for _, shown := range []bool{false, true} {
		for _, state := range Transitions().States() {
			if state == lifecycle.Gone {
				continue
			}
			for _, action := range actionsBut(lifecycle.Create) {
				for name, a := range actors {
					n++
					id := fmt.Sprint("n", n)
					b.put(t, id, state, shown)
					err := b.perform(t.Context(), a, id, action, "U")
					got, want := "done", expected(a, state, action, shown)
					if err != nil {
						got = fault.KindOf(err).String()
					}
					if got != want {
						t.Errorf("%s by %s in %s, public %t: %s (%v), want %s", action, name, state, shown, got, err, want)
					}
					after, err := b.flow.Documents.Get(t.Context(), id)
					step, _ := Transitions().Step(state, action)
					switch {
					case want != "done":
						if err != nil || after.Version != 1 || b.events(t, id) != 0 {
							t.Errorf("%s by %s in %s is refused but has changed something", action, name, state)
						}
					case step.To == lifecycle.Gone:
						if !errors.Is(err, store.ErrNotFound) || b.events(t, id) != 1 {
							t.Errorf("%s in %s leaves it there", action, state)
						}
					case after.Value.State != step.To || b.events(t, id) != 1:
						t.Errorf("%s in %s leads to %s", action, state, after.Value.State)
					}
				}
			}
		}
	}
}

func expected(a access.Actor, state lifecycle.State, action lifecycle.Action, shown bool) string {
	p := access.NeedWrite
	if action == lifecycle.Return || action == lifecycle.Publish {
		p = access.NeedReview
	}
	_, ok := Transitions().Step(state, action)
	switch {
	case !a.May(p, "partille") && (a.May(access.NeedRead, "partille") || shown):
		return "forbidden"
	case !a.May(p, "partille"):
		return "not found"
	case !ok, action == lifecycle.Delete && shown:
		return "conflict"
	}
	return "done"
}

// TestRandomCommands lets all roles do anything in any order.
func TestRandomCommands(t *testing.T) {
	b := newBench(t)
	actors := []access.Actor{leader, leader, process, neighbor, {}}
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
			a := rapid.SampledFrom(actors).Draw(rt, "actor")
			action := rapid.SampledFrom(actionsBut(lifecycle.Create)).Draw(rt, "action")
			if rapid.IntRange(0, 3).Draw(rt, "lawful") > 0 { // else few would come far
				a, action = lawful(rt, before.Value.State)
			}
			if b.perform(t.Context(), a, id, action, fmt.Sprint("behov ", i)) == nil {
				acknowledged++
				after, err := b.flow.Documents.Get(t.Context(), id)
				step, ok := Transitions().Step(before.Value.State, action)
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
	if len(steps) == 0 {
		return leader, lifecycle.Save
	}
	s := rapid.SampledFrom(steps).Draw(rt, "step")
	if s.Permission == access.NeedReview {
		return process, s.Action
	}
	return leader, s.Action
}

// holds checks what is always true of a need.
func (b *bench) holds(t *testing.T, rt *rapid.T, id string, n NeedRecord, versions map[int]string) {
	hidden := n.State == lifecycle.Withdrawn || n.State == Archived
	shown := n.State == lifecycle.Published || n.State == Closed
	if n.Public != (n.PublishedVersion != 0) || n.Public && (hidden || n.PublishedVersion != n.LastVersion) || shown && !n.Public {
		rt.Fatalf("state %s, public %t, version %d of %d", n.State, n.Public, n.PublishedVersion, n.LastVersion)
	}
	if _, err := b.Published(t.Context(), id); (err == nil) != n.Public {
		rt.Fatalf("public %t: %v", n.Public, err)
	}
	for v := 1; v <= n.LastVersion; v++ {
		d, err := b.engine.Get(t.Context(), "need_versions", lifecycle.VersionID(id, v))
		must(t, err)
		if was, ok := versions[v]; ok && (was != string(d.Body) || d.Version != store.FirstUpdate) {
			rt.Fatalf("version %d has changed from %s to %s", v, was, d.Body)
		}
		versions[v] = string(d.Body)
	}
}

func TestANeedFromDraftToArchive(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	need := parseSample(t)
	need.ID, need.Municipality = "someone-elses", "Någon annanstans"
	it, err := b.Create(ctx, leader, noon, "partille", need)
	must(t, err)
	if d := it.Value.Draft; d.ID != it.ID || d.Municipality != "PARTILLE" || it.Value.Owner != "partille" {
		t.Errorf("the body has set %q, %q", d.ID, d.Municipality)
	}
	_, err = b.Submit(ctx, leader, noon, it.ID, it.Version)
	must(t, err)
	_, err = b.Return(ctx, process, noon, it.ID, 0, "Ta bort varumärket.")
	must(t, err)
	_, err = b.Submit(ctx, leader, noon, it.ID, 0)
	must(t, err)
	it, err = b.Publish(ctx, process, noon, it.ID, 0)
	must(t, err)
	if m := it.Value.Messages; len(m) != 1 || m[0].Text != "Ta bort varumärket." {
		t.Errorf("messages %+v", m)
	}
	sees := func(title string, version int, open bool) {
		t.Helper()
		p, err := b.Published(ctx, it.ID)
		if err != nil || p.Need.Title != title || p.Version != version || p.Open != open || p.Owner != "partille" || !p.Published.Equal(noon) {
			t.Errorf("the public sees %+v, %v", p, err)
		}
		n := 0
		for p, err := range b.AllPublished(ctx) {
			must(t, err)
			if n++; p.ID != it.ID {
				t.Errorf("got %s", p.ID)
			}
		}
		if n != 1 {
			t.Errorf("%d in the list", n)
		}
	}
	sees("Väcks av tillsyn på natten", 1, true)
	need.Title = "Ny rubrik"
	it, err = b.SaveDraft(ctx, leader, noon, it.ID, it.Version, need)
	must(t, err)
	sees("Väcks av tillsyn på natten", 1, true)
	changes, err := b.Changes(ctx, process, it.ID)
	if err != nil || len(changes) != 1 || changes[0].Member != "title" {
		t.Errorf("changes %+v, %v", changes, err)
	}
	_, err = b.Submit(ctx, leader, noon, it.ID, 0)
	must(t, err)
	_, err = b.Publish(ctx, process, noon, it.ID, 0)
	must(t, err)
	sees("Ny rubrik", 2, true)
	if old, err := b.PublishedNeed(ctx, it.ID, 1); err != nil || old.Title != "Väcks av tillsyn på natten" {
		t.Errorf("version 1 is %q, %v", old.Title, err)
	}
	_, err = b.Close(ctx, leader, noon, it.ID, 0)
	must(t, err)
	sees("Ny rubrik", 2, false)
	_, err = b.Archive(ctx, leader, noon, it.ID, 0)
	must(t, err)
	if _, err := b.PublishedNeed(ctx, it.ID, 0); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an archived need is public: %v", err)
	}
}

func TestNeedsThatAreRefused(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	if _, err := b.Create(ctx, neighbor, noon, "partille", Need{}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a neighbour creates: %v", err)
	}
	if _, err := b.Create(ctx, access.Service("x"), noon, "acme", Need{}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a company has a need: %v", err)
	}
	it, err := b.Create(ctx, leader, noon, "partille", Need{Statements: []Statement{{Text: "x"}}})
	must(t, err)
	_, err = b.Submit(ctx, leader, noon, it.ID, 0)
	if got := keysOf(fault.Problems(err)); got != "title check.required;statements[0].priority check.required" {
		t.Errorf("got %v", err)
	}
	if _, err := b.SaveDraft(ctx, leader, noon, it.ID, it.Version+1, Need{Title: "x"}); !errors.Is(err, store.ErrVersion) {
		t.Errorf("got %v", err)
	}
	same, err := b.SaveDraft(ctx, leader, noon, it.ID, it.Version, Need{Statements: []Statement{{Text: "x"}}})
	if err != nil || same.Version != it.Version || b.events(t, it.ID) != 1 {
		t.Errorf("the same makes version %d, %v", same.Version, err)
	}
}
