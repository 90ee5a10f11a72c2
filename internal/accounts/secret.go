package accounts

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
)

// maxSecret is how long a secret that somebody gives may be, in bytes.
const maxSecret = 200

// hashOf is what is stored of a secret. Secrets have 256 bits of chance, so that a
// plain hash cannot be undone by guessing.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// csrfOf is the secret that the forms of a session carry. It follows from the
// session's own, so that the store need not hold it.
func csrfOf(secret string) string { return hashOf("csrf\x00" + secret) }

// same compares two texts in a time that does not depend on what they hold.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
