// Package match is the page that explains a match: which products may solve a need,
// why each stands where it does, what is not known, and what would change it.
//
// Vocabulary. A hit is a product that meets every must. A near miss fails one. A must
// can be softened: it is then passed over this once, in the address and nowhere else.
// A quote is a sentence with the words that need and product share marked in it.
//
// Invariants: every figure is the matcher's own; what is not known is told as a
// question and never as a no; looking changes nothing.
package match
