package metrics

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func shown(t *testing.T, m *Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestRequests(t *testing.T) {
	m := New(Build{Version: "v1", Commit: "c"})
	end := m.Begin()
	if got := shown(t, m); !strings.Contains(got, "matcharenan_http_requests_in_flight 1") {
		t.Error("a request in flight is not shown")
	}
	end()
	m.Request("GET", "/things/:id", 200, 30*time.Millisecond)
	m.Request("BREW", "-", 400, time.Second)
	m.Request("STEEP", "-", 400, time.Second)
	got := shown(t, m)
	for _, want := range []string{
		"matcharenan_http_requests_in_flight 0",
		`matcharenan_http_requests_total{method="GET",route="/things/:id",status="200"} 1`,
		`matcharenan_http_requests_total{method="other",route="-",status="400"} 2`,
		`matcharenan_http_request_duration_seconds_bucket{method="GET",route="/things/:id",le="0.05"} 1`,
		`matcharenan_http_request_duration_seconds_bucket{method="GET",route="/things/:id",le="0.025"} 0`,
		`matcharenan_build_info{commit="c",version="v1"} 1`,
		"process_start_time_seconds",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %s", want)
		}
	}
}

func TestOwnCounters(t *testing.T) {
	m := New(Build{})
	c, d := m.Counter("jobs_total", "Jobs run.", "job"), m.Timer("job_duration_seconds", "Time of a job.", "job")
	m.Gauge("products", "Products in the index.", func() float64 { return 7 })
	c.Add(2, "advance")
	d.Observe(2*time.Second, "advance")
	var none *Counter
	none.Add(1)
	var noTimer *Timer
	noTimer.Observe(time.Second)
	got := shown(t, m)
	for _, want := range []string{
		`matcharenan_jobs_total{job="advance"} 2`, `matcharenan_job_duration_seconds_sum{job="advance"} 2`, "matcharenan_products 7",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %s", want)
		}
	}
}
