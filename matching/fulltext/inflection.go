package fulltext

// The three questions below are answered without expanding the dictionary: each
// ending that a rule may have put on is taken off again, and the rest looked up.

// modifier returns the base form of a piece that may stand before another part.
func (h *Hunspell) modifier(piece string) (string, bool) {
	if flags, ok := h.words.get([]byte(piece)); ok && !flags.any(h.affixes.forbidden) && flags.any(h.affixes.begin|h.affixes.middle) {
		if flags.any(h.affixes.only) {
			return h.fullForm(piece), true
		}
		return piece, true
	}
	return h.base(piece, &h.affixes.links, 0)
}

// fullForm finds the word behind a linking form that has an entry of its own
// (skol, kyrko), by the vowels that such forms lose or change.
func (h *Hunspell) fullForm(form string) string {
	stem := form
	switch form[len(form)-1] {
	case 'o', 'u', 'e', 'a', 's':
		stem = form[:len(form)-1]
	}
	for _, candidate := range []string{stem + "a", stem + "e", stem} {
		if flags, ok := h.words.get([]byte(candidate)); ok && !flags.any(h.affixes.only) && candidate != form {
			return candidate
		}
	}
	return form
}

// head reports whether a piece may be the last part, inflected or not.
func (h *Hunspell) head(piece string) bool {
	if h == nil {
		return false
	}
	if flags, ok := h.words.get([]byte(piece)); ok && flags.any(h.affixes.end) && !flags.any(h.affixes.forbidden|h.affixes.only|h.affixes.needsAffix) {
		return true
	}
	_, ok := h.base(piece, &h.affixes.inflections, h.affixes.end)
	return ok
}

// known reports whether a word, in lower case, is in the dictionary or a form
// of one that is.
func (h *Hunspell) known(word string) bool {
	if h == nil {
		return false
	}
	if flags, ok := h.words.get([]byte(word)); ok {
		if flags.any(h.affixes.forbidden) {
			return false
		}
		if !flags.any(h.affixes.only | h.affixes.needsAffix) {
			return true
		}
	}
	_, ok := h.base(word, &h.affixes.inflections, 0)
	return ok
}

// base finds a word of the dictionary that the rules can make a form of. Where
// flags are asked for, the word must have one of them.
func (h *Hunspell) base(form string, by *suffixes, asked flagSet) (string, bool) {
	var buf [256]byte
	for cut := len(form); cut >= 0 && len(form)-cut <= by.longest; cut-- {
		rules := by.rules[form[cut:]]
		for i := range rules {
			rule := &rules[i]
			word := append(append(buf[:0], form[:cut]...), rule.strip...)
			flags, ok := h.words.get(word)
			if !ok || !flags.any(rule.flag) || flags.any(h.affixes.forbidden) || !rule.allows(word) {
				continue
			}
			if asked == 0 || flags.any(asked) {
				return string(word), true
			}
		}
	}
	return "", false
}
