package store_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

func TestInstant(t *testing.T) {
	stockholm := time.FixedZone("CEST", 2*60*60)
	i := store.At(time.Date(2026, 7, 1, 1, 2, 3, 4_567_890, stockholm))
	if i.Key() != "2026-06-30T23:02:03.004Z" {
		t.Errorf("key %s", i.Key())
	}
	for _, c := range []struct{ in, out string }{
		{`"2026-06-30T23:02:03.004Z"`, `"2026-06-30T23:02:03.004Z"`},
		{`"2026-07-01T01:02:03.0049+02:00"`, `"2026-06-30T23:02:03.004Z"`},
		{`"2026-07-01T00:00:00Z"`, `"2026-07-01T00:00:00.000Z"`},
		{`null`, `null`},
	} {
		var got store.Instant
		if err := json.Unmarshal([]byte(c.in), &got); err != nil {
			t.Errorf("%s: %v", c.in, err)
		}
		if out, err := json.Marshal(got); err != nil || string(out) != c.out {
			t.Errorf("%s: wrote %s, %v; want %s", c.in, out, err, c.out)
		}
	}
	var got store.Instant
	for _, in := range []string{`""`, `1`, `"2026-07-01"`, `{}`} {
		if err := json.Unmarshal([]byte(in), &got); err == nil {
			t.Errorf("%s: read as %v", in, got)
		}
	}
}
