package jobs

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func stockholm(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func schedule(t testing.TB, text string) Schedule {
	t.Helper()
	s, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// moment reads "2026-03-29 01:59:59 +0100".
func moment(t testing.TB, text string) time.Time {
	t.Helper()
	m, err := time.Parse("2006-01-02 15:04:05 -0700", text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// slots returns n slots after a moment, as the clock on the wall shows them.
func slots(t *testing.T, s Schedule, after string, n int) string {
	t.Helper()
	var list []string
	at := moment(t, after)
	for range n {
		at = s.Next(at)
		list = append(list, at.In(stockholm(t)).Format("02 15:04 -07"))
	}
	return strings.Join(list, ", ")
}

// In 2026 the clock goes from 02:00 to 03:00 on 29 March and from 03:00 to 02:00 on
// 25 October; in 2027 on 28 March and 31 October.
func TestSlotsWhenTheClockChanges(t *testing.T) {
	tests := []struct {
		schedule, after, want string
	}{
		// In the hour that is left out: when it would have begun, and every day.
		{"30 2 * * *", "2026-03-27 12:00:00 +0100", "28 02:30 +01, 29 03:00 +02, 30 02:30 +02"},
		{"30 2 * * *", "2027-03-26 12:00:00 +0100", "27 02:30 +01, 28 03:00 +02, 29 02:30 +02"},
		{"0,15,30 2 * * *", "2026-03-28 12:00:00 +0100", "29 03:00 +02, 30 02:00 +02"},
		{"0 2,3 * * *", "2026-03-28 12:00:00 +0100", "29 03:00 +02, 30 02:00 +02"},
		{"0 1-4 * * *", "2026-03-29 00:30:00 +0100", "29 01:00 +01, 29 03:00 +02, 29 04:00 +02"},
		// In the hour that comes twice: the first time only.
		{"30 2 * * *", "2026-10-24 12:00:00 +0200", "25 02:30 +02, 26 02:30 +01"},
		{"30 2 * * *", "2027-10-30 12:00:00 +0200", "31 02:30 +02, 01 02:30 +01"},
		{"30 2 * * *", "2026-10-25 02:30:00 +0200", "26 02:30 +01"},
		{"30 2 * * *", "2026-10-25 02:10:00 +0100", "26 02:30 +01"},
		{"0 1-3 * * *", "2026-10-25 00:30:00 +0200", "25 01:00 +02, 25 02:00 +02, 25 03:00 +01"},
		// Elsewhere on these days: once, at its time.
		{"0 7 * * *", "2026-03-28 12:00:00 +0100", "29 07:00 +02, 30 07:00 +02"},
		{"0 7 * * *", "2026-10-24 12:00:00 +0200", "25 07:00 +01, 26 07:00 +01"},
		{"0 0 * * *", "2026-10-24 12:00:00 +0200", "25 00:00 +02, 26 00:00 +01"},
		// With a star for the hours: in real time.
		{"*/30 * * * *", "2026-03-29 01:15:00 +0100", "29 01:30 +01, 29 03:00 +02, 29 03:30 +02"},
		{"*/30 * * * *", "2026-10-25 02:15:00 +0200", "25 02:30 +02, 25 02:00 +01, 25 02:30 +01, 25 03:00 +01"},
		{"5 * * * *", "2027-10-31 02:00:00 +0200", "31 02:05 +02, 31 02:05 +01, 31 03:05 +01"},
		{"*/20 * * * 0", "2026-03-29 01:30:00 +0100", "29 01:40 +01, 29 03:00 +02"},
		// Words and seconds.
		{"@daily", "2026-03-28 12:00:00 +0100", "29 00:00 +01, 30 00:00 +02"},
		{"30 0 7 * * *", "2026-06-01 06:00:00 +0200", "01 07:00 +02"},
		{"0 6 1 1 *", "2026-06-01 06:00:00 +0200", "01 06:00 +01"},
	}
	for _, test := range tests {
		n := strings.Count(test.want, ",") + 1
		if got := slots(t, schedule(t, test.schedule), test.after, n); got != test.want {
			t.Errorf("%s after %s:\n got %s\nwant %s", test.schedule, test.after, got, test.want)
		}
	}
}

func TestSchedulesThatAreRefused(t *testing.T) {
	for _, text := range []string{
		"", "x", "* * * *", "60 * * * *", "@every 5m", "TZ=UTC 0 7 * * *", "CRON_TZ=UTC 0 7 * * *", "TZ=", "0 0 30 2 *", "@reboot",
	} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}

func TestDue(t *testing.T) {
	tests := []struct {
		name, schedule, last, now, want string // want "" for nothing due
	}{
		{"never run", "0 7 * * *", "", "2026-05-05 12:00:00 +0200", "2026-05-05 07:00:00 +0200"},
		{"before its time", "0 7 * * *", "2026-05-04 07:00:00 +0200", "2026-05-05 06:59:59 +0200", ""},
		{"at its time", "0 7 * * *", "2026-05-04 07:00:00 +0200", "2026-05-05 07:00:00 +0200", "2026-05-05 07:00:00 +0200"},
		{"done", "0 7 * * *", "2026-05-05 07:00:00 +0200", "2026-05-05 12:00:00 +0200", ""},
		{"a week's outage", "0 7 * * *", "2026-05-05 07:00:00 +0200", "2026-05-12 12:00:00 +0200", "2026-05-12 07:00:00 +0200"},
		{"a week's outage each minute", "* * * * *", "2026-05-05 07:00:00 +0200", "2026-05-12 12:00:30 +0200", "2026-05-12 12:00:00 +0200"},
		{"a week over the change in spring", "30 2 * * *", "2026-03-25 02:30:00 +0100", "2026-03-29 12:00:00 +0200", "2026-03-29 03:00:00 +0200"},
		{"in the hour that comes twice", "30 2 * * *", "2026-10-25 02:30:00 +0200", "2026-10-25 02:30:00 +0100", ""},
		{"an hour before, in autumn", "30 2 * * *", "2026-10-24 02:30:00 +0200", "2026-10-25 02:45:00 +0200", "2026-10-25 02:30:00 +0200"},
		{"clock set back an hour", "*/5 * * * *", "2026-05-05 07:00:00 +0200", "2026-05-05 06:00:00 +0200", ""},
		{"clock set back a day", "0 7 * * *", "2026-05-05 07:00:00 +0200", "2026-05-04 08:00:00 +0200", ""},
		{"clock had been years ahead", "0 7 * * *", "2036-05-05 07:00:00 +0200", "2026-05-05 08:00:00 +0200", "2026-05-05 07:00:00 +0200"},
		{"once a year", "0 6 1 1 *", "2026-01-01 06:00:00 +0100", "2026-12-31 23:00:00 +0100", ""},
		{"once a year, missed", "0 6 1 1 *", "2025-01-01 06:00:00 +0100", "2026-12-31 23:00:00 +0100", "2026-01-01 06:00:00 +0100"},
		{"29 February", "0 6 29 2 *", "", "2026-05-05 08:00:00 +0200", "2024-02-29 06:00:00 +0100"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var last time.Time
			if test.last != "" {
				last = moment(t, test.last)
			}
			slot, due := Due(schedule(t, test.schedule), last, moment(t, test.now))
			switch {
			case due != (test.want != ""):
				t.Errorf("due %t, slot %v", due, slot)
			case due && !slot.Equal(moment(t, test.want)):
				t.Errorf("got %v, want %s", slot, test.want)
			}
		})
	}
}

// TestPreviousIsTheLastSlot holds Previous to Next, at any time around the changes.
func TestPreviousIsTheLastSlot(t *testing.T) {
	texts := []string{"* * * * *", "*/7 * * * *", "30 2 * * *", "0 2,3 * * 0", "15,45 0-4 * * *", "0 7 1 * *", "*/10 * * * * *", "59 23 * * 6"}
	begin := moment(t, "2026-03-28 00:00:00 +0100")
	rapid.Check(t, func(t *rapid.T) {
		s, err := Parse(rapid.SampledFrom(texts).Draw(t, "schedule"))
		if err != nil {
			t.Fatal(err)
		}
		day := rapid.SampledFrom([]int{0, 1, 210, 211, 364, 365, 581, 582}).Draw(t, "day") // around the four changes
		at := begin.AddDate(0, 0, day).Add(time.Duration(rapid.Int64Range(0, int64(24*time.Hour)).Draw(t, "time")))
		previous := s.Previous(at)
		if previous.After(at) || !s.Next(previous).After(at) || !s.Next(previous.Add(-time.Nanosecond)).Equal(previous) {
			t.Fatalf("%s at %v: previous %v, next after it %v", s, at, previous, s.Next(previous))
		}
	})
}

// TestEverySlotComesOnce looks every 131 minutes of two years at what is due: each day
// has its one slot.
func TestEverySlotComesOnce(t *testing.T) {
	s := schedule(t, "30 2 * * *")
	zone := stockholm(t)
	var last time.Time
	days := map[string]int{}
	end := moment(t, "2028-01-01 12:00:00 +0100")
	for now := moment(t, "2026-01-01 12:00:00 +0100"); now.Before(end); now = now.Add(131 * time.Minute) {
		if slot, due := Due(s, last, now); due {
			days[slot.In(zone).Format(time.DateOnly)]++
			last = slot
		}
	}
	if len(days) != 731 {
		t.Errorf("%d days", len(days))
	}
	for day, n := range days {
		if n != 1 {
			t.Errorf("%s: %d", day, n)
		}
	}
}

func BenchmarkDue(b *testing.B) {
	s := schedule(b, "0 6 1 1 *")
	now := moment(b, "2026-12-31 23:00:00 +0100")
	for b.Loop() {
		Due(s, time.Time{}, now)
	}
}
