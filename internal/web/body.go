package web

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// body is a request's body as it comes from the connection. A body that comes too
// slowly is cut off: the connection's deadline moves only with what has come.
type body struct {
	r     *bufio.Reader // nil without a body
	whole []byte        // once it has been read whole
	read  bool
	ended bool // whether its end has been seen
	taken bool // whether a handler reads it as a stream
}

// source reads the connection.
type source struct {
	r     io.Reader
	conn  net.Conn
	began time.Time
	grace time.Duration
	rate  int64
	got   int64
	want  int64 // by Content-Length; -1 when it comes in chunks
	body  *body
}

// Read gives the connection time by what has come.
func (s *source) Read(p []byte) (int, error) {
	earned := time.Duration(s.got / s.rate * int64(time.Second))
	if err := s.conn.SetReadDeadline(s.began.Add(s.grace + earned)); err != nil {
		return 0, errBodyCutOff.Because(err)
	}
	n, err := s.r.Read(p)
	s.got += int64(n)
	switch {
	case err == nil:
	case errors.Is(err, io.EOF) && s.whole():
		s.body.ended = true
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = errTimeout.Because(err)
	default:
		err = errBodyCutOff.Because(err)
	}
	return n, err
}

// whole reports whether the end is that of the body. The server below says the same
// when the connection ends in the middle.
func (s *source) whole() bool {
	if s.want >= 0 {
		return s.got == s.want
	}
	c, ok := s.conn.(interface{ sawEnd() bool })
	return !ok || !c.sawEnd()
}

func (a *App) bodyOf(c *fiber.Ctx) *body {
	b := &body{}
	raw := c.Context().RequestBodyStream()
	if raw == nil {
		b.ended = true
		return b
	}
	l := a.o.Limits
	b.r = bufio.NewReaderSize(&source{
		r: raw, conn: c.Context().Conn(), began: a.o.Now(), grace: l.BodyGrace, rate: l.BodyRate,
		want: int64(c.Request().Header.ContentLength()), body: b,
	}, peeked)
	return b
}

// How much of an unread body is thrown away, and for how long, so that the client
// gets to read the answer.
const (
	maxDrained = 256 << 10
	drainTime  = time.Second
)

// end leaves the connection so that the next request begins where it should: the
// rest of the body is read, or the connection closed.
func (b *body) end(c *fiber.Ctx) {
	if b.ended {
		return
	}
	if conn := c.Context().Conn(); !b.taken && conn.SetReadDeadline(known(c).app.o.Now().Add(drainTime)) == nil {
		_, _ = io.CopyN(io.Discard, b.r, maxDrained) // what comes of it is seen below
	}
	if !b.ended {
		c.Context().SetConnectionClose()
	}
}

// Body returns the whole body of at most limit bytes. It can be asked for again.
func Body(c *fiber.Ctx, limit int64) ([]byte, error) {
	b := known(c).body
	if b.read {
		return b.whole, nil
	}
	r, err := Upload(c, limit)
	if err != nil {
		return nil, err
	}
	whole, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	b.whole, b.read = whole, true
	return whole, nil
}

// Upload returns the body as a stream of at most limit bytes, after which reading
// fails with a fault of kind TooLarge. A body that says beforehand that it is
// larger is refused at once. A handler that reads for long calls [Extend].
func Upload(c *fiber.Ctx, limit int64) (io.Reader, error) {
	b := known(c).body
	if b.read {
		return bytes.NewReader(b.whole), nil
	}
	if e := c.Get(fiber.HeaderContentEncoding); e != "" && !strings.EqualFold(e, "identity") {
		return nil, errEncoding // unpacking has no limit that the sender keeps
	}
	if int64(c.Request().Header.ContentLength()) > limit {
		return nil, errBodyLimit(limit)
	}
	if b.r == nil {
		return strings.NewReader(""), nil
	}
	return &limited{r: b.r, left: limit, limit: limit}, nil
}

// limited fails after its limit, unlike [io.LimitedReader], which ends.
type limited struct {
	r           io.Reader
	left, limit int64
}

// Read reads up to the limit, and one byte more to see whether there is more.
func (l *limited) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	if int64(n) > l.left {
		return int(l.left), errBodyLimit(l.limit)
	}
	l.left -= int64(n)
	return n, err
}

// mediaType is the body's media type, without parameters.
func mediaType(c *fiber.Ctx) string {
	t, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil {
		return ""
	}
	return t
}

// Form returns the fields of a form that a page has sent, without files.
func Form(c *fiber.Ctx) (url.Values, error) {
	if mediaType(c) != fiber.MIMEApplicationForm {
		return nil, errMedia(fiber.MIMEApplicationForm)
	}
	raw, err := Body(c, known(c).app.o.Limits.Body)
	if err != nil {
		return nil, err
	}
	values, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, errBadRequest.Because(err)
	}
	for _, list := range values {
		for _, v := range list {
			if strings.ContainsRune(v, 0) || strings.ToValidUTF8(v, "") != v {
				return nil, errBadRequest
			}
		}
	}
	return values, nil
}

// Parts returns the parts of a form with files, one after the other as they come.
func Parts(c *fiber.Ctx, limit int64) (*multipart.Reader, error) {
	t, parameters, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || t != fiber.MIMEMultipartForm || parameters["boundary"] == "" {
		return nil, errMedia(fiber.MIMEMultipartForm)
	}
	r, err := Upload(c, limit)
	if err != nil {
		return nil, err
	}
	known(c).body.taken = true
	return multipart.NewReader(r, parameters["boundary"]), nil
}

// peeked is how much of a body can be looked at before it is read.
const peeked = 8 << 10

// firstField returns the value of a multipart form's first field, if it has the
// name, and leaves the body to be read as if nobody had looked.
func (b *body) firstField(c *fiber.Ctx, name string) string {
	_, parameters, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || b.r == nil {
		return ""
	}
	// An error tells itself when the body is read.
	start, _ := b.r.Peek(peeked)
	part, err := multipart.NewReader(bytes.NewReader(start), parameters["boundary"]).NextPart()
	if err != nil || part.FormName() != name || part.FileName() != "" {
		return ""
	}
	value, err := io.ReadAll(io.LimitReader(part, maxToken))
	if err != nil {
		return ""
	}
	return string(value)
}
