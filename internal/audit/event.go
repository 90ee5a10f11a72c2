package audit

import (
	"maps"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/store"
)

// Event is something that has been done.
type Event struct {
	At           store.Instant     `json:"at"`
	ActorKind    access.Kind       `json:"actorKind"`
	Actor        string            `json:"actor"`            // ID of the person or token, or name of the job
	Person       string            `json:"person,omitempty"` // who made the token
	Request      string            `json:"request,omitempty"`
	Organisation string            `json:"organisation,omitempty"` // that owns the object
	Action       string            `json:"action"`                 // "listing.publish"
	Object       string            `json:"object"`                 // "listings/<id>"
	Version      int64             `json:"version,omitempty"`      // of the object after the change, where it counts them
	Details      map[string]string `json:"details,omitempty"`      // states, members, reasons by key; never running text
}

// New returns an event of the actor.
func New(a access.Actor, now time.Time, organisation, action, object string) Event {
	return Event{
		At: store.At(now), ActorKind: a.Kind, Actor: a.ID, Person: a.Person, Request: a.Request,
		Organisation: organisation, Action: action, Object: object,
	}
}

// With returns the event with a detail.
func (e Event) With(key, value string) Event {
	details := make(map[string]string, len(e.Details)+1)
	maps.Copy(details, e.Details)
	details[key] = value
	e.Details = details
	return e
}

// Effect is the event as the effect of a change.
func (e Event) Effect() (store.Effect, error) {
	return store.NewEffect(Inbox, id.New(e.At.Time), e)
}
