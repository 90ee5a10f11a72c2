package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Listen is where and how an app serves.
type Listen struct {
	Address  string // host:port; port 0 takes a free one
	CertFile string // of TLS, with KeyFile; without them plain HTTP
	KeyFile  string
	Metrics  string             // host:port for /metrics alone; empty for none
	Ready    func(at Addresses) // called once connections are accepted; may be nil
	Grace    time.Duration      // for running requests to end, when stopping; 0: 20 seconds
	Linger   time.Duration      // between saying "not ready" and accepting no more
}

// Addresses are where an app can be reached.
type Addresses struct {
	Service net.Addr
	Metrics net.Addr // nil for none
}

// defaultGrace is how long running requests get when stopping.
const defaultGrace = 20 * time.Second

// Serve answers requests until the context ends, and then stops: it says that it is
// not ready, accepts no more connections, lets running requests end for the grace
// time, and cuts off the rest. It returns nil when it was asked to stop and every
// request has ended. An app serves once.
func (a *App) Serve(ctx context.Context, l Listen) (err error) {
	defer a.stop()
	or(&l.Grace, defaultGrace)
	inner, err := (&net.ListenConfig{}).Listen(ctx, "tcp", l.Address)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	conns := &tracked{Listener: inner, open: map[net.Conn]struct{}{}}
	outer, err := a.withTLS(conns, l)
	if err != nil {
		return errors.Join(err, inner.Close())
	}
	at := Addresses{Service: inner.Addr()}
	side, err := a.startSide(ctx, l.Metrics, &at)
	if err != nil {
		return errors.Join(err, inner.Close())
	}
	failed := make(chan error, 1)
	go func() { failed <- a.Listener(outer) }()
	a.o.Log.LogAttrs(ctx, slog.LevelInfo, "serving", slog.String("address", at.Service.String()), slog.Bool("tls", l.CertFile != ""))
	if l.Ready != nil {
		l.Ready(at)
	}
	select {
	case err = <-failed:
		err = fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
		err = a.drain(ctx, l, conns)
		err = errors.Join(err, unlessClosed(<-failed))
	}
	return errors.Join(err, side.stop())
}

// drain stops in good order.
func (a *App) drain(ctx context.Context, l Listen, conns *tracked) error {
	ctx = context.WithoutCancel(ctx)
	a.ready.stopping.Store(true)
	a.o.Log.LogAttrs(ctx, slog.LevelInfo, "stopping")
	if l.Linger > 0 {
		// Whoever spreads requests over instances needs time to see it.
		<-time.After(l.Linger)
	}
	a.leave()
	patience, cancel := context.WithTimeout(ctx, l.Grace)
	defer cancel()
	err := errors.Join(a.ShutdownWithContext(patience), conns.Close()) // it may not have begun to serve
	if err == nil {
		return nil
	}
	a.stop()
	n := conns.closeAll()
	a.o.Log.LogAttrs(ctx, slog.LevelWarn, "connections cut off", slog.Int("count", n))
	return fmt.Errorf("stopping: %d connections cut off: %w", n, err)
}

func (a *App) withTLS(inner net.Listener, l Listen) (net.Listener, error) {
	if l.CertFile == "" && l.KeyFile == "" {
		return inner, nil
	}
	keeper := &certificates{certFile: l.CertFile, keyFile: l.KeyFile, now: a.o.Now, log: a.o.Log}
	if err := keeper.load(); err != nil {
		return nil, err
	}
	return &encrypted{Listener: inner, config: &tls.Config{
		MinVersion: tls.VersionTLS12, GetCertificate: keeper.get, NextProtos: []string{"http/1.1"},
	}}, nil
}

// side serves the metrics on an address of their own.
type side struct {
	server *http.Server
	ended  chan error
}

func (a *App) startSide(ctx context.Context, address string, at *Addresses) (*side, error) {
	if address == "" {
		return nil, nil
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listening for metrics: %w", err)
	}
	at.Metrics = ln.Addr()
	mux := http.NewServeMux()
	if a.o.Metrics != nil {
		mux.Handle("GET "+metricsPath, a.o.Metrics.Handler())
	}
	s := &side{ended: make(chan error, 1), server: &http.Server{
		Handler: mux, ReadHeaderTimeout: a.o.Limits.Read, ReadTimeout: a.o.Limits.Read,
		WriteTimeout: a.o.Limits.Write, IdleTimeout: a.o.Limits.Idle, MaxHeaderBytes: a.o.Limits.Header,
		ErrorLog: slog.NewLogLogger(a.o.Log.Handler(), slog.LevelWarn),
	}}
	go func() { s.ended <- s.server.Serve(ln) }()
	return s, nil
}

func (s *side) stop() error {
	if s == nil {
		return nil
	}
	err := s.server.Close()
	if ended := <-s.ended; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}
