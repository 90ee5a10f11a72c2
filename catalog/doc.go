// Package catalog holds what companies offer: vendors, products, and claims
// about their effect, and reads and writes them as JSONL, CSV and XLSX.
//
// Vocabulary. A [Product] is one listing by a [Vendor]. A [Fact] is what we know
// of a yes-or-no question: nothing, yes, or no. A [Claim] is a statement about a
// product's effect with its source and how long it holds. A product type and a
// function are concepts of the thesaurus, known by their ids (P01, F12). The
// closed lists of values stand in vocabulary.go.
//
// Invariants:
//
//   - Unknown is not no. An absent member, null, the empty string, a nil slice
//     or pointer, and [Unknown] all say that nobody has told us. A slice that
//     is empty but not nil says that there is none, and survives every format.
//   - A product that has passed [Checker.Check] has an id and a name, only
//     values of the vocabularies, and organisation number and ISO code in one
//     written form.
//   - Dates are calendar days without time zone.
//   - A vendor that is given has an id and a name.
package catalog
