package accounts

import (
	"testing"
	"time"
)

func TestSpansAreThoseThatSessionsKeep(t *testing.T) {
	w := newWorld(t)
	w.s.c.Idle, w.s.c.Absolute = 2*time.Hour, 12*time.Hour
	idle, longest := w.s.Spans()
	if idle != 2*time.Hour || longest != 12*time.Hour {
		t.Errorf("%v and %v", idle, longest)
	}
}
