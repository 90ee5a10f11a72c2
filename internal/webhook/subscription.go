package webhook

import (
	"slices"
	"time"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// Subscription is an organisation's wish to be told of events.
type Subscription struct {
	ID           string        `json:"-"`
	Version      int64         `json:"-"`
	Organisation string        `json:"organisation"`
	URL          string        `json:"url"`
	Events       []string      `json:"events"` // names of events, in order
	Active       bool          `json:"active"`
	SwitchedOff  bool          `json:"switchedOff,omitzero"` // by the service, because it failed for long
	Failures     int           `json:"failures"`             // since it last worked
	FailingSince store.Instant `json:"failingSince,omitzero"`
	Worked       store.Instant `json:"worked,omitzero"` // to the hour; for people to see that it does
	Made         store.Instant `json:"made"`
	MadeBy       string        `json:"madeBy"` // ID of the person
}

// wants reports whether the event is to be sent to the subscription.
func (s Subscription) wants(e Event) bool {
	return s.Active && slices.Contains(s.Events, e.Name) &&
		(len(e.Organisations) == 0 || slices.Contains(e.Organisations, s.Organisation))
}

// stored is a subscription with its secrets, which no reader gets.
type stored struct {
	Subscription
	Secrets []secret `json:"secrets"` // the newest last
}

// secret signs deliveries. Its text is kept as it is, since a hash signs nothing.
type secret struct {
	Text  string        `json:"text"`
	Until store.Instant `json:"until,omitzero"` // none for the newest
}

// valid returns the texts of the secrets that sign at now.
func (s stored) valid(now time.Time) []string {
	var texts []string
	for _, one := range s.Secrets {
		if one.Until.IsZero() || now.Before(one.Until.Time) {
			texts = append(texts, one.Text)
		}
	}
	return texts
}

// overlap is how long an old secret goes on signing beside the new one.
const overlap = 24 * time.Hour

// rotate puts a new secret beside the present one, which ends after the overlap;
// others end at once.
func (s *stored) rotate(text string, now time.Time) {
	secrets := []secret{{Text: text}}
	if n := len(s.Secrets); n > 0 {
		old := secret{Text: s.Secrets[n-1].Text, Until: store.At(now.Add(overlap))}
		secrets = slices.Insert(secrets, 0, old)
	}
	s.Secrets = secrets
}

// Limits of subscriptions.
const (
	maxEvents          = 50
	maxURL             = 1000
	maxPerOrganisation = 20
)

// Wish is what somebody asks of a subscription.
type Wish struct {
	URL    string
	Events []string
	Active bool
}

// check returns the wish with its events in order, or what is wrong with it.
func (s *Service) check(w Wish) (Wish, error) {
	var problems []fault.Problem
	if key := s.guard.checkURL(w.URL); key != "" {
		problems = append(problems, fault.Problem{Member: "url", Key: key, Args: fault.Args{"ports": s.guard.portList()}})
	}
	w.Events = slices.Compact(slices.Sorted(slices.Values(w.Events)))
	if len(w.Events) == 0 || len(w.Events) > maxEvents {
		problems = append(problems, fault.Problem{Member: "events", Key: "webhooks.noEvents", Args: fault.Args{"events": s.c.Events}})
	}
	for _, name := range w.Events {
		if !slices.Contains(s.c.Events, name) {
			problems = append(problems, fault.Problem{
				Member: "events", Key: "webhooks.unknownEvent", Args: fault.Args{"event": clip(name), "events": s.c.Events},
			})
		}
	}
	return w, fault.Bad(problems)
}

// Collection is the collection of subscriptions.
const Collection = "webhooks"

// Declarations returns the collections of this package.
func Declarations() []store.Declaration {
	return []store.Declaration{{Name: Collection, Indexes: []store.Index{
		{Name: "organisation", Fields: []string{"organisation", "made"}},
		{Name: "active", Fields: []string{"active"}},
	}}}
}
