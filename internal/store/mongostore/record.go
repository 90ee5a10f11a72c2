package mongostore

import (
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/allagehub/matcharenan/internal/store"
)

// record is what MongoDB holds of a document; see the package comment.
type record struct {
	ID      string              `bson:"_id"`
	Version int64               `bson:"v"`
	At      time.Time           `bson:"at"`
	Doc     bson.Raw            `bson:"doc"`
	Text    string              `bson:"text"`
	Gone    bool                `bson:"gone"`
	Pending map[string][]effect `bson:"p"`
}

// effect is a [store.Effect] that has still to be had.
type effect struct {
	Collection string   `bson:"c"`
	ID         string   `bson:"i"`
	Doc        bson.Raw `bson:"d"`
	Text       string   `bson:"t,omitempty"`
}

// document returns the record as the document that it holds.
func (r record) document() (store.Document, error) {
	d := store.Document{ID: r.ID, Version: r.Version, Changed: r.At.UTC()}
	if r.Gone {
		return d, nil
	}
	var err error
	d.Body, err = content{doc: r.Doc, text: r.Text}.body()
	return d, err
}

func documents(records []record) ([]store.Document, error) {
	ds := make([]store.Document, len(records))
	for i, r := range records {
		var err error
		if ds[i], err = r.document(); err != nil {
			return nil, err
		}
	}
	return ds, nil
}

// equals is a part of a filter. A value is always behind $eq or another operator, so
// that it cannot be read as one.
func equals(field string, value any) bson.E {
	return bson.E{Key: field, Value: bson.D{{Key: "$eq", Value: value}}}
}

// idIs has no operator: a Go string is a BSON string, whatever is in it.
func idIs(id string) bson.D { return bson.D{{Key: "_id", Value: id}} }

// alive leaves out tombstones.
var alive = bson.E{Key: "gone", Value: bson.D{{Key: "$exists", Value: false}}}

// bodyless leaves out what is large.
var bodyless = bson.D{{Key: "_id", Value: 1}, {Key: "v", Value: 1}, {Key: "at", Value: 1}, {Key: "gone", Value: 1}}

// unburdened leaves out what only recovery looks at.
var unburdened = bson.D{{Key: "p", Value: 0}, {Key: "n", Value: 0}}
