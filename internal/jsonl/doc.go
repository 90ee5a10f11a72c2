// Package jsonl reads and writes files of one JSON object a line, strictly.
//
// A line is found by [Scanner] and decoded by [Decode]; [Read] puts the two
// together. Decoding is done by github.com/go-json-experiment/json, which is
// encoding/json/v2 before it enters the standard library: unlike encoding/json
// it matches names by case, and refuses doubled members, invalid UTF-8 and
// half surrogate pairs by itself, and it is about twice as fast. It stops at
// the first error, however, and speaks of Go types. So a line that it refuses
// is walked once more, slowly, by this package (explain.go), which finds every
// problem of the line and names members as people know them. Good lines, which
// are nearly all, never pay for that.
//
// Invariants: a bad line never stops the reading of the next; a line is never
// held in memory beyond [MaxLine] bytes; null and an absent member are the same;
// a list that is given empty is not nil.
package jsonl
