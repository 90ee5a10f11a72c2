package sqlitestore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/allagehub/matcharenan/internal/store"
)

// blobs is the part of a Store that keeps files. A blob's file has a name that is
// never used again, so that taking away a blob never hits one that came after it
// under the same ID.
type blobs struct{ store *Store }

// Blobs returns the files kept beside the documents.
func (s *Store) Blobs() store.Blobs { return blobs{s} }

// fileOf is where a blob lies below the folder of blobs, with a slash. Folders are
// chosen by a hash, since IDs that were made one after the other may begin alike.
func fileOf(id, unique string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:1]) + "/" + id + "~" + unique
}

func (b blobs) path(file string) string { return b.store.path(blobsName, filepath.FromSlash(file)) }

// Put keeps what r gives, whole or not at all.
func (b blobs) Put(ctx context.Context, id string, r io.Reader, limit int64) (store.BlobInfo, error) {
	leave, err := b.store.gate.enter()
	if err != nil {
		return store.BlobInfo{}, err
	}
	defer leave()
	if err := store.CheckBlobID(id); err != nil {
		return store.BlobInfo{}, err
	}
	// The insert decides; this saves reading a file in vain.
	if _, _, err := b.row(ctx, id); !errors.Is(err, store.ErrNotFound) {
		if err == nil {
			err = store.ErrExists
		}
		return store.BlobInfo{}, err
	}
	unique := b.store.instance.unique()
	temp := b.store.path(blobsName, tempName, unique)
	info, err := receive(ctx, temp, r, limit)
	if err == nil {
		info.ID = id
		info, err = b.publish(ctx, temp, fileOf(id, unique), info)
	}
	if err != nil {
		// What cannot be removed now is a leftover.
		err = errors.Join(err, removed(temp))
		return store.BlobInfo{}, b.store.wrap("blob "+id, err)
	}
	return info, nil
}

// receive writes a new file and what is known of it, and has it on disk.
func receive(ctx context.Context, path string, r io.Reader, limit int64) (store.BlobInfo, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // a name of ours
	if err != nil {
		return store.BlobInfo{}, err
	}
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, hash), io.LimitReader(&reader{ctx, r}, limit+1))
	switch {
	case err == nil && size > limit:
		err = fmt.Errorf("%w: over %d bytes", store.ErrTooLarge, limit)
	case err == nil:
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return store.BlobInfo{}, err
	}
	return store.BlobInfo{Size: size, SHA256: hex.EncodeToString(hash.Sum(nil))}, nil
}

// reader ends with its context.
type reader struct {
	ctx context.Context //nolint:containedctx // io.Reader has no place for it
	r   io.Reader
}

func (r *reader) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	return r.r.Read(p)
}

// publish moves the file to its place and then makes the row.
func (b blobs) publish(ctx context.Context, temp, file string, info store.BlobInfo) (store.BlobInfo, error) {
	path := b.path(file)
	if err := moveDurably(temp, path); err != nil {
		return info, err
	}
	err := b.store.writer.do(ctx, func(tx *transaction) error {
		info.Stored = tx.time()
		n, err := tx.exec(`INSERT OR IGNORE INTO blobs (id, file, size, sha256, stored) VALUES (?, ?, ?, ?, ?)`,
			info.ID, file, info.Size, info.SHA256, tx.now)
		if err == nil && n == 0 {
			return store.ErrExists
		}
		return err
	})
	if err != nil {
		return info, errors.Join(err, removed(path))
	}
	return info, nil
}

// moveDurably moves a file into a folder, which it makes if it is missing, such
// that both survive a loss of power.
func moveDurably(from, to string) error {
	dir := filepath.Dir(to)
	switch err := os.Mkdir(dir, 0o750); {
	case err == nil:
		if err := syncFolder(filepath.Dir(dir)); err != nil {
			return err
		}
	case !errors.Is(err, os.ErrExist):
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncFolder(dir)
}

// removed removes a file; that there is none is no error.
func removed(path string) error {
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func (b blobs) row(ctx context.Context, id string) (info store.BlobInfo, file string, err error) {
	var stored int64
	err = b.store.readRow(ctx, `SELECT id, file, size, sha256, stored FROM blobs WHERE id = ?`, []any{id},
		&info.ID, &file, &info.Size, &info.SHA256, &stored)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return info, "", store.ErrNotFound
	case err != nil:
		return info, "", fmt.Errorf("sqlitestore: blob: %w", err)
	}
	info.Stored = instant(stored)
	return info, file, nil
}

// blob is an open blob.
type blob struct {
	*os.File
	info store.BlobInfo
}

// Info returns what is known of the blob.
func (b blob) Info() store.BlobInfo { return b.info }

// Open opens a blob for reading, or returns [store.ErrNotFound].
func (b blobs) Open(ctx context.Context, id string) (store.Blob, error) {
	leave, err := b.store.gate.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	info, file, err := b.row(ctx, id)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(b.path(file))
	if errors.Is(err, os.ErrNotExist) {
		// It may have been deleted just now; else somebody has taken away the file.
		if _, _, err := b.row(ctx, id); err != nil {
			return nil, err
		}
		err = fmt.Errorf("%w: %w", store.ErrDamaged, err)
	}
	if err != nil {
		return nil, fmt.Errorf("sqlitestore: blob %s: %w", id, err)
	}
	return blob{File: f, info: info}, nil
}

// Delete removes a blob; that there is none is no error. The row goes first, so
// that there is never a blob without a file.
func (b blobs) Delete(ctx context.Context, id string) error {
	leave, err := b.store.gate.enter()
	if err != nil {
		return err
	}
	defer leave()
	var file string
	err = b.store.writer.do(ctx, func(tx *transaction) error {
		return tx.row(`DELETE FROM blobs WHERE id = ? RETURNING file`, []any{id}, &file)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = b.store.discard(b.path(file))
	}
	return b.store.wrap("deleting blob "+id, err)
}

// List returns at most limit blobs with greater IDs, in their order.
func (b blobs) List(ctx context.Context, after string, limit int) ([]store.BlobInfo, error) {
	leave, err := b.store.gate.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	if limit < 1 || limit > store.MaxPage {
		return nil, fmt.Errorf("%w: limit %d", store.ErrInvalid, limit)
	}
	var list []store.BlobInfo
	err = b.store.readRows(ctx, `SELECT id, size, sha256, stored FROM blobs WHERE id > ? ORDER BY id LIMIT ?`, []any{after, limit},
		func(rows *sql.Rows) error {
			var info store.BlobInfo
			var stored int64
			err := rows.Scan(&info.ID, &info.Size, &info.SHA256, &stored)
			info.Stored = instant(stored)
			list = append(list, info)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("sqlitestore: blobs: %w", err)
	}
	return list, nil
}
