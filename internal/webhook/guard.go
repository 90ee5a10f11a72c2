package webhook

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// ErrAddress says that a delivery would have gone to an address that is not of the
// public Internet, or to a port that is not for it.
var ErrAddress = errors.New("webhook: the address is not allowed")

// guard says where deliveries may go.
type guard struct {
	ports   []int
	private bool // tests: anywhere
}

func newGuard(ports []int, private bool) guard {
	all := []int{443}
	for _, p := range ports {
		if p != 80 && p > 0 && !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return guard{ports: all, private: private}
}

func (g guard) portList() []string {
	list := make([]string, len(g.ports))
	for i, p := range g.ports {
		list[i] = strconv.Itoa(p)
	}
	return list
}

// hostName is a name of two or more labels. The last begins with a letter: whatever
// some program would read as a number, like 0x7f000001, 2130706433 or 127.1, is none.
var hostName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)

// local are the last labels of names that are not of the public Internet.
var local = []string{"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "onion"}

// checkURL returns the message key of what is wrong with the address of a webhook, or
// nothing. It keeps people from mistakes; what keeps the service from harm is
// [guard.control].
func (g guard) checkURL(text string) (key string) {
	u, err := url.Parse(text)
	if err != nil || len(text) > maxURL || u.Opaque != "" || u.Host == "" || u.User != nil || strings.Contains(text, "#") {
		return "webhooks.badURL"
	}
	if g.private && (u.Scheme == "http" || u.Scheme == "https") {
		return ""
	}
	if u.Scheme != "https" {
		return "webhooks.notHTTPS"
	}
	host := strings.ToLower(u.Hostname())
	if !hostName.MatchString(host) || len(host) > 253 || slices.Contains(local, host[strings.LastIndexByte(host, '.')+1:]) {
		return "webhooks.badHost"
	}
	if p := u.Port(); p != "" || strings.HasSuffix(u.Host, ":") {
		if n, err := strconv.Atoi(p); err != nil || !slices.Contains(g.ports, n) {
			return "webhooks.badPort"
		}
	}
	return ""
}

// control is for net.Dialer.Control: it sees the address that is being connected to,
// after names have been resolved, so that no second look-up can differ from it.
func (g guard) control(network, address string, _ syscall.RawConn) error {
	if g.private {
		return nil
	}
	to, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" {
		return fmt.Errorf("%w: %s %s", ErrAddress, network, address)
	}
	if !public(to.Addr()) || !slices.Contains(g.ports, int(to.Port())) {
		return fmt.Errorf("%w: %s", ErrAddress, to)
	}
	return nil
}

// notPublic are the parts of the Internet's addresses that are not for everybody, by
// IANA's registries of special-purpose addresses, and those in which another address
// is hidden.
var notPublic = prefixes(
	"0.0.0.0/8",         // this network
	"10.0.0.0/8",        // private
	"100.64.0.0/10",     // carrier-grade NAT
	"127.0.0.0/8",       // loopback
	"169.254.0.0/16",    // link-local, and clouds' metadata
	"172.16.0.0/12",     // private
	"192.0.0.0/24",      // protocol assignments
	"192.0.2.0/24",      // documentation
	"192.31.196.0/24",   // AS112
	"192.52.193.0/24",   // AMT
	"192.88.99.0/24",    // 6to4 relays
	"192.168.0.0/16",    // private
	"192.175.48.0/24",   // AS112
	"198.18.0.0/15",     // benchmarks
	"198.51.100.0/24",   // documentation
	"203.0.113.0/24",    // documentation
	"224.0.0.0/4",       // multicast
	"240.0.0.0/4",       // reserved, and broadcast
	"2001::/23",         // protocol assignments, with Teredo
	"2001:db8::/32",     // documentation
	"2002::/16",         // 6to4
	"2620:4f:8000::/48", // AS112
	"3fff::/20",         // documentation
)

// unicast is the part of IPv6 that is given out. Outside of it lie loopback,
// unspecified, IPv4-mapped, NAT64, unique local, link-local and multicast addresses.
var unicast = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		list[i] = netip.MustParsePrefix(t)
	}
	return list
}

// public reports whether the address is one of the public Internet.
func public(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" || a.Is6() && !unicast.Contains(a) {
		return false
	}
	return !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(a) })
}
