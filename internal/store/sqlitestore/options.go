package sqlitestore

import (
	"cmp"
	"errors"
	"runtime"
	"time"
)

// Options are how a folder is opened.
type Options struct {
	// Now is the engine's clock, which times changes, leases and blobs. Required.
	Now func() time.Time
	// Readers is the number of connections that read; zero for one per core, and
	// four at least.
	Readers int
	// Patience is how long a call waits while other processes write; zero for 10 s.
	Patience time.Duration
	// NoSync does not wait for the disk. What was acknowledged survives a kill, but
	// not a loss of power. For tests of what uses a store.
	NoSync bool

	// maxPages limits the size of the database, for tests of a full disk.
	maxPages int
}

const defaultPatience = 10 * time.Second

func (o *Options) fill() error {
	if o.Now == nil {
		return errors.New("sqlitestore: no clock was given")
	}
	o.Readers = cmp.Or(o.Readers, max(4, runtime.GOMAXPROCS(0)))
	o.Patience = cmp.Or(o.Patience, defaultPatience)
	return nil
}

const restoringName = "restoring" // a file in the folder while a backup is restored
