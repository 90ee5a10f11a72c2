package matching

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/allagehub/matcharenan/internal/ordered"
	"github.com/allagehub/matcharenan/matching/postings"
)

// Again is what a fill takes from an earlier one and what it reads anew.
type Again struct {
	Recording *postings.Recording
	// Leave says which products of the recording are not to be taken: those that
	// have changed or gone.
	Leave func(id string, at postings.Origin) bool
	// Changed are those to be read, by ID, as the recording is.
	Changed []Listing
}

// FillAgain is [Matcher.FillRecording] with what an earlier fill has recorded. The
// matcher is then as if all had been read. The recording must be of a reader that
// reads the same (see [Reader.Fingerprint]). An error that is
// [postings.ErrRecording] says that it is damaged; any error leaves the matcher as
// it was.
func (m *Matcher) FillAgain(ctx context.Context, again Again, from Catalogue, to *postings.Recorder) error {
	for i := range again.Changed {
		if err := again.Changed[i].Err; err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	f := m.newFilling(ctx, to)
	next, stop := iter.Pull(ordered.Map(ctx, slices.Values(again.Changed), m.worker))
	defer stop()
	changed := again.Changed
	addChanged := func() error {
		r, ok := next()
		if !ok {
			return errors.Join(ctx.Err(), errors.New("matching: a changed product was not read"))
		}
		changed = changed[1:]
		return f.add(&r)
	}
	var taken readListing
	for {
		d, err := again.Recording.Next()
		if err != nil {
			return err
		}
		for len(changed) > 0 && (d == nil || changed[0].Product.ID < d.ID) {
			if err := addChanged(); err != nil {
				return err
			}
		}
		if d == nil {
			return f.finish(from)
		}
		if again.Leave(d.ID, d.Origin) {
			continue
		}
		if len(d.Payload) == 0 { // which begins with the product's version
			return postings.ErrRecording
		}
		taken.document = *d
		if err := f.add(&taken); err != nil {
			return err
		}
	}
}
