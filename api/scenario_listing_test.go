package api

import "net/http"

// listingScenarios: a draft is nobody else's to know of; what is public may be known
// of, but not be changed.
func listingScenarios() []scenario {
	const one = "/listings/{id}"
	draft := func(path string, body any) func(s *testService) call {
		return func(s *testService) call { return of(s.draft(), s, path, body) }
	}
	submitted := func(path string, body any) func(s *testService) call {
		return func(s *testService) call { return of(s.submitted(), s, path, body) }
	}
	published := func(path string, body any) func(s *testService) call {
		return func(s *testService) call { return of(s.published(), s, path, body) }
	}
	list := []scenario{
		{id: "listListings", who: "product_editor", outside: http.StatusForbidden, at: func(s *testService) call {
			s.draft()
			return call{path: "/listings", query: "organisation=" + s.organisation("company") + "&state=draft&limit=1"}
		}, has: "items"},
		{id: "getListing", who: "product_editor", outside: http.StatusNotFound, at: draft(one, nil), has: "id owner state=draft public=false draft.name=Nattlampa"},
		{id: "deleteListing", who: "product_editor", outside: http.StatusNotFound, at: draft(one, nil)},
		{id: "submitListing", who: "product_editor", outside: http.StatusNotFound, at: draft(one+"/submit", nil), has: "state=submitted public=false"},
		{id: "recallListing", who: "product_editor", outside: http.StatusNotFound, at: submitted(one+"/recall", nil), has: "state=draft"},
		{id: "publishListing", who: "content_reviewer", at: submitted(one+"/publish", nil), has: "state=published public=true publishedVersion=1 validUntil=2027-03-31"},
		{id: "withdrawListing", who: "product_editor", outside: http.StatusForbidden, at: published(one+"/withdraw", nil), has: "state=withdrawn public=false"},
		{id: "returnListing", who: "content_reviewer", at: submitted(one+"/return", map[string]any{"message": "Berätta mer."}), has: "state=draft messages", bad: []bad{
			{"no message", `{"message":""}`, http.StatusUnprocessableEntity, "message"},
		}},
		{id: "confirmListing", who: "product_editor", outside: http.StatusForbidden, at: published(one+"/confirm", nil), has: "confirmation.confirmed"},
		{id: "getListingChanges", who: "product_editor", outside: http.StatusNotFound, at: draft(one+"/changes", nil), has: "items"},
		{id: "getListingVersion", who: "product_editor", outside: http.StatusForbidden, at: published(one+"/versions/1", nil), has: "number=1 content.name=Nattlampa"},
		{id: "createListing", who: "product_editor", outside: http.StatusForbidden, at: func(s *testService) call {
			return call{path: "/listings", body: map[string]any{"organisation": s.organisation("company"), "product": product()}}
		}, has: "id owner state=draft", bad: assigned(`{"organisation":"x","product":`, `}`, "product.", "id", "vendor", "status", "validUntil")},
		{
			id: "saveListing", who: "product_editor", outside: http.StatusNotFound,
			at: draft(one, map[string]any{"name": "Annan", "trl": nil}), has: "draft.name=Annan",
			bad: assigned("", "", "", "id", "vendor", "status", "validUntil"),
		},
		{id: "exportListings", who: "product_editor", outside: http.StatusForbidden, at: func(s *testService) call {
			s.draft()
			return call{path: "/organisations/" + s.organisation("company") + "/products/export", query: "format=jsonl"}
		}},
	}
	return list
}

// assigned are bodies that set members which the service sets itself.
func assigned(before, after, path string, members ...string) []bad {
	list := make([]bad, 0, len(members))
	for _, m := range members {
		value := `"x"`
		switch m {
		case "vendor":
			value = `{"id":"x","name":"y"}`
		case "validUntil":
			value = `"2199-01-01"`
		}
		list = append(list, bad{m + " assigned", before + `{"name":"A","` + m + `":` + value + `}` + after, http.StatusUnprocessableEntity, path + m})
	}
	return list
}

// mediaScenarios are of pictures and documents.
func mediaScenarios() []scenario {
	file := func(path, field, name string, content []byte) func(s *testService) call {
		return func(s *testService) call {
			body, media := form(field, "En lampa", name, content)
			c := of(s.draft(), s, path, body)
			c.headers = []string{"Content-Type", media}
			return c
		}
	}
	one := func(body any) func(s *testService) call {
		return func(s *testService) call {
			a, media := s.withPicture()
			return of(a, s, "/listings/{id}/media/"+media, body)
		}
	}
	broken, _ := form("title", "En lampa", "lampa.png", pngFile(4, 4))
	return []scenario{
		{
			id: "addPicture", who: "product_editor", outside: http.StatusNotFound,
			at:  file("/listings/{id}/pictures", "alt", "lampa.png", pngFile(40, 30)),
			has: "id draft.pictures", bad: []bad{{"another field", broken, http.StatusUnprocessableEntity, ""}, {"no form", "--", http.StatusUnprocessableEntity, ""}},
		},
		{
			id: "addDocument", who: "product_editor", outside: http.StatusNotFound,
			at: file("/listings/{id}/documents", "title", "blad.pdf", []byte(pdfFile)), has: "draft.documents",
		},
		{
			id: "describeMedia", who: "product_editor", outside: http.StatusNotFound, at: one(map[string]any{"text": "En annan lampa"}), has: "draft.pictures",
			bad: []bad{{"no text", `{"text":""}`, http.StatusUnprocessableEntity, ""}},
		},
		{id: "removeMedia", who: "product_editor", outside: http.StatusNotFound, at: one(nil), has: "draft.pictures=[]"},
	}
}

// importScenarios are of files of products.
func importScenarios() []scenario {
	started := func(path string) func(s *testService) call {
		return func(s *testService) call { return of(s.imported(`{"id":"a","name":"A"}`, `{"id":"b"`), s, path, nil) }
	}
	return []scenario{
		{id: "startImport", who: "product_editor", outside: http.StatusForbidden, at: func(s *testService) call {
			return call{
				path: "/organisations/" + s.organisation("company") + "/imports", query: "name=a.jsonl&submit=false", body: `{"id":"a","name":"A"}`,
				headers: []string{"Content-Type", typeJSONL},
			}
		}, has: "id rows=1 state=running", bad: []bad{{"an empty file", "", http.StatusUnprocessableEntity, ""}}},
		{id: "listImports", who: "product_editor", outside: http.StatusForbidden, at: func(s *testService) call {
			s.imported(`{"id":"a","name":"A"}`)
			return call{path: "/organisations/" + s.organisation("company") + "/imports"}
		}, has: "items"},
		{id: "getImport", who: "product_editor", outside: http.StatusNotFound, at: started("/imports/{id}"), has: "state=done rows=2 counts.refused=1"},
		{id: "getImportRows", who: "product_editor", outside: http.StatusNotFound, at: started("/imports/{id}/rows")},
	}
}
