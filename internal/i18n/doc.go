// Package i18n holds every sentence that people read from Matcharenan's Go
// code, in Swedish and English.
//
// A message has a key such as read.unknownMember and, in each language, a text
// with named arguments in braces: {member}. The messages of a language lie in
// messages/<language>/*.json, one flat object a file, merged when first used. A
// file per key namespace keeps apart what different packages own.
//
// Invariants, held by tests: both languages have the same keys with the same
// arguments; no key stands twice; every key that Go code names exists. A
// message says where, what is wrong and how to mend it.
package i18n
