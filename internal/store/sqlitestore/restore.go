package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Verify reads all of a backup and returns an error if it is not what was written:
// a file is missing or has changed, the database is damaged, or database and
// manifest do not agree. It changes nothing.
func Verify(ctx context.Context, dir string) (Manifest, error) {
	m, err := readManifest(dir)
	if err == nil {
		err = m.verify(ctx, dir)
	}
	if err != nil {
		return m, fmt.Errorf("sqlitestore: verifying %s: %w", dir, err)
	}
	return m, nil
}

func (m Manifest) verify(ctx context.Context, dir string) error {
	for _, f := range append([]File{m.Database}, m.Blobs...) {
		size, hash, err := sum(ctx, filepath.Join(dir, filepath.FromSlash(f.Path)))
		if errors.Is(err, os.ErrNotExist) {
			return badBackup(dir, "%s is missing", f.Path)
		}
		if err != nil {
			return err
		}
		if size != f.Size || hash != f.SHA256 {
			return badBackup(dir, "%s is not what it was", f.Path)
		}
	}
	if err := checkIntegrity(ctx, filepath.Join(dir, databaseName)); err != nil {
		return badBackup(dir, "%s: %w", databaseName, err)
	}
	held := Manifest{}
	if err := held.describe(ctx, dir); err != nil {
		return badBackup(dir, "%s: %w", databaseName, err)
	}
	if !sameHoldings(m, held) {
		return badBackup(dir, "the database holds other documents or blobs than the manifest says")
	}
	return nil
}

func sameHoldings(a, b Manifest) bool {
	if len(a.Documents) != len(b.Documents) || len(a.Blobs) != len(b.Blobs) {
		return false
	}
	for name, n := range a.Documents {
		if b.Documents[name] != n {
			return false
		}
	}
	for i := range a.Blobs {
		if a.Blobs[i] != b.Blobs[i] {
			return false
		}
	}
	return true
}

func checkIntegrity(ctx context.Context, file string) error {
	pool := openCopy(file)
	defer func() { _ = pool.Close() }()
	var answer string
	if err := pool.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&answer); err != nil {
		return err
	}
	if answer != "ok" {
		return errors.New(answer)
	}
	return nil
}

// Restore verifies a backup and makes a data folder of it. The folder must be empty
// or missing, or be left by a restore that was cut off. What fails leaves it empty;
// what is cut off is no data folder until Restore has been run again. Cursors of
// feeds from before are [store.ErrCursorGone] afterwards.
func Restore(ctx context.Context, backup, dir string) (err error) {
	m, err := Verify(ctx, backup)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("sqlitestore: restoring %s to %s: %w", backup, dir, writeFailure(err))
		}
	}()
	if err := beginRestore(dir); err != nil {
		return err
	}
	if err := m.restore(ctx, backup, dir); err != nil {
		return errors.Join(err, clearFolder(dir))
	}
	return nil
}

// beginRestore leaves a mark that [Open] refuses.
func beginRestore(dir string) error {
	mark := filepath.Join(dir, restoringName)
	if _, err := os.Stat(mark); err == nil {
		if err := clearFolder(dir); err != nil {
			return err
		}
	}
	if err := emptyFolder(dir); err != nil {
		return err
	}
	if err := os.WriteFile(mark, nil, 0o600); err != nil {
		return err
	}
	return syncFolder(dir)
}

// clearFolder removes what a restore makes, the mark last.
func clearFolder(dir string) error {
	return errors.Join(
		os.RemoveAll(filepath.Join(dir, blobsName)),
		removed(filepath.Join(dir, databaseName)),
		removed(filepath.Join(dir, partName)), removed(filepath.Join(dir, partName+"-journal")),
		syncFolder(dir),
		removed(filepath.Join(dir, restoringName)),
	)
}

const partName = databaseName + ".part"

func (m Manifest) restore(ctx context.Context, backup, dir string) error {
	for _, f := range m.Blobs {
		to := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
			return err
		}
		if err := copyFile(ctx, f, filepath.Join(backup, filepath.FromSlash(f.Path)), to); err != nil {
			return err
		}
	}
	part := filepath.Join(dir, partName)
	if err := copyFile(ctx, m.Database, filepath.Join(backup, databaseName), part); err != nil {
		return err
	}
	if err := renameLineage(ctx, part); err != nil {
		return err
	}
	if err := os.Rename(part, filepath.Join(dir, databaseName)); err != nil {
		return err
	}
	if err := syncTree(dir); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(dir, restoringName)); err != nil {
		return err
	}
	return syncFolder(dir)
}

// renameLineage makes it another database, since its sequence will give numbers
// again that the old one gave to other changes.
func renameLineage(ctx context.Context, file string) error {
	pool := openPool(file, 1, []string{"journal_mode(delete)", "synchronous(full)"})
	_, err := pool.ExecContext(ctx, `UPDATE state SET lineage = ?`, newLineage())
	return errors.Join(err, pool.Close())
}
