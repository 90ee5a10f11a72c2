package api

import (
	"net/http"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
)

func sessionScenarios() []scenario {
	in := func(email, secret string) map[string]any { return map[string]any{"email": email, "password": secret} }
	return []scenario{
		{
			id: "signIn", at: func(s *testService) call {
				email := s.address()
				s.member("company", email, access.ProductEditor)
				return call{path: "/session", body: in(email, password)}
			}, has: "person session csrf expires", absent: password + "|token", bad: []bad{
				{"nobody", in("nobody@example.com", "a wrong password"), http.StatusUnauthorized, ""},
				{"no address", in("", ""), http.StatusUnauthorized, ""},
			},
		},
		{id: "getSession", who: "product_editor", at: fixed("/session", nil), has: "kind=person id person memberships csrf"},
		{id: "signOut", who: "meeting_participant", at: func(s *testService) call {
			s.tokens["meeting_participant"] = s.signIn("meeting_participant@example.com").Token
			return call{path: "/session"}
		}},
		{id: "listSessions", who: "product_editor", at: fixed("/sessions", nil), has: "items", absent: "token|csrf"},
		{id: "endOtherSessions", who: "product_editor", at: fixed("/sessions", nil)},
		{id: "endSession", who: "product_editor", outside: http.StatusNotFound, at: func(s *testService) call {
			return call{path: "/sessions/" + s.signIn("product_editor@example.com").Session}
		}},
		{id: "listProviders", at: fixed("/providers", nil), has: "items", absent: "secret"},
		{id: "startProvider", at: fixed("/providers/entra/start", nil)},
		{id: "finishProvider", at: func(s *testService) call { return s.provided() }},
	}
}

// signIn begins one more session of somebody.
func (s *testService) signIn(email string) accounts.SignedIn {
	s.t.Helper()
	s.session("product_editor")
	s.session("meeting_participant")
	return must[accounts.SignedIn](s.t)(s.services.Accounts.SignIn(s.t.Context(), email, password, "", accounts.Client{Address: "192.0.2.1"}))
}

func accountScenarios() []scenario {
	const next = "en ännu längre mening om dagen"
	const never = `{"secret":"nonsense","password":"` + next + `"}`
	return []scenario{
		{
			id: "changePassword", who: "product_editor", at: fixed("/password", map[string]any{"present": password, "password": next}), has: "person csrf", absent: next,
			bad: []bad{
				{"the wrong one", map[string]any{"present": "wrong password", "password": next}, http.StatusUnauthorized, ""},
				{"a short one", map[string]any{"present": password, "password": "short"}, http.StatusUnprocessableEntity, "password"},
			},
		},
		{
			id: "requestReset", at: fixed("/password/reset", map[string]any{"email": "nobody@example.com"}),
			bad: []bad{{"no address", `{"email":"x"}`, http.StatusUnprocessableEntity, "email"}},
		},
		{
			id: "finishReset", at: func(s *testService) call {
				s.session("meeting_participant")
				s.pass(time.Minute) // a link is younger than the password
				s.ok("", http.MethodPost, "/password/reset", map[string]any{"email": "meeting_participant@example.com"})
				return call{path: "/password/reset/finish", body: map[string]any{"secret": s.mailed("meeting_participant@example.com"), "password": next}}
			}, bad: []bad{{"a link that there is none of", never, http.StatusNotFound, ""}},
		},
		{id: "getOffer", at: func(s *testService) call {
			_, secret := s.invited(s.address())
			return call{path: "/invitation/offer", body: map[string]any{"secret": secret}}
		}, has: "organisation.name email roles hasAccount=false expires", bad: []bad{{"no secret", `{}`, http.StatusNotFound, ""}}},
		{id: "acceptInvitation", at: func(s *testService) call {
			_, secret := s.invited(s.address())
			return call{path: "/invitation/accept", body: map[string]any{"secret": secret, "name": "Ny", "language": "sv", "password": next}}
		}, has: "person session csrf", absent: next, bad: []bad{{"a link that there is none of", `{"secret":"x","name":"A","password":"` + next + `"}`, http.StatusNotFound, ""}}},
		{id: "joinByInvitation", who: "reader", at: func(s *testService) call {
			_, secret := s.invited(s.address())
			return call{path: "/invitation/join", body: map[string]any{"secret": secret}}
		}, has: "id name", bad: []bad{{"a link that there is none of", `{"secret":"x"}`, http.StatusNotFound, ""}}},
	}
}
