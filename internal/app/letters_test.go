package app

import (
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/mail"
)

// TestACompanyIsAskedInALetter: the template is there in both languages, has what it
// needs, and leads to the product's own page.
func TestACompanyIsAskedInALetter(t *testing.T) {
	y := newYard(t, 1)
	s, err := y.openService(benchConfig(y.data, "off"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	_, err = s.accounts.AddPerson(t.Context(), benchActor, accounts.NewPerson{
		Name: "Editor", Email: "english@bench.example", Language: i18n.English, Password: demoPassword,
		Organisation: y.seeded.company, Roles: []access.Role{access.ProductEditor},
	})
	if err != nil {
		t.Fatal(err)
	}
	data := map[string]string{"id": "abc", "name": "Nattljus", "validUntil": "2027-03-31"}
	effects, err := letters{s.accounts, mail.NewComposer(time.Now), s.config}.Mail(t.Context(), y.seeded.company, catalog.ConfirmTemplate, data, "key")
	if err != nil || len(effects) != 2 {
		t.Fatalf("%d letters, %v", len(effects), err)
	}
	for _, e := range effects {
		for _, want := range []string{"Nattljus", "2027-03-31", "/mina-produkter/abc"} {
			if !strings.Contains(string(e.Body), want) {
				t.Errorf("the letter does not say %q: %s", want, e.Body)
			}
		}
	}
}
