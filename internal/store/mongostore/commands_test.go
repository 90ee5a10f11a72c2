package mongostore

import (
	"errors"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/allagehub/matcharenan/internal/store"
)

// changed answers findAndModify with a record as it is after the change.
func changed(id string, version int64) bson.D {
	value := bson.D{{Key: "_id", Value: id}, {Key: "v", Value: version}, {Key: "at", Value: scriptedNow}}
	return bson.D{{Key: "value", Value: value}, {Key: "ok", Value: 1}}
}

func write(op store.Op, id string, version int64, body string, effects ...store.Effect) store.Write {
	return store.Write{Op: op, Document: store.Document{ID: id, Version: version, Body: []byte(body)}, Effects: effects}
}

// TestWhatIsSent keeps the commands in golden files, with write and read concerns:
// everything that a query or a change means to the server is in them.
func TestWhatIsSent(t *testing.T) {
	s, server := openScripted(t)
	ctx := t.Context()
	heard := server.heard()
	golden(t, "declare", heard)

	mail := store.Effect{Collection: "mails", ID: "m1", Body: []byte(`{"to":"a@example.org"}`)}
	writes := []struct {
		name  string
		write store.Write
	}{
		{"insert", write(store.Insert, "p1", 0, `{"vendor":"v1","price":12.5,"n":[1,null,true]}`, mail)},
		{"replace", write(store.Replace, "p1", 1, `{"vendor":"$v1"}`)},
		{"delete", write(store.Delete, "p1", 2, ``)},
		{"text", write(store.Insert, "p2", 0, `{"vendor":["v1"],"a.b":1,"address":"x","period":{"from":3}}`)},
	}
	for _, w := range writes {
		server.says(func(command string, _ bson.Raw) any {
			if command == "findAndModify" {
				return changed(w.write.Document.ID, 3)
			}
			return append(bson.D{{Key: "n", Value: 1}, {Key: "nModified", Value: 1}}, fine...)
		})
		written, err := s.Write(ctx, "products", []store.Write{w.write})
		if err != nil || written[0].Err != nil || written[0].Document.Version != 3 || !written[0].Document.Changed.Equal(scriptedNow) {
			t.Errorf("%s: %+v, %v", w.name, written, err)
		}
		golden(t, w.name, server.heard())
	}
}

func TestWhatIsAsked(t *testing.T) {
	s, server := openScripted(t)
	ctx := t.Context()
	empty := func(string, bson.Raw) any { return cursorOf() }
	ask := func(name string, q store.Query) {
		t.Helper()
		server.says(empty)
		if _, err := s.Find(ctx, "products", q); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		golden(t, name, server.heard())
	}
	// What looks like an operator is a text.
	equal := store.Query{Index: "by_vendor", Equal: []any{`{"$gt":""}`}, From: 10, Before: int64(20), Limit: 5}
	ask("find", equal)
	asked, err := store.CheckQuery(declared[0], equal)
	if err != nil {
		t.Fatal(err)
	}
	equal.After = place{values: []any{`{"$gt":""}`, int64(12)}, id: "p7"}.next(equal, asked)
	ask("find_after", equal)

	unique := store.Query{Index: "by_address", Descending: true, Limit: 5}
	if asked, err = store.CheckQuery(declared[0], unique); err != nil {
		t.Fatal(err)
	}
	unique.After = place{values: []any{"street 1"}, id: "p7"}.next(unique, asked)
	ask("find_unique_after", unique)
	ask("find_by_id", store.Query{From: "a", Before: "b", Descending: true, Limit: 1000})

	server.says(empty)
	after := spot{Epoch: "one", At: scriptedNow.UnixMilli(), ID: "p1"}
	// Nothing has the cursor's time, or a later one.
	if _, err := s.Changes(ctx, "products", after.cursor(), 10); !errors.Is(err, store.ErrCursorGone) {
		t.Errorf("a database older than its cursor: %v", err)
	}
	golden(t, "changes", server.heard())
}

func TestLeasesGoByTheServersClock(t *testing.T) {
	s, server := openScripted(t)
	ctx := t.Context()
	server.says(func(string, bson.Raw) any {
		value := bson.D{{Key: "h", Value: "me"}, {Key: "t", Value: int64(4)}, {Key: "until", Value: scriptedNow.Add(time.Minute)}}
		return bson.D{{Key: "value", Value: value}, {Key: "ok", Value: 1}}
	})
	lease, err := s.AcquireLease(ctx, "jobs", "me", time.Minute)
	if err != nil || lease.Token != 4 || !lease.Until.Equal(scriptedNow.Add(time.Minute)) {
		t.Errorf("got %+v, %v", lease, err)
	}
	if _, err := s.RenewLease(ctx, lease, time.Minute); err != nil {
		t.Error(err)
	}
	if err := s.ReleaseLease(ctx, lease); err != nil {
		t.Error(err)
	}
	golden(t, "leases", server.heard())
	taken := bson.D{
		{Key: "ok", Value: 0},
		{Key: "code", Value: 11000},
		{Key: "codeName", Value: "DuplicateKey"},
		{Key: "errmsg", Value: "E11000 duplicate key error collection: matcharenan.engine.leases index: _id_ dup key: { _id: \"jobs\" }"},
	}
	server.says(func(string, bson.Raw) any { return taken })
	if _, err := s.AcquireLease(ctx, "jobs", "you", time.Minute); !errors.Is(err, store.ErrLeased) {
		t.Errorf("got %v", err)
	}
	server.says(func(string, bson.Raw) any { return bson.D{{Key: "value", Value: nil}, {Key: "ok", Value: 1}} })
	if _, err := s.RenewLease(ctx, lease, time.Minute); !errors.Is(err, store.ErrLeased) {
		t.Errorf("got %v", err)
	}
}
