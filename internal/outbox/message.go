package outbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

// Kind is what sort of message it is, and thereby which [Sender] sends it.
type Kind string

// The kinds.
const (
	Mail    Kind = "mail"
	Webhook Kind = "webhook"
	// Event is something that webhooks may want to know of. Sending it makes a
	// message of kind Webhook for each that does.
	Event Kind = "event"
)

// State is where a message is.
type State string

// The states.
const (
	Pending    State = "pending"
	Delivering State = "delivering" // claimed
	Sent       State = "sent"
	Dead       State = "dead" // given up
)

// Message is a message and what has become of it.
type Message struct {
	Kind     Kind          `json:"kind"`
	To       string        `json:"to"`                // an address, or the ID of a webhook; erased when sent
	Template string        `json:"template"`          // of the mail, or name of the event
	Language string        `json:"language,omitzero"` // of the mail
	Subject  string        `json:"subject,omitzero"`  // erased when sent
	Body     string        `json:"body,omitzero"`     // text or JSON; erased when sent
	Made     store.Instant `json:"made"`

	State     State         `json:"state"`
	Due       store.Instant `json:"due,omitzero"` // when pending; of a claim when it runs out
	Claim     string        `json:"claim,omitzero"`
	Since     store.Instant `json:"since"` // first try, or when it was tried again by hand
	Attempts  int           `json:"attempts"`
	LastError string        `json:"lastError,omitzero"` // for the log
	ToHash    string        `json:"toHash,omitzero"`    // when sent
	SentAt    store.Instant `json:"sentAt,omitzero"`
	DiedAt    store.Instant `json:"diedAt,omitzero"`

	key string
}

// Key is the message's key: the ID of its document.
func (m Message) Key() string { return m.key }

// Reference is a text of letters and digits that is the same whenever the message is
// sent: for Message-ID and the like.
func (m Message) Reference() string {
	sum := sha256.Sum256([]byte(m.key))
	return hex.EncodeToString(sum[:16])
}

// Collection is the collection of messages.
const Collection = "outbox"

// Declarations returns the collections of this package.
func Declarations() []store.Declaration {
	return []store.Declaration{{Name: Collection, Indexes: []store.Index{
		{Name: "due", Fields: []string{"due"}},
		{Name: "died", Fields: []string{"diedAt"}},
		{Name: "sent", Fields: []string{"sentAt"}},
	}}}
}

// NewEffect is the effect of putting a message in the outbox at now. Of the message
// Kind, To, Template, Language, Subject and Body are used. If a message with the key
// has been put there before, nothing happens.
func NewEffect(m Message, key string, now time.Time) (store.Effect, error) {
	if key == "" || len(key) > store.MaxID || m.Kind == "" || m.To == "" && m.Kind != Event {
		return store.Effect{}, fmt.Errorf("outbox: message %q of kind %q is not whole", key, m.Kind)
	}
	at := store.At(now)
	return store.NewEffect(Collection, key, Message{
		Kind: m.Kind, To: m.To, Template: m.Template, Language: m.Language, Subject: m.Subject, Body: m.Body,
		Made: at, State: Pending, Due: at, Since: at,
	})
}
