package id

import (
	"testing"
	"time"
)

func TestIDsAreInTheOrderOfTheirTime(t *testing.T) {
	at := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	seen := map[string]bool{}
	last := ""
	for i := range 1000 {
		id := New(at.Add(time.Duration(i) * time.Millisecond))
		if len(id) != Length || id <= last || seen[id] {
			t.Fatalf("%s after %s", id, last)
		}
		seen[id], last = true, id
	}
	if a, b := New(at), New(at); a == b || a[:9] != b[:9] {
		t.Errorf("two of one moment: %s %s", a, b)
	}
}

func TestSecretsDiffer(t *testing.T) {
	if a, b := Secret(), Secret(); a == b || len(a) != 52 {
		t.Errorf("%s %s", a, b)
	}
}
