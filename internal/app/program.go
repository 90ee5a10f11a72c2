package app

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
)

// programSum is the SHA-256 of the program that runs. Where the system shows it,
// that is the file that was started, also when another one has its path by now.
func programSum() (sum string, err error) {
	file, err := os.Open("/proc/self/exe")
	if err != nil {
		path, err := os.Executable()
		if err != nil {
			return "", err
		}
		if file, err = os.Open(path); err != nil { //nolint:gosec // G304: our own program
			return "", err
		}
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
