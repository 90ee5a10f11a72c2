package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/metrics"
	"github.com/allagehub/matcharenan/internal/store"
)

// Options are what an [App] is made of. Zero limits are the defaults of
// [DefaultLimits] and [DefaultRates].
type Options struct {
	Log     *slog.Logger     // required
	Now     func() time.Time // required; connections take their deadlines from it, so it must be the true time when serving
	Auth    Authenticator    // nil: everybody is a guest
	Store   store.Engine     // of idempotency keys; nil: a route that wants them answers 503
	Metrics *metrics.Metrics // nil: none are kept

	PublicURL      *url.URL       // how people reach the service; its origin is our own. May be nil
	Hosts          []string       // host names that are answered; empty for this machine's own names
	TrustedProxies []netip.Prefix // whose X-Forwarded-For, X-Forwarded-Proto and X-Request-Id are believed
	CORSOrigins    []string       // other origins whose scripts may use the API with tokens; empty: none
	Secure         bool           // whether people always come by TLS: cookies are then __Host- and HSTS is sent

	Limits Limits
	Rates  Rates

	Checks []Check // of readiness

	// ErrorPage may answer an error as a page; false leaves it to be answered as
	// JSON. The status has been set.
	ErrorPage func(c *fiber.Ctx, p Problem) (bool, error)
}

// Limits are how much, how big and how long.
type Limits struct {
	Header      int           // bytes of the request line and the headers together
	Body        int64         // bytes of a body that is read whole
	Upload      int64         // bytes of a body that is read as a stream
	Connections int           // at a time; more are answered 503
	Read        time.Duration // to get the whole head of a request
	BodyGrace   time.Duration // that a body may stand still at its beginning, see BodyRate
	BodyRate    int64         // bytes a second that a body must come with at least, on an average
	Write       time.Duration // to hand over a response, or each part of a stream
	Idle        time.Duration // that a connection is kept without a request
	Request     time.Duration // of a handler's context
	Stream      time.Duration // of the context of a stream or upload
	Compress    int           // bytes from which a body is compressed
}

// DefaultLimits returns the limits that stand where none is given.
func DefaultLimits() Limits {
	return Limits{
		Header: 16 << 10, Body: 1 << 20, Upload: 64 << 20, Connections: 10_000,
		Read: 10 * time.Second, BodyGrace: 15 * time.Second, BodyRate: 16 << 10,
		Write: 30 * time.Second, Idle: time.Minute, Request: 30 * time.Second, Stream: 15 * time.Minute,
		Compress: 1400,
	}
}

// or replaces zero by the default.
func or[T comparable](value *T, standard T) {
	var zero T
	if *value == zero {
		*value = standard
	}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	or(&l.Header, d.Header)
	or(&l.Body, d.Body)
	or(&l.Upload, d.Upload)
	or(&l.Connections, d.Connections)
	or(&l.Read, d.Read)
	or(&l.BodyGrace, d.BodyGrace)
	or(&l.BodyRate, d.BodyRate)
	or(&l.Write, d.Write)
	or(&l.Idle, d.Idle)
	or(&l.Request, d.Request)
	or(&l.Stream, d.Stream)
	or(&l.Compress, d.Compress)
	return l
}

// check finishes the options and refuses those that cannot work.
func (o *Options) check() error {
	if o.Log == nil || o.Now == nil {
		return errors.New("web: options need a log and a clock")
	}
	o.Limits, o.Rates = o.Limits.withDefaults(), o.Rates.withDefaults()
	for _, origin := range o.CORSOrigins {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || origin != u.Scheme+"://"+u.Host {
			return fmt.Errorf("web: %q is no origin", origin)
		}
	}
	hosts := []string{"localhost", "127.0.0.1", "[::1]"}
	if len(o.Hosts) > 0 {
		hosts = o.Hosts
	}
	o.Hosts = nil
	for _, h := range hosts {
		o.Hosts = append(o.Hosts, strings.ToLower(h))
	}
	if o.PublicURL != nil {
		o.Hosts = append(o.Hosts, hostname(strings.ToLower(o.PublicURL.Host)))
	}
	return nil
}
