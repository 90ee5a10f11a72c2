package matching

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"iter"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/ordered"
	"github.com/allagehub/matcharenan/matching/postings"
)

// Listing is a product and where it can be read again.
type Listing struct {
	Product *catalog.Product
	Origin  postings.Origin
	Err     error // reading failed here, and the fill with it
}

// Fill makes the products the matcher's, in place of those it had; those that are
// put while it goes on are among the latter. Texts are read
// on all cores; the result does not depend on how many there are.
func (m *Matcher) Fill(ctx context.Context, products iter.Seq[Listing], from Catalogue) error {
	return m.FillRecording(ctx, products, from, nil)
}

// FillRecording is Fill, and records what was read, for [Matcher.FillAgain]; nil
// records nothing. The recorder is for the caller to finish.
func (m *Matcher) FillRecording(ctx context.Context, products iter.Seq[Listing], from Catalogue, to *postings.Recorder) error {
	f := m.newFilling(ctx, to)
	for r := range ordered.Map(ctx, products, m.worker) {
		if err := f.add(&r); err != nil {
			return err
		}
	}
	return f.finish(from)
}

// filling is a fill under way.
type filling struct {
	m      *Matcher
	ctx    context.Context // of the one fill
	filler *postings.Filler
	sum    hash.Hash // of the products' versions
}

func (m *Matcher) newFilling(ctx context.Context, to *postings.Recorder) *filling {
	f := &filling{m: m, ctx: ctx, filler: m.index.Fill(), sum: sha256.New()}
	f.filler.Record(to)
	return f
}

func (f *filling) add(r *readListing) error {
	if r.err != nil {
		return r.err
	}
	if err := f.filler.Add(&r.document); err != nil {
		return fmt.Errorf("matching: %w", err)
	}
	f.sum.Write(binary.BigEndian.AppendUint64(nil, r.document.Payload[0]))
	return nil
}

// finish makes what was added the matcher's, unless the context has ended.
func (f *filling) finish(from Catalogue) error {
	if err := f.ctx.Err(); err != nil {
		return fmt.Errorf("matching: %w", err)
	}
	m := f.m
	m.mu.Lock()
	defer m.mu.Unlock()
	f.filler.Finish()
	m.source = &source{
		catalogue: from, content: hex.EncodeToString(f.sum.Sum(nil))[:12], filled: m.index.Snapshot().Generation(),
	}
	return nil
}

// readListing is a listing made ready for the index.
type readListing struct {
	document postings.Document
	err      error
}

// worker returns a function that reads listings, with space of its own.
func (m *Matcher) worker() func(Listing) readListing {
	s := m.reader.newScratch()
	return func(l Listing) (r readListing) {
		if l.Err != nil {
			r.err = l.Err
			return r
		}
		r.err = m.document(l.Product, l.Origin, s, &r.document)
		return r
	}
}

// document makes a product ready for the index.
func (m *Matcher) document(p *catalog.Product, at postings.Origin, s *scratch, d *postings.Document) error {
	version, err := contentVersion(p)
	if err != nil {
		return fmt.Errorf("product %q: %w", p.ID, err)
	}
	d.ID, d.Origin = p.ID, at
	m.reader.product(p, s, d)
	fillColumns(d, p, version)
	return nil
}

// Put adds a product, or replaces the one with its ID. The next match sees it. The
// matcher keeps the product itself.
func (m *Matcher) Put(p *catalog.Product) error {
	return m.put(p, func() postings.Origin { return m.source.keep(p) })
}

// PutListing is Put for a product that the [Catalogue] of the last fill can give
// again.
func (m *Matcher) PutListing(l Listing) error {
	return m.put(l.Product, func() postings.Origin { return l.Origin })
}

func (m *Matcher) put(p *catalog.Product, origin func() postings.Origin) error {
	s := m.reader.newScratch()
	defer m.reader.recogniser.release(s.evidence)
	var d postings.Document
	if err := m.document(p, postings.Origin{}, s, &d); err != nil {
		return err
	}
	m.mu.RLock() // a fill shall not come between source and index
	defer m.mu.RUnlock()
	d.Origin = origin()
	if err := m.index.Put(d); err != nil {
		return fmt.Errorf("matching: %w", err)
	}
	return nil
}

// Remove takes a product away. The error is [ErrNotFound] when there is none.
func (m *Matcher) Remove(id string) error {
	if err := m.index.Remove(id); err != nil {
		return fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	return nil
}

// Len is the number of products.
func (m *Matcher) Len() int { return m.index.Snapshot().Len() }

// Memory is a catalogue in memory, for tests and small files.
type Memory []*catalog.Product

// Product returns the product at the origin that [Memory.Listings] gave it.
func (c Memory) Product(_ context.Context, _ string, at postings.Origin) (*catalog.Product, error) {
	return c[at.Offset], nil
}

// Listings are the products in order.
func (c Memory) Listings() iter.Seq[Listing] {
	return func(yield func(Listing) bool) {
		for i, p := range c {
			if !yield(Listing{Product: p, Origin: postings.Origin{Offset: int64(i)}}) {
				return
			}
		}
	}
}
