package matching

import (
	"math"
	"slices"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/postings"
)

// field is where a small set of values stands in a product's word of bits. Its
// last bit says whether the product tells anything at all.
type field struct{ shift, width uint }

// The fields of a product's word of bits. They fill all 64. The last three serve
// bounds on a score (see [sieve]) and have no bit for whether the product tells.
var (
	fieldTargetGroups = field{0, 12}
	fieldSettings     = field{12, 11}
	fieldLifeAreas    = field{23, 15}
	fieldCareActs     = field{38, 4}
	fieldConnectivity = field{42, 7}
	fieldAccessible   = field{49, 2}
	fieldTrial        = field{51, 2}
	fieldTRL          = field{53, 4} // 0 when it is not known
	fieldEvidence     = field{57, 2} // the last source, in the vocabulary's order, that a claim names
	fieldCompleteness = field{59, 5} // in steps of 1/completenessSteps, rounded up
)

// completenessSteps is what the field for completeness holds when all is told.
const completenessSteps = 31

// told is the bit of a field's value that says that the product tells.
func (f field) told() uint32 { return 1 << (f.width - 1) }

// of takes the field's value out of a word.
func (f field) of(word uint64) uint32 { return uint32(word >> f.shift & (1<<f.width - 1)) } //nolint:gosec // G115: at most 15 bits

// set puts values of a vocabulary into a word.
func (f field) set(word *uint64, values, vocabulary []string) {
	if values == nil {
		return
	}
	*word |= uint64(mask(values, vocabulary)|f.told()) << f.shift
}

// setFact puts a fact into a word.
func (f field) setFact(word *uint64, v catalog.Fact) {
	switch v {
	case catalog.Yes:
		*word |= uint64(f.told()|1) << f.shift
	case catalog.No:
		*word |= uint64(f.told()) << f.shift
	case catalog.Unknown:
	}
}

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
	m := uint32(0)
	for _, v := range values {
		if i := slices.Index(vocabulary, v); i >= 0 {
			m |= 1 << i
		}
	}
	return m
}

// fillColumns writes what gates and criteria read of the product. Its payload is
// its version, then its claims.
func fillColumns(d *postings.Document, p *catalog.Product, version uint64) {
	complete := completeness(p)
	d.Bits = productBits(p) | boundBits(p, complete)
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
	d.Numbers[columnCompleteness] = complete
	d.Payload = append(d.Payload[:0], version)
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

func productBits(p *catalog.Product) (word uint64) {
	fieldTargetGroups.set(&word, p.TargetGroups, catalog.TargetGroups())
	fieldSettings.set(&word, p.Settings, catalog.Settings())
	fieldLifeAreas.set(&word, p.LifeAreas, catalog.LifeAreas())
	fieldCareActs.set(&word, p.CareActs, catalog.CareActs())
	fieldConnectivity.set(&word, p.Connectivity, catalog.Connectivities())
	fieldAccessible.setFact(&word, p.Accessibility.EN301549)
	fieldTrial.setFact(&word, p.TrialOffer.Available)
	return word
}

// boundBits are what bounds on a score read of the product.
func boundBits(p *catalog.Product, complete float64) (word uint64) {
	if p.TRL != nil {
		word |= uint64(min(max(*p.TRL, 0), 15)) << fieldTRL.shift
	}
	last := 0
	for i := range p.Claims {
		last = max(last, slices.Index(catalog.ClaimSources(), p.Claims[i].Source))
	}
	word |= uint64(min(last, 3)) << fieldEvidence.shift
	return word | uint64(math.Ceil(complete*completenessSteps))<<fieldCompleteness.shift
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
	source, date, until = int(w&0xff), int(w>>8&0xffffff)-bias, noDay
	if u := int(w >> 32); u != 0 {
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
