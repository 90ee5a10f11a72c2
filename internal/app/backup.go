package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/live"
)

// keepBackups is how many nightly backups are kept.
const keepBackups = 14

// errNotEmbedded refuses a backup by us of what MongoDB keeps.
var errNotEmbedded = fault.New(fault.Invalid, "backup.mongodb", nil)

type backupCommand struct {
	settings
	To string `arg:"" help:"Folder for the backup; it must be empty or missing." type:"path"`
}

// Run takes a backup while the service may be running, and verifies it.
func (c *backupCommand) Run(r *run) error {
	return r.withService(&c.settings, func(s *service) error {
		embedded, ok := s.engine.(*sqlitestore.Store)
		if !ok {
			return errNotEmbedded
		}
		if _, err := embedded.Backup(r.ctx, c.To); err != nil {
			return err
		}
		m, err := sqlitestore.Verify(r.ctx, c.To)
		if err != nil {
			return err
		}
		return writeIndented(r.Stdout, m)
	})
}

type restoreCommand struct {
	From string `arg:"" help:"Folder of the backup." type:"existingdir"`
	Data string `help:"Data folder to restore to; it must be empty or missing." default:"data" env:"MATCHARENAN_DATA" type:"path"`
}

// Run verifies a backup and makes a data folder of it.
func (c *restoreCommand) Run(r *run) error {
	if err := sqlitestore.Restore(r.ctx, c.From, c.Data); err != nil {
		return err
	}
	_, err := io.WriteString(r.Stdout, r.printer.Text("restore.done", fault.Args{"folder": c.Data})+"\n")
	return err
}

// nightlyBackup takes a backup into a folder named after the day, where a folder
// for backups is given, and removes the oldest ones. It returns how many it took:
// one that is there already is not taken again.
func (s *service) nightlyBackup(ctx context.Context, slot time.Time) (int, error) {
	embedded, ok := s.engine.(*sqlitestore.Store)
	if !ok || s.config.BackupDir == "" {
		return 0, nil
	}
	to := filepath.Join(s.config.BackupDir, slot.Format(time.DateOnly))
	if _, err := sqlitestore.Verify(ctx, to); err == nil {
		return 0, nil
	}
	// What an interrupted run left is of no use to anybody.
	if err := os.RemoveAll(to); err != nil {
		return 0, err
	}
	if _, err := embedded.Backup(ctx, to); err != nil {
		return 0, err
	}
	if _, err := sqlitestore.Verify(ctx, to); err != nil {
		return 0, err
	}
	return 1, s.removeOldBackups()
}

func (s *service) removeOldBackups() error {
	entries, err := os.ReadDir(s.config.BackupDir)
	if err != nil {
		return err
	}
	var days []string
	for _, e := range entries {
		if _, err := time.Parse(time.DateOnly, e.Name()); err == nil && e.IsDir() {
			days = append(days, e.Name())
		}
	}
	slices.Sort(days)
	var failures []error
	for _, day := range days[:max(0, len(days)-keepBackups)] {
		failures = append(failures, os.RemoveAll(filepath.Join(s.config.BackupDir, day)))
	}
	return errors.Join(failures...)
}

// forgetIndex removes the search indexes that no process has open, with the words
// that were learned.
func (s *service) forgetIndex() error {
	for n := 1; n <= maxInstances; n++ {
		err := live.Forget(filepath.Join(s.config.Index, strconv.Itoa(n)))
		if errors.Is(err, fulltext.ErrInUse) {
			return fault.New(fault.Conflict, "reindex.inUse", nil).Because(err)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
