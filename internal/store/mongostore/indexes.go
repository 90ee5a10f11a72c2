package mongostore

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/allagehub/matcharenan/internal/store"
)

// Names of indexes in MongoDB. That of a declared one says what it is, not what it
// is called: MongoDB has no two indexes of the same fields, and one that is declared
// otherwise is another index.
const (
	declaredPrefix = "d_"
	feedIndex      = "engine_feed"
	pendingIndex   = "engine_pending"
	idIndex        = "_id_" // MongoDB's own name
)

// indexed are the types of the values that an index has, in MongoDB's order of
// types. Null, which a zero [store.Instant] is, is none of them.
var indexed = bson.A{"long", "string", "bool"}

// kind is a declared collection.
type kind struct {
	store.Declaration
	unique   bool // has a unique index
	imitated bool // is on an imitation
}

func newKind(d store.Declaration, imitated bool) *kind {
	k := &kind{Declaration: d, imitated: imitated}
	for _, x := range d.Indexes {
		k.unique = k.unique || x.Unique
	}
	return k
}

// index is a declared index.
type index store.Index

// stored is its name in MongoDB.
func (x index) stored() string {
	fields := strings.Join(x.Fields, ",")
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %t", fields, x.Unique))
	return declaredPrefix + fields[:min(len(fields), 60)] + "_" + hex.EncodeToString(sum[:4])
}

// path is where a field stands in a record.
func path(field string) string { return "doc." + field }

// order is the order of some fields of the index and then of the IDs, 1 upwards
// and -1 downwards. Of a unique index no two documents have the same values, and
// _id in it would make everything unique.
func (x index) order(fields []string, direction int) bson.D {
	d := bson.D{}
	for _, field := range fields {
		d = append(d, bson.E{Key: path(field), Value: direction})
	}
	if !x.Unique {
		d = append(d, bson.E{Key: "_id", Value: direction})
	}
	return d
}

// members is the filter of the index: the documents that have all of its fields,
// each with a value of a type that counts. A tombstone has no doc, and so is in no
// index. "To use the partial index, a query must contain the filter expression":
// queries repeat it word for word.
func (x index) members() bson.D {
	var d bson.D
	for _, field := range x.Fields {
		d = append(d, bson.E{Key: path(field), Value: bson.D{{Key: "$type", Value: indexed}}})
	}
	return d
}

func (x index) model(partial bool) mongo.IndexModel {
	o := options.Index().SetName(x.stored())
	if x.Unique {
		o.SetUnique(true)
	}
	if partial {
		o.SetPartialFilterExpression(x.members())
	}
	return mongo.IndexModel{Keys: x.order(x.Fields, 1), Options: o}
}

// ownModels are the indexes that every collection has: for the feed, and for the
// records that have pending effects, which are few or none.
func ownModels(partial bool) []mongo.IndexModel {
	pending := options.Index().SetName(pendingIndex)
	if partial {
		pending.SetPartialFilterExpression(hasPending())
	}
	return []mongo.IndexModel{
		{Keys: bson.D{{Key: "at", Value: 1}, {Key: "_id", Value: 1}}, Options: options.Index().SetName(feedIndex)},
		{Keys: bson.D{{Key: "n", Value: 1}}, Options: pending},
	}
}

// has reports whether a value of the type stands where an index has a value. Of an
// array MongoDB would put each element into the index; store's indexes have none of
// them.
func (k *kind) has(doc bson.Raw, t bson.Type) bool {
	for _, x := range k.Indexes {
		for _, field := range x.Fields {
			if lookup(doc, field).Type == t {
				return true
			}
		}
	}
	return false
}

// lookup returns the value of a field, or the array on the way to it.
func lookup(doc bson.Raw, field string) bson.RawValue {
	v := bson.RawValue{Type: bson.TypeEmbeddedDocument, Value: doc}
	for name := range strings.SplitSeq(field, ".") {
		switch v.Type {
		case bson.TypeEmbeddedDocument:
			v = v.Document().Lookup(name)
		case bson.TypeArray:
			return v
		default:
			return bson.RawValue{}
		}
	}
	return v
}

// valueOf returns a field's value if an index has it.
func valueOf(doc bson.Raw, field string) (any, error) {
	switch v := lookup(doc, field); v.Type {
	case bson.TypeString:
		return v.StringValue(), nil
	case bson.TypeInt64:
		return v.Int64(), nil
	case bson.TypeBoolean:
		return v.Boolean(), nil
	default:
		return nil, fmt.Errorf("%s is a %s", field, v.Type)
	}
}
