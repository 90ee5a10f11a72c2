package sqlitestore

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
)

const lockSuffix = ".lock"

// instance is this use of the folder. As long as it lasts it holds the lock of its
// file, which the system lets go of when the process dies, however it dies. So
// others can tell what a dead process has left from what a live one is writing.
type instance struct {
	name  string
	file  *os.File
	count atomic.Int64
}

func newInstance(dir string) (*instance, error) {
	for {
		var b [5]byte
		_, _ = rand.Read(b[:]) // never fails, says crypto/rand
		i := &instance{name: hex.EncodeToString(b[:])}
		path := filepath.Join(dir, i.name+lockSuffix)
		var err error
		if i.file, err = os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600); err != nil { //nolint:gosec // a name of ours
			return nil, err
		}
		// Another that opens just now may take the file for a dead one's and remove
		// it before it is locked.
		if lockFile(i.file) && stillThere(i.file, path) {
			return i, nil
		}
		if err := i.file.Close(); err != nil {
			return nil, err
		}
	}
}

func stillThere(f *os.File, path string) bool {
	mine, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(mine, there)
}

// unique returns a name that no other call returns, in any process.
func (i *instance) unique() string {
	return fmt.Sprintf("%s-%x", i.name, i.count.Add(1))
}

// release ends the instance. If it is not settled, it leaves its lock file as a
// dead one does, so that somebody else removes what it has left.
func (i *instance) release(settled bool) error {
	var err error
	if settled {
		err = os.Remove(i.file.Name())
	}
	return errors.Join(err, i.file.Close())
}

// instanceOf returns the instance that made a unique name.
func instanceOf(unique string) string {
	name, _, _ := strings.Cut(unique, "-")
	return name
}

// instances tells the instances that are alive, and the lock files of the dead.
func (s *Store) instances() (alive map[string]bool, dead []string, err error) {
	files, err := os.ReadDir(s.path(instancesName))
	if err != nil {
		return nil, nil, err
	}
	alive = make(map[string]bool)
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), lockSuffix)
		if !ok {
			continue
		}
		path := s.path(instancesName, f.Name())
		if name != s.instance.name && abandoned(path) {
			dead = append(dead, path)
		} else {
			alive[name] = true
		}
	}
	return alive, dead, nil
}

func abandoned(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // a name of ours
	if err != nil {
		return errors.Is(err, os.ErrNotExist)
	}
	defer func() { _ = f.Close() }()
	return lockFile(f)
}
