package testbeds

import (
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
)

// The states that only needs have. The others are those of package lifecycle.
const (
	Closed   lifecycle.State = "closed"   // still public, but no longer open for answers
	Archived lifecycle.State = "archived" // kept, and not public
)

// The actions that only needs have.
const (
	Close   lifecycle.Action = "close"
	Archive lifecycle.Action = "archive"
)

// Transitions returns the table of a need's states.
func Transitions() lifecycle.Table {
	const write = access.NeedWrite
	return append(lifecycle.Basic(write, access.NeedReview), lifecycle.Table{
		{From: lifecycle.Published, Action: Close, Permission: write, To: Closed},
		{From: Closed, Action: Archive, Permission: write, To: Archived},
		{From: lifecycle.Withdrawn, Action: Archive, Permission: write, To: Archived},
	}...)
}

// NeedRecord is a need on its way to the public, and what the public sees of it.
// The need's ID is that of the record; its municipality comes from the owner.
type NeedRecord struct {
	lifecycle.Record[Need]
}

// Item is a need with the version of its document, for ETag and If-Match.
type Item = store.Item[NeedRecord]

// Difference returns what has changed from a to b, member by member.
func Difference(a, b Need) ([]lifecycle.Difference, error) { return lifecycle.Differences(a, b) }

// Declarations returns the collections of needs.
func Declarations() []store.Declaration { return kind().Declarations() }

func kind() lifecycle.Kind[NeedRecord, Need] {
	return lifecycle.Kind[NeedRecord, Need]{
		Noun: "need", Messages: "testbeds", Collection: "needs", Versions: "need_versions",
		Table: Transitions(), Read: access.NeedRead,
		Record: func(n *NeedRecord) *lifecycle.Record[Need] { return &n.Record },
	}
}
