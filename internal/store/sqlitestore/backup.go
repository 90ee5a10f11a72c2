package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/allagehub/matcharenan/internal/store"
)

// Backup copies everything to a folder, which has to be empty or missing, while
// calls go on. The copy is of one moment. Blobs are hard links where the folder is
// on the same disk, and copies elsewhere. What fails leaves the folder empty.
func (s *Store) Backup(ctx context.Context, dir string) (m Manifest, err error) {
	leave, err := s.gate.enter()
	if err != nil {
		return m, err
	}
	defer leave()
	if err := emptyFolder(dir); err != nil {
		return m, s.wrap("backup", err)
	}
	release, err := s.keepFiles()
	if err != nil {
		return m, s.wrap("backup", err)
	}
	m, err = s.backup(ctx, dir)
	err = errors.Join(err, release())
	if err != nil {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, blobsName)), removed(filepath.Join(dir, databaseName)),
			removed(filepath.Join(dir, manifestName+".tmp")), removed(filepath.Join(dir, manifestName)))
		return Manifest{}, s.wrap("backup to "+dir, err)
	}
	// What was deleted meanwhile.
	_, err = s.settle()
	return m, s.wrap("backup", err)
}

func (s *Store) backup(ctx context.Context, dir string) (Manifest, error) {
	m := Manifest{Format: manifestFormat, Made: s.options.Now().UTC(), Blobs: []File{}}
	if err := s.copyDatabase(ctx, filepath.Join(dir, databaseName)); err != nil {
		return m, err
	}
	if err := os.Mkdir(filepath.Join(dir, blobsName), 0o750); err != nil {
		return m, err
	}
	if err := m.describe(ctx, dir); err != nil {
		return m, err
	}
	for _, f := range m.Blobs {
		if err := s.copyBlob(ctx, f, dir); err != nil {
			return m, err
		}
	}
	if err := syncTree(dir); err != nil {
		return m, err
	}
	return m, m.write(dir)
}

// copyDatabase writes the database as it is at one moment, without waiting for
// writers nor making them wait.
func (s *Store) copyDatabase(ctx context.Context, file string) error {
	pool := openPool(s.path(databaseName), 1, []string{fmt.Sprintf("busy_timeout(%d)", s.options.Patience.Milliseconds())})
	defer func() { _ = pool.Close() }()
	if _, err := pool.ExecContext(ctx, `VACUUM INTO ?`, file); err != nil {
		return err
	}
	return syncFile(file)
}

// describe fills in what the copied database holds.
func (m *Manifest) describe(ctx context.Context, dir string) error {
	var err error
	m.Database.Path = databaseName
	if m.Database.Size, m.Database.SHA256, err = sum(ctx, filepath.Join(dir, databaseName)); err != nil {
		return err
	}
	pool := openCopy(filepath.Join(dir, databaseName))
	defer func() { _ = pool.Close() }()
	rows, err := pool.QueryContext(ctx, `SELECT file, size, sha256 FROM blobs ORDER BY file`)
	if err != nil {
		return err
	}
	err = eachRow(rows, func(rows *sql.Rows) error {
		var f File
		err := rows.Scan(&f.Path, &f.Size, &f.SHA256)
		f.Path = blobsName + "/" + f.Path
		m.Blobs = append(m.Blobs, f)
		return err
	})
	if err != nil {
		return err
	}
	m.Documents, err = countDocuments(ctx, pool)
	return err
}

// openCopy opens a database that nobody writes, and leaves no file beside it.
func openCopy(file string) *sql.DB {
	return openPoolWith(file, 1, []string{"query_only(1)", "trusted_schema(0)"}, map[string]string{"immutable": "1"})
}

func countDocuments(ctx context.Context, pool *sql.DB) (map[string]int, error) {
	rows, err := pool.QueryContext(ctx, `SELECT name FROM collections`)
	if err != nil {
		return nil, err
	}
	counts := make(map[string]int)
	err = eachRow(rows, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		counts[name] = 0
		return err
	})
	if err != nil {
		return nil, err
	}
	for name := range counts {
		// A name of a database that somebody else may have made is not trusted.
		if strings.Contains(name, `"`) {
			return nil, fmt.Errorf("a collection is called %q", name)
		}
		var n int
		if err := pool.QueryRowContext(ctx, "SELECT count(*) FROM "+quote("doc_"+name)+" WHERE body IS NOT NULL").Scan(&n); err != nil {
			return nil, err
		}
		counts[name] = n
	}
	return counts, nil
}

func (s *Store) copyBlob(ctx context.Context, f File, dir string) error {
	from, to := s.path(filepath.FromSlash(f.Path)), filepath.Join(dir, filepath.FromSlash(f.Path))
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return err
	}
	err := os.Link(from, to)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		err = copyFile(ctx, f, from, to) // another disk, or one without links
	}
	if errors.Is(err, os.ErrNotExist) {
		err = fmt.Errorf("%w: the file of a blob is missing: %w", store.ErrDamaged, err)
	}
	return err
}

// syncTree has the names of all files in a folder on disk.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncFolder(path)
	})
}
