package webhook

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
)

// Ping is the name of the event that is sent to try a subscription out.
const Ping = "ping"

// Event is something that other systems may want to know of.
type Event struct {
	Name string // "listing.published"
	// Organisations are those that may know of it; none stands for all.
	Organisations []string
	// Payload is written as JSON. It must hold nothing that one of the
	// organisations may not read.
	Payload any
}

// envelope is an event in the outbox, and without its organisations the body of a
// delivery.
type envelope struct {
	Event         string          `json:"event"`
	At            store.Instant   `json:"at"`
	Data          json.RawMessage `json:"data"`
	Organisations []string        `json:"organisations,omitempty"`
}

// Effect is the event as the effect of the change that it tells of. An event with the
// same key is told once. The subscriptions that get it are those of the time when the
// outbox comes to it, unless they are younger than the event, which came at now.
func (e Event) Effect(key string, now time.Time) (store.Effect, error) {
	m, err := e.message(now)
	if err != nil {
		return store.Effect{}, err
	}
	return outbox.NewEffect(m, "event-"+key, now)
}

func (e Event) message(now time.Time) (outbox.Message, error) {
	data, err := json.Marshal(e.Payload)
	if err != nil {
		return outbox.Message{}, fmt.Errorf("webhook: payload of %s: %w", e.Name, err)
	}
	body, err := json.Marshal(envelope{Event: e.Name, At: store.At(now), Data: data, Organisations: e.Organisations})
	if err != nil {
		return outbox.Message{}, fmt.Errorf("webhook: event %s: %w", e.Name, err)
	}
	return outbox.Message{Kind: outbox.Event, Template: e.Name, Body: string(body)}, nil
}
