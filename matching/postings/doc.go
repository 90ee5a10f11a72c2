// Package postings is the matcher's in-memory index. It knows documents, terms
// and columns, no domain.
//
// Vocabulary. A document has a text (terms with counts), channels (other terms
// with ready weights, such as concepts), attributes (keys that are either there
// or not, kept as bitmaps for gates), number columns, and a word of bits that the
// owner reads when it scores the document. Documents live in segments of at most
// [SegmentSize]; a segment is frozen when it is made and only its bitmap of dead
// documents changes, by copy. A [Snapshot] is a set of segments that never
// changes: readers hold one and never wait for writers.
//
// Scores are exact. A posting carries the term-frequency part of BM25 as a whole
// number of 1/1024, a query coefficient is a whole number of 1/64, and sums are
// whole numbers in 32 bits: the order of adding cannot matter, nothing is rounded
// twice, and a slow scorer that follows the definition gets the same result to
// the last digit.
//
// Collection statistics (number of documents, document frequencies, average
// length) are those of the last fill. Documents added later are weighed with
// them, so that a change to one product never moves the scores of others.
package postings
