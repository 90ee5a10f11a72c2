package sqlitestore

import (
	"sync"

	"github.com/allagehub/matcharenan/internal/store"
)

// gate lets calls in until it is closed, and waits for those that are in.
type gate struct {
	mu     sync.RWMutex
	closed bool
	inside sync.WaitGroup
}

func (g *gate) enter() (leave func(), err error) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.closed {
		return nil, store.ErrClosed
	}
	g.inside.Add(1)
	return g.inside.Done, nil
}

// close returns false if the gate has been closed before.
func (g *gate) close() bool {
	g.mu.Lock()
	first := !g.closed
	g.closed = true
	g.mu.Unlock()
	g.inside.Wait()
	return first
}
