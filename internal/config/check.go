package config

import (
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/validate"
)

// Check completes what follows from other settings, and returns everything that is
// wrong with the configuration. It comes after [Config.ReadSecrets].
func (c *Config) Check() error {
	v, err := validate.New(nil, Config{})
	if err != nil {
		return err
	}
	k := &checker{problems: v.Struct(c)}
	k.http(&c.HTTP)
	k.durations(c)
	k.stores(c)
	k.smtp(&c.SMTP)
	k.oidc(c.OIDC)
	c.complete()
	return fault.Bad(k.problems)
}

// complete sets what follows from other settings.
func (c *Config) complete() {
	if c.Index == "" {
		c.Index = filepath.Join(c.Data, "index")
	}
	if c.MailDir == "" {
		c.MailDir = filepath.Join(c.Data, "mail")
	}
}

// checker collects what is wrong.
type checker struct{ problems []fault.Problem }

// group is a part of the configuration, by its member.
type group struct {
	k    *checker
	name string
}

func (g group) bad(member, key string, args fault.Args) {
	g.k.problems = append(g.k.problems, fault.Problem{Member: g.name + "." + member, Key: key, Args: args})
}

// span reports a time span that is too short or too long.
func (g group) span(member string, value Duration, least, most time.Duration) {
	if v := time.Duration(value); v < least || v > most {
		g.bad(member, "config.span", fault.Args{"value": v.String(), "least": least.String(), "most": most.String()})
	}
}

func (k *checker) http(h *HTTP) {
	g := group{k, "http"}
	g.address("listen", h.Listen)
	g.address("metricsListen", h.MetricsListen)
	if h.MetricsListen != "" && h.MetricsListen == h.Listen && !strings.HasSuffix(h.Listen, ":0") {
		g.bad("metricsListen", "config.sameAddress", nil)
	}
	if (h.TLSCert == "") != (h.TLSKey == "") {
		g.bad("tlsCert", "config.tlsPair", nil)
	}
	for _, p := range h.TrustedProxies {
		if _, ok := prefix(p); !ok {
			g.bad("trustedProxies", "config.network", fault.Args{"value": p})
		}
	}
	for _, host := range h.AllowedHosts {
		if host == "" || strings.ContainsAny(host, "/@?# \t*") || strings.Contains(host, ":") && !strings.HasPrefix(host, "[") {
			g.bad("allowedHosts", "config.host", fault.Args{"value": host})
		}
	}
	for _, o := range h.CORSOrigins {
		if u, err := url.Parse(o); err == nil && u.Scheme+"://"+u.Host != o {
			g.bad("corsOrigins", "config.origin", fault.Args{"value": o})
		}
	}
	if u, err := url.Parse(h.PublicURL); err == nil && (u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" || u.User != nil) {
		g.bad("publicUrl", "config.publicPath", nil)
	}
	if h.PublicURL == "" && !loopback(h.Listen) {
		g.bad("publicUrl", "config.publicMissing", nil)
	}
}

func (g group) address(member, address string) {
	if address == "" {
		return
	}
	_, port, err := net.SplitHostPort(address)
	if n, perr := strconv.Atoi(port); err != nil || perr != nil || n < 0 || n > 65535 {
		g.bad(member, "config.address", fault.Args{"value": address})
	}
}

func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil || host == "localhost" {
		return host == "localhost"
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func (k *checker) durations(c *Config) {
	const day = 24 * time.Hour
	g := group{k, "http"}
	g.span("grace", c.HTTP.Grace, time.Second, 10*time.Minute)
	g.span("linger", c.HTTP.Linger, 0, 5*time.Minute)
	g = group{k, "limits"}
	g.span("request", c.Limits.Request, time.Second, 10*time.Minute)
	g.span("read", c.Limits.Read, time.Second, 5*time.Minute)
	g.span("write", c.Limits.Write, time.Second, 10*time.Minute)
	g.span("idle", c.Limits.Idle, time.Second, time.Hour)
	g.span("stream", c.Limits.Stream, time.Second, 6*time.Hour)
	if c.Limits.Upload < c.Limits.Body {
		g.bad("upload", "config.upload", nil)
	}
	g = group{k, "session"}
	g.span("idle", c.Session.Idle, time.Minute, 30*day)
	g.span("lifetime", c.Session.Lifetime, time.Minute, 90*day)
	if c.Session.Lifetime < c.Session.Idle {
		g.bad("lifetime", "config.lifetime", nil)
	}
	group{k, "webhooks"}.span("timeout", c.Webhook.Timeout, time.Second, time.Minute)
}

func (k *checker) stores(c *Config) {
	if uri := c.MongoDB.URI; uri != "" && !strings.HasPrefix(uri, "mongodb://") && !strings.HasPrefix(uri, "mongodb+srv://") {
		group{k, "mongodb"}.bad("uri", "config.mongodb", nil) // without the value, which is secret
	}
	if c.BackupDir != "" && within(c.BackupDir, c.Data) {
		k.problems = append(k.problems, fault.Problem{Member: "backupDir", Key: "config.backupInside"})
	}
}

// within reports whether a path is the folder or lies in it.
func within(path, folder string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func (k *checker) smtp(s *SMTP) {
	if s.Host == "" {
		return
	}
	g := group{k, "smtp"}
	if a, err := mail.ParseAddress(s.From); err != nil || a.Address == "" {
		g.bad("from", "config.from", nil)
	}
	if (s.User == "") != (s.Password == "") {
		g.bad("user", "config.smtpUser", nil)
	}
	if s.TLS == "none" && !loopback(net.JoinHostPort(s.Host, "0")) {
		g.bad("tls", "config.smtpTLS", nil)
	}
}

func (k *checker) oidc(providers []OIDCProvider) {
	var ids []string
	for i, p := range providers {
		g := group{k, "oidc[" + strconv.Itoa(i) + "]"}
		if slices.Contains(ids, p.ID) {
			g.bad("id", "config.oidcTwice", fault.Args{"value": p.ID})
		}
		ids = append(ids, p.ID)
		if u, err := url.Parse(p.Issuer); err == nil && u.Scheme != "https" && u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1" {
			g.bad("issuer", "config.oidcIssuer", nil)
		}
	}
}

// prefix reads an address or a network.
func prefix(s string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p, true
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

// Proxies returns the networks of the trusted proxies.
func (h HTTP) Proxies() []netip.Prefix {
	var all []netip.Prefix
	for _, s := range h.TrustedProxies {
		if p, ok := prefix(s); ok {
			all = append(all, p)
		}
	}
	return all
}

// Public returns the public address, or nil for none.
func (h HTTP) Public() *url.URL {
	u, err := url.Parse(h.PublicURL)
	if err != nil || u.Host == "" {
		return nil
	}
	return u
}

// Secure reports whether people come by TLS, to us or to a proxy in front.
func (h HTTP) Secure() bool {
	return h.TLSCert != "" || strings.HasPrefix(h.PublicURL, "https://")
}
