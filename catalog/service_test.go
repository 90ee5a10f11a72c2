package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

// noon is a time in the middle of a day in Sweden.
var noon = time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC)

// companies is the organisations of the tests: acme and beta are companies.
type companies struct{}

func (companies) Vendor(_ context.Context, organisation string) (Vendor, error) {
	if organisation != "acme" && organisation != "beta" {
		return Vendor{}, store.ErrNotFound
	}
	return Vendor{ID: organisation, Name: strings.ToUpper(organisation) + " AB", OrgNumber: "556036-0793", Country: "SE"}, nil
}

// post keeps the letters as documents, as the outbox does.
type post struct{}

func (post) Mail(_ context.Context, organisation, template string, data map[string]string, key string) ([]store.Effect, error) {
	if organisation == "beta" {
		return nil, errors.New("beta has no address")
	}
	e, err := store.NewEffect("letters", strings.ReplaceAll(key, "/", "."), map[string]any{"to": organisation, "template": template, "data": data})
	return []store.Effect{e}, err
}

func member(role access.Role, side access.Side, organisation string) access.Actor {
	return access.Actor{Kind: access.Person, ID: string(role) + "@" + organisation, Memberships: []access.Membership{
		{Organisation: organisation, Side: side, Roles: []access.Role{role}},
	}}
}

var (
	editor   = member(access.ProductEditor, access.Company, "acme")
	rival    = member(access.ProductEditor, access.Company, "beta")
	reviewer = member(access.ContentReviewer, access.Hub, "hub")
)

type bench struct {
	*Listings

	ctx    context.Context // of the test
	engine store.Engine
	feed   *store.Feed    // of the audit inbox
	told   map[string]int // events by object, as far as the feed has told
}

func newBench(t testing.TB) *bench {
	t.Helper()
	e := storetest.Open(t)
	declarations := append(Declarations(), store.Declaration{Name: audit.Inbox}, store.Declaration{Name: "letters"})
	if err := e.Declare(t.Context(), declarations); err != nil {
		t.Fatal(err)
	}
	return &bench{Listings: service(t, e), ctx: t.Context(), engine: e}
}

func service(t testing.TB, e store.Engine) *Listings {
	t.Helper()
	l, err := NewListings(Options{Engine: e, Checker: newChecker(t), Vendors: companies{}, Mailer: post{}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (b *bench) count(t testing.TB, collection string) int {
	t.Helper()
	n := 0
	for _, err := range store.NewCollection[map[string]any](b.engine, collection).All(t.Context(), store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// draft makes a draft with the sample's content.
func (b *bench) draft(t testing.TB) Item {
	t.Helper()
	it, err := b.Create(t.Context(), editor, noon, "acme", "", parseSample(t))
	if err != nil {
		t.Fatal(err)
	}
	return it
}

func (b *bench) published(t testing.TB, now time.Time) Item {
	t.Helper()
	it := b.draft(t)
	_, err := b.Submit(t.Context(), editor, now, it.ID, 0)
	must(t, err)
	it, err = b.Publish(t.Context(), reviewer, now, it.ID, 0)
	must(t, err)
	return it
}

func (b *bench) get(t testing.TB, id string) Item {
	t.Helper()
	it, err := b.flow.Documents.Get(t.Context(), id)
	must(t, err)
	return it
}

func TestWhatTheBodyCannotSet(t *testing.T) {
	b := newBench(t)
	p := parseSample(t)
	p.ID, p.Vendor, p.Status, p.ValidUntil = "someone-elses", Vendor{ID: "beta", Name: "Beta"}, StatusPublished, MustParseDate("2099-01-01")
	it, err := b.Create(t.Context(), editor, noon, "acme", "x-1", p)
	must(t, err)
	check := func(it Item) {
		t.Helper()
		d := it.Value.Draft
		if d.ID != it.ID || d.Vendor.ID != "acme" || d.Status != "" || !d.ValidUntil.IsZero() || it.Value.Owner != "acme" ||
			it.Value.State != lifecycle.Draft || it.Value.ExternalID != "x-1" {
			t.Errorf("got %+v", it.Value)
		}
	}
	check(it)
	p.Name = "Annat namn"
	it, err = b.SaveDraft(t.Context(), editor, noon, it.ID, it.Version, p)
	must(t, err)
	check(it)
}

func TestExternalIDsAreTheOwnersOwn(t *testing.T) {
	b := newBench(t)
	first, err := b.Create(t.Context(), editor, noon, "acme", "x-1", Product{Name: "A"})
	must(t, err)
	if _, err := b.Create(t.Context(), editor, noon, "acme", "x-1", Product{Name: "B"}); keyOf(err) != "catalog.externalIDTaken" {
		t.Errorf("got %v", err)
	}
	other, err := b.Create(t.Context(), rival, noon, "beta", "x-1", Product{Name: "B"})
	if err != nil || other.ID == first.ID {
		t.Errorf("another company's id is refused: %v", err)
	}
	if _, err := b.Create(t.Context(), editor, noon, "acme", "å ä", Product{}); keysOf(problemsOf(err)) != "externalID check.id" {
		t.Errorf("got %v", err)
	}
	must(t, b.Delete(t.Context(), editor, noon, first.ID, first.Version))
	if _, err := b.Create(t.Context(), editor, noon, "acme", "x-1", Product{Name: "C"}); err != nil {
		t.Errorf("the id of a deleted draft is not free: %v", err)
	}
}

func TestSubmitTellsAllProblems(t *testing.T) {
	b := newBench(t)
	it, err := b.Create(t.Context(), editor, noon, "acme", "", Product{Settings: []string{"moon"}, Claims: []Claim{{Text: "Bra"}}})
	must(t, err)
	_, err = b.Submit(t.Context(), editor, noon, it.ID, 0)
	want := "name check.required;settings[0] check.vocab;claims[0].source check.required;claims[0].date check.required"
	if got := keysOf(problemsOf(err)); got != want {
		t.Errorf("got %s", got)
	}
	if got := b.get(t, it.ID); got.Version != it.Version || got.Value.State != lifecycle.Draft {
		t.Errorf("a refused submission has changed the draft: %+v", got)
	}
}

func TestTheWorkingCopyGoesItsWayBesideThePublishedVersion(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	it := b.published(t, noon)
	p := it.Value.Draft.Product
	p.Name = "Nytt namn"
	_, err := b.SaveDraft(ctx, editor, noon, it.ID, it.Version, p)
	must(t, err)
	sees := func(name string, version int) {
		t.Helper()
		shown, err := b.Published(ctx, noon, it.ID)
		if err != nil || shown.Content.Name != name || shown.Version != version || shown.Content.Status != StatusPublished ||
			shown.Content.ValidUntil.String() != "2027-03-31" {
			t.Errorf("the public sees %q, version %d, %v", shown.Content.Name, shown.Version, err)
		}
	}
	sees("Nattro tillsynskamera", 1)
	changes, err := b.Changes(ctx, reviewer, it.ID)
	if err != nil || len(changes) != 1 || changes[0].Member != "name" || changes[0].Before != "Nattro tillsynskamera" || changes[0].After != "Nytt namn" {
		t.Errorf("changes %+v, %v", changes, err)
	}
	_, err = b.Submit(ctx, editor, noon, it.ID, 0)
	must(t, err)
	_, err = b.Return(ctx, reviewer, noon, it.ID, 0, "  Skriv vad kameran ser.  ")
	must(t, err)
	returned := b.get(t, it.ID).Value
	if returned.State != lifecycle.Draft || len(returned.Messages) != 1 || returned.Messages[0].Text != "Skriv vad kameran ser." ||
		returned.Messages[0].By.ID != reviewer.ID {
		t.Errorf("got %+v", returned.Messages)
	}
	sees("Nattro tillsynskamera", 1)
	_, err = b.Submit(ctx, editor, noon, it.ID, 0)
	must(t, err)
	_, err = b.Publish(ctx, reviewer, noon, it.ID, 0)
	must(t, err)
	sees("Nytt namn", 2)
	old, err := b.PublishedProduct(ctx, noon, it.ID, 1)
	if err != nil || old.Name != "Nattro tillsynskamera" || old.Status != StatusPublished {
		t.Errorf("version 1 is %q, %v", old.Name, err)
	}
	v, err := b.Version(ctx, editor, it.ID, 1)
	if err != nil || v.Number != 1 || v.By.ID != reviewer.ID || v.Content.Name != "Nattro tillsynskamera" {
		t.Errorf("got %+v, %v", v, err)
	}
}

func TestMessagesOfReviewers(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	it := b.draft(t)
	_, err := b.Submit(ctx, editor, noon, it.ID, 0)
	must(t, err)
	for message, want := range map[string]string{" ": "message check.required", strings.Repeat("å", lifecycle.MaxMessage+1): "message check.tooLong"} {
		if _, err := b.Return(ctx, reviewer, noon, it.ID, 0, message); keysOf(problemsOf(err)) != want {
			t.Errorf("%.10q gave %v", message, err)
		}
	}
	for i := range lifecycle.MaxMessages + 3 {
		_, err := b.Return(ctx, reviewer, noon, it.ID, 0, fmt.Sprint("nr ", i))
		must(t, err)
		_, err = b.Submit(ctx, editor, noon, it.ID, 0)
		must(t, err)
	}
	kept := b.get(t, it.ID).Value.Messages
	if len(kept) != lifecycle.MaxMessages || kept[0].Text != "nr 3" {
		t.Errorf("%d messages, the first %q", len(kept), kept[0].Text)
	}
}

func TestTwoTabsSave(t *testing.T) {
	b := newBench(t)
	it := b.draft(t)
	errs := make([]error, 8)
	var tabs sync.WaitGroup
	for i := range errs {
		tabs.Go(func() {
			p := it.Value.Draft.Product
			p.Name = fmt.Sprint("flik ", i)
			_, errs[i] = b.SaveDraft(t.Context(), editor, noon, it.ID, it.Version, p)
		})
	}
	tabs.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, store.ErrVersion):
			t.Errorf("got %v", err)
		}
	}
	if won != 1 || b.get(t, it.ID).Version != it.Version+1 || b.count(t, audit.Inbox) != 2 {
		t.Errorf("%d of the tabs have saved", won)
	}
}

func TestWhatIsSavedUnchangedStaysPublished(t *testing.T) {
	b := newBench(t)
	it := b.published(t, noon)
	events := b.count(t, audit.Inbox)
	got, err := b.SaveDraft(t.Context(), editor, noon.Add(time.Hour), it.ID, it.Version, parseSample(t))
	if err != nil || got.Version != it.Version || got.Value.State != lifecycle.Published || b.count(t, audit.Inbox) != events {
		t.Errorf("version %d became %d in state %s, %v", it.Version, got.Version, got.Value.State, err)
	}
}

func TestWhoMayKnow(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	draft, shown := b.draft(t), b.published(t, noon)
	guest := access.Actor{}
	for _, a := range []access.Actor{rival, guest} {
		if _, err := b.Get(ctx, a, draft.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s reads a draft: %v", a.ID, err)
		}
		if _, err := b.SaveDraft(ctx, a, noon, draft.ID, 0, Product{}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s writes a draft: %v", a.ID, err)
		}
		if _, err := b.Get(ctx, a, shown.ID); !isForbidden(err) {
			t.Errorf("%s reads what is behind a published listing: %v", a.ID, err)
		}
		if _, err := b.Version(ctx, a, draft.ID, 1); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s reads a version: %v", a.ID, err)
		}
	}
	if _, err := b.Publish(ctx, editor, noon, draft.ID, 0); !isForbidden(err) {
		t.Errorf("an editor publishes: %v", err)
	}
	if _, err := b.Create(ctx, editor, noon, "beta", "", Product{}); !isForbidden(err) {
		t.Errorf("an editor creates for another company: %v", err)
	}
	if _, err := b.Create(ctx, access.Service("x"), noon, "kommun", "", Product{}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("what is no company lists a product: %v", err)
	}
	if _, err := b.Get(ctx, reviewer, draft.ID); err != nil {
		t.Errorf("a reviewer cannot read: %v", err)
	}
}

func TestLists(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	var mine []string
	for i := range 5 {
		it, err := b.Create(ctx, editor, noon.Add(time.Duration(i)*time.Minute), "acme", "", parseSample(t))
		must(t, err)
		mine = append(mine, it.ID)
	}
	_, err := b.Create(ctx, rival, noon, "beta", "", parseSample(t))
	must(t, err)
	for i, id := range mine[1:4] {
		_, err := b.Submit(ctx, editor, noon.Add(time.Duration(10-i)*time.Minute), id, 0)
		must(t, err)
	}
	all := func(a access.Actor, f lifecycle.Filter) (ids []string) {
		for f.Limit = 2; ; {
			page, err := b.List(ctx, a, f)
			must(t, err)
			for _, it := range page.Items {
				ids = append(ids, it.ID)
			}
			if f.After = page.Next; f.After == "" {
				return ids
			}
		}
	}
	if got := all(editor, lifecycle.Filter{Owner: "acme"}); !slices.Equal(got, []string{mine[1], mine[2], mine[3], mine[4], mine[0]}) {
		t.Errorf("of the owner, last changed first: %v of %v", got, mine)
	}
	if got := all(editor, lifecycle.Filter{Owner: "acme", State: lifecycle.Draft}); !slices.Equal(got, []string{mine[4], mine[0]}) {
		t.Errorf("drafts of the owner: %v of %v", got, mine)
	}
	if got := all(reviewer, lifecycle.Filter{State: lifecycle.Submitted}); !slices.Equal(got, []string{mine[3], mine[2], mine[1]}) {
		t.Errorf("to review, the one that has waited longest first: %v of %v", got, mine)
	}
	if got := all(reviewer, lifecycle.Filter{}); len(got) != 6 {
		t.Errorf("all: %v", got)
	}
	token := access.Actor{Kind: access.Token, ID: "t", Memberships: reviewer.Memberships, Scopes: []access.Permission{access.ListingRead}}
	for _, f := range []lifecycle.Filter{{Owner: "beta"}, {}, {State: lifecycle.Submitted}} {
		f.Limit = 10
		if _, err := b.List(ctx, editor, f); !isForbidden(err) {
			t.Errorf("an editor lists %+v: %v", f, err)
		}
		if _, err := b.List(ctx, token, f); !isForbidden(err) {
			t.Errorf("a token lists %+v: %v", f, err)
		}
	}
}
