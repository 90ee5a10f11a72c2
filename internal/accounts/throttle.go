package accounts

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

// tries is a counter of what somebody has tried in vain. It lies in the store, so
// that all instances count together.
type tries struct {
	// Debt says how many tries count still: each puts it off by the throttle's step,
	// and time pays it back. So an address that many share is not slowed down for
	// ever by a few mistakes a day.
	Debt    store.Instant `json:"debt"`
	Until   store.Instant `json:"until,omitzero"` // nothing is tried before
	Expires store.Instant `json:"expires"`        // when neither matters any more
}

// throttle is how tries are slowed down: after some, each doubles the wait.
type throttle struct {
	kind  string
	free  int           // tries without a wait
	step  time.Duration // after which a try does not count any more
	first time.Duration // wait after the free ones
	most  time.Duration // longest wait
}

var (
	byAccount = throttle{kind: "account", free: 5, step: 15 * time.Minute, first: 2 * time.Second, most: 15 * time.Minute}
	byAddress = throttle{kind: "address", free: 30, step: 2 * time.Minute, first: 2 * time.Second, most: time.Hour}
	// A reset sends a mail, so fewer are free.
	resetByAccount = throttle{kind: "reset", free: 3, step: time.Hour, first: 5 * time.Minute, most: 2 * time.Hour}
	resetByAddress = throttle{kind: "reset-address", free: 20, step: 5 * time.Minute, first: time.Minute, most: time.Hour}
)

// maxCount is how many tries are counted: the waits have long been the longest.
const maxCount = 60

// key is the ID of the counter: a hash, so that the store has no list of addresses.
func (t throttle) key(who string) string { return hashOf(t.kind + "\x00" + who) }

// wait is how long nothing may be tried after so many tries.
func (t throttle) wait(count int) time.Duration {
	if count <= t.free {
		return 0
	}
	wait := t.first
	for i := t.free + 1; i < count && wait < t.most; i++ {
		wait *= 2
	}
	return min(wait, t.most)
}

// count is how many tries count at now.
func (t throttle) count(v tries, now time.Time) int {
	owed := v.Debt.Sub(now)
	if owed <= 0 {
		return 0
	}
	return int((owed + t.step - 1) / t.step)
}

// add counts a try, unless the wait is not over: [SlowDownError].
func (t throttle) add(v *tries, now time.Time) error {
	if now.Before(v.Until.Time) {
		return &SlowDownError{Wait: v.Until.Sub(now)}
	}
	if v.Debt.Before(now) {
		v.Debt = store.At(now)
	}
	if t.count(*v, now) < maxCount {
		v.Debt = store.At(v.Debt.Add(t.step))
	}
	v.Until = store.Instant{}
	if wait := t.wait(t.count(*v, now)); wait > 0 {
		v.Until = store.At(now.Add(wait))
	}
	v.Expires = v.Debt
	if v.Until.After(v.Expires.Time) {
		v.Expires = v.Until
	}
	return nil
}

// take counts a try before it is made, so that those made at the same time count as
// well. A wait that is not over is [SlowDownError].
func (s *Service) take(ctx context.Context, t throttle, who string) error {
	now := s.c.Now()
	for {
		_, err := s.tries.Update(ctx, t.key(who), func(v *tries, _ *store.Txn) error { return t.add(v, now) })
		if !isLost(err) {
			return busyOn(err)
		}
		var first tries
		if err := t.add(&first, now); err != nil {
			return err
		}
		if _, err = s.tries.Insert(ctx, t.key(who), first); !errors.Is(err, store.ErrExists) {
			return err
		}
	}
}

// busyOn makes Unavailable of a counter that too many write to at the same time.
func busyOn(err error) error {
	if errors.Is(err, store.ErrVersion) {
		return because(errBusy, err)
	}
	return err
}

// forgive takes back a try that was a good one. A wait that others have caused goes
// on, so that somebody with an account cannot guess at others' for nothing.
func (s *Service) forgive(ctx context.Context, t throttle, who string) error {
	now := s.c.Now()
	_, err := s.tries.Update(ctx, t.key(who), func(v *tries, _ *store.Txn) error {
		v.Debt = store.At(v.Debt.Add(-t.step))
		if t.wait(t.count(*v, now)) == 0 {
			v.Until = store.Instant{}
		}
		return nil
	})
	if isLost(err) {
		return nil
	}
	return busyOn(err)
}

// forgetTries ends the slowing down of somebody who has shown who they are.
func (s *Service) forgetTries(ctx context.Context, t throttle, who string) error {
	err := s.tries.Delete(ctx, t.key(who), func(*tries, *store.Txn) error { return nil })
	if isLost(err) {
		return nil
	}
	return busyOn(err)
}

// network is what an address counts as: itself, or for IPv6 its 64 bits of network,
// of which one customer has all.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if a = a.Unmap().WithZone(""); a.Is4() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return a.String()
	}
	return p.String()
}

func isSlowDown(err error) bool {
	_, ok := errors.AsType[*SlowDownError](err)
	return ok
}
