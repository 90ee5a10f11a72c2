// Package fulltext turns Swedish and English text into terms, by one chain that
// everything in Matcharenan shares, and searches documents with bleve. It knows
// texts and fields, no domain.
//
// The Swedish chain: words by Unicode's rules, lower case in NFC, stop words
// dropped, compounds split with the whole word kept, endings removed. What the
// words below mean:
//
//   - a token is one word where it stands in a text
//   - a term is what is indexed: the stem of a word, or of a part of it
//   - a part is one of the words that a compound is made of
//   - a modifier is a part that is not the last one, the head is the last one
//   - an atom is a word that is never split
//
// Invariants: a token's offsets point into the text as it was given; the whole
// word's term comes first; no part has fewer than three letters; an Analyzer
// with the same Fingerprint gives the same terms for the same text.
//
// An Index is the search behind a page: what people type, filters, counts,
// orders, suggestions, corrections. A Live is an index that can be built anew
// while it answers. Bleve holds the terms of texts, on disk; what it is slow at
// lies in memory beside it. The words for that:
//
//   - a record is what is kept of a document beside its terms; it lies in bleve
//     as one stored field
//   - columns hold the records in memory, a row for each; a row is never changed,
//     a document that is written anew gets a new row, and the old one is dead
//   - a place is where a document lies in a segment of bleve's
//   - a view is a snapshot of bleve with the columns that belong to it: what one
//     search sees
//   - a unit is a thing that a query asks for, a clause a term that it looks up;
//     a document has a unit by any of its ways, such as the word itself, all
//     parts of it, or a synonym
//   - a generation is one of the indexes that a Live has built
//
// Invariants: a search sees all of a batch or nothing of it; its counts are exact;
// what the text finds does not depend on filters, so that a facet's count is what
// choosing the value gives; ties fall by a hash of the ID; losing the folder
// loses nothing that the caller cannot build anew.
package fulltext
