//go:build unix

package sqlitestore

import (
	"errors"
	"os"
	"syscall"
)

// lockFile takes the lock of a file and reports whether it could; the lock is let
// go when the file is closed.
func lockFile(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// shareFile shares the lock of a file with others that do, and waits for one that
// has it alone, which is never for long.
func shareFile(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
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
