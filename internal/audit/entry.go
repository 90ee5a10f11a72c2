package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
)

// entry is a link of the chain as it is kept. The event is kept as it came, so
// that a member that only a newer program knows is hashed and kept as well.
type entry struct {
	Seq     int64           `json:"seq"`
	Prev    string          `json:"prev"` // hash of the entry before, empty for the first
	Hash    string          `json:"hash"`
	EventID string          `json:"eventId"`
	Event   json.RawMessage `json:"event"`
}

// link returns the entry that follows the head and holds the event.
func link(head Head, eventID string, event json.RawMessage) (entry, error) {
	e := entry{Seq: head.Seq + 1, Prev: head.Hash, EventID: eventID, Event: event}
	hash, err := e.sum()
	e.Hash = hash
	return e, err
}

// sum is the SHA-256 of the canonical form (RFC 8785) of everything but the hash,
// so that neither the order of members nor spaces matter, which an engine may
// change.
func (e entry) sum() (string, error) {
	body, err := json.Marshal(struct {
		Seq     int64           `json:"seq"`
		Prev    string          `json:"prev"`
		EventID string          `json:"eventId"`
		Event   json.RawMessage `json:"event"`
	}{e.Seq, e.Prev, e.EventID, e.Event})
	if err != nil {
		return "", fmt.Errorf("audit: entry %d: %w", e.Seq, err)
	}
	v := jsontext.Value(body)
	if err := v.Canonicalize(); err != nil {
		return "", fmt.Errorf("audit: entry %d: %w", e.Seq, err)
	}
	sum := sha256.Sum256(v)
	return hex.EncodeToString(sum[:]), nil
}

// key is the ID of the entry with the sequence number.
func key(seq int64) string { return fmt.Sprintf("%019d", seq) }

// Head is the last entry of a chain: noted down elsewhere, it shows later that
// nothing up to it has been changed or cut off. The zero head is that of an empty
// chain.
type Head struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

func (e entry) head() Head { return Head{Seq: e.Seq, Hash: e.Hash} }

// Entry is an event in the chain, as people see it.
type Entry struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
	Event
}

func (e entry) open() (Entry, error) {
	shown := Entry{Seq: e.Seq, Hash: e.Hash}
	if err := json.Unmarshal(e.Event, &shown.Event); err != nil {
		return Entry{}, fmt.Errorf("audit: entry %d: %w", e.Seq, err)
	}
	return shown, nil
}
