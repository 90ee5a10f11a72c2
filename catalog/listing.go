package catalog

import (
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
)

// The collections of the catalogue.
const (
	Collection         = "listings"
	VersionsCollection = "listing_versions"
	importsCollection  = "imports"
	rowsCollection     = "import_rows"
)

// Expired is the state of a listing whose last day has passed. The other states
// are those of package lifecycle.
const Expired lifecycle.State = StatusExpired

// The actions that only listings have.
const (
	Confirm lifecycle.Action = "confirm" // the company says that the listing still holds
	Ask     lifecycle.Action = "ask"     // the service asks the company to
	Expire  lifecycle.Action = "expire"
	Attach  lifecycle.Action = "attach" // a picture or document is added, described anew or removed
)

// Transitions returns the table of a listing's states. While a published listing
// is changed and reviewed again, it can be confirmed and can expire as well.
func Transitions() lifecycle.Table {
	const write = access.ListingWrite
	const draft, submitted, published = lifecycle.Draft, lifecycle.Submitted, lifecycle.Published
	return append(lifecycle.Basic(write, access.ListingReview), lifecycle.Table{
		{From: Expired, Action: lifecycle.Save, Permission: write, To: draft},
		{From: Expired, Action: lifecycle.Submit, Permission: write, To: submitted},
		{From: Expired, Action: lifecycle.Withdraw, Permission: write, To: lifecycle.Withdrawn},

		{From: draft, Action: Attach, Permission: write, To: draft},
		{From: published, Action: Attach, Permission: write, To: draft},
		{From: lifecycle.Withdrawn, Action: Attach, Permission: write, To: draft},
		{From: Expired, Action: Attach, Permission: write, To: draft},

		{From: draft, Action: Confirm, Permission: write, To: draft},
		{From: submitted, Action: Confirm, Permission: write, To: submitted},
		{From: published, Action: Confirm, Permission: write, To: published},

		{From: draft, Action: Ask, To: draft},
		{From: submitted, Action: Ask, To: submitted},
		{From: published, Action: Ask, To: published},

		{From: draft, Action: Expire, To: draft},
		{From: submitted, Action: Expire, To: submitted},
		{From: published, Action: Expire, To: Expired},
	}...)
}

// Listing is a product on its way to the public, and what the public sees of it.
type Listing struct {
	lifecycle.Record[Content]

	ExternalID   string       `json:"externalID,omitzero"` // the vendor's own ID, unique for the owner; never changes
	ValidUntil   Date         `json:"validUntil,omitzero"` // last day for the public; set when published
	Confirmation Confirmation `json:"confirmation,omitzero"`
	Kept         []Attachment `json:"kept,omitzero"`     // every picture and document that a version has
	Imported     Imported     `json:"imported,omitzero"` // the row of a file that it came from last
}

// Content is what a version of a listing holds. The product's ID is that of the
// listing, its vendor comes from the owner; its status and last day are set when
// it is shown.
type Content struct {
	Product

	Pictures  []Picture  `json:"pictures,omitzero"`
	Documents []Document `json:"documents,omitzero"`
}

// Confirmation is the company's answer to whether a listing still holds.
type Confirmation struct {
	AskedFor  Date          `json:"askedFor,omitzero"` // last day of the period that was asked about
	Asked     store.Instant `json:"asked,omitzero"`
	Confirmed store.Instant `json:"confirmed,omitzero"`
}

// Attachment is a picture or document with its type.
type Attachment struct {
	ID   string `json:"id"`
	Type string `json:"type"` // media type, like image/jpeg
}

// Picture is a picture of a product. It is kept in the widths [PictureWidths].
type Picture struct {
	Attachment

	Alt    string `json:"alt"`    // what it shows, for those who cannot see it
	Width  int    `json:"width"`  // of the largest, in pixels
	Height int    `json:"height"` // of the largest, in pixels
}

// Document is a PDF about a product.
type Document struct {
	Attachment

	Title string `json:"title"`
	Size  int64  `json:"size"` // bytes
}

// PublicListing is a listing as anybody may see it.
type PublicListing struct {
	ID         string
	Version    int
	Owner      string // ID of the organisation
	Content    Content
	ValidUntil Date
	Published  time.Time // of the version
}

// Item is a listing with the version of its document, for ETag and If-Match.
type Item = store.Item[Listing]

// Difference returns what has changed from a to b, member by member. Those of the
// whole working copy, pictures and documents as well, are told by the Changes
// command of [Listings].
func Difference(a, b Product) ([]lifecycle.Difference, error) {
	return lifecycle.Differences(a, b)
}

// Declarations returns the catalogue's collections.
func Declarations() []store.Declaration {
	return append(
		kind().Declarations(
			store.Index{Name: "by_last_day", Fields: []string{"public", "validUntil"}},
			store.Index{Name: "by_owner_last_day", Fields: []string{"owner", "public", "validUntil"}},
		),
		store.Declaration{Name: importsCollection, Indexes: []store.Index{
			{Name: "by_owner", Fields: []string{"owner", "created"}},
			{Name: "by_state", Fields: []string{"state"}},
		}},
		store.Declaration{Name: rowsCollection},
	)
}

func kind() lifecycle.Kind[Listing, Content] {
	return lifecycle.Kind[Listing, Content]{
		Noun: "listing", Messages: "catalog", Collection: Collection, Versions: VersionsCollection,
		Table: Transitions(), Read: access.ListingRead,
		Record: func(l *Listing) *lifecycle.Record[Content] { return &l.Record },
	}
}
