package frame

import (
	"testing"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/i18n"
)

// bases gives a page in Swedish and one in English, in the zone of their readers.
func bases(t *testing.T) (sv, en *Base) {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	f := &Frame{o: Options{Zone: zone}}
	return &Base{Language: i18n.Swedish, frame: f}, &Base{Language: i18n.English, frame: f}
}

func TestDatesAreWrittenAsPeopleDo(t *testing.T) {
	sv, en := bases(t)
	at := time.Date(2026, 11, 25, 13, 5, 0, 0, time.UTC)
	late := time.Date(2026, 6, 30, 22, 30, 0, 0, time.UTC) // already the next day, in summer time
	for _, test := range []struct{ what, got, want string }{
		{"date", sv.Date(at), "onsdag 25 november 2026"},
		{"date", en.Date(at), "Wednesday 25 November 2026"},
		{"time", sv.Time(at), "25 november 2026 kl. 14.05"},
		{"time", en.Time(at), "25 November 2026 at 14:05"},
		{"time after midnight", sv.Time(late), "1 juli 2026 kl. 00.30"},
		{"date after midnight", sv.Date(late), "onsdag 1 juli 2026"},
		{"no date", sv.Date(time.Time{}) + sv.Time(time.Time{}), ""},
		{"day of a date", sv.Day(catalog.MustParseDate("2026-03-01")), "1 mars 2026"},
		{"day of a text", en.Day("2026-03-01"), "1 March 2026"},
		{"a text that is no day", sv.Day("våren 2026"), "våren 2026"},
		{"no day", sv.Day(catalog.Date(0)) + sv.Day("") + sv.Day(nil), ""},
		{"machine", sv.Machine(at), "2026-11-25T13:05:00Z"},
	} {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", test.what, test.got, test.want)
		}
	}
}

func TestNumbersAreWrittenAsPeopleDo(t *testing.T) {
	sv, en := bases(t)
	for _, test := range []struct{ what, got, want string }{
		{"0", sv.Number(0), "0"},
		{"three digits", sv.Number(int64(999)), "999"},
		{"four digits", sv.Number(1200), "1\u00a0200"},
		{"seven digits", sv.Number(uint32(1234567)), "1\u00a0234\u00a0567"},
		{"English", en.Number(1234567), "1,234,567"},
		{"below zero", sv.Number(-1200), "−1\u00a0200"},
		{"the lowest", en.Number(int64(-1 << 63)), "−9,223,372,036,854,775,808"},
		{"no number", sv.Number("x") + sv.Number(nil), ""},
		{"decimals", sv.Decimal(1234.56, 1), "1\u00a0234,6"},
		{"decimals in English", en.Decimal(1234.56, 1), "1,234.6"},
		{"no decimals", sv.Decimal(2.5, 0), "2"},
		{"a zero has no sign", sv.Decimal(-0.01, 1), "0,0"},
		{"decimals below zero", sv.Decimal(-0.5, 1), "−0,5"},
		{"money", sv.Money(1200), "1\u00a0200\u00a0kr"},
		{"money in English", en.Money(1200), "SEK\u00a01,200"},
		{"share", sv.Percent(0.423), "42\u00a0%"},
		{"share in English", en.Percent(1), "100%"},
		{"no words", sv.List(nil), ""},
		{"a word", sv.List([]string{"a"}), "a"},
		{"words", sv.List([]string{"a", "b", "c"}), "a, b och c"},
		{"words in English", en.List([]string{"a", "b"}), "a and b"},
	} {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", test.what, test.got, test.want)
		}
	}
}
