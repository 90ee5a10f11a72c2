package ordered

import (
	"context"
	"iter"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"
)

// numbers counts from 0 to n−1.
func numbers(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// square gives workers that square numbers.
func square() func(int) int { return func(n int) int { return n * n } }

// cores runs the test with so many goroutines, whatever the machine has.
func cores(t *testing.T, n int) {
	t.Helper()
	before := runtime.GOMAXPROCS(n)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
}

// TestEveryValueOnceAndInOrder takes numbers of values on both sides of whole
// batches, on one goroutine and on several.
func TestEveryValueOnceAndInOrder(t *testing.T) {
	for _, n := range []int{1, 2, 8} {
		cores(t, n)
		for _, length := range []int{0, 1, batchSize - 1, batchSize, batchSize + 1, 5 * batchSize, 1000, 10_007} {
			got := slices.Collect(Map(t.Context(), numbers(length), square))
			if len(got) != length {
				t.Fatalf("%d goroutines: %d results of %d values", n, len(got), length)
			}
			for i, v := range got {
				if v != i*i {
					t.Fatalf("%d goroutines, %d values: result %d is %d, want %d", n, length, i, v, i*i)
				}
			}
		}
	}
}

// TestSlowBatchesKeepTheirPlace lets the first batch end last.
func TestSlowBatchesKeepTheirPlace(t *testing.T) {
	cores(t, 4)
	var once sync.Once
	others := make(chan struct{})
	worker := func() func(int) int {
		return func(n int) int {
			switch n {
			case 0:
				<-others // until the second batch is done
			case 2*batchSize - 1:
				once.Do(func() { close(others) })
			}
			return n
		}
	}
	got := slices.Collect(Map(t.Context(), numbers(3*batchSize), worker))
	if len(got) != 3*batchSize || !slices.IsSorted(got) {
		t.Errorf("%d results, in order %t", len(got), slices.IsSorted(got))
	}
}

// TestSeveralGoroutinesWork has two values wait for each other: a single
// goroutine would never get past the first.
func TestSeveralGoroutinesWork(t *testing.T) {
	cores(t, 2)
	meet := make(chan struct{})
	worker := func() func(int) int {
		return func(n int) int {
			switch n {
			case 0:
				meet <- struct{}{}
			case batchSize: // in the next batch
				<-meet
			}
			return n
		}
	}
	if got := slices.Collect(Map(t.Context(), numbers(2*batchSize), worker)); len(got) != 2*batchSize {
		t.Errorf("%d results", len(got))
	}
}

// TestEachGoroutineHasAWorkerOfItsOwn: what a worker keeps needs no lock; the
// race detector sees it if it is shared.
func TestEachGoroutineHasAWorkerOfItsOwn(t *testing.T) {
	cores(t, 3)
	var made atomic.Int32
	worker := func() func(int) int {
		made.Add(1)
		space := 0
		return func(n int) int {
			space += n
			return n
		}
	}
	if got := slices.Collect(Map(t.Context(), numbers(5000), worker)); len(got) != 5000 {
		t.Errorf("%d results", len(got))
	}
	if made.Load() != 3 {
		t.Errorf("%d workers for 3 goroutines", made.Load())
	}
}

func TestTheConsumerMayStop(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, stop := range []int{1, batchSize, 1000} {
		n := 0
		for v := range Map(t.Context(), endless, square) {
			if v != n*n {
				t.Fatalf("result %d is %d", n, v)
			}
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("%d results, want %d", n, stop)
		}
	}
}

// endless counts until it is stopped.
func endless(yield func(int) bool) {
	for i := 0; yield(i); i++ {
	}
}

// TestTheSourceRunsNoMoreAfterwards: when the sequence has ended, so has the
// reading, so that the file that is read may be closed.
func TestTheSourceRunsNoMoreAfterwards(t *testing.T) {
	running := false // without a lock: the race detector holds the order
	source := func(yield func(int) bool) {
		running = true
		defer func() { running = false }()
		endless(yield)
	}
	for range Map(t.Context(), source, square) {
		break
	}
	if running {
		t.Error("the source is still read")
	}
}

func TestACancelledContextEndsTheSequence(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for v := range Map(ctx, endless, square) {
		if v != n*n {
			t.Fatalf("result %d is %d", n, v)
		}
		if n++; n == 1000 {
			cancel()
		}
	}
	if n < 1000 {
		t.Errorf("only %d results before the end", n)
	}
}

func TestAContextThatIsDoneGivesAnEnd(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range Map(ctx, endless, square) {
		// What is ready may still come; what matters is that it ends.
	}
}

func TestNothingIsLeftRunning(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, n := range []int{0, 1000} {
		if got := slices.Collect(Map(t.Context(), numbers(n), square)); len(got) != n {
			t.Errorf("%d results of %d values", len(got), n)
		}
	}
}

// TestAPanicOfTheConsumerLeavesNothingRunning: it goes on to who called, after
// the goroutines have ended.
func TestAPanicOfTheConsumerLeavesNothingRunning(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	defer func() {
		if recover() == nil {
			t.Error("the panic is lost")
		}
	}()
	for range Map(t.Context(), endless, square) {
		panic("the consumer's")
	}
}

func TestASequenceMayBeRunAgain(t *testing.T) {
	seq := Map(t.Context(), numbers(100), square)
	if a, b := slices.Collect(seq), slices.Collect(seq); !slices.Equal(a, b) || len(a) != 100 {
		t.Errorf("%d results, then %d", len(a), len(b))
	}
}
