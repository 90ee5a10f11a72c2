package accounts

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/internal/fault"
)

func TestCheckPassword(t *testing.T) {
	tests := []struct{ name, password, key string }{
		{"good", "fyra ord hör inte ihop", ""},
		{"just long enough", "abcdefgh-123", ""},
		{"as long as may be", "abcde" + strings.Repeat("å", MaxPassword-5), ""},
		{"too short", "abcdefg-123", "accounts.passwordShort"},
		{"bytes are no characters", "åäöåäöåäöåä", "accounts.passwordShort"},
		{"too long", "abcde" + strings.Repeat("å", MaxPassword-4), "accounts.passwordLong"},
		{"common", "Password1234", "accounts.passwordCommon"},
		{"common in Swedish", "SOMMAR123456", "accounts.passwordCommon"},
		{"few characters", "abababababababab", "accounts.passwordCommon"},
		{"the address", "min.annalena.99", "accounts.passwordEmail"},
		{"the address in capitals", "min.AnnaLena.99", "accounts.passwordEmail"},
		{"not UTF-8", "abcdefghijklmn\xff", "check.invalid"},
	}
	for _, test := range tests {
		err := CheckPassword(test.password, "AnnaLena@kommun.test")
		if test.key == "" {
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
			continue
		}
		wantKind(t, test.name, err, fault.Invalid)
		if ps := fault.Problems(err); len(ps) != 1 || ps[0].Key != test.key || ps[0].Member != "password" {
			t.Errorf("%s: %v", test.name, ps)
		}
	}
	if err := CheckPassword("abcdefghijklmnop", "ab@kommun.test"); err != nil {
		t.Errorf("a short address is in many words: %v", err)
	}
}

func TestCommonPasswords(t *testing.T) {
	list := common()
	if len(list) < 300 || !slices.IsSorted(list) {
		t.Errorf("%d, sorted %t", len(list), slices.IsSorted(list))
	}
	for _, p := range list {
		if utf8.RuneCountInString(p) < MinPassword || p != strings.ToLower(p) {
			t.Errorf("%q can never be met", p)
		}
	}
}

// TestAccentsCanBeWrittenInTwoWays signs in with the other form of the same letters.
func TestAccentsCanBeWrittenInTwoWays(t *testing.T) {
	composed, decomposed := "h\u00f6rselsling\u00e5r", "ho\u0308rselslinga\u030ar"
	h := newHasher(cheap)
	hash := must[string](t)(h.hash(t.Context(), normalPassword(composed)))
	if right, _, err := h.check(t.Context(), normalPassword(decomposed), hash); !right || err != nil {
		t.Errorf("%t, %v", right, err)
	}
}

func TestHashing(t *testing.T) {
	h := newHasher(cheap)
	a, b := must[string](t)(h.hash(t.Context(), password)), must[string](t)(h.hash(t.Context(), password))
	if a == b || !strings.HasPrefix(a, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("%s %s", a, b)
	}
	right, old, err := h.check(t.Context(), password, a)
	if !right || old || err != nil {
		t.Errorf("%t %t %v", right, old, err)
	}
	if right, _, _ := h.check(t.Context(), password+" ", a); right {
		t.Error("another password is right")
	}
	if _, _, err := h.check(t.Context(), password, "no hash"); err == nil {
		t.Error("what is no hash was checked")
	}
	dearer := cheap
	dearer.Iterations++
	if right, old, err := newHasher(dearer).check(t.Context(), password, a); !right || !old || err != nil {
		t.Errorf("by other parameters: %t %t %v", right, old, err)
	}
	if d := DefaultHashing(); d.Memory < 19456 || d.Iterations < 2 || d.Parallelism < 1 {
		t.Errorf("OWASP recommends more than %+v", d)
	}
}

// TestHashesTakeTurns holds that no more than so many run, that so many wait, and that
// more are refused, by holding all turns.
func TestHashesTakeTurns(t *testing.T) {
	few := cheap
	few.Concurrent, few.Waiting = 2, 3
	h := newHasher(few)
	var ends []func()
	for range few.Concurrent {
		end, err := h.turn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, end)
	}
	errs := make(chan error, few.Waiting)
	var group sync.WaitGroup
	for range few.Waiting {
		group.Go(func() {
			_, err := h.hash(t.Context(), password)
			errs <- err
		})
	}
	for h.waiting.Load() != int64(few.Waiting) { // until all wait
		select {
		case err := <-errs:
			t.Fatalf("one did not wait: %v", err)
		default:
		}
	}
	_, err := h.hash(t.Context(), password)
	wantKind(t, "one too many", err, fault.Unavailable)
	if h.runs.Load() != 0 {
		t.Errorf("%d ran out of turn", h.runs.Load())
	}
	for _, end := range ends {
		end()
	}
	group.Wait()
	for range few.Waiting {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if h.runs.Load() != int64(few.Waiting) || h.waiting.Load() != 0 {
		t.Errorf("%d ran, %d wait", h.runs.Load(), h.waiting.Load())
	}
}

func TestWaitingForATurnEnds(t *testing.T) {
	few := cheap
	few.Concurrent = 1
	h := newHasher(few)
	end := must[func()](t)(h.turn(t.Context()))
	defer end()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.hash(ctx, password); !errors.Is(err, context.Canceled) || h.waiting.Load() != 0 {
		t.Errorf("%v, %d wait", err, h.waiting.Load())
	}
}
