package needcheck

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

var (
	personalNumber = regexp.MustCompile(`(?:\d{2})?\d{6}[-+ –]?\d{4}`)
	email          = regexp.MustCompile(`[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+`)
	phone          = regexp.MustCompile(`(?:\+46[ -]?(?:\(0\))?|0)[1-9]\d{0,2}(?:[ -–]{0,3}\d{2,3}){2,4}`)
	houseNumber    = regexp.MustCompile(`^\d{1,3}\p{L}?$`)
)

// personal finds what tells who somebody is.
func (c *Checker) personal(p *passage) (found []Finding) {
	add := func(k Kind, start, end int) {
		for _, f := range found { // what one sort has found is not of another sort too
			if start < f.End && f.Start < end {
				return
			}
		}
		found = append(found, Finding{Kind: k, Member: p.member, Start: start, End: end, Text: p.text[start:end]})
	}
	for _, m := range personalNumber.FindAllStringIndex(p.text, -1) {
		if standsAlone(p.text, m) && isPersonalNumber(p.text[m[0]:m[1]]) {
			add(PersonalNumber, m[0], m[1])
		}
	}
	for _, m := range email.FindAllStringIndex(p.text, -1) {
		add(Email, m[0], m[1])
	}
	for _, m := range phone.FindAllStringIndex(p.text, -1) {
		if standsAlone(p.text, m) && isPhone(p.text[m[0]:m[1]]) {
			add(Phone, m[0], m[1])
		}
	}
	for i := range p.tokens {
		if i+1 < len(p.tokens) && c.isStreet(p, i) {
			add(Address, p.tokens[i].start, p.tokens[i+1].end)
		}
		if from, to := c.name(p, i); to > from {
			add(Name, p.tokens[from].start, p.tokens[to-1].end)
		}
	}
	return found
}

// standsAlone reports whether no digit continues a number on either side.
func standsAlone(text string, m []int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:m[0]])
	after, _ := utf8.DecodeRuneInString(text[m[1]:])
	return !unicode.IsDigit(before) && !unicode.IsDigit(after)
}

// isPersonalNumber holds a number against the date and the checksum of Swedish
// personal identity numbers and coordination numbers, whose day is 60 more
// (Skatteverket, SKV 704; the checksum is Luhn's over the last ten digits).
func isPersonalNumber(text string) bool {
	digits := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
	ten := digits[len(digits)-10:]
	date := []byte(ten[:6])
	if date[4] >= '6' {
		date[4] -= 6
	}
	if _, err := time.Parse("060102", string(date)); err != nil {
		return false
	}
	sum := 0
	for i := range 10 {
		d := int(ten[i]-'0') * (2 - i%2)
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

// isPhone reports whether there are as many digits as a Swedish number has, with the
// area code and without the country's.
func isPhone(text string) bool {
	n := 0
	for _, r := range strings.TrimPrefix(text, "+46") {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n >= 8 && n <= 11
}

// isStreet reports whether a token is the name of a street and the next its number.
func (c *Checker) isStreet(p *passage, i int) bool {
	t := p.tokens[i]
	if !upper(t.text) || !houseNumber.MatchString(p.tokens[i+1].text) || p.tokens[i+1].start != t.end+1 {
		return false
	}
	return slices.ContainsFunc(c.words.Streets, func(end string) bool { return strings.HasSuffix(t.lower, end) && t.lower != end })
}

// name is where a name stands after a word that names follow. A new sentence between
// them ends it.
func (c *Checker) name(p *passage, i int) (from, to int) {
	l := c.language(p)
	f, ok := l.naming.find(p.tokens, i)
	if !ok {
		return 0, 0
	}
	from = i + len(f.words)
	for to = from; to < len(p.tokens) && to-from < 3; to++ {
		t := p.tokens[to]
		if strings.ContainsAny(p.text[p.tokens[to-1].end:t.start], ".?!:\n,") || !upper(t.text) || slices.Contains(l.notNames, t.text) {
			break
		}
	}
	return from, to
}

// upper reports whether a word has a capital first and a small letter after it, as
// names have and short forms have not.
func upper(s string) bool {
	first, n := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[n:])
	return unicode.IsUpper(first) && unicode.IsLower(second)
}
