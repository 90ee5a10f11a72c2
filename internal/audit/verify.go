package audit

import (
	"context"
	"fmt"
	"strconv"

	"github.com/allagehub/matcharenan/internal/store"
)

// Reason is what is wrong with an entry.
type Reason string

// The reasons.
const (
	Changed   Reason = "changed"   // its content does not give its hash
	Unlinked  Reason = "unlinked"  // it does not hold the hash of the entry before
	Misplaced Reason = "misplaced" // it does not stand where its number says
	Missing   Reason = "missing"   // entries before it are not there
	Replaced  Reason = "replaced"  // it has another hash than was noted
	CutOff    Reason = "cut off"   // the chain ends before an entry that was noted
)

// Break is an entry that is not as it should be.
type Break struct {
	Seq    int64  `json:"seq"`
	Reason Reason `json:"reason"`
}

// Gap is a run of numbers, both included, that no entry has.
type Gap struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// Report is what verifying has found.
type Report struct {
	Entries int64  `json:"entries"` // that there are
	Head    Head   `json:"head"`
	Broken  *Break `json:"broken,omitempty"` // the first that is not as it should be
	Gaps    []Gap  `json:"gaps,omitempty"`
	Waiting int    `json:"waiting"` // events in the inbox
}

// OK reports whether nothing is wrong.
func (r Report) OK() bool { return r.Broken == nil && len(r.Gaps) == 0 }

// Verify walks the chain from its beginning and reports what is wrong with it.
// Whoever can write to the store can make a whole new chain that is right in
// itself, or cut its end off; heads that were noted elsewhere show that. Errors are
// those of the engine; a chain that is broken is none.
func (t *Trail) Verify(ctx context.Context, noted ...Head) (Report, error) {
	w := walk{noted: make(map[int64]string, len(noted))}
	for _, h := range noted {
		if h.Seq > 0 {
			w.noted[h.Seq] = h.Hash
			w.last = max(w.last, h.Seq)
		}
	}
	for it, err := range t.chain.All(ctx, store.Query{}) {
		if err != nil {
			return w.Report, fmt.Errorf("verifying the audit trail: %w", err)
		}
		w.step(it)
	}
	if w.Head.Seq < w.last {
		w.broken(w.Head.Seq+1, CutOff)
	}
	for _, err := range t.inbox.All(ctx, store.Query{}) {
		if err != nil {
			return w.Report, fmt.Errorf("verifying the audit trail: %w", err)
		}
		w.Waiting++
	}
	return w.Report, nil
}

// walk is a verification under way.
type walk struct {
	Report
	noted map[int64]string
	last  int64 // number of the last entry that was noted
}

// step takes the next entry. Where it stands is what its ID says, not its number,
// which may have been changed.
func (w *walk) step(it store.Item[entry]) {
	e := it.Value
	w.Entries++
	place, err := strconv.ParseInt(it.ID, 10, 64)
	if err != nil || it.ID != key(place) {
		w.broken(e.Seq, Misplaced)
		return
	}
	if place > w.Head.Seq+1 {
		w.Gaps = append(w.Gaps, Gap{From: w.Head.Seq + 1, To: place - 1})
		w.broken(place, Missing)
	}
	sum, err := e.sum()
	switch {
	case place != e.Seq:
		w.broken(place, Misplaced)
	case err != nil || sum != e.Hash:
		w.broken(place, Changed)
	case e.Prev != w.Head.Hash:
		w.broken(place, Unlinked)
	}
	if hash, ok := w.noted[place]; ok && hash != e.Hash {
		w.broken(place, Replaced)
	}
	w.Head = Head{Seq: place, Hash: e.Hash}
}

// broken notes the first break.
func (w *walk) broken(seq int64, why Reason) {
	if w.Broken == nil {
		w.Broken = &Break{Seq: seq, Reason: why}
	}
}
