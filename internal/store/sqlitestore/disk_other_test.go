//go:build !linux

package sqlitestore_test

import "testing"

func smallDisk(t *testing.T, _ string) string {
	t.Helper()
	t.Skip("a small disk can be mounted on Linux only; TestFullDatabase tries the like without one")
	return ""
}

func readOnly(t *testing.T, _ func(dir string)) string {
	t.Helper()
	t.Skip("a folder is made read-only on Linux only")
	return ""
}
