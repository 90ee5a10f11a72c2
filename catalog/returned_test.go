package catalog

import (
	"testing"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
)

func TestACompanySeesWhatHasBeenReturned(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	b.draft(t)
	it := b.published(t, noon)
	_, err := b.Withdraw(ctx, editor, noon.AddDate(0, 0, 1), it.ID, 0)
	must(t, err)
	names := func() (ids []string) {
		t.Helper()
		back, err := b.Returned(ctx, editor, "acme", 10)
		must(t, err)
		for i := range back {
			ids = append(ids, back[i].ID)
		}
		return ids
	}
	if got := names(); len(got) != 0 {
		t.Errorf("before anything is returned: %v", got)
	}
	_, err = b.Submit(ctx, editor, noon.AddDate(0, 0, 2), it.ID, 0)
	must(t, err)
	_, err = b.Return(ctx, reviewer, noon.AddDate(0, 0, 3), it.ID, 0, "Skriv vad den kostar.")
	must(t, err)
	if got := names(); len(got) != 1 || got[0] != it.ID {
		t.Errorf("returned %v, want %s", got, it.ID)
	}
	back := b.get(t, it.ID)
	if m, err := b.Message(ctx, editor, &back); err != nil || m == nil || m.Text != "Skriv vad den kostar." {
		t.Errorf("message %v, %v", m, err)
	}
	if _, err := b.Returned(ctx, access.Actor{}, "acme", 10); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a guest: %v", err)
	}
	// What was said before the last publication has been dealt with.
	_, err = b.Submit(ctx, editor, noon.AddDate(0, 0, 4), it.ID, 0)
	must(t, err)
	_, err = b.Publish(ctx, reviewer, noon.AddDate(0, 0, 5), it.ID, 0)
	must(t, err)
	p := back.Value.Draft.Product
	p.Name = "Ett nytt namn"
	_, err = b.SaveDraft(ctx, editor, noon.AddDate(0, 0, 6), it.ID, 0, p)
	must(t, err)
	if got := names(); len(got) != 0 {
		t.Errorf("after it was published and changed again: %v", got)
	}
}
