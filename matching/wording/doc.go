// Package wording puts what the matcher says into a language: names of rules and
// criteria, values of the vocabularies, concepts, and what a rule says of a product.
//
// The matcher itself writes without language, so that one result serves all readers;
// everything that shows results to people words them here.
package wording
