package catalog

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
)

// TestListingsExpireWhenTheirLastDayHasPassedInSweden looks at the seconds round
// midnight, in winter and in summer time.
func TestListingsExpireWhenTheirLastDayHasPassedInSweden(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	zone, err := time.LoadLocation("Europe/Stockholm")
	must(t, err)
	for _, day := range []string{"2026-12-31", "2026-06-30", "2026-03-29", "2026-10-25"} { // the last two change the clocks
		last := MustParseDate(day).Time()
		publishing := time.Date(last.Year()-1, last.Month(), last.Day(), 23, 30, 0, 0, zone)
		it := b.published(t, publishing)
		if got := it.Value.ValidUntil.String(); got != day {
			t.Fatalf("published at %v until %s", publishing, got)
		}
		midnight := time.Date(last.Year(), last.Month(), last.Day()+1, 0, 0, 0, 0, zone)
		before, after := midnight.Add(-time.Second).UTC(), midnight.UTC()
		if _, err := b.Published(ctx, before, it.ID); err != nil {
			t.Errorf("at %v: %v", before, err)
		}
		if n, err := b.ExpireDue(ctx, before); n != 0 || err != nil {
			t.Errorf("%d expired at %v, %v", n, before, err)
		}
		// The public does not see it any more, whether or not the job has run.
		if _, err := b.Published(ctx, after, it.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("at %v: %v", after, err)
		}
		if page, _, err := b.PublishedPage(ctx, after, "", 10); err != nil || len(page) != 0 {
			t.Errorf("at %v the list has %d, %v", after, len(page), err)
		}
		if n, err := b.ExpireDue(ctx, after); n != 1 || err != nil {
			t.Errorf("%d expired at %v, %v", n, after, err)
		}
		if n, err := b.ExpireDue(ctx, after); n != 0 || err != nil {
			t.Errorf("%d expired twice, %v", n, err)
		}
		v := b.get(t, it.ID).Value
		if v.State != Expired || v.Public || v.LastVersion != 1 {
			t.Errorf("got %+v", v)
		}
	}
}

func TestAWorkingCopyOutlivesItsVersion(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	it := b.published(t, noon)
	p := it.Value.Draft.Product
	p.Name = "Nytt"
	_, err := b.SaveDraft(ctx, editor, noon, it.ID, 0, p)
	must(t, err)
	_, err = b.Submit(ctx, editor, noon, it.ID, 0)
	must(t, err)
	later := noon.AddDate(2, 0, 0)
	if n, err := b.ExpireDue(ctx, later); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if v := b.get(t, it.ID).Value; v.State != lifecycle.Submitted || v.Public || v.Draft.Name != "Nytt" {
		t.Errorf("got state %s, public %t", v.State, v.Public)
	}
	_, err = b.Publish(ctx, reviewer, later, it.ID, 0)
	must(t, err)
	if shown, err := b.Published(ctx, later, it.ID); err != nil || shown.Version != 2 || shown.ValidUntil.String() != "2029-03-31" {
		t.Errorf("got %+v, %v", shown, err)
	}
}

func TestCompaniesAreAskedOnceForEachPeriod(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	it := b.published(t, noon) // until 2027-03-31
	ask := func(at string, want int) {
		t.Helper()
		now := MustParseDate(at).Time().Add(12 * time.Hour)
		if n, err := b.AskConfirmation(ctx, now); n != want || err != nil {
			t.Errorf("%s: %d asked, %v; want %d", at, n, err, want)
		}
	}
	ask("2027-02-28", 0)
	ask("2027-03-01", 1) // 30 days before
	ask("2027-03-01", 0)
	ask("2027-03-20", 0)
	if n := b.count(t, "letters"); n != 1 {
		t.Fatalf("%d letters", n)
	}
	letter, err := store.NewCollection[map[string]any](b.engine, "letters").Get(ctx, ConfirmTemplate+"."+it.ID+".2027-03-31")
	if err != nil || fmt.Sprint(letter.Value["data"]) != "map[id:"+it.ID+" name:Nattro tillsynskamera validUntil:2027-03-31]" {
		t.Errorf("letter %v, %v", letter.Value, err)
	}
	now := MustParseDate("2027-03-20").Time()
	if o := b.Overview(valueOf(b.get(t, it.ID)), now); !o.Confirm || o.DaysLeft != 11 {
		t.Errorf("overview %+v", o)
	}
	got, err := b.Confirm(ctx, editor, now, it.ID, 0)
	if err != nil || got.Value.ValidUntil.String() != "2028-03-20" || got.Value.State != lifecycle.Published {
		t.Fatalf("confirmed until %v, %v", got.Value.ValidUntil, err)
	}
	if shown, err := b.Published(ctx, MustParseDate("2028-03-20").Time(), it.ID); err != nil || shown.Version != 1 || shown.Content.ValidUntil.String() != "2028-03-20" {
		t.Errorf("got %+v, %v", shown.Content.ValidUntil, err)
	}
	ask("2027-04-01", 0)
	ask("2028-03-20", 1)
	ask("2028-03-21", 0) // too late: it has expired
	if n := b.count(t, "letters"); n != 2 {
		t.Errorf("%d letters", n)
	}
}

func valueOf(it Item) *Listing { return &it.Value }

func TestWhatHasExpiredCannotBeConfirmed(t *testing.T) {
	b := newBench(t)
	it := b.published(t, noon)
	late := noon.AddDate(1, 0, 1)
	if _, err := b.Confirm(t.Context(), editor, late, it.ID, 0); keyOf(err) != "catalog.cannot.confirm" {
		t.Errorf("got %v", err)
	}
}

// TestOneFailureDoesNotStopTheOthers has a company that cannot be written to.
func TestOneFailureDoesNotStopTheOthers(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	for i := range 3 {
		b.published(t, noon.Add(time.Duration(i)*time.Second))
	}
	it, err := b.Create(ctx, rival, noon, "beta", "", parseSample(t))
	must(t, err)
	_, err = b.Submit(ctx, rival, noon, it.ID, 0)
	must(t, err)
	_, err = b.Publish(ctx, reviewer, noon, it.ID, 0)
	must(t, err)
	events := b.count(t, audit.Inbox)
	n, err := b.AskConfirmation(ctx, noon.AddDate(1, 0, -1))
	if n != 3 || err == nil || !strings.Contains(err.Error(), it.ID) || b.count(t, audit.Inbox) != events+3 {
		t.Errorf("%d asked, %v", n, err)
	}
	if v := b.get(t, it.ID).Value; !v.Confirmation.AskedFor.IsZero() {
		t.Error("it counts as asked")
	}
}

// TestDueWorkIsResumed cuts off the work on many listings after some of them.
func TestDueWorkIsResumed(t *testing.T) {
	b := newBench(t)
	const total = 2*duePage + 7
	for i := range total {
		b.put(t, fmt.Sprintf("l%03d", i), lifecycle.Published, true) // until 2026-04-05
	}
	late := noon.AddDate(0, 0, 30)
	sum := 0
	for calls := 0; sum < total; calls++ {
		ctx, cancel := context.WithCancel(t.Context())
		l := service(t, &interrupted{Engine: b.engine, after: 60, cancel: cancel})
		n, err := l.ExpireDue(ctx, late)
		sum += n
		cancel()
		if err == nil && sum < total || calls > total {
			t.Fatalf("%d of %d after %d calls, %v", sum, total, calls, err)
		}
	}
	if sum != total || b.count(t, audit.Inbox) != total {
		t.Errorf("%d expired, %d events", sum, b.count(t, audit.Inbox))
	}
}

// interrupted is an engine whose caller gives up after so many writes.
type interrupted struct {
	store.Engine

	after  int
	cancel context.CancelFunc
}

func (e *interrupted) Write(ctx context.Context, collection string, writes []store.Write) ([]store.Written, error) {
	if e.after--; e.after < 0 {
		e.cancel()
		return nil, context.Canceled
	}
	return e.Engine.Write(ctx, collection, writes)
}

func TestClaimAge(t *testing.T) {
	day := MustParseDate("2026-03-31")
	for _, tt := range []struct {
		date, until string
		want        Age
	}{
		{"2025-01-01", "2026-03-30", Overdue},
		{"2025-01-01", "2026-03-31", Ageing},
		{"2025-01-01", "2026-06-28", Ageing},
		{"2025-01-01", "2026-06-29", Fresh},
		{"2023-03-31", "", Fresh},
		{"2023-03-30", "", Ageing},
		{"2010-01-01", "2030-01-01", Fresh},
		{"", "", Fresh},
	} {
		c := Claim{}
		if tt.date != "" {
			c.Date = MustParseDate(tt.date)
		}
		if tt.until != "" {
			c.ValidUntil = MustParseDate(tt.until)
		}
		if got := ClaimAge(c, day); got != tt.want {
			t.Errorf("%s to %s is %s, want %s", tt.date, tt.until, got, tt.want)
		}
	}
}

func TestOverviewTellsOfClaims(t *testing.T) {
	b := newBench(t)
	it := b.published(t, noon) // its claim holds until 2027-05-01
	v := it.Value
	for at, want := range map[string]Age{"2027-01-31": Fresh, "2027-02-01": Ageing, "2027-05-02": Overdue} {
		o := b.Overview(&v, MustParseDate(at).Time())
		if o.Count(want) != 1 || len(o.Claims) != 1 || o.Public != (at < "2027-04") || o.Editing {
			t.Errorf("%s: %+v", at, o)
		}
	}
}
