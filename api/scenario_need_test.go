package api

import "net/http"

func needScenarios() []scenario {
	const one = "/needs/{id}"
	draft := func(path string, body any) func(s *testService) call {
		return func(s *testService) call { return of(s.needDraft(), s, path, body) }
	}
	submitted := func(path string, body any) func(s *testService) call {
		return func(s *testService) call { return of(s.needSubmitted(), s, path, body) }
	}
	published := func(path string, body any) func(s *testService) call {
		return func(s *testService) call { return of(s.needPublished(), s, path, body) }
	}
	own := []bad{
		{"an ID", `{"title":"A","id":"x"}`, http.StatusUnprocessableEntity, "id"},
		{"a municipality", `{"title":"A","municipality":"x"}`, http.StatusUnprocessableEntity, "municipality"},
	}
	return []scenario{
		{id: "listOpenNeeds", at: published("/open-needs", nil), has: "items"},
		{id: "getOpenNeed", at: published("/open-needs/{id}", nil), has: "id version=1 open=true need.title", absent: "messages|draft"},
		{id: "createNeed", who: "need_owner", outside: http.StatusForbidden, at: func(s *testService) call {
			return call{path: "/needs", body: map[string]any{"organisation": s.organisation("municipality"), "need": need()}}
		}, has: "id owner state=draft", bad: []bad{
			{"an ID", `{"organisation":"x","need":{"id":"x"}}`, http.StatusUnprocessableEntity, "need.id"},
			{"a municipality", `{"organisation":"x","need":{"municipality":"x"}}`, http.StatusUnprocessableEntity, "need.municipality"},
		}},
		{id: "saveNeed", who: "need_owner", outside: http.StatusNotFound, at: draft(one, map[string]any{"title": "Annat", "statements": []any{}}), has: "draft.title=Annat", bad: own},
		{id: "closeNeed", who: "need_owner", outside: http.StatusForbidden, at: published(one+"/close", nil), has: "state=closed public=true"},
		{id: "archiveNeed", who: "need_owner", outside: http.StatusForbidden, at: func(s *testService) call {
			return of(s.step("need_owner", s.needPublished(), "/needs/{id}/close", nil), s, one+"/archive", nil)
		}, has: "state=archived"},
		{id: "listNeeds", who: "need_owner", outside: http.StatusForbidden, at: func(s *testService) call {
			s.needDraft()
			return call{path: "/needs", query: "organisation=" + s.organisation("municipality")}
		}, has: "items"},
		{id: "getNeed", who: "need_owner", outside: http.StatusNotFound, at: draft(one, nil), has: "id state=draft draft.title"},
		{id: "deleteNeed", who: "need_owner", outside: http.StatusNotFound, at: draft(one, nil)},
		{id: "submitNeed", who: "need_owner", outside: http.StatusNotFound, at: draft(one+"/submit", nil), has: "state=submitted"},
		{id: "recallNeed", who: "need_owner", outside: http.StatusNotFound, at: submitted(one+"/recall", nil), has: "state=draft"},
		{id: "publishNeed", who: "process_leader", at: submitted(one+"/publish", nil), has: "state=published public=true"},
		{id: "withdrawNeed", who: "need_owner", outside: http.StatusForbidden, at: published(one+"/withdraw", nil), has: "state=withdrawn public=false"},
		{
			id: "returnNeed", who: "process_leader", at: submitted(one+"/return", map[string]any{"message": "Vilka boende?"}), has: "state=draft messages",
			bad: []bad{{"no message", `{"message":" "}`, http.StatusUnprocessableEntity, "message"}},
		},
		{id: "getNeedChanges", who: "need_owner", outside: http.StatusNotFound, at: draft(one+"/changes", nil), has: "items"},
		{id: "getNeedVersion", who: "need_owner", outside: http.StatusForbidden, at: published(one+"/versions/1", nil), has: "number=1 content.title"},
	}
}

func matchScenarios() []scenario {
	return []scenario{
		{id: "checkNeed", who: "need_owner", at: func(*testService) call {
			n := need()
			n["id"], n["background"] = "n1", "Brukaren Anna Lind går ut."
			return call{path: "/need-checks", body: n}
		}, has: "items"},
		{id: "matchNeed", who: "need_owner", outside: http.StatusNotFound, at: func(s *testService) call {
			c := of(s.needDraft(), s, "/needs/{id}/matches", nil)
			c.query = "top=5&explain=2&near=0"
			return c
		}, has: "need.id versions.ruleset products matches nearMisses"},
		{id: "matchBody", who: "test_leader", at: func(*testService) call {
			n := need()
			n["id"], n["requires"] = "n1", map[string]any{"minTRL": 9}
			return call{path: "/matches", body: n, query: "top=1&soften=trl"}
		}, has: "need.title versions matches softened"},
		{id: "mirror", who: "product_editor", outside: http.StatusForbidden, at: func(s *testService) call {
			s.needPublished()
			p := s.published()
			s.catchUp()
			return call{path: "/mirror", query: "organisation=" + s.organisation("company") + "&product=" + p.text(s.t, "id")}
		}, has: "day needs products"},
	}
}

func productScenarios() []scenario {
	shown := func(path, query string) func(s *testService) call {
		return func(s *testService) call {
			c := of(s.published(), s, path, nil)
			s.draft()
			s.catchUp()
			c.query = query
			return c
		}
	}
	return []scenario{
		{id: "search", at: shown("/search", "q=nattlampa&size=5&from=0&sort=relevance&maxPrice=500"), has: "total items facets", absent: "messages|draft"},
		{id: "suggest", at: shown("/search/suggestions", "q=natt"), has: "items"},
		{id: "listProducts", at: shown("/products", "limit=200"), has: "items", absent: "messages|draft"},
		{id: "exportProducts", at: shown("/products/export", "format=csv"), absent: "draft"},
		{id: "getProduct", at: shown("/products/{id}", ""), has: "id version=1 product.name=Nattlampa validUntil", absent: "messages|draft"},
	}
}
