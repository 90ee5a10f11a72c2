//go:build !unix

package fulltext

// folderLock does nothing where the system has no lock that ends with its
// process. Bleve's own lock on the index still keeps two from writing to it.
type folderLock struct{}

func lockFolder(string) (*folderLock, error) { return &folderLock{}, nil }

func (*folderLock) release() error { return nil }
