package fulltext

import "hash/fnv"

// sequence is the words of a document one after the other, stop words too, each
// as three bytes of a hash: enough to see whether words that the document has
// stand in a row. Between texts stands a word that is none.
type sequence struct{ bytes []byte }

const sequenceWord = 3 // bytes

func (s *sequence) add(word string) {
	h := wordHash(word)
	s.bytes = append(s.bytes, h[:]...)
}

func (s *sequence) end() { s.bytes = append(s.bytes, 0, 0, 0) }

// wordHash is never all zero.
func wordHash(word string) [sequenceWord]byte {
	h := fnv.New32a()
	h.Write([]byte(word))
	sum := h.Sum(nil)
	return [sequenceWord]byte{sum[0] | 1, sum[1], sum[2] ^ sum[3]}
}

// hasRun reports whether words with these hashes stand in a row.
func hasRun(sequence []byte, run [][sequenceWord]byte) bool {
	width := sequenceWord * len(run)
	for at := 0; at+width <= len(sequence); at += sequenceWord {
		found := true
		for i, h := range run {
			if [sequenceWord]byte(sequence[at+i*sequenceWord:]) != h {
				found = false
				break
			}
		}
		if found {
			return true
		}
	}
	return false
}
