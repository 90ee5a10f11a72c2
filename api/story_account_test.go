package api

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
)

// TestAPersonResetsAPassword by the link of a letter, which ends all sessions.
func TestAPersonResetsAPassword(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.ok("product_editor", http.MethodGet, "/session", nil)
	s.pass(time.Minute)
	const address, next = "product_editor@example.com", "en helt annan mening om dagen"
	s.ok("", http.MethodPost, "/password/reset", map[string]any{"email": address})
	known := s.marks()
	unknown := s.ok("", http.MethodPost, "/password/reset", map[string]any{"email": "nobody@example.com"})
	if unknown.status != http.StatusAccepted || slices.Contains(s.changed(known), outbox.Collection) {
		t.Error("nobody got a letter")
	}
	secret := s.mailed(address)
	finish := func(word string) answer {
		return s.call("", http.MethodPost, "/password/reset/finish", map[string]any{"secret": secret, "password": word})
	}
	finish("short").problem(t, "a short password", http.StatusUnprocessableEntity, "password")
	if got := finish(next); got.status != http.StatusNoContent {
		t.Fatal(got.short())
	}
	finish(next+" igen").problem(t, "the link again", http.StatusNotFound, "")
	old := s.call("", http.MethodGet, "/session", nil, "Cookie", "matcharenan="+s.tokens["product_editor"])
	old.problem(t, "the old session", http.StatusUnauthorized, "")
	in := func(word string) answer {
		return s.call("", http.MethodPost, "/session", map[string]any{"email": address, "password": word})
	}
	in(password).problem(t, "the old password", http.StatusUnauthorized, "")
	if got := in(next); got.status != http.StatusOK {
		t.Error(got.short())
	}
}

// TestAPersonSeesAndEndsSessions of their own, and no others.
func TestAPersonSeesAndEndsSessions(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.session("product_editor")
	const address = "product_editor@example.com"
	phone, library := s.signIn(address), s.signIn(address)
	s.signIn("meeting_participant@example.com")
	list := func() []string { return s.ok("product_editor", http.MethodGet, "/sessions", nil).ids(t, "items", "id") }
	if got := list(); len(got) != 3 || !slices.Contains(got, phone.Session) {
		t.Fatalf("sessions %v", got)
	}
	s.ok("product_editor", http.MethodDelete, "/sessions/"+phone.Session, nil)
	over := func(in accounts.SignedIn) {
		t.Helper()
		s.call("", http.MethodGet, "/session", nil, "Cookie", "matcharenan="+in.Token).problem(t, "an ended session", http.StatusUnauthorized, "")
	}
	over(phone)
	s.ok("product_editor", http.MethodDelete, "/sessions", nil)
	over(library)
	if got := list(); len(got) != 1 {
		t.Errorf("sessions %v", got)
	}
	token := s.tokens["product_editor"]
	if out := s.ok("product_editor", http.MethodDelete, "/session", nil); !strings.Contains(out.header.Get("Set-Cookie"), "matcharenan=;") {
		t.Errorf("the cookie stays: %v", out.header)
	}
	over(accounts.SignedIn{Token: token})
	late := s.signIn(address)
	s.pass(accounts.DefaultIdle + time.Minute)
	over(late)
}

// TestARequestThatComesAgainCreatesOnce by its key, also when it comes several times
// at once.
func TestARequestThatComesAgainCreatesOnce(t *testing.T) {
	t.Parallel()
	s := newService(t)
	body := map[string]any{"organisation": s.organisation("company"), "product": product()}
	s.session("product_editor")
	s.session("vendor_admin")
	create := func(who, key string, body any) answer {
		return s.call(who, http.MethodPost, "/listings", body, "Idempotency-Key", key)
	}
	first, again := create("product_editor", "first-key", body), create("product_editor", "first-key", body)
	if first.status != http.StatusCreated || again.status != http.StatusCreated || first.body != again.body ||
		again.header.Get("Idempotency-Replayed") != "true" || again.header.Get("ETag") != first.header.Get("ETag") || again.header.Get("Location") != first.header.Get("Location") {
		t.Errorf("%s, then %s %v", first.short(), again.short(), again.header)
	}
	other := map[string]any{"organisation": s.organisation("company"), "product": map[string]any{"name": "Annan"}}
	create("product_editor", "first-key", other).problem(t, "another body", http.StatusUnprocessableEntity, "")
	if got := create("vendor_admin", "first-key", body); got.status != http.StatusCreated || got.text(t, "id") == first.text(t, "id") {
		t.Errorf("another person's key: %s", got.short())
	}
	create("product_editor", strings.Repeat("k", 300), body).problem(t, "a long key", http.StatusBadRequest, "")

	answers := make([]answer, 8)
	var wait sync.WaitGroup
	for i := range answers {
		wait.Go(func() { answers[i] = create("product_editor", "at-once", body) })
	}
	wait.Wait()
	made := map[string]bool{}
	for _, a := range answers {
		switch a.status {
		case http.StatusCreated:
			made[a.text(t, "id")] = true
		case http.StatusConflict:
			a.problem(t, "while another is running", http.StatusConflict, "")
		default:
			t.Error(a.short())
		}
	}
	all := s.ok("product_editor", http.MethodGet, "/listings?organisation="+s.organisation("company"), nil).ids(t, "items", "id")
	if len(made) != 1 || len(all) != 3 {
		t.Errorf("%d were made at once, %d in all", len(made), len(all))
	}
}

// TestAWebhookIsTriedOut puts a delivery to its address in the outbox, and nothing
// of its secret.
func TestAWebhookIsTriedOut(t *testing.T) {
	t.Parallel()
	s := newService(t)
	hook := s.webhook()
	s.ok("vendor_admin", http.MethodPost, "/webhooks/"+hook.text(t, "id")+"/ping", nil)
	page := must[store.Page](t)(s.engine.Find(t.Context(), outbox.Collection, store.Query{Limit: store.MaxPage}))
	if !slices.ContainsFunc(page.Documents, func(d store.Document) bool {
		text := string(d.Body)
		return strings.Contains(text, `"kind":"webhook"`) && strings.Contains(text, hook.text(t, "id")) && !strings.Contains(text, hook.text(t, "secret"))
	}) {
		t.Errorf("nothing in the outbox for %s", hook.body)
	}
	second := s.ok("vendor_admin", http.MethodPost, "/webhooks/"+hook.text(t, "id")+"/secret", nil)
	if second.text(t, "secret") == hook.text(t, "secret") {
		t.Error("the secret is the same")
	}
	wish := webhookWish()
	wish["active"] = false
	s.ok("vendor_admin", http.MethodPut, "/webhooks/"+hook.text(t, "id"), wish, "If-Match", "*")
	s.call("vendor_admin", http.MethodPost, "/webhooks/"+hook.text(t, "id")+"/ping", nil).problem(t, "one that is off", http.StatusConflict, "")
}

// TestAJobRunsByHand at the slot of a time that is told, midnight in Sweden, and its
// run stands in the log.
func TestAJobRunsByHand(t *testing.T) {
	t.Parallel()
	s := newService(t)
	run := s.ok("system_admin", http.MethodPost, "/jobs/nothing/runs", map[string]any{"at": "2026-02-01T00:00:00Z"})
	if run.value(t, "report", "done") != 1.0 || !strings.HasPrefix(run.text(t, "slot"), "2026-01-31T23:00") {
		t.Errorf("the run: %s", run.body)
	}
	if log := s.ok("auditor", http.MethodGet, "/jobs/nothing/runs", nil).ids(t, "items", "id"); !slices.Equal(log, []string{run.text(t, "id")}) {
		t.Errorf("the log: %v", log)
	}
	failed := s.ok("system_admin", http.MethodPost, "/jobs/broken/runs", map[string]any{})
	if failed.text(t, "outcome") != "failed" || failed.text(t, "problem") == "" || strings.Contains(failed.body, "hunter2") {
		t.Errorf("a run that failed: %s", failed.body)
	}
	for _, path := range []string{"/jobs", "/jobs/broken/runs"} {
		if got := s.ok("auditor", http.MethodGet, path, nil); !strings.Contains(got.body, "failed") || strings.Contains(got.body, "hunter2") {
			t.Errorf("%s: %s", path, got.body)
		}
	}
	s.call("system_admin", http.MethodPost, "/jobs/other/runs", map[string]any{}).problem(t, "no such job", http.StatusNotFound, "")
}
