package access

// Permission is one thing that can be done.
type Permission string

// The permissions. Everybody may read what is published; that needs none.
const (
	ListingRead   Permission = "listing.read"   // drafts, versions and messages
	ListingWrite  Permission = "listing.write"  // create, change, submit, withdraw, confirm, import
	ListingReview Permission = "listing.review" // publish and return

	NeedRead   Permission = "need.read"   // drafts, versions and messages
	NeedWrite  Permission = "need.write"  // create, change, submit, withdraw
	NeedReview Permission = "need.review" // publish and return

	MatchRun   Permission = "match.run"   // match needs with products
	MirrorRead Permission = "mirror.read" // a company's side of matching

	OrganisationCreate Permission = "organisation.create"
	OrganisationWrite  Permission = "organisation.write"
	PeopleRead         Permission = "people.read"
	PeopleWrite        Permission = "people.write" // invite, give and take roles, close accounts
	TokenWrite         Permission = "token.write"
	WebhookWrite       Permission = "webhook.write"

	JobRead    Permission = "job.read"
	JobRun     Permission = "job.run"
	OutboxRead Permission = "outbox.read" // messages that could not be delivered, and sending them again
	AuditRead  Permission = "audit.read"
)

// Permissions returns all permissions, in the order of the matrix.
func Permissions() []Permission {
	return []Permission{
		ListingRead, ListingWrite, ListingReview, NeedRead, NeedWrite, NeedReview, MatchRun, MirrorRead,
		OrganisationCreate, OrganisationWrite, PeopleRead, PeopleWrite, TokenWrite, WebhookWrite,
		JobRead, JobRun, OutboxRead, AuditRead,
	}
}

// Reach is what a permission covers.
type Reach uint8

// The reaches, the least first.
const (
	Nothing Reach = iota
	Own           // what the own organisation owns
	All           // everything
)

// String returns the reach as the golden matrix shows it.
func (r Reach) String() string {
	return [...]string{"-", "own", "all"}[min(r, All)]
}
