package synthetic

import "strings"

// The parts that words of the long tail are built from. A word is a few syllables
// of one onset and one vowel, closed by a coda and, in words that can be
// inflected, by the letter that its class wants.
var (
	onsets        = strings.Fields("b d f g h j k l m n p r s t v b d f g k l m n r s t bl br d dr f fl fr g gl gr h j k kl kn kr kv l m n p pl pr r s sk sl sm sn sp st str sv t tr tv v")
	swedishVowels = strings.Fields("a a a e e i i o o u y å ä ö")
	englishVowels = strings.Fields("a a e e e i i o o u")
	inner         = strings.Fields("n l r m s nd ng rk ll st mp nt rs ld")
	codas         = strings.Fields("b d g k l m n p r s t v nd ng rk lm st rt ld nk sk rn lk rv mp")
)

// coiner makes words that it has not made before.
type coiner struct {
	draw
	vowels []string
	known  map[string]bool
	b      strings.Builder
}

func newCoiner(d draw, vowels []string) *coiner {
	return &coiner{draw: d, vowels: vowels, known: make(map[string]bool)}
}

// coin returns a new word with the ending.
func (c *coiner) coin(end string) string {
	for {
		c.b.Reset()
		for left := 1 + c.weighted(0.25, 0.6, 0.15); left > 0; left-- {
			c.syllable(left == 1)
		}
		c.b.WriteString(end)
		if w := c.b.String(); !c.known[w] {
			c.known[w] = true
			return w
		}
	}
}

func (c *coiner) syllable(last bool) {
	c.b.WriteString(onsets[c.IntN(len(onsets))])
	c.b.WriteString(c.vowels[c.IntN(len(c.vowels))])
	switch {
	case last:
		c.b.WriteString(codas[c.IntN(len(codas))])
	case c.chance(0.3):
		c.b.WriteString(inner[c.IntN(len(inner))])
	}
}

// title is the word with a capital letter.
func title(word string) string {
	b := []byte(word)
	capitalize(b)
	return string(b)
}

// capitalize makes the first letter a capital, in place: the letters of Swedish
// have capitals of the same length.
func capitalize(b []byte) {
	switch {
	case len(b) > 0 && b[0] >= 'a' && b[0] <= 'z':
		b[0] -= 'a' - 'A'
	case len(b) > 1 && b[0] == 0xc3 && b[1] >= 0xa0 && b[1] != 0xb7:
		b[1] -= 0x20
	}
}
