package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Counter counts up. Nil counts nothing.
type Counter struct{ v *prometheus.CounterVec }

// Counter returns a new counter. The name ends in _total; taking one twice panics,
// as it does in a test of the package that takes it.
func (m *Metrics) Counter(name, help string, labels ...string) *Counter {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
	m.registry.MustRegister(v)
	return &Counter{v}
}

// Add counts n more, by the values of the labels.
func (c *Counter) Add(n float64, values ...string) {
	if c != nil {
		c.v.WithLabelValues(values...).Add(n)
	}
}

// Timer collects how long something takes. Nil collects nothing.
type Timer struct{ v *prometheus.HistogramVec }

// Timer returns a new timer. The name ends in _seconds.
func (m *Metrics) Timer(name, help string, labels ...string) *Timer {
	v := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: namespace, Name: name, Help: help, Buckets: prometheus.ExponentialBuckets(.001, 4, 10),
	}, labels)
	m.registry.MustRegister(v)
	return &Timer{v}
}

// Observe adds a time, by the values of the labels.
func (t *Timer) Observe(took time.Duration, values ...string) {
	if t != nil {
		t.v.WithLabelValues(values...).Observe(took.Seconds())
	}
}

// Gauge shows a value as it is when Prometheus asks.
func (m *Metrics) Gauge(name, help string, value func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help}, value))
}
