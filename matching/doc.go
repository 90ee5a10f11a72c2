// Package matching pairs needs with products and says why.
//
// A [Matcher] holds a catalogue in memory. [Matcher.Match] answers which
// products may solve a need: every product that passes the hard rules is scored
// exactly, nothing is cut off before. A rule passes, fails or is unknown; only a
// known breach excludes, and what is unknown becomes a question to the supplier.
// The score, 0–100 in hundredths, is the sum of named contributions.
//
// The path of a need: [Reader.Need] reads its text into terms, concepts and
// proposed prohibitions; gates turn the rules into bitmaps; the index adds up
// text and concepts; criteria give the score; the best are explained.
//
// The answer is a function of five versions: need, product, rule set, thesaurus
// and index generation. The day is given, never taken from a clock.
package matching
