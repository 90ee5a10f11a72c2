package live

import (
	"context"
	"iter"
	"strconv"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/postings"
)

// Published is a product as a company has published it.
type Published struct {
	ID      string    // of the listing
	Version int       // of what is published
	At      time.Time // when this version was published
	Product *catalog.Product
}

// Shelf gives what is published. It is made of the store by internal/app.
type Shelf interface {
	// AllPublished gives everything that is published.
	AllPublished(ctx context.Context) iter.Seq2[Published, error]
	// PublishedNow gives those of the listings that are published now.
	PublishedNow(ctx context.Context, ids []string) ([]Published, error)
	// PublishedVersion gives the product as a version of its listing had it, also
	// when another one is published now, with the last day that the listing then had:
	// a company can prolong it without a new version.
	PublishedVersion(ctx context.Context, id string, version int, validUntil catalog.Date) (*catalog.Product, error)
}

// versions reads products again for the matcher: an origin's offset is the version
// of the listing and its length the last day.
type versions struct{ shelf Shelf }

// Product implements [matching.Catalogue].
func (v versions) Product(ctx context.Context, id string, at postings.Origin) (*catalog.Product, error) {
	return v.shelf.PublishedVersion(ctx, id, int(at.Offset), catalog.Date(at.Length))
}

func origin(p *Published) postings.Origin {
	return postings.Origin{Offset: int64(p.Version), Length: int32(p.Product.ValidUntil)}
}

// stamp tells what is published of a listing from what was: "3 2027-03-31".
func stamp(at postings.Origin) string {
	return strconv.FormatInt(at.Offset, 10) + " " + catalog.Date(at.Length).String()
}
