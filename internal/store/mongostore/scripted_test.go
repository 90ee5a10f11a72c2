package mongostore

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/allagehub/matcharenan/internal/store"
)

var effectKey = regexp.MustCompile(`\be?[0-9a-f]{24}\b`)

var update = flag.Bool("update", false, "write the golden files anew")

var declared = []store.Declaration{
	{Name: "products", Indexes: []store.Index{
		{Name: "by_vendor", Fields: []string{"vendor", "period.from"}},
		{Name: "by_address", Fields: []string{"address"}, Unique: true},
	}},
	{Name: "mails"},
}

// openScripted opens a store on a scripted server, with two collections declared.
func openScripted(t *testing.T) (*Store, *scripted) {
	t.Helper()
	return openPatient(t, "")
}

// openImpatient is openScripted for a server that does not answer: the driver tries
// again until the time is up.
func openImpatient(t *testing.T) (*Store, *scripted) {
	t.Helper()
	return openPatient(t, "&timeoutMS=1500")
}

func openPatient(t *testing.T, more string) (*Store, *scripted) {
	t.Helper()
	server := startScripted(t)
	server.says(func(command string, _ bson.Raw) any {
		switch command {
		case "listIndexes", "find":
			return cursorOf()
		case "findAndModify":
			return bson.D{{Key: "value", Value: bson.D{{Key: "_id", Value: "epoch"}, {Key: "value", Value: "one"}}}, {Key: "ok", Value: 1}}
		default:
			return fine
		}
	})
	s, err := Open(t.Context(), server.uri()+more, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Declare(t.Context(), declared); err != nil {
		t.Fatal(err)
	}
	return s, server
}

// golden compares commands, as extended JSON, with a file.
func golden(t *testing.T, name string, commands []bson.Raw) {
	t.Helper()
	var b strings.Builder
	for _, c := range commands {
		b.WriteString(steady(t, c) + "\n")
	}
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		t.Errorf("%s differs; run with -update and look at the difference:\n%s", file, got)
	}
}

// steady writes a command without what differs in each run: sessions, times, and
// the keys of effects.
func steady(t *testing.T, c bson.Raw) string {
	t.Helper()
	var d bson.D
	if err := bson.Unmarshal(c, &d); err != nil {
		t.Fatal(err)
	}
	var kept bson.D
	for _, e := range d {
		switch e.Key {
		case "lsid", "$db", "$clusterTime", "maxTimeMS":
		case "txnNumber":
			kept = append(kept, bson.E{Key: "txnNumber", Value: "yes"})
		default:
			kept = append(kept, e)
		}
	}
	text, err := bson.MarshalExtJSONIndent(kept, false, false, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return effectKey.ReplaceAllString(string(text), "KEY")
}
