package web

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"
)

// lookEvery is how often the certificate's files are looked at, at most.
const lookEvery = 5 * time.Second

// certificates keeps a certificate, and reads its files again when they have
// changed, so that a renewal needs no restart. Files that cannot be read, such as
// a certificate whose key has not come yet, leave the old one.
type certificates struct {
	certFile, keyFile string
	now               func() time.Time
	log               *slog.Logger

	mu     sync.Mutex
	cert   *tls.Certificate
	stamp  string
	looked time.Time
}

// load reads the files.
func (k *certificates) load() error {
	stamp, err := k.stampOf()
	if err != nil {
		return err
	}
	cert, err := tls.LoadX509KeyPair(k.certFile, k.keyFile)
	if err != nil {
		return fmt.Errorf("reading the certificate: %w", err)
	}
	k.cert, k.stamp = &cert, stamp
	return nil
}

// stampOf tells whether a file has changed.
func (k *certificates) stampOf() (string, error) {
	var stamp strings.Builder
	for _, name := range []string{k.certFile, k.keyFile} {
		info, err := os.Stat(name)
		if err != nil {
			return "", fmt.Errorf("reading the certificate: %w", err)
		}
		fmt.Fprintf(&stamp, "%d %d;", info.ModTime().UnixNano(), info.Size())
	}
	return stamp.String(), nil
}

// get returns the certificate as it is now.
func (k *certificates) get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now := k.now(); now.Sub(k.looked) >= lookEvery {
		k.looked = now
		if stamp, err := k.stampOf(); err != nil || stamp != k.stamp {
			if err == nil {
				err = k.load()
			}
			k.tell(hello, err)
		}
	}
	return k.cert, nil
}

func (k *certificates) tell(hello *tls.ClientHelloInfo, err error) {
	if err != nil {
		k.log.LogAttrs(hello.Context(), slog.LevelError, "certificate not read again", slog.String("error", err.Error()))
		return
	}
	k.log.LogAttrs(hello.Context(), slog.LevelInfo, "certificate read again")
}
