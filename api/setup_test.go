package api

import (
	"log/slog"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/web"
)

// mounted is an application with all operations, and no services behind them.
func mounted(t *testing.T) *web.App {
	t.Helper()
	app, err := web.NewApp(web.Options{Log: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	Mount(app, &Services{Now: time.Now})
	return app
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
