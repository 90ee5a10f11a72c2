package app

import (
	"context"
	"io"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/allagehub/matcharenan/internal/config"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/mongostore"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
)

// openEngine opens MongoDB where its address is given, and else the embedded
// engine in the data folder.
func openEngine(ctx context.Context, c *config.Config, log *slog.Logger, now func() time.Time) (store.Engine, error) {
	if c.MongoDB.URI != "" {
		return mongostore.Open(ctx, c.MongoDB.URI, mongostore.Options{Database: c.MongoDB.Database, Logger: log})
	}
	e, err := sqlitestore.Open(ctx, c.Data, sqlitestore.Options{Now: now})
	if fault.Is(err, fault.Unavailable) { // whoever starts it needs to know where
		return nil, fault.New(fault.Unavailable, "serve.folderClosed", fault.Args{"folder": c.Data}).Because(err)
	}
	return e, err
}

func newLog(w io.Writer, c config.Log) *slog.Logger {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	o := &slog.HandlerOptions{Level: levels[c.Level]}
	if c.Format == "text" {
		return slog.New(slog.NewTextHandler(w, o))
	}
	return slog.New(slog.NewJSONHandler(w, o))
}

// version is the program's, as Go's tools know it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version
}
