// Package about is the pages about the service itself: what it is, how its pages are
// made, how accessible they are, and what it keeps about people.
//
// Vocabulary. The style page (/om/design) is a living one: it shows the components
// themselves, in every state, so that what it shows is what other pages have.
//
// Invariants: what is said about times comes from where they are decided, so that no
// page promises another time than the service keeps; the pages ask no store.
package about
