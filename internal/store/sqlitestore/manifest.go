package sqlitestore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

const (
	manifestName   = "manifest.json"
	manifestFormat = 1
)

// Manifest says what a backup holds. It is written last, so that a folder without
// one is no backup.
type Manifest struct {
	Format    int            `json:"format"`
	Made      time.Time      `json:"made"`
	Documents map[string]int `json:"documents"` // how many, by collection
	Database  File           `json:"database"`
	Blobs     []File         `json:"blobs"`
}

// File is a file of a backup.
type File struct {
	Path   string `json:"path"` // below the backup's folder, with slashes
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // hexadecimal
}

// badBackup says what is wrong with the backup in a folder.
func badBackup(dir, format string, args ...any) error {
	return fault.New(fault.Invalid, "store.backup", fault.Args{"folder": dir}).Because(fmt.Errorf(format, args...))
}

func readManifest(dir string) (Manifest, error) {
	var m Manifest
	text, err := os.ReadFile(filepath.Join(dir, manifestName)) //nolint:gosec // the folder that the caller named
	if errors.Is(err, os.ErrNotExist) {
		return m, badBackup(dir, "it has no %s, so it was not finished", manifestName)
	}
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, badBackup(dir, "%s: %w", manifestName, err)
	}
	if m.Format != manifestFormat {
		return m, badBackup(dir, "it was made by another version: format %d", m.Format)
	}
	if m.Database.Path != databaseName {
		return m, badBackup(dir, "the database is called %q", m.Database.Path)
	}
	for _, f := range m.Blobs {
		if !filepath.IsLocal(f.Path) || filepath.Dir(filepath.Dir(filepath.FromSlash(f.Path))) != blobsName {
			return m, badBackup(dir, "a blob is called %q", f.Path)
		}
	}
	return m, nil
}

func (m Manifest) write(dir string) error {
	text, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return err
	}
	temp := filepath.Join(dir, manifestName+".tmp")
	if err := os.WriteFile(temp, append(text, '\n'), 0o600); err != nil {
		return err
	}
	if err := syncFile(temp); err != nil {
		return err
	}
	return moveDurably(temp, filepath.Join(dir, manifestName))
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // a file of ours
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// sum returns the size and hash of a file.
func sum(ctx context.Context, path string) (size int64, hash string, err error) {
	f, err := os.Open(path) //nolint:gosec // a file of the backup
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	size, err = io.Copy(h, &reader{ctx, f})
	return size, hex.EncodeToString(h.Sum(nil)), err
}

// copyFile copies a file that must have the size and hash, and has it on disk.
func copyFile(ctx context.Context, f File, from, to string) error {
	in, err := os.Open(from) //nolint:gosec // a file of the backup
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	info, err := receive(ctx, to, in, f.Size)
	if errors.Is(err, store.ErrTooLarge) || err == nil && (info.Size != f.Size || info.SHA256 != f.SHA256) {
		return badBackup(filepath.Dir(from), "%s is not what it was", f.Path)
	}
	return err
}

// emptyFolder makes a folder, or returns an error if there is something in it.
func emptyFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		err = fault.New(fault.Conflict, "store.notEmpty", fault.Args{"folder": dir})
	}
	return err
}
