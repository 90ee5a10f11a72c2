package mongostore

import (
	"cmp"
	"fmt"
	"log/slog"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"
)

// Options are what the URI does not say. The zero value is for production.
type Options struct {
	// Database is the database if the URI names none; empty for "matcharenan".
	Database string
	// Overlap is how far behind what has settled a change feed begins to read
	// again: 10 s if zero, a minute on a sharded cluster. See feed.go.
	Overlap time.Duration
	// Recovery is how often pending effects are looked for; 5 s if zero.
	Recovery time.Duration
	// Logger hears of failures in the background; nil for none.
	Logger *slog.Logger

	// imitation allows a server that speaks MongoDB's protocol but is none, for
	// the tests of what does not need its promises. See imitation.go.
	imitation bool
}

const (
	defaultDatabase = "matcharenan"
	defaultOverlap  = 10 * time.Second
	shardedOverlap  = time.Minute
	defaultRecovery = 5 * time.Second

	// For how long a call waits for a primary: an election is over in about 10 s,
	// and a person does not wait longer.
	selectionTimeout = 10 * time.Second
	// When a call ends whose context has no deadline, and one that may take long:
	// building indexes, sending a file.
	operationTimeout = 30 * time.Second
	unhurriedTimeout = 6 * time.Hour
)

func (o *Options) fill() {
	o.Recovery = cmp.Or(o.Recovery, defaultRecovery)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
}

// clientOptions reads the URI and says explicitly what the promises of this
// package need, unless the URI says otherwise. It returns the database as well.
func clientOptions(uri string, o Options) (*options.ClientOptions, string, error) {
	parsed, err := connstring.ParseAndValidate(uri)
	if err != nil {
		// The driver's error may quote the URI, which has a password in it.
		return nil, "", fmt.Errorf("mongostore: the URI of MongoDB is not valid")
	}
	c := options.Client().ApplyURI(uri)
	if c.AppName == nil {
		c.SetAppName("matcharenan")
	}
	if c.WriteConcern == nil {
		// A majority has the change in its journal before it is acknowledged, so
		// that no election undoes it.
		c.SetWriteConcern(writeconcern.Majority())
	}
	if c.ReadConcern == nil {
		// Nothing is read that an election may yet undo.
		c.SetReadConcern(readconcern.Majority())
	}
	if c.ReadPreference == nil {
		// A secondary may lack what the primary has acknowledged.
		c.SetReadPreference(readpref.Primary())
	}
	if c.RetryWrites == nil {
		// The server knows a write that is sent twice by its number.
		c.SetRetryWrites(true)
	}
	if c.RetryReads == nil {
		c.SetRetryReads(true)
	}
	if c.ServerSelectionTimeout == nil {
		c.SetServerSelectionTimeout(selectionTimeout)
	}
	if c.Timeout == nil {
		c.SetTimeout(operationTimeout)
	}
	return c, cmp.Or(parsed.Database, o.Database, defaultDatabase), nil
}
