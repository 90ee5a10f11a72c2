// Package ordered works on a sequence with several goroutines and gives the
// results in the order of the sequence, so that what follows does not depend on
// how many cores there are.
package ordered

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// batchSize is how many values a goroutine takes at a time. It makes the cost of
// handing over small beside the work.
const batchSize = 64

// batch is some values on their way.
type batch[A, B any] struct {
	in   []A
	out  []B
	done chan struct{}
}

// Map applies a function to every value, with one goroutine a core. Each
// goroutine asks worker for a function of its own, which may keep space to work
// in. The sequence ends early when ctx is done, or when the consumer stops; the
// goroutines end before it does.
func Map[A, B any](ctx context.Context, values iter.Seq[A], worker func() func(A) B) iter.Seq[B] {
	return func(yield func(B) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var running sync.WaitGroup
		defer running.Wait()
		defer cancel()
		n := runtime.GOMAXPROCS(0)
		todo, order := make(chan *batch[A, B], n), make(chan *batch[A, B], 2*n)
		for range n {
			running.Go(func() { work(todo, worker()) })
		}
		running.Go(func() {
			defer close(order)
			defer close(todo)
			distribute(ctx, values, todo, order)
		})
		collect(ctx, order, yield)
	}
}

func work[A, B any](todo <-chan *batch[A, B], f func(A) B) {
	for b := range todo {
		b.out = make([]B, len(b.in))
		for i, v := range b.in {
			b.out[i] = f(v)
		}
		close(b.done)
	}
}

func distribute[A, B any](ctx context.Context, values iter.Seq[A], todo, order chan<- *batch[A, B]) {
	b := &batch[A, B]{done: make(chan struct{})}
	send := func() bool {
		for _, to := range []chan<- *batch[A, B]{todo, order} {
			select {
			case to <- b:
			case <-ctx.Done():
				return false
			}
		}
		b = &batch[A, B]{done: make(chan struct{})}
		return true
	}
	for v := range values {
		if b.in = append(b.in, v); len(b.in) == batchSize && !send() {
			return
		}
	}
	if len(b.in) > 0 {
		send()
	}
}

func collect[A, B any](ctx context.Context, order <-chan *batch[A, B], yield func(B) bool) {
	for b := range order {
		select {
		case <-b.done:
		case <-ctx.Done():
			return
		}
		for _, v := range b.out {
			if !yield(v) {
				return
			}
		}
	}
}
