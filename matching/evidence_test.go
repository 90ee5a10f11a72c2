package matching

import "testing"

// A phrase whose words are so common that it proves nothing must leave nothing
// behind: its place used to be that of an earlier, longer text.
func TestEvidenceWithoutWeightLeavesNothing(t *testing.T) {
	e := &evidence{doubt: []float32{1}, best: []float32{0}, span: [][2]int32{{40, 41}}}
	e.speak(0, 0, [2]int32{0, 1})
	if len(e.touched) != 0 {
		t.Errorf("evidence without weight touched %v", e.touched)
	}
	e.speak(0, 0.5, [2]int32{2, 3})
	if e.span[0] != [2]int32{2, 3} {
		t.Errorf("span = %v, want that of the evidence", e.span[0])
	}
}
