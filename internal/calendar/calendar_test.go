package calendar

import (
	"testing"
	"time"
)

func day(year int, month time.Month, date int) time.Time {
	return time.Date(year, month, date, 9, 30, 0, 0, time.UTC)
}

// Days as almanacs have them.
func TestHolidaysAreThoseOfTheAlmanac(t *testing.T) {
	t.Parallel()
	tests := []struct {
		day  time.Time
		want Holiday
	}{
		{day(2026, 1, 1), NewYearsDay},
		{day(2026, 1, 6), Epiphany},
		{day(2026, 4, 3), GoodFriday},
		{day(2026, 4, 4), None}, // Saturday as it is
		{day(2026, 4, 5), EasterDay},
		{day(2026, 4, 6), EasterMonday},
		{day(2026, 5, 1), MayDay},
		{day(2026, 5, 14), AscensionDay},
		{day(2026, 5, 24), WhitSunday},
		{day(2026, 5, 25), None}, // Whit Monday until 2004
		{day(2026, 6, 6), NationalDay},
		{day(2026, 6, 19), MidsummerEve},
		{day(2026, 6, 20), MidsummerDay},
		{day(2026, 10, 31), AllSaintsDay},
		{day(2026, 11, 7), None},
		{day(2026, 12, 24), ChristmasEve},
		{day(2026, 12, 25), ChristmasDay},
		{day(2026, 12, 26), BoxingDay},
		{day(2026, 12, 31), NewYearsEve},
		{day(2027, 6, 25), MidsummerEve},
		{day(2027, 6, 26), MidsummerDay},
		{day(2027, 11, 6), AllSaintsDay},
		{day(2024, 3, 29), GoodFriday}, // Easter in March, in a leap year
		{day(2024, 5, 9), AscensionDay},
		{day(2008, 5, 1), AscensionDay}, // and May Day
		{day(2026, 11, 25), None},
	}
	for _, test := range tests {
		if got := On(test.day); got != test.want {
			t.Errorf("%s is %q, want %q", test.day.Format(time.DateOnly), got, test.want)
		}
	}
}

func TestEasterIsASundayInItsTime(t *testing.T) {
	t.Parallel()
	known := map[int]string{2005: "2005-03-27", 2011: "2011-04-24", 2025: "2025-04-20", 2026: "2026-04-05", 2027: "2027-03-28", 2030: "2030-04-21", 2038: "2038-04-25"}
	for year := 2005; year <= 2300; year++ {
		e := Easter(year)
		if want, ok := known[year]; ok && e.Format(time.DateOnly) != want {
			t.Errorf("Easter %d is %s, want %s", year, e.Format(time.DateOnly), want)
		}
		earliest, latest := time.Date(year, 3, 22, 0, 0, 0, 0, time.UTC), time.Date(year, 4, 25, 0, 0, 0, 0, time.UTC)
		if e.Weekday() != time.Sunday || e.Before(earliest) || e.After(latest) {
			t.Errorf("Easter %d is %s", year, e.Format("Monday 2006-01-02"))
		}
	}
}

func TestWorkingDaysAreCounted(t *testing.T) {
	t.Parallel()
	tests := []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-25", 0, "2026-11-25"},
		{"2026-11-25", 1, "2026-11-26"},
		{"2026-11-27", 1, "2026-11-30"}, // over a weekend
		{"2026-11-28", 0, "2026-11-30"},
		{"2026-04-02", 1, "2026-04-07"}, // over Easter
		{"2026-12-23", 1, "2026-12-28"},
		{"2026-12-30", 1, "2027-01-04"},
		{"2026-11-02", 10, "2026-11-16"},
	}
	for _, test := range tests {
		from, err := time.Parse(time.DateOnly, test.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := AddWorking(from, test.n).Format(time.DateOnly); got != test.want {
			t.Errorf("%d working days after %s is %s, want %s", test.n, test.from, got, test.want)
		}
	}
	if got := LastWorking(day(2026, 4, 6)).Format(time.DateOnly); got != "2026-04-02" {
		t.Errorf("the last working day before Easter Monday is %s", got)
	}
}

// TestTheHourIsKeptOverSummerTime: a deadline at nine is at nine on the day after the
// clocks change too.
func TestTheHourIsKeptOverSummerTime(t *testing.T) {
	t.Parallel()
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	friday := time.Date(2026, 3, 27, 9, 0, 0, 0, stockholm) // summer time begins on the Sunday
	got := AddWorking(friday, 1)
	if got.Hour() != 9 || got.Day() != 30 || got.Sub(friday) != 71*time.Hour {
		t.Errorf("the next working day is %v, %v later", got, got.Sub(friday))
	}
}
