package mongostore

import (
	"context"
	"strings"

	"github.com/allagehub/matcharenan/internal/store"
)

// Declare makes the collections and indexes that are missing, and drops declared
// indexes that are no longer declared. Two processes may do it at once: making an
// index that there is, is no error, nor is dropping one that has just gone. Every
// instance should run the same program soon: one that still looks for an index
// that another has dropped gets errors, never wrong answers.
func (s *Store) Declare(ctx context.Context, declarations []store.Declaration) error {
	leave, err := s.gate.enter()
	if err != nil {
		return err
	}
	defer leave()
	if err := store.CheckDeclarations(declarations); err != nil {
		return err
	}
	patient, cancel := unhurried(ctx) // an index of much data takes its time
	defer cancel()
	kinds := make(map[string]*kind, len(declarations))
	for _, d := range declarations {
		kinds[d.Name] = newKind(d, s.options.imitation)
		if err := s.arrange(patient, kinds[d.Name]); err != nil {
			return wrap("declaring "+d.Name, err)
		}
	}
	if err := s.arrangeFiles(patient); err != nil {
		return wrap("declaring", err)
	}
	epoch, err := s.findEpoch(ctx)
	if err != nil {
		return wrap("declaring", err)
	}
	s.mu.Lock()
	s.kinds, s.epoch = kinds, epoch
	s.mu.Unlock()
	// What a process left undelivered that was killed is delivered before anybody
	// looks.
	return wrap("delivering pending effects", s.recover(ctx))
}

// arrange makes the indexes of one collection be those that are declared. The
// server builds an index as a whole or not at all, and a unique one fails with a
// duplicate key if the data has some.
func (s *Store) arrange(ctx context.Context, k *kind) error {
	indexes := s.db.Collection(k.Name).Indexes()
	models := ownModels(!s.options.imitation)
	wanted := make(map[string]bool)
	for _, x := range k.Indexes {
		if name := index(x).stored(); !wanted[name] {
			models = append(models, index(x).model(!s.options.imitation))
			wanted[name] = true
		}
	}
	present, err := indexes.ListSpecifications(ctx)
	if err != nil && !hasCode(err, codeNamespaceNotFound) {
		return failure(err)
	}
	for _, spec := range present {
		if !strings.HasPrefix(spec.Name, declaredPrefix) || wanted[spec.Name] {
			continue
		}
		if err := indexes.DropOne(ctx, spec.Name); err != nil && !hasCode(err, codeIndexNotFound, codeNamespaceNotFound) {
			return failure(err)
		}
	}
	err = s.createIndexes(ctx, indexes, models)
	if s.clashOf(err) != noClash {
		return because(store.ErrDuplicate, err)
	}
	return failure(err)
}
