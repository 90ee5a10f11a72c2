package mongostore

import (
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/allagehub/matcharenan/internal/store"
)

// step is one query of MongoDB that walks a part of an index. A page takes what it
// needs of the first step, then of the second, and so on: "after these values" is
// first the same values and a greater ID, then the same values but the last, which
// is greater, and so on. So each query has one range, for which the index has exact
// bounds, and no $or for the server's planner to get wrong.
type step struct {
	filter bson.D
	sort   bson.D
	index  string // the name for the hint, without which the server chose itself
}

// plan returns the steps of a query.
func plan(q store.Query, asked store.Asked) ([]step, error) {
	if q.Index == "" {
		return planByID(q, asked)
	}
	p := planner{index: index(asked.Index), asked: asked, down: q.Descending}
	if q.After == "" {
		return []step{p.step(asked.Equal)}, nil
	}
	at, err := parsePlace(q, asked)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(asked.Equal, at.values[:len(asked.Equal)]) {
		return nil, invalid("a page of another query")
	}
	return p.after(at), nil
}

func planByID(q store.Query, asked store.Asked) ([]step, error) {
	conditions := []bson.D{{alive}}
	if asked.From != nil {
		conditions = append(conditions, bound("_id", "$gte", asked.From))
	}
	if asked.Before != nil {
		conditions = append(conditions, bound("_id", "$lt", asked.Before))
	}
	if q.After != "" {
		at, err := parsePlace(q, asked)
		if err != nil {
			return nil, err
		}
		conditions = append(conditions, bound("_id", beyond(q.Descending), at.id))
	}
	sort := bson.D{{Key: "_id", Value: direction(q.Descending)}}
	return []step{{filter: and(conditions...), sort: sort, index: idIndex}}, nil
}

func bound(field, operator string, value any) bson.D {
	return bson.D{{Key: field, Value: bson.D{{Key: operator, Value: value}}}}
}

// planner makes the steps of a query by a declared index.
type planner struct {
	index index
	asked store.Asked
	down  bool
}

// after goes on behind a place.
func (p planner) after(at place) []step {
	var steps []step
	if !p.index.Unique {
		steps = append(steps, p.step(at.values, bound("_id", beyond(p.down), at.id)))
	}
	first := len(p.asked.Equal)
	ranged := p.asked.From != nil || p.asked.Before != nil
	for i := len(at.values) - 1; i >= first; i-- {
		field := path(p.index.Fields[i])
		steps = append(steps, p.step(at.values[:i], bound(field, beyond(p.down), at.values[i])))
		// A comparison is among values of one type; other types come after it.
		if types := typesBeyond(at.values[i], p.down); len(types) > 0 && (i > first || !ranged) {
			steps = append(steps, p.step(at.values[:i], bound(field, "$type", types)))
		}
	}
	return steps
}

// step walks the documents whose first fields are equal to the values, within the
// range of the query, and further conditions.
func (p planner) step(equal []any, further ...bson.D) step {
	conditions := []bson.D{p.index.members()}
	for i, value := range equal {
		conditions = append(conditions, bson.D{equals(path(p.index.Fields[i]), value)})
	}
	if from := p.asked.From; from != nil {
		conditions = append(conditions, bound(path(p.asked.Order()[0]), "$gte", from))
	}
	if before := p.asked.Before; before != nil {
		conditions = append(conditions, bound(path(p.asked.Order()[0]), "$lt", before))
	}
	conditions = append(conditions, further...)
	return step{
		filter: and(conditions...),
		sort:   p.index.order(p.index.Fields[len(equal):], direction(p.down)),
		index:  p.index.stored(),
	}
}

// and joins conditions into one $and, since a document cannot name a field twice.
func and(conditions ...bson.D) bson.D {
	var all bson.A
	for _, c := range conditions {
		for _, e := range c {
			all = append(all, bson.D{e})
		}
	}
	return bson.D{{Key: "$and", Value: all}}
}

func direction(descending bool) int {
	if descending {
		return -1
	}
	return 1
}

func beyond(descending bool) string {
	if descending {
		return "$lt"
	}
	return "$gt"
}

// typesBeyond are the types that come after the value's type in the order.
func typesBeyond(v any, descending bool) bson.A {
	name := "bool"
	switch v.(type) {
	case int64:
		name = "long"
	case string:
		name = "string"
	}
	i := slices.Index(indexed, any(name))
	if descending {
		return indexed[:i]
	}
	return indexed[i+1:]
}
