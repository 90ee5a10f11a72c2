package mongostore

import (
	"errors"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// duplicate is how MongoDB says that an index has a value already.
func duplicate(field, index string) bson.D {
	return bson.D{
		{Key: "code", Value: 11000},
		{Key: "keyPattern", Value: bson.D{{Key: field, Value: 1}}},
		{Key: "keyValue", Value: bson.D{{Key: field, Value: "x"}}},
		{Key: "errmsg", Value: `E11000 duplicate key error collection: matcharenan.products index: ` + index + ` dup key: { : "x" }`},
	}
}

func failed(e bson.D) bson.D { return append(bson.D{{Key: "ok", Value: 0}}, e...) }

func code(n int, name string) bson.D {
	return failed(bson.D{{Key: "code", Value: n}, {Key: "codeName", Value: name}, {Key: "errmsg", Value: "as " + name + " says"}})
}

// target is the collection that a command is for, if it is that command.
func target(sent bson.Raw, command string) string {
	name, _ := sent.Lookup(command).StringValueOK()
	return name
}

func TestWhatBecomesOfAnInsert(t *testing.T) {
	s, server := openImpatient(t)
	unconfirmed := append(changed("p1", 1), bson.E{Key: "writeConcernError", Value: bson.D{
		{Key: "code", Value: 64}, {Key: "codeName", Value: "WriteConcernFailed"}, {Key: "errmsg", Value: "waiting for replication timed out"},
	}})
	bare := func(message string) bson.D {
		return failed(bson.D{{Key: "code", Value: 11000}, {Key: "errmsg", Value: message}})
	}
	tests := map[string]struct {
		answer any
		want   error
		kind   fault.Kind
	}{
		"made":                 {changed("p1", 1), nil, 0},
		"ID taken":             {failed(duplicate("_id", "_id_")), store.ErrExists, fault.Conflict},
		"value taken":          {failed(duplicate("doc.address", "d_by_address_1")), store.ErrDuplicate, fault.Conflict},
		"ID taken, no pattern": {bare(`E11000 duplicate key error collection: d.c index: _id_ dup key: { _id: "x" }`), store.ErrExists, fault.Conflict},
		"ID taken, old server": {bare(`E11000 duplicate key error index: d.c.$_id_ dup key: { : "x" }`), store.ErrExists, fault.Conflict},
		"value, no pattern":    {bare(`E11000 duplicate key error collection: d.c index: d_a_1 dup key: { a: "_id_" }`), store.ErrDuplicate, fault.Conflict},
		"too large":            {code(17420, "Location17420"), store.ErrTooLarge, fault.TooLarge},
		"disk full":            {code(14031, "OutOfDiskSpace"), store.ErrFull, fault.Unavailable},
		"election":             {code(10107, "NotWritablePrimary"), nil, fault.Unavailable},
		"not by a majority":    {unconfirmed, nil, fault.Unavailable},
		"cut off":              {nil, nil, fault.Unavailable},
		"not allowed":          {code(13, "Unauthorized"), nil, fault.Internal},
	}
	for name, test := range tests {
		server.says(func(string, bson.Raw) any { return test.answer })
		written, err := s.Write(t.Context(), "products", []store.Write{write(store.Insert, "p1", 0, `{}`)})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := written[0].Err
		if made := name == "made"; (got == nil) != made || !made && fault.KindOf(got) != test.kind {
			t.Errorf("%s: got %v", name, got)
		}
		if test.want != nil && !errors.Is(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

func TestWhyAReplaceFailed(t *testing.T) {
	s, server := openScripted(t)
	for name, test := range map[string]struct {
		found any
		want  error
	}{
		"changed":   {cursorOf(bson.D{{Key: "_id", Value: "p1"}, {Key: "v", Value: int64(5)}}), store.ErrVersion},
		"deleted":   {cursorOf(bson.D{{Key: "_id", Value: "p1"}, {Key: "v", Value: int64(5)}, {Key: "gone", Value: true}}), store.ErrNotFound},
		"not there": {cursorOf(), store.ErrNotFound},
	} {
		server.says(func(command string, _ bson.Raw) any {
			if command == "find" {
				return test.found
			}
			return bson.D{{Key: "value", Value: nil}, {Key: "ok", Value: 1}}
		})
		written, err := s.Write(t.Context(), "products", []store.Write{write(store.Replace, "p1", 4, `{}`)})
		if err != nil || !errors.Is(written[0].Err, test.want) {
			t.Errorf("%s: got %+v, %v", name, written, err)
		}
	}
}

// TestEachOfManyInserts has one that is made, one that clashes by value, one that is
// a tombstone, one whose ID is taken, one that is wrong in itself, and another that
// is made.
func TestEachOfManyInserts(t *testing.T) {
	s, server := openScripted(t)
	at := func(index int, e bson.D) bson.D { return append(bson.D{{Key: "index", Value: index}}, e...) }
	bulk := bson.D{
		{Key: "n", Value: 2},
		{Key: "nModified", Value: 0},
		{Key: "upserted", Value: bson.A{
			bson.D{{Key: "index", Value: 0}, {Key: "_id", Value: "made"}},
			bson.D{{Key: "index", Value: 4}, {Key: "_id", Value: "last"}},
		}},
		{Key: "writeErrors", Value: bson.A{
			at(1, duplicate("doc.address", "d_by_address_1")),
			at(2, duplicate("_id", "_id_")),
			at(3, duplicate("_id", "_id_")),
		}},
		{Key: "ok", Value: 1},
	}
	server.says(func(command string, sent bson.Raw) any {
		switch command {
		case "update":
			return bulk
		case "find":
			return cursorOf(
				bson.D{{Key: "_id", Value: "made"}, {Key: "v", Value: int64(1)}, {Key: "at", Value: scriptedNow}},
				bson.D{{Key: "_id", Value: "last"}, {Key: "v", Value: int64(2)}, {Key: "at", Value: scriptedNow}},
			)
		case "findAndModify":
			if sent.Lookup("query", "_id").StringValue() == "dead" {
				return changed("dead", 8)
			}
			return failed(duplicate("_id", "_id_"))
		default:
			return fine
		}
	})
	var writes []store.Write
	for _, id := range []string{"made", "value", "dead", "taken", "", "last"} {
		writes = append(writes, write(store.Insert, id, 0, `{}`))
	}
	written, err := s.Write(t.Context(), "products", writes)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "insert_many", server.heard())
	want := []error{nil, store.ErrDuplicate, nil, store.ErrExists, store.ErrInvalid, nil}
	versions := []int64{1, 0, 8, 0, 0, 1}
	for i, w := range written {
		if !errors.Is(w.Err, want[i]) || w.Document.Version != versions[i] {
			t.Errorf("%d: got %+v", i, w)
		}
		if w.Err == nil && !w.Document.Changed.Equal(scriptedNow) {
			t.Errorf("%d: got %s", i, w.Document.Changed)
		}
	}
}

// TestManyInsertsThatNobodyKnows has a bulk write whose answer is lost, and one that
// no majority has: each insert may have been made, and none is acknowledged.
func TestManyInsertsThatNobodyKnows(t *testing.T) {
	s, server := openImpatient(t)
	unconfirmed := bson.D{
		{Key: "n", Value: 2},
		{Key: "nModified", Value: 0},
		{Key: "writeConcernError", Value: bson.D{{Key: "code", Value: 64}, {Key: "errmsg", Value: "timed out"}}},
		{Key: "ok", Value: 1},
	}
	for name, answer := range map[string]any{"lost": nil, "unconfirmed": unconfirmed} {
		server.says(func(string, bson.Raw) any { return answer })
		written, err := s.Write(t.Context(), "products", []store.Write{write(store.Insert, "a", 0, `{}`), write(store.Insert, "b", 0, `{}`)})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, w := range written {
			if !fault.Is(w.Err, fault.Unavailable) {
				t.Errorf("%s: got %v", name, w.Err)
			}
		}
	}
}

// TestRecovery delivers what another process left, in order, and only then clears
// it; what cannot be delivered stays pending.
func TestRecovery(t *testing.T) {
	s, server := openScripted(t)
	left := bson.D{{Key: "_id", Value: "p1"}, {Key: "p", Value: bson.D{{Key: "e0123456789abcdef01234567", Value: bson.A{
		bson.D{{Key: "c", Value: "mails"}, {Key: "i", Value: "m1"}, {Key: "d", Value: bson.D{{Key: "to", Value: "x"}}}},
		bson.D{{Key: "c", Value: "mails"}, {Key: "i", Value: "m2"}, {Key: "d", Value: bson.D{{Key: "to", Value: "y"}}}},
	}}}}}
	run := func(delivered any) error {
		found := 0
		server.says(func(command string, sent bson.Raw) any {
			if command == "find" {
				if target(sent, "find") == "products" && found == 0 {
					found++
					return cursorOf(left)
				}
				return cursorOf()
			}
			if target(sent, "update") == "mails" {
				return delivered
			}
			return append(bson.D{{Key: "n", Value: 1}, {Key: "nModified", Value: 1}}, fine...)
		})
		return s.recoverKind(t.Context(), newKind(declared[0], false))
	}
	had := append(bson.D{{Key: "n", Value: 1}, {Key: "writeErrors", Value: bson.A{
		append(bson.D{{Key: "index", Value: 0}}, duplicate("_id", "_id_")...),
	}}}, fine...)
	if err := run(had); err != nil {
		t.Errorf("one was there already: %v", err)
	}
	golden(t, "recovery", server.heard())
	full := append(bson.D{{Key: "n", Value: 1}, {Key: "writeErrors", Value: bson.A{
		bson.D{{Key: "index", Value: 1}, {Key: "code", Value: 14031}, {Key: "errmsg", Value: "no space"}},
	}}}, fine...)
	if err := run(full); !errors.Is(err, store.ErrFull) {
		t.Errorf("got %v", err)
	}
	for _, sent := range server.heard() {
		if target(sent, "update") == "products" {
			t.Error("an effect that was not had has been cleared")
		}
	}
}

func wantUnavailable(t *testing.T, err error) {
	t.Helper()
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v, which is %s", err, fault.KindOf(err))
	}
}
