package accounts

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/alexedwards/argon2id"
)

// Hashing is how passwords are hashed, with argon2id.
type Hashing struct {
	Memory      uint32 // KiB
	Iterations  uint32
	Parallelism uint8
	Concurrent  int // hashes at the same time; each takes Memory
	Waiting     int // more who wait for their turn are refused
}

// DefaultHashing is what OWASP's Password Storage Cheat Sheet recommends for argon2id
// (19 MiB, 2 iterations, 1 lane), four at a time: 76 MiB at most.
func DefaultHashing() Hashing {
	return Hashing{Memory: 19 << 10, Iterations: 2, Parallelism: 1, Concurrent: 4, Waiting: 100}
}

const (
	saltLength = 16
	keyLength  = 32
)

// hasher hashes passwords, so many at a time and no more: each takes a good deal of
// memory, and whoever sends many shall not get it all.
type hasher struct {
	params  argon2id.Params
	turns   chan struct{}
	waiting atomic.Int64
	limit   int64
	runs    atomic.Int64 // how often argon2id has been run
}

func newHasher(h Hashing) *hasher {
	return &hasher{
		params: argon2id.Params{
			Memory: h.Memory, Iterations: h.Iterations, Parallelism: h.Parallelism, SaltLength: saltLength, KeyLength: keyLength,
		},
		turns: make(chan struct{}, max(1, h.Concurrent)),
		limit: int64(max(1, h.Waiting)),
	}
}

// turn waits for a turn and returns what ends it. Too many who wait already is
// Unavailable.
func (h *hasher) turn(ctx context.Context) (done func(), err error) {
	select {
	case h.turns <- struct{}{}:
		return func() { <-h.turns }, nil
	default:
	}
	if h.waiting.Add(1) > h.limit {
		h.waiting.Add(-1)
		return nil, errBusy
	}
	defer h.waiting.Add(-1)
	select {
	case h.turns <- struct{}{}:
		return func() { <-h.turns }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	h.runs.Add(1)
	hash, err := argon2id.CreateHash(password, &h.params)
	if err != nil {
		return "", fmt.Errorf("hashing a password: %w", err)
	}
	return hash, nil
}

// check reports whether the password gives the hash, and whether the hash was made
// with other parameters than are used now.
func (h *hasher) check(ctx context.Context, password, hash string) (right, old bool, err error) {
	done, err := h.turn(ctx)
	if err != nil {
		return false, false, err
	}
	defer done()
	h.runs.Add(1)
	right, params, err := argon2id.CheckHash(password, hash)
	if err != nil {
		return false, false, fmt.Errorf("checking a password: %w", err)
	}
	return right, *params != h.params, nil
}
