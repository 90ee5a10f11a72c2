package matching

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// keepMatching keeps so many goroutines matching until stop is called, and holds each
// answer against what can be said of any.
func keepMatching(t *testing.T, m *Matcher, readers int, o Options, check func(*Result) error) (stop func()) {
	t.Helper()
	done := make(chan struct{})
	var all sync.WaitGroup
	for i := range readers {
		all.Go(func() {
			n := fallNeed()
			n.ID = fmt.Sprint("reader", i)
			for {
				select {
				case <-done:
					return
				default:
				}
				r, err := m.Match(t.Context(), n, o)
				if err == nil {
					err = check(r)
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	return func() {
		close(done)
		all.Wait()
	}
}

// whole reports what is wrong with an answer in itself.
func whole(r *Result) error {
	seen := make(map[string]bool)
	for i, m := range r.Matches {
		if seen[m.ID] {
			return fmt.Errorf("product %s stands twice", m.ID)
		}
		seen[m.ID] = true
		if i > 0 && m.Score > r.Matches[i-1].Score {
			return fmt.Errorf("rank %d has more points than the one before", i+1)
		}
		if m.Product != nil && (m.Product.ID != m.ID || m.Product.Name != "Fallarm "+m.ID) {
			return fmt.Errorf("product %s is explained by %+v", m.ID, *m.Product)
		}
		sum := Score(0)
		for _, c := range m.Contributions {
			sum += c.Points
		}
		if m.Contributions != nil && sum != m.Score {
			return fmt.Errorf("product %s has %d points and contributions of %d", m.ID, m.Score, sum)
		}
	}
	if r.Eligible > r.Products || len(r.Matches) > r.Eligible {
		return fmt.Errorf("%d products, %d eligible, %d matches", r.Products, r.Eligible, len(r.Matches))
	}
	return nil
}

func signed(id string) *catalog.Product {
	return fallProduct(id, func(p *catalog.Product) { p.Name = "Fallarm " + id })
}

func signedCatalogue(n int) []*catalog.Product {
	var list []*catalog.Product
	for i := range n {
		list = append(list, signed(fmt.Sprintf("p%d", i)))
	}
	return list
}

// TestChangesAreSeenAtOnce: the next match after Put has the product, the next
// after Remove has not, however many read meanwhile.
func TestChangesAreSeenAtOnce(t *testing.T) {
	m := newMatcher(t, signedCatalogue(40)...)
	stop := keepMatching(t, m, 3, Options{Day: today, Top: 60, Explain: 60}, whole)
	defer stop()
	versions := make(map[string]string)
	for i := range 60 {
		id := fmt.Sprintf("new%d", i%7)
		p := signed(id)
		p.TRL = new(1 + i%9)
		if err := m.Put(p); err != nil {
			t.Fatal(err)
		}
		x := found(match(t, m, fallNeed()), id)
		if x == nil {
			t.Fatalf("product %s was put and is not found", id)
		}
		if x.Product.Version == versions[id] {
			t.Fatalf("product %s was replaced and the old version is shown", id)
		}
		versions[id] = x.Product.Version
		if i%3 != 0 {
			continue
		}
		if err := m.Remove(id); err != nil {
			t.Fatal(err)
		}
		if found(match(t, m, fallNeed()), id) != nil {
			t.Fatalf("product %s was removed and is found", id)
		}
		if err := m.Remove(id); !errors.Is(err, ErrNotFound) {
			t.Fatalf("removing %s again gives %v, want ErrNotFound", id, err)
		}
	}
}

// TestARemovedProductIsGoneForAll: what was removed before a match begins is not
// in it. Each product is removed once, so a reader knows what may not come.
func TestARemovedProductIsGoneForAll(t *testing.T) {
	const count = 60
	m := newMatcher(t, signedCatalogue(count)...)
	var removed atomic.Int64 // p0 to p(removed-1) are gone
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for {
				gone := removed.Load()
				r, err := m.Match(t.Context(), fallNeed(), Options{Day: today, Top: count})
				if err != nil {
					t.Error(err)
					return
				}
				for i := range gone {
					if found(r, fmt.Sprintf("p%d", i)) != nil {
						t.Errorf("p%d is found after it was removed", i)
						return
					}
				}
				if gone == count {
					return
				}
			}
		})
	}
	for i := range count {
		if err := m.Remove(fmt.Sprintf("p%d", i)); err != nil {
			t.Error(err)
		}
		removed.Store(int64(i + 1))
	}
	readers.Wait()
	if m.Len() != 0 {
		t.Errorf("%d products are left", m.Len())
	}
}

// TestAFillIsSeenWhole: readers see the old catalogue or the new one, never
// some of each.
func TestAFillIsSeenWhole(t *testing.T) {
	small, large := signedCatalogue(10), signedCatalogue(90)
	m := newMatcher(t, small...)
	stop := keepMatching(t, m, 3, Options{Day: today, Top: 100}, func(r *Result) error {
		if n := len(r.Matches); n != 10 && n != 90 || r.Products != n {
			return fmt.Errorf("%d matches of %d products; want 10 or 90", n, r.Products)
		}
		return whole(r)
	})
	defer stop()
	for i := range 12 {
		refill(t, m, [][]*catalog.Product{large, small}[i%2])
	}
}

// TestManyWriters: writers do not lose each other's changes.
func TestManyWriters(t *testing.T) {
	m := newMatcher(t, signedCatalogue(5)...)
	stop := keepMatching(t, m, 1, Options{Day: today, Top: 100, Explain: 100}, whole)
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for i := range 15 {
				id := fmt.Sprintf("w%d-%d", w, i)
				if err := m.Put(signed(id)); err != nil {
					t.Error(err)
				}
				if i%5 == 0 {
					if err := m.Remove(id); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	writers.Wait()
	stop()
	if want := 5 + 4*12; m.Len() != want {
		t.Errorf("%d products, want %d", m.Len(), want)
	}
	r := matchWith(t, m, fallNeed(), Options{Day: today, Top: 100, Explain: 100})
	if err := whole(r); err != nil || len(r.Matches) != m.Len() {
		t.Errorf("%d matches of %d products, %v", len(r.Matches), m.Len(), err)
	}
}

// TestMirrorBesideChanges: the image of one product does not mind others coming
// and going.
func TestMirrorBesideChanges(t *testing.T) {
	m := newMatcher(t, signedCatalogue(20)...)
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := range 40 {
			if err := m.Put(signed(fmt.Sprintf("new%d", i%3))); err != nil {
				t.Error(err)
			}
		}
	})
	for range 20 {
		image, err := m.Mirror(t.Context(), []string{"p3"}, []*testbeds.Need{fallNeed()}, today)
		if err != nil {
			t.Fatal(err)
		}
		if p := image.Products[0]; p.Product.ID != "p3" || len(p.Fits) != 1 {
			t.Fatalf("image %+v; want p3, which fits", p)
		}
	}
	writer.Wait()
}
