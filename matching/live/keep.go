package live

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/postings"
)

// Keeping has a service keep what it has read of the products, so that a start
// reads only those that have changed since.
type Keeping struct {
	Program string              // identifies the program: another one may read otherwise
	Today   func() catalog.Date // what has an earlier last day is not on the shelf
}

// keepFrom is how many changes since a start may have to read again before what
// it has read is kept in place of what was kept.
const keepFrom = 500

// errChanged says that reading the changes one by one would take as long as
// reading everything.
var errChanged = errors.New("too much has changed since")

// ReadingsFile is where a service of the folder keeps what it has read.
func ReadingsFile(dir string) string { return filepath.Join(dir, "readings") }

// key is what readings depend on, beside the products.
func (st *stock) key() string { return st.options.Keep.Program + "\n" + st.reader.Fingerprint() }

// fillAgain fills the matcher with what is kept and what has changed since. An
// error says why that cannot be done.
func (st *stock) fillAgain(ctx context.Context) (err error) {
	file, err := os.Open(ReadingsFile(st.options.Dir))
	if err != nil {
		return err
	}
	defer func() {
		if closed := file.Close(); !errors.Is(closed, fs.ErrClosed) {
			err = errors.Join(err, closed)
		}
	}()
	recording, err := postings.OpenRecording(file, st.key())
	if err != nil {
		return err
	}
	changed, now, err := st.changedSince(ctx, store.Cursor(recording.Note()))
	if err != nil {
		return err
	}
	again := matching.Again{Recording: recording, Leave: func(id string, at postings.Origin) bool {
		return changed[id] || catalog.Date(at.Length) < st.options.Keep.Today()
	}}
	if again.Changed, err = st.listings(ctx, changed); err != nil {
		return err
	}
	fill := func(to *postings.Recorder) error {
		err := st.matcher.FillAgain(ctx, again, versions{st.options.Shelf}, to)
		return errors.Join(err, file.Close()) // which is then free to be replaced
	}
	if len(changed) < keepFrom {
		return fill(nil)
	}
	return st.keeping(ctx, now, fill)
}

// changedSince are the listings that have changed or gone since the cursor, and
// where the feed then stands.
func (st *stock) changedSince(ctx context.Context, at store.Cursor) (map[string]bool, store.Cursor, error) {
	ids := make(map[string]bool)
	most := max(restLeast, int(restAfter*float64(st.index.Count())))
	feed := store.NewFeed(st.options.Engine, st.options.Feed, at)
	for more := true; more; {
		changes, goesOn, err := feed.Next(ctx, followAtOnce)
		if err != nil {
			return nil, "", fmt.Errorf("reading the change feed: %w", err)
		}
		for _, c := range changes {
			ids[c.Document.ID] = true
		}
		if len(ids) > most {
			return nil, "", errChanged
		}
		more = goesOn
	}
	return ids, feed.Cursor(), nil
}

// listings are those of the IDs that are published now, by ID.
func (st *stock) listings(ctx context.Context, ids map[string]bool) ([]matching.Listing, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list := make([]string, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	published, err := st.options.Shelf.PublishedNow(ctx, list)
	if err != nil {
		return nil, fmt.Errorf("reading changed listings: %w", err)
	}
	slices.SortFunc(published, func(a, b Published) int { return strings.Compare(a.ID, b.ID) })
	listings := make([]matching.Listing, len(published))
	for i := range published {
		listings[i] = matching.Listing{Product: published[i].Product, Origin: origin(&published[i])}
	}
	return listings, nil
}

// keeping has a fill kept in the folder: at is where the feed stood before it. That
// it cannot be kept is no failure of the fill.
func (st *stock) keeping(ctx context.Context, at store.Cursor, fill func(*postings.Recorder) error) error {
	path := ReadingsFile(st.options.Dir)
	beside := path + ".new"
	file, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // G304: of the folder of the settings
	if err != nil {
		st.notKept(ctx, err)
		return fill(nil)
	}
	to := postings.NewRecorder(file, st.key(), string(at))
	if err := fill(to); err != nil {
		return errors.Join(err, file.Close(), removed(beside))
	}
	// Not synced: what a loss of power makes of it has no right sum.
	if err = errors.Join(to.Finish(), file.Close()); err == nil {
		err = os.Rename(beside, path)
	}
	if err != nil {
		st.notKept(ctx, errors.Join(err, removed(beside)))
	}
	return nil
}

func (st *stock) notKept(ctx context.Context, err error) {
	st.options.Log.WarnContext(ctx, "what was read of the products is not kept; the next start takes longer", slog.Any("error", err))
}
