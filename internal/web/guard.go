package web

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// guard refuses requests that no honest client sends.
func (a *App) guard(c *fiber.Ctx) error {
	if path := c.Path(); path == healthPath || path == readyPath {
		return c.Next() // probes come by address
	}
	if err := a.checkHost(c); err != nil {
		return err
	}
	if !goodPath(c.Path()) {
		return errPath
	}
	return c.Next()
}

// checkHost refuses a host that is not ours, which could end up in links and
// caches, and requests that two servers could read differently.
func (a *App) checkHost(c *fiber.Ctx) error {
	raw := c.Request().Header.RawHeaders()
	if countHeader(raw, "host:") != 1 || countHeader(raw, "content-length:") > 1 ||
		countHeader(raw, "transfer-encoding:")+countHeader(raw, "content-length:") > 1 {
		return errBadRequest
	}
	host := strings.ToLower(string(c.Request().Header.Host()))
	if host == "" || strings.ContainsAny(host, " \t/\\@,?#") {
		return errBadRequest
	}
	// The address of the request line may name a host too.
	if !slices.Contains(a.o.Hosts, hostname(host)) || !strings.EqualFold(string(c.Request().URI().Host()), host) {
		return errHost
	}
	return nil
}

// countHeader counts the lines that begin with a name in lower case and a colon.
func countHeader(raw []byte, name string) int {
	n := 0
	for line := range bytes.Lines(raw) {
		if len(line) >= len(name) && strings.EqualFold(string(line[:len(name)]), name) {
			n++
		}
	}
	return n
}

// maxDecodings is how often a path is decoded to see what it hides.
const maxDecodings = 3

// goodPath reports whether a path names one thing, however often it is decoded on
// its way: no dot segments, no empty segments, no backslashes or control
// characters, and no encoded slashes.
func goodPath(path string) bool {
	slashes := strings.Count(path, "/")
	for range maxDecodings {
		if !strings.HasPrefix(path, "/") || strings.Contains(path, "//") || strings.Count(path, "/") != slashes {
			return false
		}
		for part := range strings.SplitSeq(path, "/") {
			if part == "." || part == ".." || strings.HasPrefix(part, "..;") {
				return false
			}
		}
		if strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }) {
			return false
		}
		decoded, err := url.PathUnescape(path)
		if err != nil {
			return false
		}
		if decoded == path {
			return true
		}
		path = decoded
	}
	return false
}
