package sqlitestore_test

import (
	"os"
	"syscall"
	"testing"
)

// smallDisk mounts a disk in memory of its own.
func smallDisk(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v; TestFullDatabase tries the like without one", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// readOnly returns a folder that cannot be written after fill has filled it.
func readOnly(t *testing.T, fill func(dir string)) string {
	t.Helper()
	if os.Getuid() != 0 {
		return lockedFolder(t, fill)
	}
	// Rights do not bind root, a disk does.
	dir := smallDisk(t, "size=8m")
	fill(dir)
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skipf("a disk cannot be made read-only here: %v", err)
	}
	return dir
}

// lockedFolder takes away the rights to write.
func lockedFolder(t *testing.T, fill func(dir string)) string {
	t.Helper()
	dir := t.TempDir()
	fill(dir)
	set := func(mode os.FileMode) {
		for _, path := range append(files(t, dir), dir+"/data/instances", dir+"/data/blobs/tmp", dir+"/data/blobs", dir+"/data", dir) {
			if err := os.Chmod(path, mode); err != nil {
				t.Error(err)
			}
		}
	}
	set(0o500)
	t.Cleanup(func() { set(0o700) })
	return dir
}
