package web

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// eventStream is the media type of server-sent events.
const eventStream = "text/event-stream"

// Stream answers with a body that write makes piece by piece after the handler has
// returned. The context ends at the limit of streams, and when the service stops: at
// once for server-sent events, and for others when it waits no longer. A
// client that goes away, or does not take a piece in time, makes w fail. When write
// fails the connection is cut, so that half an answer is never taken for a whole
// one. Write knows nothing of c: what it needs is taken from it before.
func Stream(c *fiber.Ctx, contentType string, write func(ctx context.Context, w io.Writer) error) error {
	r := known(c)
	s := &stream{app: r.app, request: r.id, conn: c.Context().Conn(), write: write, gzip: r.app.wantsGzip(c, contentType)}
	s.flushes = strings.HasPrefix(contentType, eventStream)
	c.Set(fiber.HeaderContentType, contentType)
	if s.gzip {
		markZipped(c)
	}
	if c.Method() == fiber.MethodHead {
		return nil
	}
	c.Context().SetBodyStreamWriter(s.run)
	return nil
}

// stream is one body in the making.
type stream struct {
	app     *App
	request string
	conn    net.Conn
	write   func(ctx context.Context, w io.Writer) error
	gzip    bool
	flushes bool
}

func (s *stream) run(w *bufio.Writer) {
	parent := s.app.base
	if s.flushes {
		parent = s.app.leaving // events never end by themselves
	}
	ctx, cancel := context.WithTimeout(parent, s.app.o.Limits.Stream)
	defer cancel()
	err := safely(func() error { return s.body(ctx, w) })
	if err == nil {
		return
	}
	// Closing is the only way left to say that something is missing.
	err = errors.Join(err, s.conn.Close())
	s.app.o.Log.LogAttrs(ctx, slog.LevelWarn, "stream cut off", slog.String("request", s.request), slog.String("error", err.Error()))
}

func (s *stream) body(ctx context.Context, w *bufio.Writer) error {
	out := &paced{ctx: ctx, w: w, s: s}
	if !s.gzip {
		if err := s.write(ctx, out); err != nil {
			return err
		}
		return out.flush()
	}
	z := gzip.NewWriter(out)
	if err := s.write(ctx, z); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("compressing a stream: %w", err)
	}
	return out.flush()
}

// paced gives the client time anew for each piece.
type paced struct {
	ctx context.Context
	w   *bufio.Writer
	s   *stream
}

// Write hands over a piece.
func (p *paced) Write(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, context.Cause(p.ctx)
	}
	if err := p.extend(); err != nil {
		return 0, err
	}
	n, err := p.w.Write(b)
	if err == nil && p.s.flushes {
		err = p.w.Flush()
	}
	return n, err
}

func (p *paced) extend() error {
	return p.s.conn.SetWriteDeadline(p.s.app.o.Now().Add(p.s.app.o.Limits.Write))
}

func (p *paced) flush() error {
	if err := p.extend(); err != nil {
		return err
	}
	return p.w.Flush()
}
