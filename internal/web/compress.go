package web

import (
	"bytes"
	"compress/gzip"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
)

// gzips are compressors to use again: a new one is 800 kB, many times a body.
var gzips = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// compress compresses a whole body that is worth it.
func (a *App) compress(c *fiber.Ctx) {
	res := c.Response()
	if res.IsBodyStream() || len(res.Body()) < a.o.Limits.Compress || c.Method() == fiber.MethodHead ||
		!a.wantsGzip(c, string(res.Header.ContentType())) {
		return
	}
	var b bytes.Buffer
	z := gzips.Get().(*gzip.Writer)
	defer gzips.Put(z)
	z.Reset(&b)
	if _, err := z.Write(res.Body()); err != nil || z.Close() != nil || b.Len() >= len(res.Body()) {
		return // as it is, it is right too
	}
	res.SetBodyRaw(b.Bytes())
	markZipped(c)
}

// markZipped says that the body is compressed, and so not the same bytes as else.
func markZipped(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentEncoding, "gzip")
	if tag, ok := strings.CutSuffix(string(c.Response().Header.Peek(fiber.HeaderETag)), `"`); ok {
		c.Set(fiber.HeaderETag, tag+zipped+`"`)
	}
}

// wantsGzip reports whether a body of the type should be compressed for the client.
func (a *App) wantsGzip(c *fiber.Ctx, contentType string) bool {
	if !compressible(contentType) || len(c.Response().Header.Peek(fiber.HeaderContentEncoding)) > 0 {
		return false
	}
	c.Vary(fiber.HeaderAcceptEncoding)
	for entry := range strings.SplitSeq(c.Get(fiber.HeaderAcceptEncoding), ",") {
		coding, parameters, _ := strings.Cut(entry, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			return quality(parameters) > 0
		}
	}
	return false
}

func compressible(contentType string) bool {
	t, _, _ := strings.Cut(contentType, ";")
	switch t = strings.TrimSpace(strings.ToLower(t)); {
	case t == eventStream:
		return false // an event must not wait for more to compress
	case strings.HasPrefix(t, "text/"), strings.HasSuffix(t, "json"), strings.HasSuffix(t, "+xml"):
		return true
	case t == "application/javascript", t == "application/jsonl", t == "application/x-ndjson", t == "application/xml":
		return true
	}
	return false
}
