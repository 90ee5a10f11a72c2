package mongostore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/allagehub/matcharenan/internal/store"
)

// The collections of the engine itself. A declared name has no dot.
const (
	leasesName  = "engine.leases"
	blobsName   = "engine.blobs"
	uploadsName = "engine.uploads"
	healthName  = "engine.health"
	metaName    = "engine.meta"
)

// Store is the engine. Its methods are those of [store.Engine].
type Store struct {
	client  *mongo.Client
	db      *mongo.Database
	options Options
	gate    gate
	changed store.Watchers

	mu    sync.RWMutex
	kinds map[string]*kind // what is declared, by name
	epoch string           // see epoch.go

	stop   context.CancelFunc // of the recovery in the background
	ended  sync.WaitGroup     // until it has stopped
	closed sync.Once
}

var _ store.Engine = (*Store)(nil)

// Open connects to the MongoDB that the URI names and begins to deliver pending
// effects in the background; Close ends both. The context is for connecting.
func Open(ctx context.Context, uri string, o Options) (*Store, error) {
	o.fill()
	settings, database, err := clientOptions(uri, o)
	if err != nil {
		return nil, err
	}
	client, err := mongo.Connect(settings)
	if err != nil {
		return nil, fmt.Errorf("mongostore: %w", err)
	}
	s := &Store{client: client, db: client.Database(database), options: o, kinds: make(map[string]*kind)}
	if err := s.checkServer(ctx); err != nil {
		return nil, errors.Join(err, client.Disconnect(context.WithoutCancel(ctx)))
	}
	within, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = cancel
	s.ended.Go(func() { s.keepRecovering(within) })
	return s, nil
}

// checkServer refuses what cannot keep the promises, before anything is written.
func (s *Store) checkServer(ctx context.Context) error {
	var build struct {
		FerretDB string `bson:"ferretdbVersion"`
	}
	answer := s.db.RunCommand(ctx, bson.D{{Key: "buildInfo", Value: 1}})
	if err := answer.Decode(&build); err != nil {
		return fmt.Errorf("mongostore: asking the server what it is: %w", failure(err))
	}
	if build.FerretDB != "" && !s.options.imitation {
		return fmt.Errorf("mongostore: the server is FerretDB %s, whose updates are not atomic", build.FerretDB)
	}
	return nil
}

// Ping reports whether the engine can read and write: a majority must take the
// change of one record. It is atomic as every update of one document.
func (s *Store) Ping(ctx context.Context) error {
	leave, err := s.gate.enter()
	if err != nil {
		return err
	}
	defer leave()
	_, err = s.db.Collection(healthName).UpdateOne(ctx, idIs("ping"),
		bson.D{{Key: "$currentDate", Value: bson.D{{Key: "at", Value: true}}}}, options.UpdateOne().SetUpsert(true))
	return wrap("ping", failure(err))
}

// Close waits for running calls and ends the connections. Calls that come later
// fail. Closing twice is harmless.
func (s *Store) Close() error {
	var err error
	s.closed.Do(func() {
		s.gate.close()
		s.stop()
		s.ended.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), operationTimeout)
		defer cancel()
		err = s.client.Disconnect(ctx)
	})
	return err
}

// kindOf returns a declared collection.
func (s *Store) kindOf(collection string) (*kind, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	k, ok := s.kinds[collection]
	if !ok {
		return nil, invalid("the collection %q is not declared", collection)
	}
	return k, nil
}

// unhurried gives time for what may take long, unless the caller has set a limit.
func unhurried(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, unhurriedTimeout)
}

// afterwards is a context for what must be done although the caller has gone.
func afterwards(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), operationTimeout)
}

// gate lets calls in until it is closed, and knows when the last one has left.
type gate struct {
	mu     sync.Mutex
	closed bool
	inside sync.WaitGroup
}

func (g *gate) enter() (leave func(), err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, store.ErrClosed
	}
	g.inside.Add(1)
	return g.inside.Done, nil
}

func (g *gate) close() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.inside.Wait()
}

// moment is what the server says of time.
type moment struct {
	now     time.Time // by the clock of the server that writes
	settled time.Time // up to when a majority has what was written
	sharded bool
}

// moment asks the primary, or the router of a sharded cluster. Nothing here needs
// the clock of the machine that the program runs on.
func (s *Store) moment(ctx context.Context) (moment, error) {
	var hello struct {
		Now       time.Time `bson:"localTime"`
		Message   string    `bson:"msg"`
		LastWrite struct {
			Majority time.Time `bson:"majorityWriteDate"`
		} `bson:"lastWrite"`
	}
	err := s.db.RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello)
	if err != nil {
		return moment{}, fmt.Errorf("asking the server for the time: %w", failure(err))
	}
	m := moment{now: hello.Now.UTC(), settled: hello.Now.UTC(), sharded: hello.Message == "isdbgrid"}
	if last := hello.LastWrite.Majority; !last.IsZero() && last.Before(m.settled) {
		m.settled = last.UTC()
	}
	return m, nil
}
