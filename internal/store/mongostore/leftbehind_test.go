package mongostore

import (
	"errors"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

// leftBehind puts into the database what a process leaves that is killed between
// two of its calls, and lets another find it.
func leftBehind(t *testing.T, f storetest.Factory) {
	s := f.Open(t).(*Store)
	if err := s.Declare(t.Context(), declared); err != nil {
		t.Fatal(err)
	}
	t.Run("a pending effect", func(t *testing.T) { pendingEffect(t, f, s) })
	t.Run("an effect that was had and not cleared", func(t *testing.T) { uncleared(t, s) })
	t.Run("an effect under a document that changes", func(t *testing.T) { overtaken(t, s) })
	t.Run("found in the background", func(t *testing.T) { background(t, s) })
	t.Run("half a file", func(t *testing.T) { halfFile(t, s) })
	t.Run("a file that was published", func(t *testing.T) { publishedFile(t, s) })
}

// halfWrite makes a change whose effects are not delivered.
func halfWrite(t *testing.T, s *Store, id string, effects ...store.Effect) {
	t.Helper()
	k, err := s.kindOf("products")
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.prepare(k, write(store.Insert, id, 0, `{"vendor":"x"}`, effects...))
	if err != nil {
		t.Fatal(err)
	}
	if w := s.applyOne(t.Context(), k, c); w.Err != nil {
		t.Fatal(w.Err)
	}
}

func mail(id string) store.Effect {
	return store.Effect{Collection: "mails", ID: id, Body: []byte(`{"a.b":[[1]],"to":"x"}`)}
}

// delivered checks that the mails are there in their first version and that nothing
// of a product is pending.
func delivered(t *testing.T, s *Store, product string, mails ...string) {
	t.Helper()
	for _, id := range mails {
		d, err := s.Get(t.Context(), "mails", id)
		if err != nil || d.Version != 1 || string(d.Body) != `{"a.b":[[1]],"to":"x"}` {
			t.Errorf("%s: %+v, %v", id, d, err)
		}
	}
	var left struct {
		N int64 `bson:"n"`
		P bson.M
	}
	if err := s.db.Collection("products").FindOne(t.Context(), idIs(product)).Decode(&left); err != nil {
		t.Fatal(err)
	}
	if left.N != 0 || len(left.P) != 0 {
		t.Errorf("%s still has %+v", product, left)
	}
}

func pendingEffect(t *testing.T, f storetest.Factory, s *Store) {
	halfWrite(t, s, "left", mail("l1"), mail("l2"))
	if _, err := s.Get(t.Context(), "mails", "l1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an effect before its time: %v", err)
	}
	other := f.Again(t, s).(*Store)
	if err := other.Declare(t.Context(), declared); err != nil {
		t.Fatal(err)
	}
	delivered(t, other, "left", "l1", "l2")
}

func uncleared(t *testing.T, s *Store) {
	halfWrite(t, s, "had", mail("h1"), mail("h2"))
	for _, err := range s.insertEffects(t.Context(), "mails", []effect{prepared(t, s, mail("h1"))}) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := s.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	delivered(t, s, "had", "h1", "h2")

	// What was had and then deleted does not come again.
	halfWrite(t, s, "deleted", mail("d1"))
	for _, err := range s.insertEffects(t.Context(), "mails", []effect{prepared(t, s, mail("d1"))}) {
		if err != nil {
			t.Fatal(err)
		}
	}
	written, err := s.Write(t.Context(), "mails", []store.Write{write(store.Delete, "d1", 1, "")})
	if err != nil || written[0].Err != nil {
		t.Fatal(written, err)
	}
	if err := s.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), "mails", "d1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an effect that was had comes again: %v", err)
	}
	delivered(t, s, "deleted")
}

func prepared(t *testing.T, s *Store, e store.Effect) effect {
	t.Helper()
	p, err := s.prepareEffect(e)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// overtaken has changes of a document while effects of earlier ones are pending.
func overtaken(t *testing.T, s *Store) {
	halfWrite(t, s, "busy", mail("b1"))
	for i, w := range []store.Write{
		write(store.Replace, "busy", 1, `{"vendor":"y"}`, mail("b2")),
		write(store.Delete, "busy", 2, ``, mail("b3")),
		write(store.Insert, "busy", 0, `{"vendor":"z"}`),
	} {
		written, err := s.Write(t.Context(), "products", []store.Write{w})
		if err != nil || written[0].Err != nil || written[0].Document.Version != int64(i)+2 {
			t.Fatalf("%d: %+v, %v", i, written, err)
		}
	}
	if err := s.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	delivered(t, s, "busy", "b1", "b2", "b3")
	d, err := s.Get(t.Context(), "products", "busy")
	if err != nil || d.Version != 4 || string(d.Body) != `{"vendor":"z"}` {
		t.Errorf("got %+v, %v", d, err)
	}
}

// background waits for the recovery that nobody asks for; its time is up at once.
func background(t *testing.T, s *Store) {
	changed, stop := s.Watch()
	defer stop()
	halfWrite(t, s, "later", mail("later"))
	select {
	case <-changed:
	case <-time.After(3 * defaultRecovery):
		t.Fatal("nobody has recovered")
	}
	delivered(t, s, "later", "later")
}

func halfFile(t *testing.T, s *Store) {
	b := blobs{store: s}
	e := entry{ID: "half", File: bson.NewObjectID(), Chunk: chunkSize}
	if err := b.announce(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if err := b.send(t.Context(), &e, strings.NewReader(strings.Repeat("x", 3*chunkSize)), 1<<20); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Open(t.Context(), "half"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("half a file is there: %v", err)
	}
	m, err := s.moment(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	clean(t, s, m.now.Add(-time.Hour)) // it may be on the way
	if n := count(t, s, chunksName, e.File); n != 3 {
		t.Errorf("%d chunks of a file on the way", n)
	}
	clean(t, s, m.now.Add(time.Hour))
	if n := count(t, s, chunksName, e.File); n != 0 {
		t.Errorf("%d chunks are left", n)
	}
	if _, err := b.publish(t.Context(), e); !fault.Is(err, fault.Unavailable) {
		t.Errorf("publishing a file that has been cleaned: %v", err)
	}
}

func publishedFile(t *testing.T, s *Store) {
	b := blobs{store: s}
	if _, err := b.Put(t.Context(), "whole", strings.NewReader("content"), 100); err != nil {
		t.Fatal(err)
	}
	e, err := b.find(t.Context(), "whole")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.announce(t.Context(), e); err != nil { // as if it had not been settled
		t.Fatal(err)
	}
	clean(t, s, e.At.Add(time.Hour))
	if n := count(t, s, chunksName, e.File); n != 1 {
		t.Errorf("%d chunks of a file in use", n)
	}
	if err := b.Delete(t.Context(), "whole"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{chunksName, filesName, uploadsName, blobsName} {
		if n := count(t, s, name, e.File); n != 0 {
			t.Errorf("%d documents are left in %s", n, name)
		}
	}
}

func clean(t *testing.T, s *Store, before time.Time) {
	t.Helper()
	if err := s.cleanBefore(t.Context(), before); err != nil {
		t.Fatal(err)
	}
}

// count is how many documents a collection has of a file.
func count(t *testing.T, s *Store, collection string, file bson.ObjectID) int {
	t.Helper()
	filter := bson.D{{Key: "$or", Value: bson.A{
		bson.D{{Key: "_id", Value: file}}, bson.D{{Key: "files_id", Value: file}}, bson.D{{Key: "file", Value: file}},
	}}}
	cursor, err := s.db.Collection(collection).Find(t.Context(), filter)
	if err != nil {
		t.Fatal(err)
	}
	var found []bson.Raw
	if err := cursor.All(t.Context(), &found); err != nil {
		t.Fatal(err)
	}
	return len(found)
}
