package sqlitestore

import (
	"errors"
	"os"
	"sync"
)

// keepName is a file in the folder of instances. Who takes a backup shares its lock,
// and who removes files of blobs has it alone, so that none goes between the copy of
// the database and that of the files. No process waits for a backup: it remembers
// what it could not remove.
const keepName = "keep"

// discarded are the files that no blob has any more.
type discarded struct {
	mu    sync.Mutex
	paths []string
}

// keepFiles lets no process remove files of blobs until release is called.
func (s *Store) keepFiles() (release func() error, err error) {
	f, err := s.openKeep()
	if err != nil {
		return nil, err
	}
	if err := shareFile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f.Close, nil
}

// mayRemove reports whether no backup is being taken; then none begins until release
// is called.
func (s *Store) mayRemove() (release func() error, ok bool, err error) {
	f, err := s.openKeep()
	if err != nil {
		return nil, false, err
	}
	if !lockFile(f) {
		return nil, false, f.Close()
	}
	return f.Close, true, nil
}

func (s *Store) openKeep() (*os.File, error) {
	return os.OpenFile(s.path(instancesName, keepName), os.O_CREATE|os.O_RDWR, 0o600)
}

// makeKeep makes the file now, while there is room for it.
func (s *Store) makeKeep() error {
	f, err := s.openKeep()
	if err != nil {
		return err
	}
	return f.Close()
}

// discard removes a file that no blob has any more, and others that had to wait,
// now or later.
func (s *Store) discard(path string) error {
	s.discarded.mu.Lock()
	defer s.discarded.mu.Unlock()
	s.discarded.paths = append(s.discarded.paths, path)
	return s.removeDiscarded()
}

// removeDiscarded needs the lock of what is discarded.
func (s *Store) removeDiscarded() error {
	if len(s.discarded.paths) == 0 {
		return nil
	}
	release, ok, err := s.mayRemove()
	if err != nil || !ok {
		return err
	}
	var failures []error
	for _, path := range s.discarded.paths {
		failures = append(failures, removed(path))
	}
	s.discarded.paths = nil
	return errors.Join(append(failures, release())...)
}

// settle removes what had to wait, for the last time, and reports whether nothing is
// left.
func (s *Store) settle() (bool, error) {
	s.discarded.mu.Lock()
	defer s.discarded.mu.Unlock()
	err := s.removeDiscarded()
	return len(s.discarded.paths) == 0, err
}
