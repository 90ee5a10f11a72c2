package accounts

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

// from is a client at another address for each number.
func from(n int) Client { return Client{Address: fmt.Sprintf("198.51.100.%d", n)} }

// TestSigningInTellsNothing holds that whatever is wrong, the answer and the work are
// the same: one hash, and as many writes.
func TestSigningInTellsNothing(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	admin := w.person(o, "a@a.test", access.VendorAdmin)
	closed, erased := w.person(o, "closed@a.test", access.ProductEditor), w.person(o, "erased@a.test", access.ProductEditor)
	w.person(o, "provider@a.test", access.ProductEditor)
	if _, err := w.s.SetPersonActive(w.ctx(), admin, closed.Person, 0, false); err != nil {
		t.Fatal(err)
	}
	if err := w.s.Erase(w.ctx(), admin, erased.Person); err != nil {
		t.Fatal(err)
	}
	byProvider := must[store.Item[person]](t)(w.s.byEmail(w.ctx(), "provider@a.test"))
	if _, err := w.s.people.Update(w.ctx(), byProvider.ID, func(p *person, _ *store.Txn) error {
		p.PasswordHash = ""
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, email, password string }{
		{"wrong password", "a@a.test", "fyra ord som inte stämmer"},
		{"no password", "a@a.test", ""},
		{"long password", "a@a.test", strings.Repeat(password, 100)},
		{"no account", "nobody@a.test", password},
		{"no address", "nobody", password},
		{"closed", "closed@a.test", password},
		{"erased", "erased@a.test", password},
		{"no such password", "provider@a.test", password},
		{"the dummy's password", "nobody2@a.test", ""},
	}
	for i, test := range tests {
		before := w.s.hasher.runs.Load()
		in, err := w.s.SignIn(w.ctx(), test.email, test.password, "", from(i))
		if !errors.Is(err, ErrSignIn) || in != (SignedIn{}) {
			t.Errorf("%s: %v", test.name, err)
		}
		if fe, _ := fault.As(err); fe != ErrSignIn {
			t.Errorf("%s: another answer", test.name)
		}
		if runs := w.s.hasher.runs.Load() - before; runs != 1 {
			t.Errorf("%s: %d hashes", test.name, runs)
		}
	}
	before := w.s.hasher.runs.Load()
	if _, err := w.s.SignIn(w.ctx(), " A@A.test", password, "", from(99)); err != nil {
		t.Error(err)
	}
	if runs := w.s.hasher.runs.Load() - before; runs != 1 {
		t.Errorf("the right password: %d hashes", runs)
	}
	if n := w.count("session.begin"); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

func TestAnAccountSlowsDown(t *testing.T) {
	for _, email := range []string{"a@a.test", "nobody@a.test"} {
		w := newWorld(t)
		w.person(w.organisation(access.Company, "A"), "a@a.test", access.VendorAdmin)
		services := []*Service{w.s, w.service()} // the counters are the store's
		try := func(i int) error {
			_, err := services[i%2].SignIn(w.ctx(), email, "fyra ord som inte stämmer", "", from(i))
			return err
		}
		for i := range byAccount.free + 1 {
			if err := try(i); !errors.Is(err, ErrSignIn) {
				t.Fatalf("try %d: %v", i+1, err)
			}
		}
		last := time.Duration(0)
		for i := range 12 {
			err := try(100 + i)
			slow, ok := errors.AsType[*SlowDownError](err)
			if !ok {
				t.Fatalf("%s: round %d: %v", email, i, err)
			}
			wantKind(t, "too many", err, fault.Unavailable)
			if slow.Wait < last || slow.Wait > byAccount.most || i == 0 && slow.Wait != byAccount.first || i == 1 && slow.Wait != 2*byAccount.first {
				t.Fatalf("round %d: wait %v after %v", i, slow.Wait, last)
			}
			last = slow.Wait
			before := w.s.hasher.runs.Load()
			if _, err := w.s.SignIn(w.ctx(), email, password, "", from(200)); !isSlowDown(err) || w.s.hasher.runs.Load() != before {
				t.Fatalf("the right password goes through, or costs a hash: %v", err)
			}
			w.pass(slow.Wait)
			if err := try(150 + i); !errors.Is(err, ErrSignIn) {
				t.Fatalf("after the wait: %v", err)
			}
		}
		if last != byAccount.most {
			t.Errorf("the longest wait is %v", last)
		}
		w.pass(byAccount.most)
		if email == "a@a.test" {
			w.signIn(email)
			for i := range byAccount.free {
				if err := try(i); !errors.Is(err, ErrSignIn) {
					t.Errorf("after signing in, try %d: %v", i+1, err)
				}
			}
		}
	}
}

func TestTriesAreForgottenWithTime(t *testing.T) {
	w := newWorld(t)
	count := func(n int, t throttle) (refused int) {
		for range n {
			if err := w.s.take(w.ctx(), t, "who"); isSlowDown(err) {
				refused++
			} else if err != nil {
				w.t.Fatal(err)
			}
		}
		return refused
	}
	if n := count(byAddress.free+2, byAddress); n != 1 {
		t.Fatalf("%d refused", n)
	}
	w.pass(10*byAddress.step + byAddress.first)
	if n := count(10, byAddress); n != 0 {
		t.Errorf("%d of ten refused after the time of ten", n)
	}
	// A few mistakes all the time, as from a town hall behind one address, are none too many.
	w.pass(24 * time.Hour)
	for range 200 {
		w.pass(byAddress.step)
		if n := count(1, byAddress); n != 0 {
			t.Fatal("a seldom mistake is refused")
		}
	}
}

func TestAnAddressSlowsDown(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	w.person(o, "a@a.test", access.VendorAdmin)
	attacker := Client{Address: "2001:db8:1:2::1"}
	for i := range byAddress.free + 1 {
		client := attacker
		client.Address = fmt.Sprintf("2001:db8:1:2::%x", i) // all of one customer
		if _, err := w.s.SignIn(w.ctx(), fmt.Sprintf("n%d@a.test", i), password, "", client); !errors.Is(err, ErrSignIn) {
			t.Fatalf("try %d: %v", i+1, err)
		}
	}
	if _, err := w.s.SignIn(w.ctx(), "a@a.test", password, "", attacker); !isSlowDown(err) {
		t.Errorf("one try more: %v", err)
	}
	if _, err := w.s.SignIn(w.ctx(), "a@a.test", password, "", Client{Address: "2001:db8:1:3::1"}); err != nil {
		t.Errorf("a neighbour: %v", err)
	}
	// Signing in with an account of one's own does not make guessing at others' free.
	w.pass(byAddress.first)
	if _, err := w.s.SignIn(w.ctx(), "a@a.test", password, "", attacker); err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.SignIn(w.ctx(), "x@a.test", password, "", attacker); !isSlowDown(err) {
		t.Errorf("after signing in: %v", err)
	}
}

// TestTriesAtTheSameTimeCount guesses many times at once: no more than the free ones
// are looked at.
func TestTriesAtTheSameTimeCount(t *testing.T) {
	w := newWorld(t)
	w.person(w.organisation(access.Company, "A"), "a@a.test", access.VendorAdmin)
	before := w.s.hasher.runs.Load()
	var group sync.WaitGroup
	for i := range 30 {
		group.Go(func() {
			if _, err := w.s.SignIn(w.ctx(), "a@a.test", fmt.Sprint("gissning nummer ", i), "", from(i)); err == nil {
				t.Error("a guess was right")
			}
		})
	}
	group.Wait()
	if runs := w.s.hasher.runs.Load() - before; runs != int64(byAccount.free+1) {
		t.Errorf("%d guesses were looked at, want %d", runs, byAccount.free+1)
	}
}

func TestNetworks(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "2001:db8::1": "2001:db8::/64", "fe80::1%eth0": "fe80::/64", "": "", "x": "x",
	} {
		if got := network(address); got != want {
			t.Errorf("%s counts as %s, want %s", address, got, want)
		}
	}
}

func TestPasswordsAreHashedAnew(t *testing.T) {
	w := newWorld(t)
	admin := w.person(w.organisation(access.Company, "A"), "a@a.test", access.VendorAdmin)
	earlier := w.signIn("a@a.test")
	dearer := cheap
	dearer.Memory *= 2
	next := w.service(func(c *Config) { c.Hashing = dearer })
	in := must[SignedIn](t)(next.SignIn(w.ctx(), "a@a.test", password, "", firefox))
	p := must[store.Item[person]](t)(w.s.people.Get(w.ctx(), admin.Person))
	if !strings.Contains(p.Value.PasswordHash, "m=128,") {
		t.Errorf("the hash is %s", p.Value.PasswordHash)
	}
	before := next.hasher.runs.Load()
	if _, err := next.SignIn(w.ctx(), "a@a.test", password, "", firefox); err != nil {
		t.Error(err)
	}
	if runs := next.hasher.runs.Load() - before; runs != 1 {
		t.Errorf("hashed %d times the second time", runs)
	}
	for _, token := range []string{earlier.Token, in.Token} {
		if _, err := w.s.Resolve(w.ctx(), token, w.now()); err != nil {
			t.Errorf("a session is over though the password is the same: %v", err)
		}
	}
}

func TestChangingThePassword(t *testing.T) {
	const next = "fem andra ord hör inte ihop"
	w := newWorld(t)
	w.person(w.organisation(access.Company, "A"), "a@a.test", access.VendorAdmin)
	in, other := w.signIn("a@a.test"), w.signIn("a@a.test")
	if err := w.s.RequestReset(w.ctx(), "a@a.test", firefox); err != nil {
		t.Fatal(err)
	}
	link := w.secret("reset")
	w.pass(time.Minute)
	actor := must[access.Actor](t)(w.s.Resolve(w.ctx(), in.Token, w.now()))
	_, err := w.s.ChangePassword(w.ctx(), actor, "fyra ord som inte stämmer", next, firefox)
	if !errors.Is(err, ErrSignIn) {
		t.Errorf("a wrong password: %v", err)
	}
	_, err = w.s.ChangePassword(w.ctx(), actor, password, "kort", firefox)
	wantKind(t, "a bad one", err, fault.Invalid)
	_, err = w.s.ChangePassword(w.ctx(), access.Actor{Kind: access.Token, Person: actor.Person}, password, next, firefox)
	wantKind(t, "by a token", err, fault.Forbidden)
	if len(w.mails("passwordChanged")) != 0 {
		t.Error("a mail about nothing")
	}
	fresh := must[SignedIn](t)(w.s.ChangePassword(w.ctx(), actor, password, next, firefox))
	for token, good := range map[string]bool{in.Token: false, other.Token: false, fresh.Token: true} {
		if _, err := w.s.Resolve(w.ctx(), token, w.now()); (err == nil) != good {
			t.Errorf("good %t: %v", good, err)
		}
	}
	if _, err := w.s.SignIn(w.ctx(), "a@a.test", password, "", firefox); !errors.Is(err, ErrSignIn) {
		t.Errorf("the old password: %v", err)
	}
	if _, err := w.s.SignIn(w.ctx(), "a@a.test", next, "", firefox); err != nil {
		t.Errorf("the new password: %v", err)
	}
	if err := w.s.ResetGood(w.ctx(), link); !errors.Is(err, ErrLink) {
		t.Errorf("a link from before: %v", err)
	}
	if mails := w.mails("passwordChanged"); len(mails) != 1 || mails[0].To != "a@a.test" || w.count("password.change") != 1 {
		t.Errorf("mails %+v, %d events", mails, w.count("password.change"))
	}
	for range byAccount.free + 1 {
		if _, err := w.s.ChangePassword(w.ctx(), actor, "fyra ord som inte stämmer", next+"!", firefox); !errors.Is(err, ErrSignIn) {
			t.Errorf("a wrong password: %v", err)
		}
	}
	if _, err = w.s.ChangePassword(w.ctx(), actor, next, next+"!", firefox); !isSlowDown(err) {
		t.Errorf("guessing at the present password is not slowed down: %v", err)
	}
}
