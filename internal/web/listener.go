package web

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// tracked knows its open connections, so that those that do not end can be closed.
type tracked struct {
	net.Listener
	mu   sync.Mutex
	open map[net.Conn]struct{}
}

// Accept returns the next connection.
func (t *tracked) Accept() (net.Conn, error) {
	c, err := t.Listener.Accept()
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	tc := &trackedConn{Conn: c, t: t}
	t.open[tc] = struct{}{}
	return tc, nil
}

// Close is no error when it was closed before.
func (t *tracked) Close() error {
	if err := t.Listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// closeAll closes what is open and returns how many that were.
func (t *tracked) closeAll() int {
	t.mu.Lock()
	open := t.open
	t.open = map[net.Conn]struct{}{}
	t.mu.Unlock()
	for c := range open {
		_ = c.Close() // what the other end says to that, nobody waits for
	}
	return len(open)
}

type trackedConn struct {
	net.Conn
	t   *tracked
	end atomic.Bool
}

// Read remembers that the other end has nothing more to say.
func (c *trackedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	noteEnd(&c.end, err)
	return n, err
}

// SetDeadline and the two below do not fail on a connection that is closed, as it
// may be when the service stops or a stream is cut off: the server below panics at
// that. The read or write that follows fails.
func (c *trackedConn) SetDeadline(t time.Time) error { return unlessClosed(c.Conn.SetDeadline(t)) }

// SetReadDeadline is as [trackedConn.SetDeadline].
func (c *trackedConn) SetReadDeadline(t time.Time) error {
	return unlessClosed(c.Conn.SetReadDeadline(t))
}

// SetWriteDeadline is as [trackedConn.SetDeadline].
func (c *trackedConn) SetWriteDeadline(t time.Time) error {
	return unlessClosed(c.Conn.SetWriteDeadline(t))
}

func unlessClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func (c *trackedConn) sawEnd() bool { return c.end.Load() }

func noteEnd(end *atomic.Bool, err error) {
	if errors.Is(err, io.EOF) {
		end.Store(true)
	}
}

// Close forgets the connection.
func (c *trackedConn) Close() error {
	c.t.mu.Lock()
	delete(c.t.open, c)
	c.t.mu.Unlock()
	return c.Conn.Close()
}

// encrypted is a listener of TLS whose connections remember their end.
type encrypted struct {
	net.Listener
	config *tls.Config
}

// Accept returns the next connection. Its handshake comes with the first use.
func (e *encrypted) Accept() (net.Conn, error) {
	c, err := e.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &encryptedConn{Conn: tls.Server(c, e.config)}, nil
}

type encryptedConn struct {
	*tls.Conn
	end atomic.Bool
}

// Read remembers that the other end has nothing more to say.
func (c *encryptedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	noteEnd(&c.end, err)
	return n, err
}

func (c *encryptedConn) sawEnd() bool { return c.end.Load() }
