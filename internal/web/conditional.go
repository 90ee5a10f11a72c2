package web

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// ETagOf is the entity tag of a document's version.
func ETagOf(version int64) string { return `"v` + strconv.FormatInt(version, 10) + `"` }

// zipped marks the tag of a compressed body, which is another representation.
const zipped = "-gzip"

// SetETag says which version the answer is of.
func SetETag(c *fiber.Ctx, version int64) { c.Set(fiber.HeaderETag, ETagOf(version)) }

// IfMatch returns the version that the request wants to change, and 0 for any (*).
// A request without If-Match is answered 428. It is for [store.Txn.Expect].
func IfMatch(c *fiber.Ctx) (int64, error) {
	version, given, err := IfMatchOptional(c)
	if err == nil && !given {
		return 0, errNeedMatch
	}
	return version, err
}

// IfMatchOptional is [IfMatch] for routes that can do without.
func IfMatchOptional(c *fiber.Ctx) (version int64, given bool, err error) {
	header := strings.TrimSpace(c.Get(fiber.HeaderIfMatch))
	switch header {
	case "":
		return 0, false, nil
	case "*":
		return 0, true, nil
	}
	// One document has one version; a list of tags or a weak one is no help.
	version, ok := parseTag(header)
	if !ok {
		return 0, true, errBadMatch
	}
	return version, true, nil
}

// NotModified reports whether the client has the version already, and if so sets
// 304: the handler then returns without a body. Either way it sets the ETag.
func NotModified(c *fiber.Ctx, version int64) bool {
	SetETag(c, version)
	if m := c.Method(); m != fiber.MethodGet && m != fiber.MethodHead {
		return false
	}
	for tag := range strings.SplitSeq(c.Get(fiber.HeaderIfNoneMatch), ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		v, ok := parseTag(tag)
		if ok && v == version || tag == "*" {
			if ok {
				c.Set(fiber.HeaderETag, tag) // of the representation that the client has
			}
			c.Status(fiber.StatusNotModified)
			return true
		}
	}
	return false
}

// parseTag reads what [ETagOf] wrote, compressed or not.
func parseTag(tag string) (int64, bool) {
	inner, ok := strings.CutPrefix(tag, `"v`)
	if !ok || !strings.HasSuffix(inner, `"`) {
		return 0, false
	}
	inner = strings.TrimSuffix(strings.TrimSuffix(inner, `"`), zipped)
	version, err := strconv.ParseInt(inner, 10, 64)
	// The written form is the only one: no sign, no leading zero.
	if err != nil || version < 1 || strconv.FormatInt(version, 10) != inner {
		return 0, false
	}
	return version, true
}
