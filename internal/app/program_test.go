package app

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"testing"
)

func TestTheProgramIsKnownByItsSum(t *testing.T) {
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := sha256.Sum256(data)
	if got, err := programSum(); err != nil || got != hex.EncodeToString(want[:]) {
		t.Errorf("%s %v, want %x", got, err, want)
	}
}
