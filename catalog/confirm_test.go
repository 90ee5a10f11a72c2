package catalog

import (
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
)

func TestACompanySeesWhatItShouldConfirm(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	second, first := b.published(t, noon.AddDate(0, 0, 5)), b.published(t, noon)
	b.draft(t)
	for _, test := range []struct {
		day  string
		want []string
	}{
		{"2027-02-28", nil},
		{"2027-03-01", []string{first.ID}},
		{"2027-03-31", []string{first.ID, second.ID}},
		{"2027-04-01", []string{second.ID}}, // the first has expired, whether or not it has been marked
	} {
		at := MustParseDate(test.day).Time().Add(12 * time.Hour)
		due, more, err := b.ToConfirm(ctx, editor, at, "acme", 10)
		if err != nil || more || len(due) != len(test.want) {
			t.Fatalf("%s: %d, more %t, %v; want %d", test.day, len(due), more, err, len(test.want))
		}
		for i := range due {
			if due[i].ID != test.want[i] || !b.Overview(&due[i].Value, at).Confirm {
				t.Errorf("%s: number %d is %s", test.day, i, due[i].ID)
			}
		}
	}
	at := MustParseDate("2027-03-31").Time()
	if due, more, err := b.ToConfirm(ctx, editor, at, "acme", 1); err != nil || len(due) != 1 || !more {
		t.Errorf("of two, one at a time: %d, more %t, %v", len(due), more, err)
	}
	_, err := b.Confirm(ctx, editor, at, first.ID, 0)
	must(t, err)
	if due, _, err := b.ToConfirm(ctx, editor, at, "acme", 10); err != nil || len(due) != 1 || due[0].ID != second.ID {
		t.Errorf("after the confirmation: %d, %v", len(due), err)
	}
	if _, _, err := b.ToConfirm(ctx, access.Actor{}, at, "acme", 10); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a guest: %v", err)
	}
}
