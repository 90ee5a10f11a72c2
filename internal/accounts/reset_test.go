package accounts

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
)

const nextPassword = "fem andra ord hör inte ihop"

func TestResets(t *testing.T) {
	w := newWorld(t)
	w.person(w.organisation(access.Company, "A"), "a@a.test", access.VendorAdmin)
	in := w.signIn("a@a.test")
	w.pass(time.Minute)
	request := func() string {
		t.Helper()
		if err := w.s.RequestReset(w.ctx(), " A@a.test", firefox); err != nil {
			t.Fatal(err)
		}
		return w.secret("reset")
	}
	first, second := request(), request()
	if err := w.s.ResetGood(w.ctx(), first); err != nil {
		t.Errorf("a second request ends the first: %v", err)
	}
	wantKind(t, "a bad password", w.s.FinishReset(w.ctx(), first, "kort", firefox), fault.Invalid)
	// The owner was slowed down by others, or by mistakes.
	for range byAccount.free + 1 {
		_, _ = w.s.SignIn(w.ctx(), "a@a.test", "fyra ord som inte stämmer", "", firefox)
	}
	if err := w.s.FinishReset(w.ctx(), first, nextPassword, firefox); err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.Resolve(w.ctx(), in.Token, w.now()); !errors.Is(err, ErrSessionOver) {
		t.Errorf("a session from before: %v", err)
	}
	for name, secret := range map[string]string{"used": first, "from before": second, "unknown": "x", "none": ""} {
		if err := w.s.FinishReset(w.ctx(), secret, nextPassword+"!", firefox); !errors.Is(err, ErrLink) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.s.SignIn(w.ctx(), "a@a.test", nextPassword, "", firefox); err != nil {
		t.Errorf("the new password: %v", err)
	}
	if n := len(w.mails("passwordChanged")); n != 1 {
		t.Errorf("%d mails", n)
	}
	w.pass(24 * time.Hour)
	late := request()
	w.pass(ResetLife)
	if err := w.s.FinishReset(w.ctx(), late, password, firefox); !errors.Is(err, ErrLink) {
		t.Errorf("too old: %v", err)
	}
}

// TestALinkIsUsedOnce uses one link many times at once.
func TestALinkIsUsedOnce(t *testing.T) {
	w := newWorld(t)
	w.person(w.organisation(access.Company, "A"), "a@a.test", access.VendorAdmin)
	w.pass(time.Minute)
	if err := w.s.RequestReset(w.ctx(), "a@a.test", firefox); err != nil {
		t.Fatal(err)
	}
	secret := w.secret("reset")
	errs := make([]error, 6)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() { errs[i] = w.s.FinishReset(w.ctx(), secret, nextPassword+strings.Repeat("!", i), firefox) })
	}
	group.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, ErrLink) {
			t.Error(err)
		}
	}
	if won != 1 || w.count("password.change") != 1 || len(w.mails("passwordChanged")) != 1 {
		t.Errorf("%d won, %d events", won, w.count("password.change"))
	}
}

// TestResetsTellNothing holds that nobody learns whether there is an account.
func TestResetsTellNothing(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	admin, closed := w.person(o, "a@a.test", access.VendorAdmin), w.person(o, "closed@a.test", access.ProductEditor)
	if _, err := w.s.SetPersonActive(w.ctx(), admin, closed.Person, 0, false); err != nil {
		t.Fatal(err)
	}
	kept := func() int { return strings.Count(w.dump(resetsName), "\n") }
	w.pass(time.Minute)
	for i, email := range []string{"a@a.test", "nobody@a.test", "closed@a.test"} {
		if err := w.s.RequestReset(w.ctx(), email, from(i)); err != nil || kept() != i+1 {
			t.Errorf("%s: %v, %d links", email, err, kept())
		}
	}
	if mails := w.mails("reset"); len(mails) != 1 || mails[0].To != "a@a.test" {
		t.Errorf("mails %+v", mails)
	}
	for i := range 10 {
		for _, email := range []string{"a@a.test", "nobody@a.test"} {
			if err := w.s.RequestReset(w.ctx(), email, from(10+i)); err != nil {
				t.Errorf("%s, time %d: %v", email, i, err)
			}
		}
	}
	if n := len(w.mails("reset")); n != resetByAccount.free+1 {
		t.Errorf("%d mails to one person", n)
	}
	wantKind(t, "no address", w.s.RequestReset(w.ctx(), "nobody", firefox), fault.Invalid)
	var last error
	for range resetByAddress.free + 2 {
		last = w.s.RequestReset(w.ctx(), "x@a.test", firefox)
	}
	if !isSlowDown(last) {
		t.Errorf("many from one address: %v", last)
	}
}
