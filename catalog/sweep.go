package catalog

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

// What the catalogue's blobs are called: media-<listing>.<media>-<variant> and
// import-<import>.
const (
	mediaBlobs  = "media-"
	importBlobs = "import-"
)

// sweepAge is how old a blob that nothing refers to must be before it is removed:
// older than any call that is about to refer to it.
const sweepAge = 24 * time.Hour

const sweepPage = 500

func blobID(media, variant string) string { return mediaBlobs + media + "-" + variant }

// SweepBlobs removes the catalogue's blobs that are older than a day and that
// nothing refers to, and returns how many. It can be cut off and run again.
func (l *Listings) SweepBlobs(ctx context.Context, now time.Time) (int, error) {
	pictures, err := l.sweep(ctx, now, mediaBlobs, l.mediaInUse)
	if err != nil {
		return pictures, err
	}
	files, err := l.sweep(ctx, now, importBlobs, l.importInUse)
	return pictures + files, err
}

// sweep removes the old blobs with the prefix that are not in use.
func (l *Listings) sweep(ctx context.Context, now time.Time, prefix string, inUse func(ctx context.Context, rest string) (bool, error)) (removed int, err error) {
	blobs := l.options.Engine.Blobs()
	for after := prefix; ; {
		page, err := blobs.List(ctx, after, sweepPage)
		if err != nil {
			return removed, fmt.Errorf("listing blobs: %w", err)
		}
		for _, b := range page {
			rest, ours := strings.CutPrefix(b.ID, prefix)
			if !ours {
				return removed, nil // IDs come in order: all others are somebody else's
			}
			after = b.ID
			if now.Sub(b.Stored) < sweepAge {
				continue
			}
			if used, err := inUse(ctx, rest); err != nil || used {
				if err != nil {
					return removed, err
				}
				continue
			}
			if err := blobs.Delete(ctx, b.ID); err != nil {
				return removed, fmt.Errorf("removing blob %s: %w", b.ID, err)
			}
			removed++
		}
		if len(page) < sweepPage {
			return removed, nil
		}
	}
}

// mediaInUse reports whether a listing refers to what the blob holds.
func (l *Listings) mediaInUse(ctx context.Context, rest string) (bool, error) {
	media, _, _ := strings.Cut(rest, "-")
	listing, _, _ := strings.Cut(media, ".")
	it, err := l.flow.Documents.Get(ctx, listing)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for _, a := range it.Value.attachments() {
		if a.ID == media {
			return true, nil
		}
	}
	return false, nil
}

// importInUse reports whether the file is still being imported.
func (l *Listings) importInUse(ctx context.Context, rest string) (bool, error) {
	it, err := l.imports.Get(ctx, rest)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && it.Value.State == ImportRunning, err
}
