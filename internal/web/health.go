package web

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
)

// Paths that tell a machine how the service is.
const (
	healthPath  = "/healthz"
	readyPath   = "/readyz"
	metricsPath = "/metrics"
)

// Check is one thing that must work before requests are let in.
type Check struct {
	Name  string // stands in the answer
	Check func(ctx context.Context) error
}

// checkTime is how long a check may take.
const checkTime = 2 * time.Second

// readiness says whether requests should be sent here.
type readiness struct{ stopping atomic.Bool }

// health is the answer of both paths.
type health struct {
	Status string            `json:"status"` // ok or unavailable
	Checks map[string]string `json:"checks,omitempty"`
}

func (a *App) mountHealth() {
	a.Get(healthPath, func(c *fiber.Ctx) error { return noStore(c, health{Status: "ok"}) })
	a.Get(readyPath, a.answerReady)
}

func noStore(c *fiber.Ctx, h health) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	if h.Status != "ok" {
		c.Status(http.StatusServiceUnavailable)
	}
	return c.JSON(h)
}

// answerReady runs the checks side by side. Why one failed goes to the log.
func (a *App) answerReady(c *fiber.Ctx) error {
	h := health{Status: "ok", Checks: map[string]string{}}
	if a.ready.stopping.Load() {
		h.Status, h.Checks["stopping"] = "unavailable", "unavailable"
		return noStore(c, h)
	}
	ctx, cancel := context.WithTimeout(c.UserContext(), checkTime)
	defer cancel()
	failures := make([]error, len(a.o.Checks))
	var all sync.WaitGroup
	for i, check := range a.o.Checks {
		all.Go(func() { failures[i] = within(ctx, check.Check) })
	}
	all.Wait()
	for i, err := range failures {
		name := a.o.Checks[i].Name
		h.Checks[name] = "ok"
		if err != nil {
			h.Status, h.Checks[name] = "unavailable", "unavailable"
			a.o.Log.LogAttrs(ctx, slog.LevelWarn, "not ready", slog.String("check", name), slog.String("error", err.Error()))
		}
	}
	return noStore(c, h)
}

// within does not wait longer than the context for a check that does not heed it.
func within(ctx context.Context, check func(context.Context) error) error {
	done := make(chan error, 1)
	go func() { done <- check(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// MountMetrics serves the metrics at /metrics of the app itself, behind the guards.
// Where anybody can reach the app they belong on an address of their own: see
// [Listen].
func (a *App) MountMetrics(guards ...fiber.Handler) {
	if a.o.Metrics != nil {
		a.Get(metricsPath, append(guards, adaptor.HTTPHandler(a.o.Metrics.Handler()))...)
	}
}
