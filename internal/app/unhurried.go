package app

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// How the garbage collector works while the service starts.
const (
	startPercent  = 400
	usualPercent  = 100
	startLiveMost = 96 << 20 // bytes
	startWatch    = 20 * time.Millisecond
)

// fewCollections has the garbage collector run less often until stop is called, as
// long as little is alive: a process that starts has nobody to answer and memory to
// spare, and a catalogue of thousands is ready sooner. A large one is filled with
// the usual care, so that it needs no more memory than when it runs.
func fewCollections(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	before := debug.SetGCPercent(startPercent)
	if before != usualPercent { // somebody has chosen
		debug.SetGCPercent(before)
		cancel()
		return func() {}
	}
	go func() {
		defer close(done)
		defer debug.SetGCPercent(usualPercent)
		tick := time.NewTicker(startWatch)
		defer tick.Stop()
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if metrics.Read(live); live[0].Value.Kind() != metrics.KindUint64 || live[0].Value.Uint64() > startLiveMost {
				return
			}
		}
	}()
	return func() { cancel(); <-done }
}
