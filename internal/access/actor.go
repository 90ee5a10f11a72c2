package access

import (
	"slices"

	"github.com/allagehub/matcharenan/internal/fault"
)

// Kind is what sort of actor somebody is.
type Kind string

// The kinds. The zero actor is a guest.
const (
	Guest  Kind = ""
	Person Kind = "person"
	Token  Kind = "token"  // a system of a vendor or municipality
	System Kind = "system" // the service itself: a job or an operator's command
)

// Membership is what somebody is in one organisation.
type Membership struct {
	Organisation string `json:"organisation"` // its ID
	Side         Side   `json:"side"`
	Roles        []Role `json:"roles"`
}

// Actor is whoever asks for something.
type Actor struct {
	Kind        Kind
	ID          string       // of the person or token, or the name of the job
	Person      string       // ID of the person, or of who made the token
	Memberships []Membership // now in force; of a token those that its maker has in its organisation
	Scopes      []Permission // of a token: the only ones that it has
	Session     string       // ID of the session, when there is one
	Request     string       // ID of the request, for logs and the audit trail
}

// Service is the actor of a job or command with the name.
func Service(name string) Actor { return Actor{Kind: System, ID: name} }

// May reports whether the actor has the permission for what the organisation
// owns. An empty owner is something that nobody owns: only those who may do it
// with everything may do it.
func (a Actor) May(p Permission, owner string) bool {
	switch a.Kind {
	case System:
		return true
	case Token:
		if !slices.Contains(a.Scopes, p) {
			return false
		}
	case Person:
	case Guest:
		return false
	default: // a kind that there is none of
		return false
	}
	for _, m := range a.Memberships {
		for _, r := range m.Roles {
			switch matrix[r][p] {
			case All:
				if a.Kind == Person || m.Organisation == owner || owner == "" {
					return true
				}
			case Own:
				if owner != "" && m.Organisation == owner {
					return true
				}
			case Nothing:
			}
		}
	}
	return false
}

// Check returns a Forbidden error unless the actor may.
func (a Actor) Check(p Permission, owner string) error {
	if a.May(p, owner) {
		return nil
	}
	return fault.New(fault.Forbidden, "access.forbidden", fault.Args{"permission": string(p)})
}

// MayAnywhere reports whether the actor has the permission at all.
func (a Actor) MayAnywhere(p Permission) bool {
	return a.May(p, "") || slices.ContainsFunc(a.Memberships, func(m Membership) bool { return a.May(p, m.Organisation) })
}

// In reports whether the actor belongs to the organisation.
func (a Actor) In(organisation string) bool {
	return slices.ContainsFunc(a.Memberships, func(m Membership) bool { return m.Organisation == organisation })
}

// OrganisationsFor returns the organisations for whose things the actor has the
// permission, and whether it is all of them.
func (a Actor) OrganisationsFor(p Permission) (ids []string, all bool) {
	if a.May(p, "") && a.Kind != Token {
		return nil, true
	}
	for _, m := range a.Memberships {
		if a.May(p, m.Organisation) && !slices.Contains(ids, m.Organisation) {
			ids = append(ids, m.Organisation)
		}
	}
	return ids, false
}
