package fulltext

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// flagSet holds a word's flags, one bit for each flag that the affix file
// gives a meaning; all others are of no concern here.
type flagSet uint64

const maxFlags = 64

func (s flagSet) any(of flagSet) bool { return s&of != 0 }

// affixes is what an .aff file says.
type affixes struct {
	bits        map[rune]flagSet
	ascii       [utf8.RuneSelf]flagSet // the same, faster
	inflections suffixes
	links       suffixes // those that make the first part of a compound

	begin, middle, end, only, forbidden, needsAffix, permit flagSet
}

// parseAffixes reads an .aff file. Errors name the line.
func parseAffixes(text string) (*affixes, error) {
	if !utf8.ValidString(text) {
		return nil, errors.New("not in UTF-8, the only encoding that is read")
	}
	a := &affixes{bits: make(map[rune]flagSet)}
	rules := make(map[string][][]string) // by flag; they may be read once all flags are known
	number := 0
	for line := range strings.Lines(text) {
		number++
		fields := strings.Fields(line)
		if len(fields) < 2 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if err := a.directive(fields, rules); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	for _, lines := range rules {
		for _, fields := range lines {
			a.addSuffix(fields)
		}
	}
	return a, nil
}

// directive reads one line.
func (a *affixes) directive(fields []string, rules map[string][][]string) (err error) {
	marks := map[string]*flagSet{
		"COMPOUNDBEGIN": &a.begin, "COMPOUNDMIDDLE": &a.middle, "COMPOUNDEND": &a.end,
		"ONLYINCOMPOUND": &a.only, "FORBIDDENWORD": &a.forbidden, "NEEDAFFIX": &a.needsAffix,
		"COMPOUNDPERMITFLAG": &a.permit,
	}
	switch name := fields[0]; name {
	case "SET":
		if !strings.EqualFold(fields[1], "UTF-8") {
			return fmt.Errorf("encoding %s is not read, only UTF-8", fields[1])
		}
	case "FLAG":
		if !strings.EqualFold(fields[1], "UTF-8") {
			return fmt.Errorf("flags of kind %q are not read, only single characters", fields[1])
		}
	case "COMPOUNDFLAG":
		a.begin, err = a.bit(fields[1])
		a.middle, a.end = a.begin, a.begin
	case "SFX":
		return a.suffixLine(fields, rules)
	default:
		if mark := marks[name]; mark != nil {
			*mark, err = a.bit(fields[1])
		}
	}
	return err
}

// bit returns the bit of a flag, a new one when it is first seen.
func (a *affixes) bit(flag string) (flagSet, error) {
	r, size := utf8.DecodeRuneInString(flag)
	if size != len(flag) {
		return 0, fmt.Errorf("flag %q is not a single character", flag)
	}
	if bit, ok := a.bits[r]; ok {
		return bit, nil
	}
	if len(a.bits) == maxFlags {
		return 0, fmt.Errorf("more than %d flags", maxFlags)
	}
	bit := flagSet(1) << len(a.bits)
	a.bits[r] = bit
	if r < utf8.RuneSelf {
		a.ascii[r] = bit
	}
	return bit, nil
}

// suffixLine checks a line of a suffix, a heading (SFX A Y 1) or a rule
// (SFX A 0 s .), and keeps the rules.
func (a *affixes) suffixLine(fields []string, rules map[string][][]string) error {
	if _, err := a.bit(fields[1]); err != nil {
		return err
	}
	if _, started := rules[fields[1]]; !started {
		if len(fields) < 4 || fields[2] != "Y" && fields[2] != "N" {
			return fmt.Errorf("suffix %s has no heading like %q", fields[1], "SFX A Y 1")
		}
		rules[fields[1]] = [][]string{}
		return nil
	}
	if len(fields) < 4 {
		return fmt.Errorf("suffix %s: a rule needs at least what to take off and put on", fields[1])
	}
	if len(fields) > 4 {
		if _, err := parseCondition(fields[4]); err != nil {
			return fmt.Errorf("suffix %s: %w", fields[1], err)
		}
	}
	rules[fields[1]] = append(rules[fields[1]], fields)
	return nil
}

// addSuffix enters a rule that suffixLine has checked.
func (a *affixes) addSuffix(fields []string) {
	flag, _ := a.bit(fields[1])
	add, flags, _ := strings.Cut(fields[3], "/")
	rule := suffix{flag: flag, strip: zero(fields[2]), gives: a.flags(flags)}
	if len(fields) > 4 {
		rule.condition, _ = parseCondition(fields[4])
	}
	if rule.gives.any(a.begin | a.middle) {
		a.links.add(zero(add), rule)
	}
	if !rule.gives.any(a.only) {
		a.inflections.add(zero(add), rule)
	}
}

// zero turns the format's sign for nothing into nothing.
func zero(s string) string {
	if s == "0" {
		return ""
	}
	return s
}

// flags returns the set of the flags in s that mean something here.
func (a *affixes) flags(s string) (set flagSet) {
	for _, r := range s {
		if r < utf8.RuneSelf {
			set |= a.ascii[r]
		} else {
			set |= a.bits[r]
		}
	}
	return set
}
