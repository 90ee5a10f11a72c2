package hub

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/jobs"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/webexpo/frame"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

func TestSchedulesAreToldInWords(t *testing.T) {
	b := &frame.Base{Language: i18n.Swedish}
	for text, want := range map[string]string{
		"* * * * *":          "Varje minut",
		"*/5 * * * *":        "Var 5:e minut",
		"15 * * * *":         "Varje timme, 15 minuter över",
		"30 2 * * *":         "Varje dag kl. 02.30",
		"10 0,6,12,18 * * *": "Varje dag kl. 00.10, 06.10, 12.10 och 18.10",
		"@daily":             "Varje dag kl. 00.00",
		"0 3 * * 1":          "0 3 * * 1",
		"*/5 8-17 * * *":     "*/5 8-17 * * *",
		"0 30 2 * * *":       "0 30 2 * * *",
		"1-5 * * * *":        "1-5 * * * *",
		"@every 5m":          "@every 5m",
	} {
		if got := scheduled(b, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestWhatARunDidIsCounted(t *testing.T) {
	b := &frame.Base{Language: i18n.Swedish}
	got := did(b, jobs.Report{"sent": 1200, "dead": 0, "idempotency keys": 2, "new thing": 1})
	if want := []string{"Nycklar för säkra omtag: 2", "new thing: 1", "Skickade: 1\u00a0200"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for d, want := range map[time.Duration]string{0: "0,0 s", 1500 * time.Millisecond: "1,5 s", 119 * time.Second: "119,0 s", 150 * time.Second: "3 min"} {
		if got := took(b, d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestARunByHandTellsHowItEnded(t *testing.T) {
	b := &frame.Base{Language: i18n.Swedish}
	for _, test := range []struct {
		run  jobs.Run
		kind string
		text string
	}{
		{jobs.Run{Outcome: jobs.Succeeded}, "done", "Jobbet är klart."},
		{jobs.Run{Outcome: jobs.Failed, Kind: fault.Unavailable, Key: "jobs.timeout", Args: fault.Args{"job": "x"}, Error: "secret"}, "warning", "Jobbet x hann inte klart i tid. Det görs om av sig självt. Säg till driften om det händer igen."},
	} {
		if n := ranNotice(b, &test.run); n.Kind != test.kind || n.Text != test.text {
			t.Errorf("%s: %+v", test.run.Outcome, n)
		}
	}
}

func TestJobsAreSeenAndRun(t *testing.T) {
	s := newSite(t)
	s.Guest().Get(jobsPath).Says(http.StatusUnauthorized)
	for _, who := range []string{"vendor_admin", "test_leader", "content_reviewer"} {
		s.SignIn(who).Get(jobsPath).Says(http.StatusForbidden)
		s.SignIn(who).Get(jobsPath + "/nothing").Says(http.StatusForbidden)
	}
	b := s.SignIn("system_admin")
	b.Get(jobsPath).Says(http.StatusOK, "nothing", "Varje dag kl. 00.00", "Har inte körts", "31 mars 2026 kl. 10.00", "Körningar som är gamla")
	b.Get(jobsPath+"/nothing").Says(http.StatusOK, "Kör nu", "Jobbet har inte körts ännu.")
	b.Get(jobsPath + "/none").Says(http.StatusNotFound)
	s.SignIn("auditor").Get(jobsPath+"/nothing").Says(http.StatusOK, "not", "Kör nu")
	s.SignIn("auditor").Post(jobsPath + "/nothing/kor").Says(http.StatusForbidden)
	b.Post(jobsPath + "/none/kor").Says(http.StatusNotFound)
	ran := b.Post(jobsPath + "/nothing/kor")
	if ran.StatusCode != http.StatusSeeOther {
		t.Fatal(ran.Text)
	}
	b.Get(ran.Header.Get("Location")).Says(http.StatusOK, "Jobbet är klart.", ">Klart<", "För hand av system_admin", "done: 1")
	b.Get(jobsPath).Says(http.StatusOK, ">Klart<", "31 mars 2026 kl. 10.00")
}

// refusing is a sender to which no message can be given.
type refusing struct{}

func (refusing) Send(context.Context, outbox.Message) error {
	return outbox.Permanent(errors.New("no such address"))
}

func TestAMessageThatWasGivenUpIsTriedAgain(t *testing.T) {
	s := newSite(t)
	s.SignIn("vendor_admin").Get(messagesPath).Says(http.StatusForbidden)
	b := s.SignIn("process_leader")
	b.Get(messagesPath).Says(http.StatusOK, "Allt har gått fram")
	s.Outbox.Use(outbox.Mail, refusing{})
	message := outbox.Message{Kind: outbox.Mail, To: "ny@example.com", Template: "invitation", Subject: "Hemligt", Body: "https://example.com/hemligt"}
	if err := s.Outbox.Put(t.Context(), message, "invitation-1"); err != nil {
		t.Fatal(err)
	}
	sitetest.Must[map[string]int](t)(s.Outbox.Deliver(t.Context(), s.Now()))
	b.Get(messagesPath).Says(http.StatusOK, "Inbjudan", "Brev", "/meddelanden/invitation-1/forsok-igen", "not", "ny@example.com", "emligt", "no such address")
	s.SignIn("vendor_admin").Post(messagesPath + "/invitation-1/forsok-igen").Says(http.StatusForbidden)
	b.Post(messagesPath + "/invitation-1/forsok-igen").Leads(messagesPath + "?klart=hubRetried")
	b.Post(messagesPath+"/invitation-1/forsok-igen").Says(http.StatusConflict, "redan skickat eller på väg")
	b.Post(messagesPath+"/invitation-2/forsok-igen").Says(http.StatusNotFound, "Meddelandet finns inte kvar")
}
