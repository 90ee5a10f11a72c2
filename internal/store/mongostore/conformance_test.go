package mongostore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

// TestConformanceOnMongoDB runs the whole suite on a server, in databases of its own
// that it drops.
func TestConformanceOnMongoDB(t *testing.T) {
	uri := os.Getenv("MATCHARENAN_TEST_MONGODB_URI")
	if uri == "" {
		t.Skip("MATCHARENAN_TEST_MONGODB_URI is not set: no MongoDB to test on")
	}
	runAll(t, factory(uri, Options{}))
}

// TestConformanceOnFerretDB runs what one client does alone on an imitation of
// MongoDB that is built from source.
func TestConformanceOnFerretDB(t *testing.T) {
	f := factory(startFerretDB(t), Options{imitation: true, Overlap: 10 * time.Second})
	f.Imitation = "needs a real MongoDB server"
	runAll(t, f)
}

// courses is how many courses of up to 60 calls are tried.
const courses = 25

// runAll runs the suite, courses of calls that nobody has thought of, and what only
// this engine can leave behind.
func runAll(t *testing.T, f storetest.Factory) {
	storetest.Run(t, f)
	for seed := range uint64(courses) {
		t.Run(fmt.Sprint("any course of calls/", seed), func(t *testing.T) {
			e := f.Open(t)
			if err := e.Declare(t.Context(), storetest.Declared()); err != nil {
				t.Fatal(err)
			}
			random := rand.New(rand.NewPCG(seed, 0))
			storetest.Model(t, t, e, func(_ string, n int) int { return random.IntN(n) })
		})
	}
	t.Run("left by a killed process", func(t *testing.T) { leftBehind(t, f) })
}

var databases atomic.Int64

func factory(uri string, o Options) storetest.Factory {
	open := func(t *testing.T, database string) *Store {
		t.Helper()
		o := o
		o.Database = database
		s, err := Open(t.Context(), uri, o)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	return storetest.Factory{
		Open: func(t *testing.T) store.Engine {
			s := open(t, fmt.Sprintf("matcharenan_test_%s_%d", bson.NewObjectID().Hex(), databases.Add(1)))
			t.Cleanup(func() {
				if err := s.db.Drop(context.WithoutCancel(t.Context())); err != nil && !errors.Is(err, mongo.ErrClientDisconnected) {
					t.Logf("the database %s is left: %v", s.db.Name(), err)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
			return s
		},
		Again: func(t *testing.T, e store.Engine) store.Engine {
			s := open(t, e.(*Store).db.Name())
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
			return s
		},
	}
}
