// Package catalog holds what companies offer: vendors, products, and claims
// about their effect, and reads and writes them as JSONL, CSV and XLSX.
//
// Vocabulary. A [Product] is one listing by a [Vendor]. A [Fact] is what we know
// of a yes-or-no question: nothing, yes, or no. A [Claim] is a statement about a
// product's effect with its source and how long it holds. A product type and a
// function are concepts of the thesaurus, known by their ids (P01, F12). The
// closed lists of values stand in vocabulary.go.
//
// A [Listing] is a product on its way to the public: a working copy that its
// company changes, and versions that were published ([Listings] is the service). Its
// table of states is [Transitions]. An [Import] makes drafts of a file, row by row.
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
//   - Of a listing, only its service sets the owner, the state, the vendor and the
//     last day; the public sees a version only until the end of that day in Sweden.
//   - A picture or document is kept before a listing refers to it, and as long as a
//     working copy or a version does.
//   - An import that was cut off and taken up ends as one that was not.
package catalog
