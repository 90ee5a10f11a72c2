// Package synthetic makes product catalogues and needs of any size, for
// benchmarks and property tests. Nothing in them is real.
//
// A [Generator] computes each product and each need from its seed and the number
// of the item alone, so that a catalogue of millions needs no storage, can be
// made by several goroutines, and is the same every time. What is made follows
// from the seed, the thesaurus and the vocabularies of package catalog: when those
// are edited, items change, so note the thesaurus version beside a measurement.
//
// Texts are sentences from templates (data/*.templates), whose slots are filled
// from three layers: general words, topic words and compounds. General words are
// drawn with a Zipf-Mandelbrot distribution from some 60,000 word forms, of which
// the most used are real words (data/*.words) and the long tail is built from
// syllables, as names and misspellings fill the tail of a real catalogue. Topic
// words are the labels and words of the product types and functions of the
// thesaurus that the item is about. Compounds join two real words.
//
// Invariants: every product and need passes the checkers of packages catalog and
// testbeds; a generator never changes after [New].
package synthetic
