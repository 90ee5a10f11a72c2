package api

import (
	"slices"
	"testing"
)

// groups are the scenarios by what they are about. Each group shares a service.
func groups() map[string][]scenario {
	return map[string][]scenario{
		"products": productScenarios(), "listings": listingScenarios(), "media": mediaScenarios(), "imports": importScenarios(),
		"needs": needScenarios(), "matching": matchScenarios(), "sessions": sessionScenarios(), "accounts": accountScenarios(),
		"organisations": organisationScenarios(), "people": peopleScenarios(), "tokens": tokenScenarios(), "webhooks": webhookScenarios(),
		"system": systemScenarios(),
	}
}

// TestEveryOperationHasAScenario keeps a new operation from coming without one.
func TestEveryOperationHasAScenario(t *testing.T) {
	told := map[string]int{}
	for _, group := range groups() {
		for _, sc := range group {
			told[sc.id]++
		}
	}
	for _, o := range (&Services{}).operations() {
		if told[o.ID] != 1 {
			t.Errorf("%s %s (%s) has %d scenarios, want one", o.Method, o.Path, o.ID, told[o.ID])
		}
		delete(told, o.ID)
	}
	for id := range told {
		t.Errorf("there is no operation %s", id)
	}
}

// TestOperationsDoWhatTheySay plays every scenario.
func TestOperationsDoWhatTheySay(t *testing.T) {
	for name, group := range groups() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t)
			all := s.services.operations()
			for _, sc := range group {
				t.Run(sc.id, func(t *testing.T) {
					i := slices.IndexFunc(all, func(o operation) bool { return o.ID == sc.id })
					if i < 0 {
						t.Fatal("there is no such operation")
					}
					outer := s.t
					s.t = t
					defer func() { s.t = outer }()
					s.play(&all[i], &sc)
				})
			}
		})
	}
}

// TestChangesOfTheStoreAreSeen holds up what other tests lean on: that something has
// changed is seen whatever it is.
func TestChangesOfTheStoreAreSeen(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.session("vendor_admin")
	s.session("product_editor")
	for name, change := range map[string]func(){
		"listings": func() { s.draft() }, "webhooks": func() { s.webhook() }, "outbox": func() { s.invited(s.address()) },
	} {
		before := s.marks()
		if names := s.changed(before); names != nil {
			t.Errorf("changed %v before anything was done", names)
		}
		if change(); !slices.Contains(s.changed(before), name) {
			t.Errorf("%s: changed %v", name, s.changed(before))
		}
	}
}
