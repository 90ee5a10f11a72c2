package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/allagehub/matcharenan/internal/store"
)

// Find returns a page. Each query names the index that it goes by, so that SQLite
// refuses one that the index does not serve instead of reading everything.
func (s *Store) Find(ctx context.Context, name string, q store.Query) (store.Page, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return store.Page{}, err
	}
	defer leave()
	c, err := s.collection(name)
	if err != nil {
		return store.Page{}, err
	}
	asked, err := store.CheckQuery(c.declaration, q)
	if err != nil {
		return store.Page{}, err
	}
	f := newFinder(c, q, asked)
	if q.After != "" {
		if err := f.after(q.After); err != nil {
			return store.Page{}, err
		}
	}
	page, err := f.find(ctx, s)
	if err != nil {
		return store.Page{}, fmt.Errorf("sqlitestore: finding in %s: %w", name, err)
	}
	return page, nil
}

// finder puts together the SQL of a query.
type finder struct {
	collection *collection
	query      store.Query
	asked      store.Asked
	order      []string // columns that decide the order, the ID among them
	where      []string
	args       []any
}

func newFinder(c *collection, q store.Query, a store.Asked) *finder {
	f := &finder{collection: c, query: q, asked: a, where: []string{"body IS NOT NULL"}}
	for _, k := range keyColumns(a.Index.Fields) {
		f.where = append(f.where, k+" IS NOT NULL")
	}
	for i, v := range a.Equal {
		f.compare(column(a.Index.Fields[i]), "=", v)
	}
	f.order = keyColumns(a.Order())
	if !a.Index.Unique {
		f.order = append(f.order, "id")
	}
	if len(f.order) > 0 {
		f.bounds()
	}
	return f
}

func (f *finder) compare(column, operator string, v any) {
	f.where = append(f.where, column+" "+operator+" ?")
	f.args = append(f.args, key(v))
}

// key is a value as the keys have it.
func key(v any) any {
	if yes, ok := v.(bool); ok {
		if yes {
			return []byte{1}
		}
		return []byte{0}
	}
	return v
}

// bounds adds the range, within the values of its type: in SQLite all numbers come
// before all texts, and these before all blobs.
func (f *finder) bounds() {
	k := f.order[0]
	if f.query.After != "" {
		k = "+" + k // the place of the page is the bound that the index is for
	}
	from, before := f.asked.From, f.asked.Before
	if from != nil {
		f.compare(k, ">=", from)
	}
	if before != nil {
		f.compare(k, "<", before)
	}
	switch from, before := typeOf(from), typeOf(before); {
	case from == before:
	case from == "int64":
		f.where = append(f.where, k+" < ''")
	case from == "string":
		f.where = append(f.where, k+" < x''")
	case before == "string":
		f.where = append(f.where, k+" >= ''")
	case before == "bool":
		f.where = append(f.where, k+" >= x''")
	}
}

func typeOf(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprintf("%T", v)
}

// after adds where the page before ended.
func (f *finder) after(cursor string) error {
	values, err := readPlace(cursor, f.query, f.asked)
	if err != nil {
		return err
	}
	if len(f.order) == 0 {
		f.where = append(f.where, "0") // one document at most, which has been read
		return nil
	}
	operator := ">"
	if f.query.Descending {
		operator = "<"
	}
	marks := "?" + strings.Repeat(", ?", len(f.order)-1)
	f.where = append(f.where, "("+strings.Join(f.order, ", ")+") "+operator+" ("+marks+")")
	for _, v := range values[:len(f.order)] {
		f.args = append(f.args, key(v))
	}
	return nil
}

func (f *finder) sql() string {
	var b strings.Builder
	b.WriteString("SELECT id, version, changed, body")
	for _, k := range keyColumns(f.asked.Order()) {
		b.WriteString(", " + k)
	}
	b.WriteString(" FROM " + f.collection.table)
	index := f.collection.liveIndex()
	if f.asked.Index.Name != "" {
		index = f.collection.index(f.asked.Index.Name)
	}
	b.WriteString(" INDEXED BY " + index)
	b.WriteString(" WHERE " + strings.Join(f.where, " AND "))
	if len(f.order) > 0 {
		direction := ""
		if f.query.Descending {
			direction = " DESC"
		}
		b.WriteString(" ORDER BY " + strings.Join(f.order, direction+", ") + direction)
	}
	b.WriteString(" LIMIT ?")
	return b.String()
}

func (f *finder) find(ctx context.Context, s *Store) (store.Page, error) {
	var page store.Page
	var last []any // the keys of the last document of the page
	full := false
	err := s.readRows(ctx, f.sql(), append(f.args, f.query.Limit+1), func(rows *sql.Rows) error {
		if len(page.Documents) == f.query.Limit {
			full = true
			return nil
		}
		var d store.Document
		var changed int64
		keys := make([]any, len(f.asked.Order()))
		into := []any{&d.ID, &d.Version, &changed, &d.Body}
		for i := range keys {
			into = append(into, &keys[i])
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		d.Changed = instant(changed)
		page.Documents = append(page.Documents, d)
		last = append(last[:0], keys...)
		last = append(last, d.ID)
		return nil
	})
	if err != nil || !full {
		return page, err
	}
	page.Next, err = writePlace(f.query, f.asked, last)
	return page, err
}
