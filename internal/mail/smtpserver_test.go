package mail

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// A real SMTP server (RFC 5321) in a process of its own: this test binary, started
// again. What it does with a letter stands in the receiver's address:
//
//	temp<n>-...  451 the first n times
//	perm-...     550
//	full-...     552 after the text
//	drop-...     hangs up in the middle of the text
//	bye-...      takes the letter and hangs up
//	slow-...     does not answer
//
// It writes what it is and what it has taken to its standard output, a JSON object a
// line, and ends when its standard input does.

// serverMode names the server's mode to a test binary that is a child.
const serverMode = "MATCHARENAN_TEST_SMTP"

type smtpMode struct {
	Address  string // 127.0.0.1:0 for any port
	StartTLS bool
	TLS      bool   // from the first byte
	User     string // the only one who may send; empty for anybody
	Password string
}

// smtpLine is a line that the server writes.
type smtpLine struct {
	Address string `json:"address,omitempty"` // first line
	Roots   string `json:"roots,omitempty"`
	From    string `json:"from,omitempty"` // later lines
	To      string `json:"to,omitempty"`
	Data    string `json:"data,omitempty"`
	Secure  bool   `json:"secure,omitempty"`
	User    string `json:"user,omitempty"`
}

// smtpChild is the server's main function.
func smtpChild(mode string) int {
	var m smtpMode
	if err := json.Unmarshal([]byte(mode), &m); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	config, roots, err := selfSigned()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	l, err := net.Listen("tcp", m.Address)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	s := &smtpServer{mode: m, tls: config, out: json.NewEncoder(os.Stdout), tries: map[string]int{}}
	s.write(smtpLine{Address: l.Addr().String(), Roots: roots})
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

type smtpServer struct {
	mode  smtpMode
	tls   *tls.Config
	mu    sync.Mutex
	out   *json.Encoder
	tries map[string]int
}

func (s *smtpServer) write(l smtpLine) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.out.Encode(l)
}

func (s *smtpServer) try(to string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries[to]++
	return s.tries[to]
}

// session is one conversation.
type session struct {
	*smtpServer
	conn           net.Conn
	text           *textproto.Conn
	secure         bool
	user, from, to string
}

func (s *smtpServer) serve(conn net.Conn) {
	c := &session{smtpServer: s, conn: conn}
	if s.mode.TLS {
		c.secure, c.conn = true, tls.Server(conn, s.tls)
	}
	defer func() { _ = c.conn.Close() }()
	c.text = textproto.NewConn(c.conn)
	c.say("220 test ESMTP")
	for {
		line, err := c.text.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		if !c.do(strings.ToUpper(verb), rest) {
			return
		}
	}
}

func (c *session) say(format string, args ...any) { _ = c.text.PrintfLine(format, args...) }

// do answers a command, and reports whether the conversation goes on.
func (c *session) do(verb, rest string) bool {
	switch verb {
	case "EHLO":
		c.hello()
	case "HELO", "NOOP", "RSET":
		c.say("250 ok")
	case "STARTTLS":
		c.say("220 go on")
		c.conn = tls.Server(c.conn, c.tls)
		c.text, c.secure = textproto.NewConn(c.conn), true
	case "AUTH":
		c.auth(rest)
	case "MAIL":
		if c.mode.User != "" && c.user == "" {
			c.say("530 5.7.0 authenticate first")
			return true
		}
		c.from = between(rest)
		c.say("250 ok")
	case "RCPT":
		return c.receiver(between(rest))
	case "DATA":
		return c.data()
	case "QUIT":
		c.say("221 bye")
		return false
	default:
		c.say("502 what")
	}
	return true
}

func (c *session) hello() {
	c.say("250-test")
	c.say("250-8BITMIME")
	if c.mode.StartTLS && !c.secure {
		c.say("250-STARTTLS")
	}
	if c.mode.User != "" {
		c.say("250-AUTH PLAIN")
	}
	c.say("250 ENHANCEDSTATUSCODES")
}

func (c *session) auth(rest string) {
	given, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
	if string(given) != "\x00"+c.mode.User+"\x00"+c.mode.Password {
		c.say("535 5.7.8 no")
		return
	}
	c.user = c.mode.User
	c.say("235 ok")
}

func (c *session) receiver(to string) bool {
	c.to = to
	var n int
	switch _, err := fmt.Sscanf(to, "temp%d-", &n); {
	case err == nil && c.try(to) <= n:
		c.say("451 4.3.0 <%s> later", to)
	case strings.HasPrefix(to, "perm-"):
		c.say("550 5.1.1 <%s> nobody of that name", to)
	case strings.HasPrefix(to, "slow-"):
		time.Sleep(time.Minute)
		return false
	default:
		c.say("250 ok")
	}
	return true
}

func (c *session) data() bool {
	c.say("354 go on")
	if strings.HasPrefix(c.to, "drop-") {
		_, _ = c.text.ReadLine()
		return false
	}
	data, err := c.text.ReadDotBytes()
	if err != nil {
		return false
	}
	if strings.HasPrefix(c.to, "full-") {
		c.say("552 5.2.2 full")
		return true
	}
	c.write(smtpLine{From: c.from, To: c.to, Data: string(data), Secure: c.secure, User: c.user})
	c.say("250 2.0.0 taken")
	return !strings.HasPrefix(c.to, "bye-")
}

func between(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}

// selfSigned returns a server's configuration for 127.0.0.1 and its certificate.
func selfSigned() (*tls.Config, string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, "", err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, "", err
	}
	config := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	return config, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), nil
}

// server is a running server, seen from the test.
type server struct {
	cmd   *exec.Cmd
	stdin io.Closer
	host  string
	port  int
	roots *x509.CertPool

	mu    sync.Mutex
	taken []smtpLine
	done  chan struct{}
}

func startServer(t *testing.T, m smtpMode) *server {
	t.Helper()
	if m.Address == "" {
		m.Address = "127.0.0.1:0"
	}
	mode, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serverMode+"="+string(mode))
	cmd.Stderr = os.Stderr
	stdin, err1 := cmd.StdinPipe()
	stdout, err2 := cmd.StdoutPipe()
	if err1 != nil || err2 != nil || cmd.Start() != nil {
		t.Fatal("the server did not start")
	}
	s := &server{cmd: cmd, stdin: stdin, done: make(chan struct{})}
	t.Cleanup(func() { s.stop() })
	lines := json.NewDecoder(bufio.NewReader(stdout))
	var first smtpLine
	if err := lines.Decode(&first); err != nil {
		t.Fatal("the server did not start: ", err)
	}
	s.roots = x509.NewCertPool()
	s.roots.AppendCertsFromPEM([]byte(first.Roots))
	addr, err := net.ResolveTCPAddr("tcp", first.Address)
	if err != nil {
		t.Fatal(err)
	}
	s.host, s.port = addr.IP.String(), addr.Port
	go s.read(lines)
	return s
}

func (s *server) read(lines *json.Decoder) {
	defer close(s.done)
	for {
		var l smtpLine
		if lines.Decode(&l) != nil {
			return
		}
		s.mu.Lock()
		s.taken = append(s.taken, l)
		s.mu.Unlock()
	}
}

// stop kills the process, by its own handle, and waits for it.
func (s *server) stop() {
	if s.cmd.ProcessState != nil {
		return
	}
	_ = s.cmd.Process.Kill()
	<-s.done
	_ = s.cmd.Wait()
	_ = s.stdin.Close()
}

// letters returns what the server has taken, when it is n letters or after a second.
func (s *server) letters(n int) []smtpLine {
	for range 100 {
		s.mu.Lock()
		taken := s.taken
		s.mu.Unlock()
		if len(taken) >= n {
			return taken
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.taken
}

func (s *server) address() string { return fmt.Sprintf("%s:%d", s.host, s.port) }
