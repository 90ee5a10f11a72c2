// Package live keeps the matcher and the search index of a running service equal
// to what companies have published, and answers from them.
//
// Vocabulary. The shelf is the store's published products ([Shelf]). The stock is
// what a service holds of it: a matcher in memory and a search index on disk.
// Learned words are what the analysis knows from the shelf's own texts; they
// change only when the stock is built anew, so that a restart finds the index
// fresh. Readings are what the matcher has read of the shelf, kept beside the index
// with the place in the change feed up to which they hold: a start reads only what
// has changed since. They are of one program, thesaurus, lexicon and set of learned
// words, and have a sum; under another, or damaged, they are not used.
//
// Invariants: both are derived and may be lost; what is published or taken away is
// in both within a second, whichever process of the service did it; an answer
// shows a product as it was when it was matched.
package live
