package live

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/thesaurus"
)

// Forget removes a folder that [Open] has filled: it is then made anew. The error
// is [fulltext.ErrInUse] while a service has it open, and wraps fs.ErrNotExist if
// there is none.
func Forget(dir string) error {
	if _, err := os.Stat(dir); err != nil {
		return err
	}
	// Opening it, whatever it holds, shows that nobody else has.
	analyzer := fulltext.NewAnalyzer(fulltext.NewLexicon(fulltext.LexiconOptions{}))
	index, err := fulltext.OpenLive(filepath.Join(dir, "index"), indexOptions(&thesaurus.Thesaurus{}, analyzer))
	if err != nil {
		return err
	}
	return errors.Join(index.Close(), os.RemoveAll(dir))
}
