package audit

import "github.com/allagehub/matcharenan/internal/store"

// Inbox is the collection where events wait for the chain.
const Inbox = "audit_inbox"

// Chain is the collection of the chain's entries. Their IDs are their sequence
// numbers, with zeros before so that their order is that of the numbers.
const Chain = "audit_chain"

// Declarations returns the collections of this package.
func Declarations() []store.Declaration {
	return []store.Declaration{
		{Name: Inbox}, // no indexes: events come as effects
		{Name: Chain, Indexes: []store.Index{
			{Name: "event", Fields: []string{"eventId"}, Unique: true},
			{Name: "at", Fields: []string{"event.at"}},
			{Name: "actor", Fields: []string{"event.actor", "event.at"}},
			{Name: "object", Fields: []string{"event.object", "event.at"}},
			{Name: "action", Fields: []string{"event.action", "event.at"}},
			{Name: "organisation", Fields: []string{"event.organisation", "event.at"}},
			{Name: "organisation_actor", Fields: []string{"event.organisation", "event.actor", "event.at"}},
			{Name: "organisation_object", Fields: []string{"event.organisation", "event.object", "event.at"}},
			{Name: "organisation_action", Fields: []string{"event.organisation", "event.action", "event.at"}},
		}},
	}
}
