package accounts

import (
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/store"
)

// TestMailsAreWhole fills in the texts of every mail with what it is sent with.
func TestMailsAreWhole(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "Larm AB")
	admin := w.person(o, "a@a.test", access.VendorAdmin)
	w.invite(admin, o, "b@a.test", access.ProductEditor)
	w.pass(time.Minute)
	if err := w.s.RequestReset(w.ctx(), "a@a.test", firefox); err != nil {
		t.Fatal(err)
	}
	if err := w.s.FinishReset(w.ctx(), w.secret("reset"), nextPassword, firefox); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for it, err := range store.NewCollection[letter](w.engine, letters).All(w.ctx(), store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		m := it.Value
		seen[m.Template] = true
		args := fault.Args{}
		for key, value := range m.Data {
			args[key] = value
		}
		for _, l := range i18n.Languages() {
			p := i18n.Printer{Language: l}
			subject, body := p.Text("mail."+m.Template+".subject", args), p.Text("mail."+m.Template+".body", args)
			if !strings.Contains(subject, " ") || !strings.HasSuffix(body, ".\n") || strings.ContainsAny(subject+body, "{}") {
				t.Errorf("%s in %s: %q\n%s", m.Template, l, subject, body)
			}
			for key, value := range m.Data {
				if !strings.Contains(subject+body, value) {
					t.Errorf("%s in %s leaves out %s", m.Template, l, key)
				}
			}
		}
	}
	if len(seen) != 3 {
		t.Errorf("the mails are %v", seen)
	}
}

// TestMailsComeOnce holds that a mail's key differs for every mail that is to be sent.
func TestMailsComeOnce(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	admin := w.person(o, "a@a.test", access.VendorAdmin)
	inv := w.invite(admin, o, "b@a.test", access.ProductEditor)
	must[Invitation](t)(w.s.SendInvitation(w.ctx(), admin, inv.ID))
	for i := range 3 {
		w.pass(time.Hour)
		if err := w.s.RequestReset(w.ctx(), "a@a.test", firefox); err != nil {
			t.Fatal(err)
		}
		if err := w.s.FinishReset(w.ctx(), w.secret("reset"), nextPassword+strings.Repeat("!", i), firefox); err != nil {
			t.Fatal(err)
		}
	}
	for template, want := range map[string]int{"invitation": 2, "reset": 3, "passwordChanged": 3} {
		if n := len(w.mails(template)); n != want {
			t.Errorf("%d mails %s, want %d", n, template, want)
		}
	}
}
