package mail

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/allagehub/matcharenan/internal/outbox"
)

// Folder writes each letter to a file of its own, for a demo, a test, or a service
// without a mail server. A letter that is sent again replaces its file.
type Folder struct {
	dir, from string
	now       func() time.Time
}

// NewFolder returns a sender that writes to the folder, which it makes if there is
// none, with the bare address as the letters' sender.
func NewFolder(dir, from string, now func() time.Time) (*Folder, error) {
	if _, err := Address(from); err != nil {
		return nil, fmt.Errorf("sender of mail: %w", err)
	}
	// Letters hold links that let people in.
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("folder of mail: %w", err)
	}
	return &Folder{dir: dir, from: from, now: now}, nil
}

// Send implements [Sender].
func (f *Folder) Send(_ context.Context, l Letter) (err error) {
	m, err := message(l, f.from, "", f.now())
	if err != nil {
		return outbox.Permanent(err)
	}
	part, err := os.CreateTemp(f.dir, ".part-*") // readable by its owner alone
	if err != nil {
		return fmt.Errorf("folder of mail: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(part.Name())
			err = fmt.Errorf("folder of mail: %w", err)
		}
	}()
	if _, err = m.WriteTo(part); err != nil {
		_ = part.Close()
		return err
	}
	if err = part.Close(); err != nil {
		return err
	}
	// The name tells the order to people and holds nothing that a person wrote.
	return os.Rename(part.Name(), filepath.Join(f.dir, l.Made.UTC().Format("20060102T150405.000Z-")+line(l.ID)+".eml"))
}
