package mongostore

import "sync"

// watchers are those who want to hear of changes that this process makes.
type watchers struct {
	mu       sync.Mutex
	channels map[chan struct{}]struct{}
}

// Watch returns a channel that gets a value after changes that this process has
// made. Changes by other processes are found by reading the feed now and then.
func (s *Store) Watch() (changed <-chan struct{}, stop func()) {
	w := &s.changed
	ch := make(chan struct{}, 1) // one value waits; more would say nothing new
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.channels == nil {
		w.channels = make(map[chan struct{}]struct{})
	}
	w.channels[ch] = struct{}{}
	return ch, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.channels, ch)
	}
}

func (w *watchers) tell() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for ch := range w.channels {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}
