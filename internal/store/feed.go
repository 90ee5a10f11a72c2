package store

import "context"

// Feed reads a change feed and leaves out what it has told before. An engine may go
// back when a read has come to the end, and tell again what that read has told.
type Feed struct {
	engine     Engine
	collection string
	cursor     Cursor
	told       map[string]int64 // versions, by the read that came to the end last
	telling    map[string]int64 // versions, by the read that goes on
}

// NewFeed returns a feed that begins after the cursor.
func NewFeed(e Engine, collection string, after Cursor) *Feed {
	return &Feed{engine: e, collection: collection, cursor: after, told: make(map[string]int64), telling: make(map[string]int64)}
}

// Cursor is where the feed stands: everything before it has been told.
func (f *Feed) Cursor() Cursor { return f.cursor }

// Next returns at most limit changes that have not been told, the oldest first,
// and whether there is more already. It returns none only if there are no more.
func (f *Feed) Next(ctx context.Context, limit int) (fresh []Change, more bool, err error) {
	for {
		got, err := f.engine.Changes(ctx, f.collection, f.cursor, limit)
		if err != nil {
			return nil, false, err
		}
		for _, c := range got.Changes {
			id, version := c.Document.ID, c.Document.Version
			if max(f.told[id], f.telling[id]) < version {
				fresh = append(fresh, c)
			}
			f.telling[id] = version
		}
		if !got.More {
			f.told, f.telling = f.telling, make(map[string]int64)
		}
		f.cursor = got.Next
		if len(fresh) > 0 || !got.More {
			return fresh, got.More, nil
		}
	}
}
