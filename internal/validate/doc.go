// Package validate checks values against the rules in their validate tags. It
// is the only package that knows the validator library; what it returns are
// fault problems with message keys, never sentences.
//
// Own rules beside the library's:
//
//	id             1–128 of A–Z a–z 0–9 - _ . : that begins with a letter or digit
//	vocab=NAME     a value of the vocabulary NAME
//	weburl         an absolute http or https address with a host, at most 2000 characters
//	orgnr=Field    a Swedish organisation number, when the sibling Field is SE or empty
//	iso9999        an ISO 9999 code, as NormalISO9999 writes it
//	langcode       a language code of 2 or 3 lower-case letters
//	notbefore=Field  not less than the sibling Field, when that is given
//
// Invariants: members are named as in JSON; a problem carries the key, the
// limits and the given value (cut short) as arguments; vocabularies are given
// when the validator is built, and a tag with an unknown vocabulary fails then.
package validate
