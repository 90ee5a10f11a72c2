package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/metrics"
)

func TestMetricsAndHealth(t *testing.T) {
	stuck := errors.New("index hunter2")
	var failing error
	r := serve(t, Listen{Metrics: "127.0.0.1:0"}, func(o *Options) {
		o.Metrics = metrics.New(metrics.Build{Version: "v1.2.3", Commit: "abc"})
		o.Checks = []Check{
			{Name: "store", Check: func(context.Context) error { return nil }},
			{Name: "index", Check: func(context.Context) error { return failing }},
		}
	}, echoes)
	get := func(at net.Addr, path string) answer {
		res, err := http.Get("http://" + at.String() + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer{res, res.StatusCode, string(b)}
	}
	defer http.DefaultClient.CloseIdleConnections()
	for _, path := range []string{"/things/a", "/things/b", "/nowhere", "/things/a%20b"} {
		get(r.at.Service, path)
	}
	if a := get(r.at.Service, "/readyz"); a.status != 200 || a.body != `{"status":"ok","checks":{"index":"ok","store":"ok"}}` {
		t.Errorf("ready: %d %s", a.status, a.body)
	}
	failing = stuck
	if a := get(r.at.Service, "/readyz"); a.status != 503 || a.body != `{"status":"unavailable","checks":{"index":"unavailable","store":"ok"}}` {
		t.Errorf("not ready: %d %s", a.status, a.body)
	}
	if a := get(r.at.Service, "/healthz"); a.status != 200 || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("alive: %d", a.status)
	}
	text := get(r.at.Metrics, "/metrics").body
	for _, want := range []string{
		`matcharenan_http_requests_total{method="GET",route="/things/:id",status="200"} 2`,
		`matcharenan_http_requests_total{method="GET",route="/things/:id",status="404"} 1`,
		`matcharenan_http_requests_total{method="GET",route="-",status="404"} 1`,
		`matcharenan_http_request_duration_seconds_count{method="GET",route="/things/:id"} 3`,
		"matcharenan_http_requests_in_flight 0",
		`matcharenan_build_info{commit="abc",version="v1.2.3"} 1`,
		"go_goroutines",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	if a := get(r.at.Service, "/metrics"); a.status != 404 {
		t.Errorf("the service itself shows its metrics: %d", a.status)
	}
	if err := r.ends(t); err != nil {
		t.Error(err)
	}
}

func TestReadyWhileStopping(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Metrics = metrics.New(metrics.Build{}) }, func(a *App) { a.MountMetrics(RequireSignIn) })
	s.ready.stopping.Store(true)
	if a := s.do(t, "GET", "/readyz", ""); a.status != 503 {
		t.Errorf("ready: %d", a.status)
	}
	s.do(t, "GET", "/metrics", "").wants(t, "metrics behind a guard", 401, "")
	if a := s.do(t, "GET", "/metrics", "", "Authorization: Bearer anna"); !strings.Contains(a.body, "go_goroutines") {
		t.Errorf("metrics: %d", a.status)
	}
}

func TestACheckThatHangs(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := within(ctx, func(context.Context) error { <-release; return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
