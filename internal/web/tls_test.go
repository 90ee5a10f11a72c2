package web

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certificate writes a certificate for this machine, and returns its serial number.
func certificate(t *testing.T, dir string, serial int64) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: keyDER}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		// A file system with coarse times must not hide the change.
		if err := os.Chtimes(name, time.Now(), time.Unix(1_700_000_000+serial, 0)); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

func TestTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := certificate(t, dir, 1)
	later := &clock{t: time.Now()}
	r := serve(t, Listen{CertFile: cert, KeyFile: key}, func(o *Options) { o.Now = later.now; o.Limits.BodyGrace = time.Hour }, bodies)
	ask := func(max uint16) (*tls.Conn, error) {
		c, err := tls.DialWithDialer(&net.Dialer{Timeout: patience}, "tcp", r.at.Service.String(), &tls.Config{InsecureSkipVerify: true, MaxVersion: max})
		if err == nil {
			t.Cleanup(func() { c.Close() })
		}
		return c, err
	}
	serial := func() int64 {
		t.Helper()
		c, err := ask(0)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(c, text("GET", "/", "", "Host: 127.0.0.1"))
		if a := read(t, c); a.status != 200 || a.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%d %v", a.status, a.Header)
		}
		return c.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
	}
	if got := serial(); got != 1 {
		t.Errorf("serial number %d", got)
	}
	certificate(t, dir, 2)
	later.pass(lookEvery)
	if got := serial(); got != 2 {
		t.Errorf("after a renewal: serial number %d", got)
	}
	if err := os.WriteFile(cert, []byte("half a cert"), 0o600); err != nil {
		t.Fatal(err)
	}
	later.pass(lookEvery)
	if got := serial(); got != 2 || !strings.Contains(r.log.String(), "certificate not read again") {
		t.Errorf("with a broken file: serial number %d", got)
	}
	if _, err := ask(tls.VersionTLS11); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
	// The end of an encrypted connection is no end of a body.
	c, err := ask(0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(c, text("POST", "/upload", "", "Host: 127.0.0.1", "Transfer-Encoding: chunked")+"3\r\nabc\r\n")
	if err := c.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	read(t, c).wants(t, "cut off", 400, "web.bodyCutOff")
	if err := r.ends(t); err != nil {
		t.Error(err)
	}
}
