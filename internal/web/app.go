package web

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/store"
)

// App is a fiber application whose middleware is in place. Routes are added to it
// before it serves.
type App struct {
	*fiber.App

	o       Options
	limiter *limiter
	keys    *store.Collection[reservation] // nil without a store
	ready   readiness

	// leaving ends when the service begins to stop, and base when it waits no longer.
	base, leaving context.Context
	stop, leave   context.CancelFunc
}

// NewApp returns an app with everything that stands before the routes, and with
// /healthz and /readyz. Metrics are served at [Listen].Metrics, or with
// [App.MountMetrics].
func NewApp(o Options) (*App, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	a := &App{o: o, limiter: newLimiter(o.Rates, o.Now)}
	a.base, a.stop = context.WithCancel(context.Background())
	a.leaving, a.leave = context.WithCancel(a.base)
	if o.Store != nil {
		a.keys = store.NewCollection[reservation](o.Store, idempotencyCollection)
	}
	a.App = fiber.New(fiber.Config{
		AppName: "matcharenan", DisableStartupMessage: true,
		Immutable: true, CaseSensitive: true, StrictRouting: true,
		StreamRequestBody: true, DisablePreParseMultipartForm: true,
		BodyLimit:      int(max(o.Limits.Body, o.Limits.Upload)),
		ReadBufferSize: o.Limits.Header, Concurrency: o.Limits.Connections,
		ReadTimeout: o.Limits.Read, WriteTimeout: o.Limits.Write, IdleTimeout: o.Limits.Idle,
		EnableTrustedProxyCheck: true, // with none given: fiber itself believes nobody, see ClientOf
		ErrorHandler:            a.answerError,
		JSONEncoder:             encode,
	})
	s := a.Server()
	s.Logger, s.SecureErrorLogMessage, s.CloseOnShutdown = serverLog{o.Log}, true, true
	a.Use(a.frame, a.guard, a.cors)
	a.mountHealth()
	a.Use(a.authenticate, a.protect, a.limitMethod)
	return a, nil
}

// encode writes JSON with members in a fixed order and empty lists as [].
func encode(v any) ([]byte, error) {
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("writing a response: %w", err)
	}
	return b, nil
}

// serverLog takes what the HTTP server itself has to say.
type serverLog struct{ log *slog.Logger }

// Printf logs a line. Most are about clients that went away.
func (l serverLog) Printf(format string, args ...any) {
	l.log.LogAttrs(context.Background(), slog.LevelDebug, "http server", slog.String("text", clean(fmt.Sprintf(format, args...))))
}

// Routes returns the routes as "GET /api/v1/needs/:id", sorted, without HEAD.
func (a *App) Routes() []string {
	var all []string
	for _, r := range a.GetRoutes(true) {
		if r.Method != fiber.MethodHead {
			all = append(all, r.Method+" "+r.Path)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
