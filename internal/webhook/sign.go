package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/allagehub/matcharenan/internal/id"
)

// Headers of a delivery.
const (
	HeaderEvent     = "Matcharenan-Event"
	HeaderDelivery  = "Matcharenan-Delivery"
	HeaderTimestamp = "Matcharenan-Timestamp"
	HeaderSignature = "Matcharenan-Signature"
)

// ErrSignature says that a delivery does not come from here, or not now.
var ErrSignature = errors.New("webhook: the signature does not fit")

// newSecret returns a secret that tells what it is, for those who search for secrets
// in what they publish.
func newSecret() string { return "mhs_" + id.Secret() }

// sign returns the signature header: one signature for each secret.
func sign(secrets []string, timestamp string, body []byte) string {
	signatures := make([]string, len(secrets))
	for i, s := range secrets {
		signatures[i] = "v1=" + hex.EncodeToString(mac(s, timestamp, body))
	}
	return strings.Join(signatures, ",")
}

func mac(secret, timestamp string, body []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(timestamp + "."))
	h.Write(body)
	return h.Sum(nil)
}

// Verify is what a receiver does with a delivery: it returns nil if the secret has
// signed the body, not longer than tolerance before or after now, and otherwise
// [ErrSignature].
func Verify(secret string, header http.Header, body []byte, now time.Time, tolerance time.Duration) error {
	timestamp := header.Get(HeaderTimestamp)
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return ErrSignature
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > tolerance || age < -tolerance {
		return ErrSignature
	}
	want := mac(secret, timestamp, body)
	for one := range strings.SplitSeq(header.Get(HeaderSignature), ",") {
		text, ok := strings.CutPrefix(strings.TrimSpace(one), "v1=")
		if !ok { // of a later version
			continue
		}
		if got, err := hex.DecodeString(text); err == nil && hmac.Equal(got, want) {
			return nil
		}
	}
	return ErrSignature
}
