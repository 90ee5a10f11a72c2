package api

import (
	"net/http"
	"strings"
	"testing"
)

// TestANeedWithANameInItStaysADraft follows a need that names somebody: it is kept as
// a draft, told about by the check, and not sent in until the name is gone.
func TestANeedWithANameInItStaysADraft(t *testing.T) {
	t.Parallel()
	s := newService(t)
	n := need()
	n["background"] = "Brukaren Anna Lind går ut på natten."
	made := s.ok("need_owner", http.MethodPost, "/needs", map[string]any{"organisation": s.organisation("municipality"), "need": n})
	path := "/needs/" + made.text(t, "id")
	refused := s.call("need_owner", http.MethodPost, path+"/submit", nil, "If-Match", made.header.Get("ETag"))
	if refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.body, "background") || !strings.Contains(refused.body, "Anna Lind") {
		t.Errorf("sent in with a name: %s", refused.short())
	}
	n["id"] = "n1"
	checked := s.ok("need_owner", http.MethodPost, "/need-checks", n)
	if !strings.Contains(checked.body, `"kind":"name"`) || !strings.Contains(checked.body, `"blocking":true`) {
		t.Errorf("the check says %s", checked.body)
	}
	delete(n, "id")
	n["background"] = "En boende går ut på natten."
	saved := s.ok("need_owner", http.MethodPut, path, n, "If-Match", made.header.Get("ETag"))
	s.ok("need_owner", http.MethodPost, path+"/submit", nil, "If-Match", saved.header.Get("ETag"))
}
