package postings

// SegmentSize is the largest number of documents in a segment. The accumulator
// of one channel then takes 128 KiB and stays in a core's second-level cache.
const SegmentSize = 32768

// Document is what the index keeps of one document. The index copies what it
// needs; the slices may be used again by the caller.
type Document struct {
	ID         string
	Text       []Count   // each term once
	Length     int       // number of words, for BM25's length normalisation
	Channel    []Impact  // each term once; must not share names with Text
	Attributes []string  // each once
	Bits       uint64    // for the owner to pack values in; the index never looks into them
	Numbers    []float64 // as many as the index has number columns; NaN is unknown
	Payload    []uint64  // any number of words for the owner; the index never looks into them
	Origin     Origin    // where the full document can be read again
}

// Count is how often a term stands in a document's text.
type Count struct {
	Term string
	N    uint16
}

// Impact is a term with a ready weight in 1/1024, at most [MaxImpact].
type Impact struct {
	Term   string
	Weight uint16
}

// MaxImpact is the largest weight of a posting: BM25's bound k1+1 in 1/1024,
// rounded up.
const MaxImpact = 1946

// Origin is a place in whatever the documents were read from. The index keeps
// it for its owner and never looks into it.
type Origin struct {
	Offset int64
	Length int32
	Source int32
}
