package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/allagehub/matcharenan/internal/store"
)

// Write makes changes. Each succeeds or fails on its own, with its effects; results
// come in the order of the writes. An error means that none was made.
func (s *Store) Write(ctx context.Context, name string, writes []store.Write) ([]store.Written, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	c, err := s.collection(name)
	if err != nil {
		return nil, err
	}
	if len(writes) > store.MaxWrites {
		return nil, fmt.Errorf("%w: %d writes at once", store.ErrTooLarge, len(writes))
	}
	checked := make([]store.Written, len(writes))
	good := 0
	for i, w := range writes {
		if checked[i].Err = s.check(c, w); checked[i].Err == nil {
			good++
		}
	}
	if good == 0 {
		return checked, nil
	}
	var written []store.Written
	err = s.writer.doMany(ctx, good, func(tx *transaction) error {
		written = append([]store.Written(nil), checked...)
		for i, w := range writes {
			if written[i].Err != nil {
				continue
			}
			if written[i] = s.apply(tx, c, w); written[i].Err != nil && !refusal(written[i].Err) {
				return written[i].Err
			}
		}
		return nil
	})
	if err != nil {
		return nil, s.wrap("writing "+name, err)
	}
	return written, nil
}

func (s *Store) check(c *collection, w store.Write) error {
	if err := store.CheckWrite(w, c.declaration.Indexes); err != nil {
		return err
	}
	for _, e := range w.Effects {
		to, err := s.collection(e.Collection)
		if err != nil {
			return err
		}
		if err := store.CheckEffect(e, to.declaration.Indexes); err != nil {
			return fmt.Errorf("effect on %s: %w", e.Collection, err)
		}
	}
	return nil
}

// apply makes a change with its effects, or neither.
func (s *Store) apply(tx *transaction, c *collection, w store.Write) store.Written {
	var d store.Document
	change := func() (err error) {
		if d, err = c.change(tx, w); err != nil {
			return err
		}
		for _, e := range w.Effects {
			if err := s.have(tx, e); err != nil {
				return err
			}
		}
		return nil
	}
	var err error
	if len(w.Effects) == 0 {
		err = change() // one statement, which undoes itself
	} else {
		err = tx.try(change)
	}
	if err != nil {
		return store.Written{Err: err}
	}
	return store.Written{Document: d}
}

func (c *collection) change(tx *transaction, w store.Write) (store.Document, error) {
	d := store.Document{ID: w.Document.ID, Changed: tx.time()}
	if w.Op != store.Delete {
		d.Body = w.Document.Body
	}
	var err error
	if w.Op == store.Insert {
		d.Version, err = c.put(tx, d)
		if errors.Is(err, sql.ErrNoRows) {
			err = store.ErrExists
		}
	} else {
		d.Version = w.Document.Version + 1
		err = c.alter(tx, w)
	}
	if duplicate(err) {
		err = store.ErrDuplicate
	}
	return d, err
}

// put inserts a document; [sql.ErrNoRows] says that its ID is taken.
func (c *collection) put(tx *transaction, d store.Document) (version int64, err error) {
	seq, err := tx.next()
	if err != nil {
		return 0, err
	}
	if err = tx.row(c.insert, []any{d.ID, tx.now, seq, string(d.Body)}, &version); err != nil {
		tx.giveBack()
	}
	return version, err
}

func (c *collection) alter(tx *transaction, w store.Write) error {
	seq, err := tx.next()
	if err != nil {
		return err
	}
	var n int64
	if w.Op == store.Replace {
		n, err = tx.exec(c.replace, tx.now, seq, string(w.Document.Body), w.Document.ID, w.Document.Version)
	} else {
		n, err = tx.exec(c.remove, tx.now, seq, w.Document.ID, w.Document.Version)
	}
	if n == 1 && err == nil {
		return nil
	}
	tx.giveBack()
	if err != nil {
		return err
	}
	var one int
	switch err := tx.row(c.exists, []any{w.Document.ID}, &one); {
	case errors.Is(err, sql.ErrNoRows):
		return store.ErrNotFound
	case err != nil:
		return err
	}
	return store.ErrVersion
}

// have has an effect, unless it has been had.
func (s *Store) have(tx *transaction, e store.Effect) error {
	c, err := s.collection(e.Collection)
	if err != nil {
		return err
	}
	_, err = c.put(tx, store.Document{ID: e.ID, Body: e.Body})
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case duplicate(err):
		return fmt.Errorf("%w: an effect on %s", store.ErrDuplicate, e.Collection)
	}
	return err
}
