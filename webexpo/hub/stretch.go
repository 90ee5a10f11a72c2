package hub

import (
	"regexp"
	"slices"
	"strings"
)

// stretch is a piece of a text that both versions have, or one of them.
type stretch struct {
	Kind  string // empty for both, "new" or "gone"
	Lines []string
}

// mostCompared is how many pairs of words are compared; more are told as one text
// that is gone and one that is new.
const mostCompared = 1_000_000

// piece is a word with the space before it.
var piece = regexp.MustCompile(`\s*\S+|\s+$`)

// compareTexts tells two texts as one, with what is gone and what is new.
func compareTexts(before, after string) []stretch {
	a, b := piece.FindAllString(before, -1), piece.FindAllString(after, -1)
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	var t stretches
	t.add("", a[:start]...)
	t.middle(a[start:len(a)-end], b[start:len(b)-end])
	t.add("", a[len(a)-end:]...)
	return t.done()
}

// stretches gathers pieces of the same kind.
type stretches struct {
	kinds []string
	texts []string
}

func (t *stretches) add(kind string, words ...string) {
	if len(words) == 0 {
		return
	}
	text := strings.Join(words, "")
	if n := len(t.kinds); n > 0 && t.kinds[n-1] == kind {
		t.texts[n-1] += text
		return
	}
	t.kinds, t.texts = append(t.kinds, kind), append(t.texts, text)
}

// middle compares by the longest sequence of words that both have.
func (t *stretches) middle(a, b []string) {
	if len(a)*len(b) > mostCompared {
		t.add("gone", a...)
		t.add("new", b...)
		return
	}
	common := commonWords(a, b)
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			t.add("", a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			t.add("gone", a[i])
			i++
		default:
			t.add("new", b[j])
			j++
		}
	}
}

// commonWords is, for each pair of ends, how many words both have in the same order.
func commonWords(a, b []string) [][]int32 {
	common := make([][]int32, len(a)+1)
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i, was := range slices.Backward(a) {
		for j, is := range slices.Backward(b) {
			if was == is {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}

func (t *stretches) done() []stretch {
	all := make([]stretch, len(t.kinds))
	for i, kind := range t.kinds {
		all[i] = stretch{kind, strings.Split(t.texts[i], "\n")}
	}
	return all
}
