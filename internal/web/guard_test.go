package web

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

var anywhere = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}

func echoes(a *App) {
	a.Get("/", ok)
	a.Get("/files/*", ok)
	a.Get("/things/:id", func(c *fiber.Ctx) error {
		id, err := PathID(c, "id")
		if err != nil {
			return err
		}
		return c.SendString(id)
	})
	a.Put("/things/:id", ok)
	a.Get("/invite/:token", ok)
	a.Get("/client", func(c *fiber.Ctx) error {
		cl := ClientOf(c)
		return c.SendString(fmt.Sprintf("%s %t %s %s", cl.Address, cl.Secure, cl.Host, RequestIDOf(c)))
	})
}

func TestPaths(t *testing.T) {
	s := newSite(t, nil, echoes)
	for path, status := range map[string]int{
		"/":                                   200,
		"/files/a/b.txt":                      200,
		"/files/sm%C3%B6r":                    200,
		"/things/01h.a_b-c:d":                 200,
		"/files/../secret":                    400,
		"/files/%2e%2e/secret":                400,
		"/files/%2e%2E%2fsecret":              400,
		"/files/..%2fsecret":                  400,
		"/files/%252e%252e%252fsecret":        400,
		"/files/%25252e%25252e/secret":        400,
		"/files/%2525252525252e%2e/x":         400,
		"/files/..%5csecret":                  400,
		`/files/..\secret`:                    400,
		"/files/./x":                          400,
		"/files//x":                           400,
		"//evil.example/files":                400,
		"/files/a%00b":                        400,
		"/files/a%0d%0aSet-Cookie:%20x=1":     400,
		"/files/%zz":                          400,
		"/files/..;/x":                        400,
		"/things/a%20b":                       404,
		"/things/$where":                      404,
		"/things/" + strings.Repeat("x", 129): 404,
		"/nowhere":                            404,
		"/Things/x":                           404,
		"/things/x/":                          404,
	} {
		if a := s.do(t, "GET", path, ""); a.status != status {
			t.Errorf("%s: status %d, want %d", path, a.status, status)
		}
	}
}

func TestHosts(t *testing.T) {
	public, _ := url.Parse("https://match.example.org:8443")
	s := newSite(t, func(o *Options) { o.PublicURL = public }, echoes)
	for host, status := range map[string]int{
		"example.com": 200, "EXAMPLE.com": 200, "example.com:8080": 200, "match.example.org": 200,
		"evil.example": 421, "example.com.evil.example": 421, "evil.example:80": 421, "": 400,
		"example.com@evil.example": 400, "example.com/x": 400, "example.com, evil.example": 400,
	} {
		if a := s.do(t, "GET", "/", "", "Host: "+host); a.status != status {
			t.Errorf("%q: status %d, want %d", host, a.status, status)
		}
	}
	for name, raw := range map[string]string{
		"two hosts":       "GET / HTTP/1.1\r\nHost: example.com\r\nHost: evil.example\r\n\r\n",
		"no host":         "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n",
		"line against":    "GET http://evil.example/ HTTP/1.1\r\nHost: example.com\r\n\r\n",
		"two lengths":     "GET / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
		"length, chunked": "POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	} {
		a := s.raw(t, somewhere, raw).answers(t, "GET")[0]
		if a.status != 400 && a.status != 421 {
			t.Errorf("%s: status %d", name, a.status)
		}
	}
	if a := s.do(t, "GET", "/healthz", "", "Host: 10.0.0.7"); a.status != 200 {
		t.Errorf("a probe by address: %d", a.status)
	}
}

func TestMethods(t *testing.T) {
	s := newSite(t, nil, echoes)
	a := s.do(t, "DELETE", "/things/x", "", "Authorization: Bearer anna")
	a.wants(t, "delete", 405, "web.method")
	if allow := a.Header.Get("Allow"); !strings.Contains(allow, "GET") || !strings.Contains(allow, "PUT") || strings.Contains(allow, "DELETE") {
		t.Errorf("Allow is %q", allow)
	}
	s.do(t, "POST", "/nowhere", "").wants(t, "nowhere", 404, "error.notFound")
	s.do(t, "OPTIONS", "/", "", "Origin: https://evil.example", "Access-Control-Request-Method: PUT").wants(t, "preflight", 405, "")
	if a := s.do(t, "HEAD", "/", ""); a.status != 200 || a.body != "" {
		t.Errorf("HEAD: %d %q", a.status, a.body)
	}
	if a := s.do(t, "BREW", "/", ""); a.status != 400 {
		t.Errorf("made-up method: %d", a.status)
	}
}

func TestHeaderFlood(t *testing.T) {
	s := newSite(t, nil, echoes)
	for name, headers := range map[string][]string{
		"one long":  {"X-Long: " + strings.Repeat("x", 20<<10)},
		"many":      strings.Split(strings.Repeat("X-Short: y\n", 3000), "\n")[:3000],
		"long name": {strings.Repeat("x", 20<<10) + ": y"},
	} {
		a := s.do(t, "GET", "/", "", headers...)
		a.wants(t, name, 431, "web.headers")
		if a.Header.Get("X-Content-Type-Options") != "nosniff" || a.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s: headers of a refusal: %v", name, a.Header)
		}
	}
	s.do(t, "GET", "/"+strings.Repeat("x", 20<<10), "").wants(t, "long address", 431, "")
	if a := s.do(t, "GET", "/", "", "X-Long: "+strings.Repeat("x", 8<<10)); a.status != 200 {
		t.Errorf("a head within the limit: %d", a.status)
	}
}

func TestClient(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	s := newSite(t, func(o *Options) { o.TrustedProxies = proxies }, echoes)
	for _, test := range []struct{ name, from, forwarded, proto, id, want string }{
		{"direct", "192.0.2.7:1", "", "", "", "192.0.2.7 false example.com "},
		{"a liar", "192.0.2.7:1", "198.51.100.1", "https", "request-77", "192.0.2.7 false example.com "},
		{"by proxy", "10.1.1.1:1", "198.51.100.1", "https", "request-77", "198.51.100.1 true example.com request-77"},
		{"a liar by proxy", "10.1.1.1:1", "127.0.0.1, 198.51.100.1", "http", "bad id\t", "198.51.100.1 false example.com "},
		{"two proxies", "10.1.1.1:1", "203.0.113.9, 198.51.100.1,10.2.2.2", "https", "", "198.51.100.1 true example.com "},
		{"only proxies", "10.1.1.1:1", "10.9.9.9", "https", "", "10.9.9.9 true example.com "},
		{"nonsense", "10.1.1.1:1", "unknown", "https", "", "10.1.1.1 true example.com "},
		{"IPv6", "[fd00::1]:1", "2001:db8::5", "https", "", "2001:db8::5 true example.com "},
	} {
		var headers []string
		for name, v := range map[string]string{"X-Forwarded-For": test.forwarded, "X-Forwarded-Proto": test.proto, "X-Request-Id": test.id} {
			if v != "" {
				headers = append(headers, name+": "+v)
			}
		}
		a := s.from(t, test.from, "GET", "/client", "", append(headers, "X-Forwarded-Host: evil.example")...)
		id := a.Header.Get("X-Request-Id")
		if test.want[len(test.want)-1] == ' ' {
			test.want += id
			if id == test.id || len(id) != 26 {
				t.Errorf("%s: request ID %q was taken over", test.name, id)
			}
		}
		if a.body != test.want {
			t.Errorf("%s: %q, want %q", test.name, a.body, test.want)
		}
	}
}

func TestLogHoldsNoSecretsAndCannotBeForged(t *testing.T) {
	s := newSite(t, nil, echoes)
	s.do(t, "GET", "/things/x?token=hunter2&q=anna@example.org", "", "User-Agent: x\",\"forged\":\"y", "Cookie: matcharenan=anna")
	s.do(t, "GET", "/invite/hunter2", "")
	s.do(t, "GET", "/invite/hunter2/x", "")
	s.do(t, "GET", "/nowhere/%0a{\"msg\":\"forged\"}", "")
	s.raw(t, somewhere, "GET /things/x\u2028forged HTTP/1.1\r\nHost: example.com\r\n\r\n")
	s.raw(t, somewhere, "GET /things/x\nforged: y HTTP/1.1\r\nHost: example.com\r\n\r\n")
	log := s.log.String()
	for _, secret := range []string{"hunter2", "anna", "192.0.2.7", `"p1"`} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q:\n%s", secret, log)
		}
	}
	for line := range strings.Lines(log) {
		if !strings.HasPrefix(line, `{"time":`) || strings.Contains(line, `"forged"`) {
			t.Errorf("a forged line: %s", line)
		}
	}
	for _, want := range []string{`"route":"/invite/:token"`, `"path":"/things/x"`, `"network":"192.0.2.0/24"`, `"status":200`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
	if got := clean("a\r\nb\x00\x1b[31m\u2028\xff" + strings.Repeat("x", 500)); strings.ContainsAny(got, "\r\n\x00\x1b\u2028") || len(got) > 210 {
		t.Errorf("not clean: %q", got)
	}
}
