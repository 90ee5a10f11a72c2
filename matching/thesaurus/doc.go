// Package thesaurus holds the vocabulary that needs and products meet in: what
// products do (functions), what they are (product types), and the words, labels
// and everyday problem phrases by which people speak of them, in Swedish and
// English.
//
// The data are YAML files in the folder data, one for each area, written so that
// project staff can extend them. The terms are those of ISO 25964: a concept has
// one preferred label in each language, synonyms, quasi-synonyms, hidden labels
// (trade names, words of neighbouring languages, usual misspellings: they find
// the concept and are never shown), broader, narrower and related concepts.
//
// A loaded thesaurus has passed [Thesaurus.Check]: no label stands for two
// concepts, no relation leads nowhere or round in a circle.
package thesaurus
