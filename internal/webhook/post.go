package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/allagehub/matcharenan/internal/outbox"
)

// maxAnswer is how much of an answer is read, to be forgotten.
const maxAnswer = 64 << 10

// poster posts deliveries.
type poster struct {
	guard   guard
	dialer  *net.Dialer
	client  *http.Client
	timeout time.Duration
}

func newPoster(g guard, resolver *net.Resolver, timeout time.Duration) *poster {
	dialer := &net.Dialer{Timeout: timeout, Control: g.control, Resolver: resolver, KeepAlive: -1}
	return &poster{guard: g, timeout: timeout, dialer: dialer, client: &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would connect where we must not
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    timeout,
			DisableKeepAlives:      true, // a connection is to one address, checked for one delivery
			DisableCompression:     true,
			MaxResponseHeaderBytes: maxAnswer,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// post returns nil if the receiver thanks, and otherwise why not, without anything
// that the receiver wrote.
func (p *poster) post(ctx context.Context, to string, header http.Header, body []byte) error {
	// It was checked when it was kept; since then the rules may have changed.
	if key := p.guard.checkURL(to); key != "" {
		return fmt.Errorf("%w: %s", ErrAddress, key)
	}
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return outbox.Permanent(fmt.Errorf("webhook: %w", err))
	}
	request.Header = header
	answer, err := p.client.Do(request)
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	// Read a little, so that the receiver can finish writing; what it is does not matter.
	_, _ = io.CopyN(io.Discard, answer.Body, maxAnswer)
	_ = answer.Body.Close()
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusGone:
		return outbox.Permanent(errors.New("webhook: the receiver answered 410: it wants no more of this"))
	default:
		return fmt.Errorf("webhook: the receiver answered %d", code)
	}
}
