package postings

import "sync"

// dictionary numbers terms and attributes. It only grows, so a number that a
// snapshot uses keeps its meaning for ever.
type dictionary struct {
	mu      sync.RWMutex
	numbers map[string]uint32
}

func newDictionary() *dictionary { return &dictionary{numbers: make(map[string]uint32)} }

// number returns the number of s, giving it one when it has none.
func (d *dictionary) number(s string) uint32 {
	d.mu.RLock()
	n, ok := d.numbers[s]
	d.mu.RUnlock()
	if ok {
		return n
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if n, ok := d.numbers[s]; ok {
		return n
	}
	n = uint32(len(d.numbers)) //nolint:gosec // G115: fewer than 2^32 terms fit in memory
	d.numbers[s] = n
	return n
}

func (d *dictionary) find(s string) (uint32, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	n, ok := d.numbers[s]
	return n, ok
}

func (d *dictionary) len() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return len(d.numbers)
}
