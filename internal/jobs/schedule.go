package jobs

import (
	"errors"
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // the binary runs where no zones are installed

	"github.com/robfig/cron/v3"
)

// Zone is the time zone of schedules.
const Zone = "Europe/Stockholm"

// starBit is how cron marks a field that is a star.
const starBit = 1 << 63

// Schedule gives a job's slots.
//
// A schedule with a star for its hours follows real time: every five minutes is
// so in the night that has an hour more, too. Any other follows the clock on the
// wall: a slot in the hour that is left out in spring comes when that hour would
// have begun, and one in the hour that comes twice in autumn comes the first time.
type Schedule struct {
	text string
	spec *cron.SpecSchedule
	zone *time.Location
	wall bool // follows the clock on the wall
}

// Parse reads a schedule: five fields as crontab has them (minute, hour, day of
// month, month, day of week), seconds before them if there are six, or a word like
// @daily.
func Parse(text string) (Schedule, error) {
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		return Schedule{}, fmt.Errorf("zone %s: %w", Zone, err)
	}
	if strings.Contains(text, "TZ=") {
		return Schedule{}, fmt.Errorf("schedule %q: the zone is always %s", text, Zone)
	}
	const fields = cron.SecondOptional | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor
	parsed, err := cron.NewParser(fields).Parse(text)
	if err != nil {
		return Schedule{}, fmt.Errorf("schedule %q: %w", text, err)
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return Schedule{}, fmt.Errorf("schedule %q: an interval has no due times; use */n", text)
	}
	s := Schedule{text: text, spec: spec, zone: zone, wall: spec.Hour&starBit == 0}
	if s.wall {
		spec.Location = time.UTC // where no hour is left out; see Next
	} else {
		spec.Location = zone
	}
	if spec.Next(time.Unix(0, 0)).IsZero() {
		return Schedule{}, errors.New("schedule " + text + " has no due times")
	}
	return s, nil
}

// String returns the text of the schedule.
func (s Schedule) String() string { return s.text }

// Next returns the first slot after t, or the zero time if there is none within
// five years.
func (s Schedule) Next(t time.Time) time.Time {
	if !s.wall {
		return s.spec.Next(t.In(s.zone))
	}
	// What the clock on the wall shows, as if it were UTC. Slots on the wall come in
	// the same order in real time, so the first that is late enough is the one.
	local := t.In(s.zone)
	wall := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), 0, time.UTC)
	for {
		if wall = s.spec.Next(wall); wall.IsZero() {
			return wall
		}
		if slot := onWall(wall, s.zone); slot.After(t) {
			return slot
		}
	}
}

// onWall is the first moment at which the clock on the wall shows wall, given as
// UTC, or goes past it.
func onWall(wall time.Time, zone *time.Location) time.Time {
	_, before := wall.Add(-24 * time.Hour).In(zone).Zone()
	_, after := wall.Add(24 * time.Hour).In(zone).Zone()
	earliest := wall.Add(-time.Duration(max(before, after)) * time.Second).In(zone)
	latest := wall.Add(-time.Duration(min(before, after)) * time.Second).In(zone)
	shows := func(t time.Time) bool {
		_, offset := t.Zone()
		return t.Add(time.Duration(offset) * time.Second).Equal(wall)
	}
	switch {
	case shows(earliest):
		return earliest
	case shows(latest):
		return latest
	default: // left out: the change lies between the two
		start, _ := latest.ZoneBounds()
		return start.In(zone)
	}
}

// Previous returns the last slot at or before t, or the zero time if there is none
// within five years.
func (s Schedule) Previous(t time.Time) time.Time {
	const limit = 5 * 366 * 24 * time.Hour
	back := time.Second
	for !s.within(t.Add(-back), t) {
		if back *= 2; back > limit {
			return time.Time{}
		}
	}
	// The last slot lies after low, and none lies after high.
	low, high := t.Add(-back), t
	for high.Sub(low) > time.Second/2 {
		if middle := low.Add(high.Sub(low) / 2); s.within(middle, t) {
			low = middle
		} else {
			high = middle
		}
	}
	return s.Next(low)
}

// within reports whether there is a slot after from that is not after to.
func (s Schedule) within(from, to time.Time) bool {
	next := s.Next(from)
	return !next.IsZero() && !next.After(to)
}

// maxAhead is how far a finished slot may lie ahead of the clock before it is taken
// for a mistake of a clock and not believed.
const maxAhead = 48 * time.Hour

// Due returns the slot that a job is to be run for at now, when last is the slot of
// its last finished run, zero for none. Of several that were missed it is the last.
// A clock that was set back makes nothing due until it has passed last again,
// unless last lies so far ahead that it was never true.
func Due(s Schedule, last, now time.Time) (slot time.Time, due bool) {
	if last.After(now.Add(maxAhead)) {
		last = time.Time{}
	}
	slot = s.Previous(now)
	if slot.IsZero() || !slot.After(last) {
		return time.Time{}, false
	}
	return slot, true
}
