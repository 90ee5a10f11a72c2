package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"
)

// Collection is a collection whose documents are values of one type. Values go
// to and from JSON by encoding/json. An unknown member in the store is dropped:
// an older program reads what a newer one wrote.
type Collection[T any] struct {
	engine Engine
	name   string
}

// NewCollection returns the typed view of a declared collection.
func NewCollection[T any](e Engine, name string) *Collection[T] {
	return &Collection[T]{engine: e, name: name}
}

// Item is a document with its value.
type Item[T any] struct {
	ID      string
	Version int64
	Changed time.Time
	Value   T
}

// Items is a page of items.
type Items[T any] struct {
	Items []Item[T]
	Next  string // for [Query.After]; empty after the last page
}

// Txn is what a change knows and takes along.
type Txn struct {
	Version int64 // of the document before the change, 0 for a new one
	effects []Effect
}

// Also adds an effect to the change.
func (t *Txn) Also(effects ...Effect) { t.effects = append(t.effects, effects...) }

// Expect returns [ErrVersion] unless the document has the version that somebody
// read. Zero is no expectation.
func (t *Txn) Expect(version int64) error {
	if version != 0 && version != t.Version {
		return ErrVersion
	}
	return nil
}

// MaxTries is how often Update tries again when others change the same document.
const MaxTries = 50

// errUnchanged is what a change returns that changes nothing.
var errUnchanged = errors.New("store: unchanged")

// Unchanged is for a change function to return when there is nothing to do: the
// document and its version stay, no effect is had, and Update returns the item
// without an error.
func Unchanged() error { return errUnchanged }

// Get returns the item, or [ErrNotFound].
func (c *Collection[T]) Get(ctx context.Context, id string) (Item[T], error) {
	d, err := c.engine.Get(ctx, c.name, id)
	if err != nil {
		return Item[T]{}, c.wrap(id, err)
	}
	return c.item(d)
}

// GetMany returns the items that there are, in the order of the IDs.
func (c *Collection[T]) GetMany(ctx context.Context, ids []string) ([]Item[T], error) {
	documents, err := c.engine.GetMany(ctx, c.name, ids)
	if err != nil {
		return nil, c.wrap("", err)
	}
	return c.items(documents)
}

// Insert keeps a new value. The ID being taken is [ErrExists], a value of a unique
// index being taken [ErrDuplicate].
func (c *Collection[T]) Insert(ctx context.Context, id string, v T, effects ...Effect) (Item[T], error) {
	body, err := json.Marshal(v)
	if err != nil {
		return Item[T]{}, c.wrap(id, err)
	}
	d, err := c.write(ctx, Write{Op: Insert, Document: Document{ID: id, Body: body}, Effects: effects})
	if err != nil {
		return Item[T]{}, err
	}
	return Item[T]{ID: id, Version: d.Version, Changed: d.Changed, Value: v}, nil
}

// Update loads the value, lets change change it, and saves it if nobody else has
// saved it since; else all this is done again. Change may so be called several
// times; its error ends the update and is returned as it is.
func (c *Collection[T]) Update(ctx context.Context, id string, change func(v *T, tx *Txn) error) (Item[T], error) {
	for range MaxTries {
		read, err := c.engine.Get(ctx, c.name, id)
		if err != nil {
			return Item[T]{}, c.wrap(id, err)
		}
		it, err := c.item(read)
		if err != nil {
			return Item[T]{}, err
		}
		tx := &Txn{Version: it.Version}
		if err := change(&it.Value, tx); errors.Is(err, errUnchanged) {
			return c.item(read) // anew: change may have begun to change its value
		} else if err != nil {
			return Item[T]{}, err
		}
		body, err := json.Marshal(it.Value)
		if err != nil {
			return Item[T]{}, c.wrap(id, err)
		}
		d, err := c.write(ctx, Write{Op: Replace, Document: Document{ID: id, Version: it.Version, Body: body}, Effects: tx.effects})
		if errors.Is(err, ErrVersion) {
			continue
		}
		if err != nil {
			return Item[T]{}, err
		}
		it.Version, it.Changed = d.Version, d.Changed
		return it, nil
	}
	return Item[T]{}, c.wrap(id, ErrVersion)
}

// Delete removes the document that allow, given the item, does not refuse.
func (c *Collection[T]) Delete(ctx context.Context, id string, allow func(v *T, tx *Txn) error) error {
	for range MaxTries {
		it, err := c.Get(ctx, id)
		if err != nil {
			return err
		}
		tx := &Txn{Version: it.Version}
		if err := allow(&it.Value, tx); err != nil {
			return err
		}
		_, err = c.write(ctx, Write{Op: Delete, Document: Document{ID: id, Version: it.Version}, Effects: tx.effects})
		if !errors.Is(err, ErrVersion) {
			return err
		}
	}
	return c.wrap(id, ErrVersion)
}

// New is a value to be inserted by InsertMany.
type New[T any] struct {
	ID      string
	Value   T
	Effects []Effect
}

// InsertMany keeps many values at once, at most [MaxWrites]. It returns what went
// wrong with each, nil where nothing did.
func (c *Collection[T]) InsertMany(ctx context.Context, values []New[T]) ([]error, error) {
	writes := make([]Write, len(values))
	for i, v := range values {
		body, err := json.Marshal(v.Value)
		if err != nil {
			return nil, c.wrap(v.ID, err)
		}
		writes[i] = Write{Op: Insert, Document: Document{ID: v.ID, Body: body}, Effects: v.Effects}
	}
	written, err := c.engine.Write(ctx, c.name, writes)
	if err != nil {
		return nil, c.wrap("", err)
	}
	failures := make([]error, len(written))
	for i, w := range written {
		if w.Err != nil {
			failures[i] = c.wrap(values[i].ID, w.Err)
		}
	}
	return failures, nil
}

// Find returns a page of items.
func (c *Collection[T]) Find(ctx context.Context, q Query) (Items[T], error) {
	page, err := c.engine.Find(ctx, c.name, q)
	if err != nil {
		return Items[T]{}, c.wrap("", err)
	}
	items, err := c.items(page.Documents)
	return Items[T]{Items: items, Next: page.Next}, err
}

// All gives everything that the query finds, page after page.
func (c *Collection[T]) All(ctx context.Context, q Query) iter.Seq2[Item[T], error] {
	return func(yield func(Item[T], error) bool) {
		if q.Limit == 0 {
			q.Limit = MaxPage
		}
		for {
			page, err := c.Find(ctx, q)
			if err != nil {
				yield(Item[T]{}, err)
				return
			}
			for _, it := range page.Items {
				if !yield(it, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.After = page.Next
		}
	}
}

// First returns the first item that the query finds, or [ErrNotFound].
func (c *Collection[T]) First(ctx context.Context, q Query) (Item[T], error) {
	q.Limit = 1
	page, err := c.Find(ctx, q)
	if err != nil {
		return Item[T]{}, err
	}
	if len(page.Items) == 0 {
		return Item[T]{}, c.wrap("", ErrNotFound)
	}
	return page.Items[0], nil
}

func (c *Collection[T]) write(ctx context.Context, w Write) (Document, error) {
	written, err := c.engine.Write(ctx, c.name, []Write{w})
	if err == nil {
		err = written[0].Err
	}
	if err != nil {
		return Document{}, c.wrap(w.Document.ID, err)
	}
	return written[0].Document, nil
}

func (c *Collection[T]) item(d Document) (Item[T], error) {
	it := Item[T]{ID: d.ID, Version: d.Version, Changed: d.Changed}
	if err := json.Unmarshal(d.Body, &it.Value); err != nil {
		return Item[T]{}, c.wrap(d.ID, err)
	}
	return it, nil
}

func (c *Collection[T]) items(documents []Document) ([]Item[T], error) {
	items := make([]Item[T], len(documents))
	for i, d := range documents {
		var err error
		if items[i], err = c.item(d); err != nil {
			return nil, err
		}
	}
	return items, nil
}

func (c *Collection[T]) wrap(id string, err error) error {
	return fmt.Errorf("%s %s: %w", c.name, id, err)
}

// NewEffect is the effect of inserting a value in a collection.
func NewEffect(collection, id string, v any) (Effect, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return Effect{}, fmt.Errorf("effect %s %s: %w", collection, id, err)
	}
	return Effect{Collection: collection, ID: id, Body: body}, nil
}
