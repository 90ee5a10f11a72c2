package lifecycle

import (
	"strconv"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/store"
)

// Limits of what people write to each other about a document.
const (
	MaxMessage  = 5000 // characters
	MaxMessages = 100  // kept with a document; older ones are dropped
)

// Record is what all documents of a kind have. The document's type embeds it. T is
// the working copy.
type Record[T any] struct {
	ID               string        `json:"id"`
	Owner            string        `json:"owner"` // ID of the organisation
	State            State         `json:"state"`
	Draft            T             `json:"draft"`
	Public           bool          `json:"public"`                    // whether anybody may see the published version
	PublishedVersion int           `json:"publishedVersion,omitzero"` // that the public sees; 0 for none
	LastVersion      int           `json:"lastVersion,omitzero"`      // published last; 0 for never
	Messages         []Message     `json:"messages,omitzero"`         // the oldest first
	Created          store.Instant `json:"created"`
	Changed          store.Instant `json:"changed"`
}

// Who is somebody who has done something, as it is kept in documents.
type Who struct {
	Kind   access.Kind `json:"kind,omitzero"`
	ID     string      `json:"id"`              // of the person or token, or the name of the job
	Person string      `json:"person,omitzero"` // of a token, who made it
}

// WhoIs returns the actor as it is kept in documents.
func WhoIs(a access.Actor) Who { return Who{Kind: a.Kind, ID: a.ID, Person: a.Person} }

// Message is what a reviewer wrote when the document was returned.
type Message struct {
	By   Who           `json:"by"`
	At   store.Instant `json:"at"`
	Text string        `json:"text"`
}

// Version is a working copy as it was published.
type Version[T any] struct {
	Document string        `json:"document"` // ID
	Number   int           `json:"number"`   // from 1
	Content  T             `json:"content"`
	By       Who           `json:"by"` // who published
	At       store.Instant `json:"at"`
}

// VersionID returns the ID of a version's document.
func VersionID(document string, number int) string { return document + "." + strconv.Itoa(number) }

// show sets which version the public sees, 0 for none.
func (r *Record[T]) show(number int) { r.PublishedVersion, r.Public = number, number != 0 }

// Hide takes the document from the public.
func (r *Record[T]) Hide() { r.show(0) }

// say keeps a message.
func (r *Record[T]) say(m Message) {
	r.Messages = append(r.Messages, m)
	if n := len(r.Messages); n > MaxMessages {
		r.Messages = r.Messages[n-MaxMessages:]
	}
}
