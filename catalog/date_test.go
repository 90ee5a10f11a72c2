package catalog

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	good := map[string]int{ // days since 1970-01-01
		"1970-01-01": 0, "1970-01-02": 1, "1969-12-31": -1, "2000-02-29": 11016,
		"1900-01-01": -25567, "2200-12-31": 84370,
	}
	for s, days := range good {
		d, err := ParseDate(s)
		if err != nil || d.Days() != days || d.String() != s || d.IsZero() {
			t.Errorf("ParseDate(%s) = %v (%d days), %v; want %d days", s, d, d.Days(), err, days)
		}
	}
	bad := []string{
		"", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-1-01", "26-01-01", "2026/01/01",
		"2026-01-01T00:00:00Z", " 2026-01-01", "+026-01-01", "2026-+1-01", "1899-12-31", "2201-01-01", "1900-02-29", "２０２６",
	}
	for _, s := range bad {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", s, d)
		}
	}
}

func TestDateFollowsTheCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 300*365).Draw(t, "n")
		first := MustParseDate("1900-01-01")
		d := first.AddDays(n)
		want := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)
		if d.String() != want.Format(time.DateOnly) || DateOf(want) != d || !d.Time().Equal(want) {
			t.Fatalf("day %d is %v, want %v", n, d, want)
		}
		same := d
		if !first.Before(d) || !d.After(first) || d.Compare(first) != 1 || first.Compare(d) != -1 || d.Compare(same) != 0 {
			t.Fatal("order")
		}
	})
}

func TestDateOfUsesTheTimesOwnZone(t *testing.T) {
	east := time.FixedZone("east", 2*3600)
	if d := DateOf(time.Date(2026, 3, 31, 0, 30, 0, 0, east)); d.String() != "2026-03-31" {
		t.Errorf("got %v", d)
	}
	if d := DateOf(time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC)); !d.IsZero() {
		t.Errorf("1800 gave %v", d)
	}
}

func TestDateJSON(t *testing.T) {
	var d Date
	if err := json.Unmarshal([]byte(`"2026-03-31"`), &d); err != nil || d.String() != "2026-03-31" {
		t.Error(d, err)
	}
	if err := json.Unmarshal([]byte(`null`), &d); err != nil || !d.IsZero() || d.String() != "" {
		t.Error(d, err)
	}
	for _, bad := range []string{`20260331`, `""`, `"31/3 2026"`, `true`, `["2026-03-31"]`} {
		if err := json.Unmarshal([]byte(bad), &d); err == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
	if b, err := json.Marshal(Date(0)); err != nil || string(b) != "null" {
		t.Errorf("no date is written as %s, %v", b, err)
	}
}
