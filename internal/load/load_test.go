package load

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestARequestIsTimedFromWhenItWasDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// The server stands still for 300 ms from request 2 on.
		stopped := time.Now().Add(200 * time.Millisecond)
		r := Steady(t.Context(), 10, time.Second, time.Now, func(_ context.Context, i int) error {
			if i >= 2 {
				time.Sleep(max(0, time.Until(stopped.Add(300*time.Millisecond))))
			}
			return nil
		})
		if r.Requests != 10 || r.Failures != 0 || r.Max != 300*time.Millisecond || r.P50 != 0 {
			t.Errorf("%+v", r)
		}
	})
}

func TestFailuresAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := errors.New("no")
		r := Flat(t.Context(), 2, time.Second, time.Now, func(ctx context.Context, i int) error {
			time.Sleep(100 * time.Millisecond)
			if i%2 == 1 {
				return bad
			}
			return nil
		})
		if r.Requests != 20 || r.Failures != 10 || !errors.Is(r.FirstErr, bad) || r.P99 != 100*time.Millisecond {
			t.Errorf("%+v", r)
		}
	})
}

func TestQuantiles(t *testing.T) {
	values := make([]time.Duration, 100)
	for i := range values {
		values[i] = time.Duration(i + 1)
	}
	if quantile(values, 0.5) != 50 || quantile(values, 0.99) != 99 || quantile(values[:1], 0.5) != 1 {
		t.Error(quantile(values, 0.5), quantile(values, 0.99))
	}
}
