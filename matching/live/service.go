package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/thesaurus"
)

// Options are what a service works with.
type Options struct {
	Dir       string // of this process alone: search index and learned words
	Engine    store.Engine
	Feed      string // the collection whose changes are followed: the listings
	Shelf     Shelf
	Thesaurus *thesaurus.Thesaurus
	Ruleset   *matching.Ruleset
	Hunspell  *fulltext.Hunspell // nil without one
	Log       *slog.Logger
	Keep      *Keeping // nil: each start reads all products
}

// Service answers from the stock and keeps it fresh. It is safe for concurrent
// use.
type Service struct {
	options  Options
	synonyms fulltext.Synonyms

	stock atomic.Pointer[stock]

	building sync.Mutex  // the stock is built or changed by one at a time, who alone uses the members below
	feed     *store.Feed // nil: begin where the index stands
	changes  int         // since the matcher was filled
}

// stock is the matcher and the index, and the analysis that both share.
type stock struct {
	options *Options
	reader  *matching.Reader
	matcher *matching.Matcher
	index   *fulltext.Live
}

// errNotReady is the answer before the stock is there.
var errNotReady = fault.New(fault.Unavailable, "live.notReady", nil)

// Open opens the stock in the folder and makes it equal to the shelf: the search
// index as it was left, or built anew where it is missing, stale or damaged.
func Open(ctx context.Context, o Options) (*Service, error) {
	s := &Service{options: o, synonyms: synonyms(o.Thesaurus)}
	words, ok := readWords(o.Dir)
	if !ok {
		var err error
		if words, err = learn(ctx, o.Shelf, o.Dir); err != nil {
			return nil, err
		}
	}
	if err := s.open(ctx, words); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// open makes a stock with the learned words and puts it in the place of the old.
func (s *Service) open(ctx context.Context, words learned) error {
	s.building.Lock()
	defer s.building.Unlock()
	next := &stock{options: &s.options}
	lexicon := s.options.lexicon(words)
	opened := make(chan error, 1)
	go func() { // beside the reader, which takes longer
		var err error
		next.index, err = fulltext.OpenLive(filepath.Join(s.options.Dir, "index"), indexOptions(s.options.Thesaurus, fulltext.NewAnalyzer(lexicon)))
		opened <- err
	}()
	next.reader = matching.NewReader(s.options.Thesaurus, lexicon, words)
	next.matcher = matching.New(next.reader, s.options.Ruleset)
	if err := <-opened; err != nil {
		return fmt.Errorf("opening the search index: %w", err)
	}
	if err := next.fill(ctx); err != nil {
		return errors.Join(err, next.index.Close())
	}
	s.stock.Store(next)
	return nil
}

// Close closes the index. Answers afterwards are that the service is not ready.
func (s *Service) Close() error {
	if old := s.stock.Swap(nil); old != nil {
		return old.index.Close()
	}
	return nil
}

func (s *Service) now() (*stock, error) {
	if st := s.stock.Load(); st != nil {
		return st, nil
	}
	return nil, errNotReady
}

// Ready reports why the service cannot answer, nil when it can.
func (s *Service) Ready() error {
	_, err := s.now()
	return err
}
