package access

import "slices"

// Role is what somebody is in an organisation.
type Role string

// The roles, by the side that they belong to. The Swedish names are in
// docs/glossary.md.
const (
	VendorAdmin        Role = "vendor_admin"
	ProductEditor      Role = "product_editor"
	MeetingParticipant Role = "meeting_participant"

	NeedOwner    Role = "need_owner"    // unit manager
	TestLeader   Role = "test_leader"   // testledare
	TestStaff    Role = "test_staff"    // on the ward
	ProjectOwner Role = "project_owner" // decides at gates
	Procurement  Role = "procurement"   // reads logs, sets quarantine
	Reviewer     Role = "reviewer"      // data protection, information security, MAS and MAR
	Reader       Role = "reader"        // of another municipality

	ProcessLeader   Role = "process_leader"   // supports test leaders, moderates needs
	ContentReviewer Role = "content_reviewer" // approves listings
	ConferenceHost  Role = "conference_host"
	SystemAdmin     Role = "system_admin"

	Evaluator Role = "evaluator"
	Auditor   Role = "auditor" // read-only
)

// Side is a kind of organisation.
type Side string

// The sides.
const (
	Company      Side = "company"
	Municipality Side = "municipality"
	Hub          Side = "hub"
)

// Sides returns the sides.
func Sides() []Side { return []Side{Company, Municipality, Hub} }

var rolesBySide = map[Side][]Role{
	Company:      {VendorAdmin, ProductEditor, MeetingParticipant},
	Municipality: {NeedOwner, TestLeader, TestStaff, ProjectOwner, Procurement, Reviewer, Reader},
	Hub:          {ProcessLeader, ContentReviewer, ConferenceHost, SystemAdmin, Evaluator, Auditor},
}

// RolesOf returns the roles that an organisation of the side can give.
func RolesOf(s Side) []Role { return slices.Clone(rolesBySide[s]) }

// Roles returns all roles, side by side.
func Roles() []Role {
	var all []Role
	for _, s := range Sides() {
		all = append(all, rolesBySide[s]...)
	}
	return all
}
