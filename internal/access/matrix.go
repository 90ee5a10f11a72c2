package access

// row gives a role's permissions.
type row map[Permission]Reach

// matrix is the whole table of who may do what.
var matrix = map[Role]row{
	VendorAdmin: {
		ListingRead: Own, ListingWrite: Own, MirrorRead: Own,
		OrganisationWrite: Own, PeopleRead: Own, PeopleWrite: Own, TokenWrite: Own, WebhookWrite: Own,
	},
	ProductEditor:      {ListingRead: Own, ListingWrite: Own, MirrorRead: Own, PeopleRead: Own, TokenWrite: Own},
	MeetingParticipant: {ListingRead: Own, PeopleRead: Own},

	NeedOwner: {
		NeedRead: Own, NeedWrite: Own, MatchRun: All, OrganisationWrite: Own, PeopleRead: Own, PeopleWrite: Own,
	},
	TestLeader: {
		NeedRead: Own, NeedWrite: Own, MatchRun: All, PeopleRead: Own, TokenWrite: Own, WebhookWrite: Own,
	},
	TestStaff:    {NeedRead: Own, PeopleRead: Own},
	ProjectOwner: {NeedRead: Own, MatchRun: All, PeopleRead: Own},
	Procurement:  {NeedRead: Own, MatchRun: All, PeopleRead: Own, AuditRead: Own},
	Reviewer:     {NeedRead: Own, PeopleRead: Own},
	Reader:       {NeedRead: Own},

	ProcessLeader: {
		ListingRead: All, NeedRead: All, NeedReview: All, MatchRun: All, MirrorRead: All,
		OrganisationCreate: All, OrganisationWrite: All, PeopleRead: All, PeopleWrite: All, JobRead: All, OutboxRead: All,
	},
	ContentReviewer: {ListingRead: All, ListingReview: All, MatchRun: All, MirrorRead: All, PeopleRead: All},
	ConferenceHost:  {MatchRun: All, PeopleRead: All},
	SystemAdmin: {
		ListingRead: All, NeedRead: All, MatchRun: All, MirrorRead: All,
		OrganisationCreate: All, OrganisationWrite: All, PeopleRead: All, PeopleWrite: All, TokenWrite: All,
		WebhookWrite: All, JobRead: All, JobRun: All, OutboxRead: All, AuditRead: All,
	},
	Evaluator: {ListingRead: All, NeedRead: All, MatchRun: All},
	Auditor:   {ListingRead: All, NeedRead: All, PeopleRead: All, JobRead: All, AuditRead: All},
}

// ReachOf is what the role may do with the permission.
func ReachOf(r Role, p Permission) Reach { return matrix[r][p] }
