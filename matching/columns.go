package matching

import (
	"math"
	"slices"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/postings"
)

// Mask columns: one bit for each value of a vocabulary, and [knownBit] when the
// product says anything at all.
const (
	maskTargetGroups = iota
	maskSettings
	maskLifeAreas
	maskCareActs
	maskConnectivity
	maskFlags
	masks
)

const knownBit = 1 << 31

// Bits of the flags column.
const (
	flagAccessible = 1 << iota
	flagAccessibleKnown
	flagTrial
	flagTrialKnown
)

// Number columns that criteria read.
const (
	columnPrice        = 0
	columnTRL          = 1
	columnCompleteness = 11
	numbers            = 12
)

// numberColumns are the columns of the facts that are numbers.
var numberColumns = map[string]int{
	"price.perMonthSEK":        columnPrice,
	"trl":                      columnTRL,
	"security.confidentiality": 2,
	"security.integrity":       3,
	"security.availability":    4,
	"trialOffer.units":         5,
	"trialOffer.weeks":         6,
}

// periodColumns are the first of the two columns of a period.
var periodColumns = map[string]int{"trialOffer.period": 7, "listing": 9}

// mask is the bits of the values in their vocabulary.
func mask(values, vocabulary []string) uint32 {
	if values == nil {
		return 0
	}
	m := uint32(knownBit)
	for _, v := range values {
		if i := slices.Index(vocabulary, v); i >= 0 {
			m |= 1 << i
		}
	}
	return m
}

// fillColumns writes what gates and criteria read of the product.
func fillColumns(d *postings.Document, p *catalog.Product) {
	d.Masks = append(d.Masks[:0],
		mask(p.TargetGroups, catalog.TargetGroups()), mask(p.Settings, catalog.Settings()),
		mask(p.LifeAreas, catalog.LifeAreas()), mask(p.CareActs, catalog.CareActs()),
		mask(p.Connectivity, catalog.Connectivities()), flags(p))
	d.Numbers = slices.Grow(d.Numbers[:0], numbers)[:numbers]
	d.Attributes = d.Attributes[:0]
	for name, get := range productFacts {
		switch v := get(p).(type) {
		case number:
			d.Numbers[numberColumns[name]] = float64(v)
		case period:
			c := periodColumns[name]
			d.Numbers[c], d.Numbers[c+1] = dayNumber(v.from), dayNumber(v.to)
		case words:
			d.Attributes = appendAttributes(d.Attributes, name, v)
		}
	}
	d.Numbers[columnCompleteness] = completeness(p)
	d.Payload = d.Payload[:0]
	for i := range p.Claims {
		d.Payload = append(d.Payload, packClaim(&p.Claims[i]))
	}
}

func dayNumber(day int) float64 {
	if day == noDay {
		return math.NaN()
	}
	return float64(day)
}

// appendAttributes adds the names under which the index keeps words.
func appendAttributes(list []string, fact string, w words) []string {
	if !w.known() {
		return list
	}
	list = append(list, knownAttribute(fact))
	for i, s := range w {
		if !slices.Contains(w[:i], s) {
			list = append(list, valueAttribute(fact, s))
		}
	}
	return list
}

func knownAttribute(fact string) string        { return fact + "?" }
func valueAttribute(fact, value string) string { return fact + "=" + value }

func flags(p *catalog.Product) uint32 {
	var f uint32
	set := func(v catalog.Fact, bit, known uint32) {
		if v != catalog.Unknown {
			f |= known
		}
		if v == catalog.Yes {
			f |= bit
		}
	}
	set(p.Accessibility.EN301549, flagAccessible, flagAccessibleKnown)
	set(p.TrialOffer.Available, flagTrial, flagTrialKnown)
	return f
}

// packClaim puts a claim into a word: its source's place in the vocabulary, the
// day it was made and the day until which it may be used, shifted so that days
// before 1970 stay positive; 0 is no such day.
func packClaim(c *catalog.Claim) uint64 {
	const bias = 1 << 20
	until := uint64(0)
	if !c.ValidUntil.IsZero() {
		until = uint64(c.ValidUntil.Days() + bias) //nolint:gosec // G115: years 1900–2200
	}
	return uint64(slices.Index(catalog.ClaimSources(), c.Source)) | //nolint:gosec // G115: validated
		uint64(c.Date.Days()+bias)<<8 | until<<32 //nolint:gosec // G115: years 1900–2200
}

func unpackClaim(w uint64) (source, date, until int) {
	const bias = 1 << 20
	source, date, until = int(w&0xff), int(w>>8&0xffffff)-bias, noDay //nolint:gosec // G115: 24 bits
	if u := int(w >> 32); u != 0 {                                    //nolint:gosec // G115: 32 bits
		until = u - bias
	}
	return source, date, until
}

// completeness is the share of the members that a buyer asks about which the
// listing tells, 0–1.
func completeness(p *catalog.Product) float64 {
	told, all := 0, 0
	count := func(known bool) {
		all++
		if known {
			told++
		}
	}
	for _, get := range productFacts {
		count(get(p).known())
	}
	for _, list := range [][]string{p.TargetGroups, p.Settings, p.LifeAreas, p.CareActs, p.Login, p.ProductTypes, p.Functions} {
		count(list != nil)
	}
	count(p.Summary != "")
	count(len(p.Claims) > 0)
	return float64(told) / float64(all)
}
