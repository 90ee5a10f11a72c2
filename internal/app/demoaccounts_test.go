package app

import (
	"testing"

	"github.com/allagehub/matcharenan/internal/config"
)

func TestAccountsAreShownInADemoOnly(t *testing.T) {
	if got := demoAccounts(&config.Config{}); got.Password != "" || len(got.Accounts) != 0 {
		t.Errorf("without a demo: %+v", got)
	}
	got := demoAccounts(&config.Config{Demo: true})
	if got.Password != demoPassword || len(got.Accounts) != len(demoPeople) || got.Accounts[0].Email != demoPeople[0].email {
		t.Errorf("in a demo: %+v", got)
	}
}
