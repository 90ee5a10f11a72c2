package calendar

import "time"

// Holiday names a day on which most people are free.
type Holiday string

// The holidays: those of the law, and the three eves that are kept like them.
const (
	None         Holiday = ""
	NewYearsDay  Holiday = "newYearsDay"
	Epiphany     Holiday = "epiphany"
	GoodFriday   Holiday = "goodFriday"
	EasterDay    Holiday = "easterDay"
	EasterMonday Holiday = "easterMonday"
	MayDay       Holiday = "mayDay"
	AscensionDay Holiday = "ascensionDay"
	WhitSunday   Holiday = "whitSunday"
	NationalDay  Holiday = "nationalDay"
	MidsummerEve Holiday = "midsummerEve"
	MidsummerDay Holiday = "midsummerDay"
	AllSaintsDay Holiday = "allSaintsDay"
	ChristmasEve Holiday = "christmasEve"
	ChristmasDay Holiday = "christmasDay"
	BoxingDay    Holiday = "boxingDay"
	NewYearsEve  Holiday = "newYearsEve"
)

// fixed are the holidays of a date.
var fixed = map[[2]int]Holiday{
	{1, 1}: NewYearsDay, {1, 6}: Epiphany, {5, 1}: MayDay, {6, 6}: NationalDay,
	{12, 24}: ChristmasEve, {12, 25}: ChristmasDay, {12, 26}: BoxingDay, {12, 31}: NewYearsEve,
}

// fromEaster are the holidays by how many days they come after Easter Day.
var fromEaster = map[int]Holiday{-2: GoodFriday, 0: EasterDay, 1: EasterMonday, 39: AscensionDay, 49: WhitSunday}

// On returns the holiday that a day is. A day that is two of them, as May Day and
// Ascension Day in 2008, is the one that moves.
func On(day time.Time) Holiday {
	year, month, date := day.Date()
	civil := time.Date(year, month, date, 0, 0, 0, 0, time.UTC)
	if h, ok := fromEaster[int(civil.Sub(Easter(year))/(24*time.Hour))]; ok {
		return h
	}
	switch {
	case month == time.June && civil.Weekday() == time.Saturday && date >= 20 && date <= 26:
		return MidsummerDay
	case month == time.June && civil.Weekday() == time.Friday && date >= 19 && date <= 25:
		return MidsummerEve
	case civil.Weekday() == time.Saturday && (month == time.October && date == 31 || month == time.November && date <= 6):
		return AllSaintsDay
	}
	return fixed[[2]int{int(month), date}]
}

// Easter is Easter Day of a year, in UTC, by the Gregorian computus in the form of
// Meeus, Jones and Butcher (J. Meeus, Astronomical Algorithms, 1991, chapter 8).
func Easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

// Working reports whether most people work on a day.
func Working(day time.Time) bool {
	w := day.Weekday()
	return w != time.Saturday && w != time.Sunday && On(day) == None
}

// NextWorking is the day itself if people work then, and otherwise the first day
// after it on which they do, at the same hour.
func NextWorking(day time.Time) time.Time {
	for !Working(day) {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// LastWorking is the day itself if people work then, and otherwise the last day
// before it on which they did, at the same hour.
func LastWorking(day time.Time) time.Time {
	for !Working(day) {
		day = day.AddDate(0, 0, -1)
	}
	return day
}

// AddWorking is so many working days after a day; n is not negative. With none it is
// [NextWorking].
func AddWorking(day time.Time, n int) time.Time {
	for range n {
		day = NextWorking(day.AddDate(0, 0, 1))
	}
	return NextWorking(day)
}
