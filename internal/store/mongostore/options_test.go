package mongostore

import (
	"strings"
	"testing"
	"time"
)

func TestPromisesAreAskedForExplicitly(t *testing.T) {
	c, database, err := clientOptions("mongodb://user:secret@db.example.org/", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if database != "matcharenan" || c.WriteConcern.W != "majority" || c.ReadConcern.Level != "majority" ||
		c.ReadPreference.Mode().String() != "primary" || !*c.RetryWrites || !*c.RetryReads ||
		*c.Timeout != operationTimeout || *c.ServerSelectionTimeout != selectionTimeout || *c.AppName != "matcharenan" {
		t.Errorf("got %s, %+v", database, c)
	}
}

func TestTheURIHasTheLastWord(t *testing.T) {
	c, database, err := clientOptions("mongodb://db.example.org/care?w=3&retryWrites=false&retryReads=false&readConcernLevel=linearizable"+
		"&readPreference=primaryPreferred&timeoutMS=900&serverSelectionTimeoutMS=800&appName=test", Options{Database: "other"})
	if err != nil {
		t.Fatal(err)
	}
	if database != "care" || c.WriteConcern.W != 3 || c.ReadConcern.Level != "linearizable" || *c.RetryWrites || *c.RetryReads ||
		c.ReadPreference.Mode().String() != "primaryPreferred" || *c.Timeout != 900*time.Millisecond ||
		*c.ServerSelectionTimeout != 800*time.Millisecond || *c.AppName != "test" {
		t.Errorf("got %s, %+v", database, c)
	}
}

func TestABadURIKeepsItsPasswordToItself(t *testing.T) {
	for _, uri := range []string{"", "postgres://user:secret@db", "mongodb://user:secret@db:port/", "mongodb://user:sec%ret@db/"} {
		_, err := Open(t.Context(), uri, Options{})
		if err == nil || strings.Contains(err.Error(), "sec") {
			t.Errorf("%q: %v", uri, err)
		}
	}
}

func TestOpenNeedsAServer(t *testing.T) {
	_, err := Open(t.Context(), "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50", Options{})
	if err == nil {
		t.Fatal("opened")
	}
	wantUnavailable(t, err)
}
