package store

import "sync"

// Watchers are those who want to hear of changes that this process makes: what an
// engine needs for [Engine.Watch]. The zero value has nobody.
type Watchers struct {
	mu       sync.Mutex
	channels map[chan struct{}]struct{}
}

// Watch is [Engine.Watch].
func (w *Watchers) Watch() (changed <-chan struct{}, stop func()) {
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

// Tell gives everybody a value who has none waiting.
func (w *Watchers) Tell() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for ch := range w.channels {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}
