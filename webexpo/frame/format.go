package frame

import (
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/i18n"
)

// noBreak is a space that no line ends at: it keeps a number together with its
// unit, and groups the digits of Swedish numbers.
const noBreak = "\u00a0"

// calendar is the words of dates in a language.
type calendar struct {
	weekdays [7]string // from Sunday, as package time counts
	months   [12]string
	clock    string // layout of the hour
	at       string // between the date and the hour
}

func calendarOf(l i18n.Language) calendar {
	if l == i18n.English {
		return calendar{
			weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
			months: [12]string{
				"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
			},
			clock: "15:04", at: " at ",
		}
	}
	return calendar{
		weekdays: [7]string{"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"},
		months: [12]string{
			"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december",
		},
		clock: "15.04", at: " kl. ",
	}
}

// day writes 25 november 2026.
func (w calendar) day(t time.Time) string {
	return strconv.Itoa(t.Day()) + " " + w.months[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// Date writes the day of a time with its weekday: tisdag 25 november 2026. No time
// is written as nothing, here and below.
func (b *Base) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t, w := b.local(t), calendarOf(b.Language)
	return w.weekdays[t.Weekday()] + " " + w.day(t)
}

// Time writes a time with the clock: 25 november 2026 kl. 14.05.
func (b *Base) Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t, w := b.local(t), calendarOf(b.Language)
	return w.day(t) + w.at + t.Format(w.clock)
}

// Day writes a calendar day, a [catalog.Date] or a text of the form YYYY-MM-DD:
// 25 november 2026. What is neither is written as it is.
func (b *Base) Day(day any) string {
	d, ok := day.(catalog.Date)
	if s, is := day.(string); is {
		var err error
		if d, err = catalog.ParseDate(s); err != nil {
			return s
		}
		ok = true
	}
	if !ok || d.IsZero() {
		return ""
	}
	return calendarOf(b.Language).day(d.Time())
}

// Machine writes a time for the datetime attribute of the time element.
func (b *Base) Machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// local is the time in the zone of everything that people read.
func (b *Base) local(t time.Time) time.Time {
	if b.frame == nil || b.frame.o.Zone == nil {
		return t.UTC()
	}
	return t.In(b.frame.o.Zone)
}

// Number writes a whole number of any integer type in groups of three digits:
// 1 200 in Swedish, 1,200 in English.
func (b *Base) Number(n any) string {
	v := reflect.ValueOf(n)
	switch {
	case v.CanInt():
		if i := v.Int(); i < 0 {
			return "−" + b.group(strings.TrimPrefix(strconv.FormatInt(i, 10), "-"))
		}
		return b.group(strconv.FormatInt(v.Int(), 10))
	case v.CanUint():
		return b.group(strconv.FormatUint(v.Uint(), 10))
	case v.CanFloat():
		return b.Decimal(v.Float(), 0)
	default:
		return ""
	}
}

// Decimal writes a number with so many decimals, after a comma in Swedish.
func (b *Base) Decimal(f float64, decimals int) string {
	whole, fraction, has := strings.Cut(strconv.FormatFloat(f, 'f', decimals, 64), ".")
	whole, negative := strings.CutPrefix(whole, "-")
	if negative = negative && strings.Trim(whole+fraction, "0") != ""; negative {
		whole = "−" + b.group(whole)
	} else {
		whole = b.group(whole)
	}
	switch {
	case !has:
		return whole
	case b.Language == i18n.English:
		return whole + "." + fraction
	default:
		return whole + "," + fraction
	}
}

// group sets a mark between groups of three digits.
func (b *Base) group(digits string) string {
	mark := noBreak
	if b.Language == i18n.English {
		mark = ","
	}
	first := (len(digits)-1)%3 + 1
	groups := []string{digits[:first]}
	for i := first; i < len(digits); i += 3 {
		groups = append(groups, digits[i:i+3])
	}
	return strings.Join(groups, mark)
}

// Money writes an amount of whole kronor: 1 200 kr, SEK 1,200.
func (b *Base) Money(n any) string {
	if b.Language == i18n.English {
		return "SEK" + noBreak + b.Number(n)
	}
	return b.Number(n) + noBreak + "kr"
}

// Percent writes a share from 0 to 1: 42 %, 42%.
func (b *Base) Percent(share float64) string {
	if b.Language == i18n.English {
		return b.Decimal(share*100, 0) + "%"
	}
	return b.Decimal(share*100, 0) + noBreak + "%"
}

// List joins words as people do: a, b och c.
func (b *Base) List(words []string) string {
	and := " och "
	if b.Language == i18n.English {
		and = " and "
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + and + words[last]
}

// Sentence writes words with a capital first, as a sentence begins.
func Sentence(words string) string {
	r, n := utf8.DecodeRuneInString(words)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + words[n:]
}
