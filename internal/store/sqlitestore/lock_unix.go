//go:build unix

package sqlitestore

import (
	"os"
	"syscall"
)

// lockFile takes the lock of a file and reports whether it could; the lock is let
// go when the file is closed.
func lockFile(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// syncFolder makes what was renamed in a folder survive a loss of power.
func syncFolder(dir string) error {
	f, err := os.Open(dir) //nolint:gosec // a folder of ours
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return f.Sync()
}
