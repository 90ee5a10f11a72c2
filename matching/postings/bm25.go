package postings

import "math"

// Parameters of BM25 (Robertson and Zaragoza, The Probabilistic Relevance
// Framework: BM25 and Beyond, 2009, section 3.2), at the values that Anserini uses
// (Yang, Fang and Lin, 2017): listings are short, and repeating a word says little.
const (
	K1 = 0.9
	B  = 0.4
)

// Statistics describe the collection at the last fill.
type Statistics struct {
	Documents     int
	AverageLength float64
}

// TermImpact is the term-frequency part of BM25, tf·(k1+1) / (tf + k1·(1−b+b·dl/avgdl)),
// as a whole number of 1/1024.
func TermImpact(tf, length int, averageLength float64) uint16 {
	if averageLength <= 0 {
		averageLength = 1
	}
	norm := K1 * (1 - B + B*float64(length)/averageLength)
	w := float64(tf) * (K1 + 1) / (float64(tf) + norm)
	return uint16(math.Round(w * 1024))
}

// IDF is BM25's inverse document frequency, ln(1 + (N−df+½)/(df+½)), never
// negative.
func IDF(documents, documentFrequency int) float64 {
	n, df := float64(documents), float64(documentFrequency)
	if df > n { // terms of documents that came after the fill
		df = n
	}
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}
