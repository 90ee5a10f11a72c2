package webhook

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// private are addresses of every class that no delivery may go to.
var private = map[string]string{
	"loopback": "127.0.0.1", "loopback, other": "127.255.255.254", "private 10": "10.1.2.3", "private 172": "172.31.255.255",
	"private 192": "192.168.0.1", "link-local and metadata": "169.254.169.254", "carrier-grade NAT": "100.64.0.1",
	"carrier-grade NAT, last": "100.127.255.255", "multicast": "224.0.0.1", "multicast, last": "239.255.255.255",
	"unspecified": "0.0.0.0", "this network": "0.1.2.3", "broadcast": "255.255.255.255", "reserved": "240.0.0.1",
	"benchmarks": "198.19.0.1", "documentation": "203.0.113.5", "protocol assignments": "192.0.0.8",
	"loopback v6": "::1", "unspecified v6": "::", "unique local": "fd00:ec2::254", "link-local v6": "fe80::1",
	"site-local": "fec0::1", "multicast v6": "ff02::1", "IPv4-mapped loopback": "::ffff:127.0.0.1",
	"IPv4-mapped metadata": "::ffff:169.254.169.254", "IPv4-mapped public": "::ffff:8.8.8.8", "IPv4-compatible": "::7f00:1",
	"NAT64": "64:ff9b::7f00:1", "NAT64, local": "64:ff9b:1::a00:1", "6to4": "2002:7f00:1::", "Teredo": "2001:0:7f00:1::",
	"documentation v6": "2001:db8::1", "discard": "100::1", "with a zone": "fe80::1%eth0",
}

func TestAddressesThatAreNotPublic(t *testing.T) {
	g := newGuard(nil, false)
	for class, text := range private {
		a := netip.MustParseAddr(text)
		network := "tcp4"
		if a.Is6() {
			network = "tcp6"
		}
		if err := g.control(network, netip.AddrPortFrom(a, 443).String(), nil); !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %s was let through: %v", class, text, err)
		}
	}
	for _, text := range []string{"8.8.8.8:443", "193.10.0.1:443", "100.63.255.255:443", "100.128.0.0:443", "172.32.0.1:443", "[2a00:1450::1]:443", "[2001:4860::8]:443"} {
		network := "tcp4"
		if text[0] == '[' {
			network = "tcp6"
		}
		if err := g.control(network, text, nil); err != nil {
			t.Errorf("%s was refused: %v", text, err)
		}
	}
	for _, odd := range [][2]string{
		{"tcp4", "8.8.8.8:80"}, {"tcp4", "8.8.8.8:22"}, {"tcp4", "8.8.8.8"}, {"udp4", "8.8.8.8:443"}, {"unix", "/run/x"}, {"tcp4", ""},
	} {
		if err := g.control(odd[0], odd[1], nil); !errors.Is(err, ErrAddress) {
			t.Errorf("%v was let through", odd)
		}
	}
	if err := newGuard([]int{8443, 80}, false).control("tcp4", "8.8.8.8:8443", nil); err != nil {
		t.Errorf("a port that is configured: %v", err)
	}
	if err := newGuard([]int{8443, 80}, false).control("tcp4", "8.8.8.8:80", nil); err == nil {
		t.Error("port 80 was let through")
	}
	if err := newGuard(nil, true).control("tcp4", "127.0.0.1:12345", nil); err != nil {
		t.Errorf("in tests: %v", err)
	}
}

func TestAddressesOfWebhooks(t *testing.T) {
	g := newGuard([]int{8443}, false)
	for _, good := range []string{
		"https://system.kommun.se/matcharenan", "https://SYSTEM.kommun.se", "https://a.se:443/x?y=z", "https://a.se:8443/", "https://xn--smrgs-pra0j.se/",
		"https://127.0.0.1.example.com/",
	} {
		if key := g.checkURL(good); key != "" {
			t.Errorf("%s: %s", good, key)
		}
	}
	for bad, want := range map[string]string{
		"":                                             "webhooks.badURL",
		"system.kommun.se":                             "webhooks.badURL",
		"https:system.kommun.se":                       "webhooks.badURL",
		"https://":                                     "webhooks.badURL",
		"https://u:p@a.se/":                            "webhooks.badURL",
		"https://a.se\\@127.0.0.1/":                    "webhooks.badURL",
		"https://a.se/#x":                              "webhooks.badURL",
		"https://a.se/\r\nX: y":                        "webhooks.badURL",
		"http://a.se/":                                 "webhooks.notHTTPS",
		"ftp://a.se/":                                  "webhooks.notHTTPS",
		"file://a.se/etc/passwd":                       "webhooks.notHTTPS",
		"gopher://a.se:443/":                           "webhooks.notHTTPS",
		"https://127.0.0.1/":                           "webhooks.badHost",
		"https://8.8.8.8/":                             "webhooks.badHost",
		"https://2130706433/":                          "webhooks.badHost",
		"https://0x7f000001/":                          "webhooks.badHost",
		"https://0x7f.0.0.0x1/":                        "webhooks.badHost",
		"https://0177.0.0.1/":                          "webhooks.badHost",
		"https://127.1/":                               "webhooks.badHost",
		"https://127.0.0.1./":                          "webhooks.badHost",
		"https://[::1]/":                               "webhooks.badHost",
		"https://[::ffff:127.0.0.1]/":                  "webhooks.badHost",
		"https://[fe80::1%25eth0]/":                    "webhooks.badHost",
		"https://localhost/":                           "webhooks.badHost",
		"https://a.localhost/":                         "webhooks.badHost",
		"https://printer.local/":                       "webhooks.badHost",
		"https://metadata.internal/":                   "webhooks.badHost",
		"https://intern/":                              "webhooks.badHost",
		"https://a.se./":                               "webhooks.badHost",
		"https://①②⑦.0.0.1/":                           "webhooks.badHost",
		"https://smörgås.se/":                          "webhooks.badHost",
		"https://a..se/":                               "webhooks.badHost",
		"https://a.se:80/":                             "webhooks.badPort",
		"https://a.se:22/":                             "webhooks.badPort",
		"https://a.se:/":                               "webhooks.badPort",
		"https://a.se:99999/":                          "webhooks.badPort",
		"https://" + strings.Repeat("a.", 600) + "se/": "webhooks.badURL",
	} {
		if got := g.checkURL(bad); got != want {
			t.Errorf("%q: got %q, want %q", bad, got, want)
		}
	}
}

// nameserver is a server for names (RFC 1035) that gives each look-up of an address
// the next of its answers, and the last for ever.
type nameserver struct {
	conn    net.PacketConn
	mu      sync.Mutex
	answers []netip.Addr
	done    chan struct{}
}

func startNameserver(t *testing.T, answers ...string) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &nameserver{conn: conn, done: make(chan struct{})}
	for _, a := range answers {
		s.answers = append(s.answers, netip.MustParseAddr(a))
	}
	go s.serve()
	t.Cleanup(func() {
		_ = conn.Close()
		<-s.done
	})
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func (s *nameserver) serve() {
	defer close(s.done)
	buffer := make([]byte, 1500)
	for {
		n, from, err := s.conn.ReadFrom(buffer)
		if err != nil {
			return
		}
		if n > 12 {
			_, _ = s.conn.WriteTo(s.answer(buffer[:n]), from)
		}
	}
}

// answer repeats the question and adds an address, if there is one of the type.
func (s *nameserver) answer(query []byte) []byte {
	end := 12
	for query[end] != 0 {
		end += int(query[end]) + 1
	}
	kind := binary.BigEndian.Uint16(query[end+1:])
	question := query[12 : end+5]
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.answers[0]
	fits := kind == 1 && a.Is4() || kind == 28 && a.Is6()
	if fits && len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	reply := append([]byte{query[0], query[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, question...)
	if fits {
		reply[7] = 1
		data := a.AsSlice()
		reply = append(reply, 0xc0, 12)
		reply = binary.BigEndian.AppendUint16(reply, kind)
		reply = append(reply, 0, 1, 0, 0, 0, 0)
		reply = binary.BigEndian.AppendUint16(reply, uint16(len(data)))
		reply = append(reply, data...)
	}
	return reply
}

// errReached is what a test's connection to a public address ends with.
var errReached = errors.New("would have connected")

// guarded is a poster as in production whose names come from the answers, and which
// stops short of connecting to what the guard lets through.
func guarded(t *testing.T, answers ...string) *poster {
	t.Helper()
	g := newGuard(nil, false)
	p := newPoster(g, startNameserver(t, answers...), 2*time.Second)
	p.dialer.Control = func(network, address string, c syscall.RawConn) error {
		if err := g.control(network, address, c); err != nil {
			return err
		}
		return errReached
	}
	return p
}

func TestNamesOfPrivateAddresses(t *testing.T) {
	for class, address := range private {
		if a := netip.MustParseAddr(address); a.Zone() != "" || a.Is4In6() {
			continue // no name has such an address
		}
		t.Run(class, func(t *testing.T) {
			err := guarded(t, address).post(t.Context(), "https://inner.example.com/", http.Header{}, nil)
			if err == nil || errors.Is(err, errReached) {
				t.Fatalf("%s was let through: %v", address, err)
			}
			// A machine without IPv6 does not come so far as to be refused.
			if !errors.Is(err, ErrAddress) && netip.MustParseAddr(address).Is4() {
				t.Errorf("%s: %v", address, err)
			}
		})
	}
}

// TestANameThatIsReboundIsRefused has a name that is public when it is first looked up
// and loopback ever after.
func TestANameThatIsReboundIsRefused(t *testing.T) {
	p := guarded(t, "8.8.8.8", "127.0.0.1")
	if err := p.post(t.Context(), "https://rebound.example.com/", http.Header{}, nil); !errors.Is(err, errReached) {
		t.Fatalf("a public address: %v", err)
	}
	for range 3 {
		if err := p.post(t.Context(), "https://rebound.example.com/", http.Header{}, nil); !errors.Is(err, ErrAddress) {
			t.Fatalf("after it was rebound: %v", err)
		}
	}
}

func TestAnAddressThatWasKeptIsCheckedAgain(t *testing.T) {
	p := guarded(t, "8.8.8.8")
	for _, to := range []string{"http://a.example.com/", "https://127.0.0.1/", "https://a.example.com:22/"} {
		if err := p.post(t.Context(), to, http.Header{}, nil); !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", to, err)
		}
	}
}

// TestTheGuardIsInPlace uses the poster as it is made: nothing reaches a listener on
// loopback by a name, though its port is allowed.
func TestTheGuardIsInPlace(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	p := newPoster(newGuard([]int{port}, false), startNameserver(t, "127.0.0.1"), time.Second)
	err = p.post(t.Context(), fmt.Sprintf("https://inner.example.com:%d/", port), http.Header{}, nil)
	if !errors.Is(err, ErrAddress) {
		t.Errorf("got %v", err)
	}
	if err := l.(*net.TCPListener).SetDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
		t.Error(err)
	}
	if conn, err := l.Accept(); err == nil {
		t.Error("there was a connection")
		_ = conn.Close()
	}
	_ = l.Close()
}
