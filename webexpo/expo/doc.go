// Package expo is WebbExpo: what everybody may see without an account. Products are
// searched, browsed, read and compared; companies and open needs are read; what
// stands on the pages can be fetched as data.
//
// Vocabulary. An asked is what somebody asks the search for, and all of it stands in
// the address of the page. A filter is a field of the search index with its name in
// addresses. A theme is facts of a product that belong together. What is compared
// stands in the address too: no cookie remembers it.
//
// Invariants: a parameter that is not known is passed over, and a bad value of one
// that is known is named on the page and passed over; what a company has not told is
// said to be so, and never looks like a no; everything here may be kept by caches
// and asked for again by its tag.
package expo
