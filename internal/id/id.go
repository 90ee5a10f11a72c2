// Package id makes IDs: 26 characters in the order of their time, unguessable in
// the rest, as ULID does (https://github.com/ulid/spec), in lower case.
package id

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"time"
)

// Length is the number of characters of an ID.
const Length = 26

// Crockford's alphabet: no i, l, o and u, which people confuse.
var encoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// New returns an ID for the time: 48 bits of milliseconds since 1970 and 80 bits
// of chance.
func New(now time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16)
	_, _ = rand.Read(b[6:]) // never fails, says crypto/rand
	return encoding.EncodeToString(b[:])
}

// Secret returns a text of 256 bits of chance, for tokens and links.
func Secret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails, says crypto/rand
	return encoding.EncodeToString(b[:])
}
