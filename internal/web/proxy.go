package web

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Client is where a request comes from, as far as it can be believed.
type Client struct {
	Address netip.Addr // invalid when the connection has none
	Secure  bool       // whether it came by TLS, to us or to a trusted proxy
	Host    string     // the Host header in lower case, with its port if there is one
	trusted bool       // whether a trusted proxy stands between
}

// Network is the client's address without what tells one machine from its
// neighbours: /24 of IPv4 and /48 of IPv6. It may stand in a log.
func (c Client) Network() string {
	bits := 48
	if c.Address.Is4() {
		bits = 24
	}
	p, err := c.Address.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

func (a *App) client(c *fiber.Ctx) Client {
	client := Client{Host: strings.ToLower(string(c.Request().Header.Host())), Secure: c.Context().IsTLS()}
	if remote, err := netip.ParseAddrPort(c.Context().RemoteAddr().String()); err == nil {
		client.Address = remote.Addr().Unmap()
	}
	client.trusted = a.trusts(client.Address)
	if !client.trusted {
		return client
	}
	if proto := c.Get(fiber.HeaderXForwardedProto); proto != "" {
		client.Secure = proto == "https"
	}
	client.Address = a.forwardedFor(c, client.Address)
	return client
}

func (a *App) trusts(address netip.Addr) bool {
	return slices.ContainsFunc(a.o.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(address) })
}

// forwardedFor walks the forwarding chain from our end: the first address that is
// not a trusted proxy's is the client's. What stands before it anybody can write.
func (a *App) forwardedFor(c *fiber.Ctx, address netip.Addr) netip.Addr {
	var chain []string
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		chain = append(chain, strings.Split(string(line), ",")...)
	}
	for _, hop := range slices.Backward(chain) {
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return address
		}
		address = next.Unmap()
		if !a.trusts(address) {
			return address
		}
	}
	return address
}

// hostname is a host without its port; an IPv6 address keeps its brackets.
func hostname(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && i > strings.LastIndexByte(host, ']') {
		return host[:i]
	}
	return host
}
