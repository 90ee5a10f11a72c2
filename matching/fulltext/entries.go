package fulltext

// entries are the words of a dictionary. Most questions are about what is no word,
// so a filter of bits that fits in a processor's cache answers them before the map
// is looked at (B. H. Bloom, 1970; two bits in one word of 64, so that a question
// reads one place).
type entries struct {
	flags map[string]flagSet
	bits  []uint64 // a power of two
}

// bitsPerEntry is how large the filter is at least: 16 bits an entry let one or two
// in a hundred through that are no words.
const bitsPerEntry = 16

func newEntries(flags map[string]flagSet) entries {
	size := 1
	for size*64 < len(flags)*bitsPerEntry {
		size *= 2
	}
	e := entries{flags, make([]uint64, size)}
	for word := range flags {
		place, mask := e.place(hashBytes([]byte(word)))
		e.bits[place] |= mask
	}
	return e
}

// get is the flags of a word, which the caller may change afterwards.
func (e *entries) get(word []byte) (flagSet, bool) {
	place, mask := e.place(hashBytes(word))
	if e.bits[place]&mask != mask {
		return 0, false
	}
	flags, ok := e.flags[string(word)]
	return flags, ok
}

func (e *entries) place(hash uint64) (place int, mask uint64) {
	return int(hash>>12) & (len(e.bits) - 1), 1<<(hash&63) | 1<<(hash>>6&63)
}

// hashBytes is FNV-1a with its bits spread (the finish of MurmurHash3): short words
// differ in few of FNV's high bits.
func hashBytes(word []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, b := range word {
		h = (h ^ uint64(b)) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>33
}
