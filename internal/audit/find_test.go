package audit

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// auditor is somebody with the role in the organisations.
func auditor(r access.Role, organisations ...string) access.Actor {
	a := access.Actor{Kind: access.Person, ID: "p", Person: "p"}
	for _, o := range organisations {
		a.Memberships = append(a.Memberships, access.Membership{Organisation: o, Roles: []access.Role{r}})
	}
	return a
}

// filled is a trail of 60 events, numbered by minutes: of the organisations a and b by
// turns, of three actors, four actions and five objects.
func filled(t *testing.T) *Trail {
	e := open(t)
	trail := NewTrail(e)
	var events []Event
	for i := range 60 {
		actor := access.Actor{Kind: access.Person, ID: fmt.Sprint("actor", i%3)}
		event := New(actor, noon.Add(time.Duration(i)*time.Minute), string("ab"[i%2]), fmt.Sprint("thing.do", i%4), fmt.Sprint("things/", i%5))
		events = append(events, event.With("i", fmt.Sprint(i)))
	}
	put(t, e, events...)
	flush(t, trail, len(events))
	return trail
}

// found reads all pages and gives the numbers of the events.
func found(t *testing.T, trail *Trail, actor access.Actor, f Filter, limit int) string {
	t.Helper()
	var numbers []string
	after := ""
	for {
		page, err := trail.Find(t.Context(), actor, f, after, limit)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Entries) > limit {
			t.Fatalf("%d entries on a page of %d", len(page.Entries), limit)
		}
		for _, e := range page.Entries {
			numbers = append(numbers, e.Details["i"])
		}
		if page.Next == "" {
			return strings.Join(numbers, " ")
		}
		after = page.Next
	}
}

// expected is the same by looking at each number.
func expected(f Filter, organisation string) string {
	var numbers []string
	for i := 59; i >= 0; i-- {
		at := noon.Add(time.Duration(i) * time.Minute)
		fits := (f.Actor == "" || f.Actor == fmt.Sprint("actor", i%3)) && (f.Action == "" || f.Action == fmt.Sprint("thing.do", i%4)) &&
			(f.Object == "" || f.Object == fmt.Sprint("things/", i%5)) && (organisation == "" || organisation == string("ab"[i%2])) &&
			(f.From.IsZero() || !at.Before(f.From.Time)) && (f.To.IsZero() || at.Before(f.To.Time))
		if fits {
			numbers = append(numbers, fmt.Sprint(i))
		}
	}
	return strings.Join(numbers, " ")
}

func TestFind(t *testing.T) {
	trail := filled(t)
	hub, own := auditor(access.Auditor, "hub"), auditor(access.Procurement, "b")
	some := store.At(noon.Add(10 * time.Minute))
	more := store.At(noon.Add(45 * time.Minute))
	for _, f := range []Filter{
		{},
		{Actor: "actor1"},
		{Object: "things/2"},
		{Action: "thing.do3"},
		{From: some},
		{To: more},
		{From: some, To: more},
		{Actor: "actor1", Object: "things/2"},
		{Actor: "actor2", Action: "thing.do1"},
		{Object: "things/0", Action: "thing.do0", From: some},
		{Actor: "actor0", Object: "things/3", Action: "thing.do2", From: some, To: more},
		{Actor: "nobody"},
	} {
		for _, limit := range []int{1, 7, 100} {
			if got, want := found(t, trail, hub, f, limit), expected(f, ""); got != want {
				t.Errorf("%+v by %d: got %s, want %s", f, limit, got, want)
			}
			if got, want := found(t, trail, own, f, limit), expected(f, "b"); got != want {
				t.Errorf("%+v of b by %d: got %s, want %s", f, limit, got, want)
			}
			f := f
			f.Organisation = "a"
			if got, want := found(t, trail, hub, f, limit), expected(f, "a"); got != want {
				t.Errorf("%+v by %d: got %s, want %s", f, limit, got, want)
			}
		}
	}
}

func TestFindRefuses(t *testing.T) {
	trail := filled(t)
	tests := []struct {
		name   string
		actor  access.Actor
		filter Filter
		limit  int
		want   fault.Kind
	}{
		{"a guest", access.Actor{}, Filter{}, 10, fault.Forbidden},
		{"no such role", auditor(access.TestLeader, "a"), Filter{Organisation: "a"}, 10, fault.Forbidden},
		{"another organisation", auditor(access.Procurement, "a"), Filter{Organisation: "b"}, 10, fault.Forbidden},
		{"two organisations and none named", auditor(access.Procurement, "a", "b"), Filter{}, 10, fault.Invalid},
		{"no limit", auditor(access.Auditor, "hub"), Filter{}, 0, fault.Invalid},
		{"too great a limit", auditor(access.Auditor, "hub"), Filter{}, store.MaxPage + 1, fault.Invalid},
	}
	for _, test := range tests {
		page, err := trail.Find(t.Context(), test.actor, test.filter, "", test.limit)
		if !fault.Is(err, test.want) || len(page.Entries) > 0 {
			t.Errorf("%s: %d entries, %v", test.name, len(page.Entries), err)
		}
	}
	if got, want := found(t, trail, auditor(access.Procurement, "a", "b"), Filter{Organisation: "b"}, 50), expected(Filter{}, "b"); got != want {
		t.Errorf("one of two organisations: got %s", got)
	}
}
