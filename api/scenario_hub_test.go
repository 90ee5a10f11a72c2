package api

import (
	"net/http"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
)

func organisationScenarios() []scenario {
	profile := map[string]any{"name": "Nya namnet AB", "country": "SE", "about": "Lampor."}
	company := func(path string, body any) func(s *testService) call {
		return func(s *testService) call { return s.about(s.organisation("company"), path, body) }
	}
	return []scenario{
		{id: "listOrganisations", at: func(s *testService) call {
			s.organisation("company")
			return call{path: "/organisations", query: "side=company"}
		}, has: "items", absent: "email|roles"},
		{id: "createOrganisation", who: "process_leader", at: func(s *testService) call {
			return call{path: "/organisations", body: map[string]any{"side": "company", "profile": map[string]any{"name": "AB " + s.address(), "country": "SE"}}}
		}, has: "id side=company active=true name", bad: []bad{
			{"no name", `{"side":"company","profile":{"name":""}}`, http.StatusUnprocessableEntity, "name"},
			{"no side", `{"side":"x","profile":{"name":"A"}}`, http.StatusUnprocessableEntity, "side"},
			{"active assigned", `{"side":"company","profile":{"name":"A","active":true}}`, http.StatusUnprocessableEntity, "profile.active"},
		}},
		{id: "getOrganisation", at: company("/organisations/{id}", nil), has: "id side=company name"},
		{id: "changeOrganisation", who: "vendor_admin", outside: http.StatusForbidden, at: company("/organisations/{id}", profile), has: "about=Lampor.", bad: []bad{
			{"a side", `{"name":"A","side":"hub"}`, http.StatusUnprocessableEntity, "side"},
			{"a number", `{"name":"A","country":"SE","orgNumber":"1"}`, http.StatusUnprocessableEntity, "orgNumber"},
		}},
		{id: "activateOrganisation", who: "process_leader", at: func(s *testService) call {
			return s.about(s.organisation("other municipality"), "/organisations/{id}/active", map[string]any{"active": false})
		}, has: "active=false"},
	}
}

// about is a call about an organisation as it is now.
func (s *testService) about(id, path string, body any) call {
	s.t.Helper()
	return of(s.ok("", http.MethodGet, "/organisations/"+id, nil), s, path, body)
}

func peopleScenarios() []scenario {
	// joined is somebody new in the company.
	joined := func(path string, body any) func(s *testService) call {
		return func(s *testService) call {
			id := s.member("company", s.address(), access.ProductEditor)
			return of(s.ok("vendor_admin", http.MethodGet, "/people/"+id, nil), s, path, body)
		}
	}
	in := func(path string, body any) func(s *testService) call {
		return func(s *testService) call {
			c := joined("{id}", body)(s)
			c.path = "/organisations/" + s.organisation("company") + "/people/" + c.path + path
			c.etag = web.ETagOf(1) // of the membership
			return c
		}
	}
	invited := func(path string) func(s *testService) call {
		return func(s *testService) call {
			i, _ := s.invited(s.address())
			return of(i, s, path, nil)
		}
	}
	ours := func(path string, body any) func(s *testService) call {
		return func(s *testService) call {
			s.invited(s.address())
			return call{path: "/organisations/" + s.organisation("company") + path, body: body}
		}
	}
	const notFound, forbidden, invalid = http.StatusNotFound, http.StatusForbidden, http.StatusUnprocessableEntity
	return []scenario{
		{id: "listMembers", who: "product_editor", outside: forbidden, at: ours("/people", nil), has: "items", absent: "password\"|csrf"},
		{id: "setRoles", who: "vendor_admin", outside: forbidden, at: in("", map[string]any{"roles": []string{"meeting_participant"}}), has: "organisation roles=[meeting_participant] person.id", bad: []bad{
			{"roles of another side", `{"roles":["system_admin"]}`, invalid, ""},
			{"a role that there is none of", `{"roles":["root"]}`, invalid, ""},
		}},
		{id: "removeMember", who: "vendor_admin", outside: forbidden, at: in("", nil)},
		{id: "listInvitations", who: "vendor_admin", outside: forbidden, at: ours("/invitations", nil), has: "items", absent: "secret|link"},
		{id: "invite", who: "vendor_admin", outside: forbidden, at: func(s *testService) call {
			return ours("/invitations", map[string]any{"email": s.address(), "roles": []string{"product_editor"}})(s)
		}, has: "id email roles state=open expires", absent: "secret|link", bad: []bad{
			{"no address", `{"email":"x","roles":["product_editor"]}`, invalid, "email"},
			{"no roles", `{"email":"x@example.com","roles":[]}`, invalid, "roles"},
			{"roles of another side", `{"email":"x@example.com","roles":["process_leader"]}`, invalid, "roles"},
		}},
		{id: "sendInvitation", who: "vendor_admin", outside: notFound, at: invited("/invitations/{id}/send"), has: "sends=2", absent: "secret"},
		{id: "revokeInvitation", who: "vendor_admin", outside: notFound, at: invited("/invitations/{id}")},
		{id: "getPerson", who: "vendor_admin", outside: notFound, at: joined("/people/{id}", nil), has: "id name email", absent: "csrf"},
		{
			id: "changePerson", who: "vendor_admin", outside: notFound, at: joined("/people/{id}", map[string]any{"name": "Annan", "language": "en"}), has: "name=Annan language=en",
			bad: []bad{{"no name", `{"name":"","language":"sv"}`, invalid, "name"}, {"an address", `{"name":"A","email":"x@example.com"}`, invalid, "email"}},
		},
		{id: "activatePerson", who: "vendor_admin", outside: notFound, at: joined("/people/{id}/active", map[string]any{"active": false}), has: "active=false"},
		{id: "erasePerson", who: "vendor_admin", outside: notFound, at: joined("/people/{id}", nil)},
	}
}

func tokenScenarios() []scenario {
	ours := func(path string, body any) func(s *testService) call {
		return func(s *testService) call {
			s.token(access.ListingRead)
			return call{path: "/organisations/" + s.organisation("company") + path, body: body}
		}
	}
	const invalid = http.StatusUnprocessableEntity
	return []scenario{
		{id: "listTokens", who: "vendor_admin", outside: http.StatusForbidden, at: ours("/tokens", nil), has: "items", absent: "mat_|secret"},
		{id: "createToken", who: "vendor_admin", outside: http.StatusForbidden, at: ours("/tokens", tokenWish(access.ListingRead)), has: "id secret scopes expires", bad: []bad{
			{"no name", `{"name":"","scopes":["listing.read"],"expires":"2026-06-30T00:00:00Z"}`, invalid, "name"},
			{"what its maker may not", `{"name":"A","scopes":["listing.review"],"expires":"2026-06-30T00:00:00Z"}`, invalid, ""},
			{"what gives rights", `{"name":"A","scopes":["people.write"],"expires":"2026-06-30T00:00:00Z"}`, invalid, ""},
			{"for ever", `{"name":"A","scopes":["listing.read"],"expires":"2036-06-30T00:00:00Z"}`, invalid, "expires"},
			{"over already", `{"name":"A","scopes":["listing.read"],"expires":"2026-01-01T00:00:00Z"}`, invalid, "expires"},
		}},
		{id: "revokeToken", who: "vendor_admin", outside: http.StatusNotFound, at: func(s *testService) call { return of(s.token(access.ListingRead), s, "/tokens/{id}", nil) }},
	}
}

func webhookScenarios() []scenario {
	one := func(path string, body any) func(s *testService) call {
		return func(s *testService) call {
			c := of(s.webhook(), s, path, body)
			s.t.Cleanup(func() { s.call("vendor_admin", http.MethodDelete, c.path, nil) })
			return c
		}
	}
	const invalid = http.StatusUnprocessableEntity
	bads := []bad{
		{"no address", `{"url":"","events":["listing.publish"]}`, invalid, "url"},
		{"this machine", `{"url":"https://127.0.0.1/","events":["listing.publish"]}`, invalid, "url"},
		{"a cloud's metadata", `{"url":"https://169.254.169.254/latest","events":["listing.publish"]}`, invalid, "url"},
		{"plain HTTP", `{"url":"http://hooks.example.com/","events":["listing.publish"]}`, invalid, "url"},
		{"no event", `{"url":"https://hooks.example.com/","events":[]}`, invalid, "events"},
		{"an event that there is none of", `{"url":"https://hooks.example.com/","events":["x"]}`, invalid, "events"},
	}
	return []scenario{
		{id: "listWebhooks", who: "vendor_admin", outside: http.StatusForbidden, at: func(s *testService) call {
			return call{path: "/organisations/" + s.organisation("company") + "/webhooks"}
		}, has: "items", absent: "secret"},
		{id: "createWebhook", who: "vendor_admin", outside: http.StatusForbidden, at: func(s *testService) call {
			return call{path: "/organisations/" + s.organisation("company") + "/webhooks", body: webhookWish()}
		}, has: "id secret url active=true", bad: bads},
		{id: "getWebhook", who: "vendor_admin", outside: http.StatusNotFound, at: one("/webhooks/{id}", nil), has: "id url events", absent: "secret"},
		{
			id: "changeWebhook", who: "vendor_admin", outside: http.StatusNotFound, absent: "secret", bad: bads, has: "active=false",
			at: one("/webhooks/{id}", map[string]any{"url": "https://hooks.example.com/b", "events": []string{"listing.publish"}, "active": false}),
		},
		{id: "deleteWebhook", who: "vendor_admin", outside: http.StatusNotFound, at: one("/webhooks/{id}", nil)},
		{id: "rotateWebhookSecret", who: "vendor_admin", outside: http.StatusNotFound, at: one("/webhooks/{id}/secret", nil), has: "secret"},
		{id: "tryWebhook", who: "vendor_admin", outside: http.StatusNotFound, at: one("/webhooks/{id}/ping", nil)},
	}
}

// systemScenarios are of what the service does by itself.
func systemScenarios() []scenario {
	return []scenario{
		{id: "listJobs", who: "system_admin", at: fixed("/jobs", nil), has: "items"},
		{id: "listJobRuns", who: "auditor", at: fixed("/jobs/nothing/runs", nil), has: "items"},
		{id: "runJob", who: "system_admin", at: fixed("/jobs/nothing/runs", map[string]any{}), has: "id job=nothing outcome=succeeded manual=true"},
		{id: "listDeadMessages", who: "process_leader", at: func(s *testService) call {
			s.dead()
			return call{path: "/outbox/dead"}
		}, has: "items", absent: "dead.letter@example.com|hemligt"},
		{id: "retryMessage", who: "process_leader", at: func(s *testService) call { return call{path: "/outbox/" + s.dead() + "/retry"} }},
		{id: "listAudit", who: "auditor", at: func(s *testService) call {
			s.draft()
			return call{path: "/audit", query: "limit=5&from=2026-01-01T00:00:00Z"}
		}, has: "items", absent: "@example.com"},
		{id: "verifyAudit", who: "auditor", at: func(s *testService) call {
			s.draft()
			return call{path: "/audit/verification"}
		}, has: "entries head waiting"},
		{id: "getContract", at: fixed("/openapi.yaml", nil)},
		{id: "getContractPage", at: fixed("/docs", nil)},
	}
}

// dead is the ID of a letter that could not be delivered.
func (s *testService) dead() string {
	s.t.Helper()
	key := s.address()
	id := "dead-" + key[:len(key)-len("@example.com")]
	c := store.NewCollection[outbox.Message](s.engine, outbox.Collection)
	must[store.Item[outbox.Message]](s.t)(c.Insert(s.t.Context(), id, outbox.Message{
		Kind: outbox.Mail, To: "dead.letter@example.com", Template: "reset", Body: "hemligt", State: outbox.Dead, Made: store.At(now), DiedAt: store.At(now),
	}))
	return id
}
