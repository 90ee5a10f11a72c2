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
package fulltext
