package webhook

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
)

type listing struct {
	ID string `json:"id"`
}

var published = Event{Name: "listing.published", Payload: listing{ID: "x1"}}

func TestAnEventArrives(t *testing.T) {
	w := newWorld(t, nil)
	r := newReceiver(t, w, nil)
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:9") // is not heeded
	_, secret := w.create(t, "vara", r.URL+"/hook?x=y", "listing.published")
	w.create(t, "vara", r.URL, "need.published")
	w.happen(t, "1", published)
	if got := w.deliver(t); got["sent"] != 2 || got["failed"] != 0 { // the event and its delivery
		t.Fatalf("got %v", got)
	}
	w.deliver(t)
	all := r.deliveries()
	if len(all) != 1 {
		t.Fatalf("%d deliveries", len(all))
	}
	got := all[0]
	if e := got.event(t); e.Event != "listing.published" || string(e.Data) != `{"id":"x1"}` || !e.At.Equal(w.now()) || e.Organisations != nil {
		t.Errorf("got %s", got.body)
	}
	if got.header.Get("Content-Type") != "application/json" || got.header.Get(HeaderEvent) != "listing.published" || len(got.header.Get(HeaderDelivery)) != 32 {
		t.Errorf("got %v", got.header)
	}
	if err := Verify(secret, got.header, got.body, w.now(), time.Minute); err != nil {
		t.Error(err)
	}
}

func TestWhoIsToldOfWhat(t *testing.T) {
	w := newWorld(t, nil)
	r := newReceiver(t, w, nil)
	for _, organisation := range []string{"vara", "ale", "lerum"} {
		w.create(t, organisation, r.URL+"/"+organisation, "listing.published", "need.published")
	}
	w.happen(t, "1", Event{Name: "need.published", Organisations: []string{"vara", "ale", "other"}, Payload: 1})
	w.deliver(t)
	if got := r.deliveries(); len(got) != 2 || bytes.Contains(got[0].body, []byte("vara")) {
		t.Errorf("%d deliveries: %s", len(got), got)
	}
	w.happen(t, "2", published)
	w.deliver(t)
	if n := len(r.deliveries()); n != 5 {
		t.Errorf("%d deliveries", n)
	}
}

func TestVerify(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	body := []byte(`{"a":1}`)
	h := http.Header{}
	h.Set(HeaderTimestamp, "1800000000")
	h.Set(HeaderSignature, sign([]string{"old", "new"}, "1800000000", body))
	// As anybody can compute: printf '1800000000.{"a":1}' | openssl dgst -sha256 -hmac old
	if want := "v1=b429a6f01e6dc7a358647fa36cc25ac383c326fe6801916f149cfa53fbd810a7,v1="; !strings.HasPrefix(h.Get(HeaderSignature), want) {
		t.Errorf("got %s", h.Get(HeaderSignature))
	}
	for _, secret := range []string{"old", "new"} {
		if err := Verify(secret, h, body, now.Add(time.Minute), time.Minute); err != nil {
			t.Errorf("%s: %v", secret, err)
		}
	}
	later := h.Clone()
	later.Set(HeaderSignature, "v2=00, "+strings.ReplaceAll(h.Get(HeaderSignature), ",", " , "))
	if err := Verify("new", later, body, now, time.Minute); err != nil {
		t.Error(err)
	}
	other := h.Clone()
	other.Set(HeaderTimestamp, "1800000001")
	none := h.Clone()
	none.Del(HeaderTimestamp)
	odd := h.Clone()
	odd.Set(HeaderSignature, "v1=zz,v1=,x")
	for name, err := range map[string]error{
		"other secret":    Verify("x", h, body, now, time.Minute),
		"other body":      Verify("old", h, []byte(`{"a":2}`), now, time.Minute),
		"other timestamp": Verify("old", other, body, now, time.Minute),
		"no timestamp":    Verify("old", none, body, now, time.Minute),
		"odd signatures":  Verify("old", odd, body, now, time.Minute),
		"too late":        Verify("old", h, body, now.Add(time.Minute+time.Second), time.Minute),
		"too early":       Verify("old", h, body, now.Add(-time.Minute-time.Second), time.Minute),
	} {
		if !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSecretsAreReplacedWithAnOverlap(t *testing.T) {
	w := newWorld(t, nil)
	r := newReceiver(t, w, nil)
	s, first := w.create(t, "vara", r.URL, "listing.published")
	second, err := w.Rotate(t.Context(), of("vara"), s.ID)
	if err != nil || second == first || !strings.HasPrefix(second, "mhs_") {
		t.Fatalf("%q %v", second, err)
	}
	fits := func(key string) string {
		t.Helper()
		w.happen(t, key, published)
		w.deliver(t)
		all := r.deliveries()
		last := all[len(all)-1]
		got := ""
		for name, secret := range map[string]string{"1": first, "2": second} {
			if Verify(secret, last.header, last.body, w.now(), time.Minute) == nil {
				got += name
			}
		}
		return got
	}
	if got := fits("a"); len(got) != 2 {
		t.Errorf("at first %s fit", got)
	}
	w.add(overlap)
	if got := fits("b"); got != "2" {
		t.Errorf("after the overlap %s fit", got)
	}
	third, err := w.Rotate(t.Context(), of("vara"), s.ID)
	if err != nil {
		t.Fatal(err)
	}
	it, err := w.hooks.Get(t.Context(), s.ID)
	if err != nil || !slices.Equal(it.Value.valid(w.now()), []string{second, third}) {
		t.Errorf("%+v %v", it.Value.Secrets, err)
	}
}

func TestReceiversThatMisbehave(t *testing.T) {
	var redirected atomic.Int32
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { redirected.Add(1) }))
	defer inner.Close()
	released := make(chan struct{})
	defer close(released)
	tests := map[string]struct {
		answer http.HandlerFunc
		want   string // what the try becomes
	}{
		"redirects": {func(w http.ResponseWriter, q *http.Request) {
			http.Redirect(w, q, inner.URL, http.StatusTemporaryRedirect)
		}, "failed"},
		"fails":    {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "secret", http.StatusInternalServerError) }, "failed"},
		"is gone":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }, "dead"},
		"hangs up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "failed"},
		"is slow": {func(_ http.ResponseWriter, q *http.Request) {
			select {
			case <-released:
			case <-q.Context().Done():
			}
		}, "failed"},
		"answers without end": {func(w http.ResponseWriter, _ *http.Request) {
			chunk := bytes.Repeat([]byte("x"), 64<<10)
			for range 10_000 { // 640 MB, would take longer than it may
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}, "sent"},
		"answers slowly": {func(w http.ResponseWriter, q *http.Request) {
			for q.Context().Err() == nil {
				if _, err := w.Write([]byte("x")); err != nil {
					return
				}
				w.(http.Flusher).Flush()
				time.Sleep(5 * time.Millisecond)
			}
		}, "sent"},
		"has endless headers": {func(w http.ResponseWriter, _ *http.Request) {
			for range 100 {
				w.Header().Add("X-Long", strings.Repeat("x", 10_000))
			}
		}, "failed"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(c *Config) { c.Timeout = 400 * time.Millisecond })
			r := newReceiver(t, w, test.answer)
			w.create(t, "vara", r.URL, "listing.published")
			w.happen(t, "1", published)
			began := time.Now()
			got := w.deliver(t)
			if got[test.want] < 1 || got["sent"]+got["failed"]+got["dead"] != 2 || time.Since(began) > 5*time.Second {
				t.Errorf("got %v in %v", got, time.Since(began))
			}
			if page, err := w.box.Dead(t.Context(), access.Service("test"), "", 10); err != nil || len(page.Items) > 0 && strings.Contains(page.Items[0].Value.LastError, "secret") {
				t.Errorf("%v %v", page, err)
			}
		})
	}
	if n := redirected.Load(); n != 0 {
		t.Errorf("%d redirects were followed", n)
	}
}

func TestACertificateThatIsNotTrusted(t *testing.T) {
	w := newWorld(t, nil)
	r := newReceiver(t, w, nil)
	w.poster.client.Transport.(*http.Transport).TLSClientConfig.RootCAs = nil
	w.create(t, "vara", r.URL, "listing.published")
	w.happen(t, "1", published)
	if got := w.deliver(t); got["failed"] != 1 || len(r.deliveries()) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestWhatFailsForLongIsSwitchedOff(t *testing.T) {
	w := newWorld(t, nil)
	fails := atomic.Bool{}
	fails.Store(true)
	r := newReceiver(t, w, func(rw http.ResponseWriter, _ *http.Request) {
		if fails.Load() {
			rw.WriteHeader(http.StatusInternalServerError)
		}
	})
	var mu sync.Mutex
	var letters []outbox.Message
	w.box.Use(outbox.Mail, sender(func(_ context.Context, m outbox.Message) error {
		mu.Lock()
		defer mu.Unlock()
		letters = append(letters, m)
		return nil
	}))
	s, _ := w.create(t, "vara", r.URL, "listing.published")
	w.happen(t, "1", published)
	w.deliver(t)
	w.add(24 * time.Hour)
	fails.Store(false)
	w.deliver(t)
	if got := get(t, w, s.ID); got.Failures != 0 || !got.FailingSince.IsZero() || got.Worked.IsZero() {
		t.Errorf("it works again: %+v", got)
	}
	fails.Store(true)
	for day, key := range []string{"2", "3", "4", "5", "6", "7", "8", "9"} {
		w.happen(t, key, published)
		w.deliver(t)
		if got := get(t, w, s.ID); got.Active != (day < 7) {
			t.Fatalf("on day %d: %+v", day, got)
		}
		w.add(24 * time.Hour)
	}
	got := get(t, w, s.ID)
	if got.Active || !got.SwitchedOff || got.Failures < 8 {
		t.Errorf("got %+v", got)
	}
	if len(letters) != 2 || letters[0].To != "eva@vara.se" && letters[1].To != "eva@vara.se" || !strings.Contains(letters[0].Body, r.URL) || !strings.Contains(letters[0].Body, "7") {
		t.Errorf("letters %+v", letters)
	}
	if !slices.Contains(w.actions(t), "webhook.switchOff") {
		t.Errorf("actions %v", w.actions(t))
	}
	before := len(r.deliveries())
	w.happen(t, "10", published)
	w.deliver(t)
	if n := len(r.deliveries()); n != before {
		t.Errorf("%d deliveries to one that is switched off", n-before)
	}
	// Switched on again it begins anew.
	fails.Store(false)
	on, err := w.Change(t.Context(), of("vara"), s.ID, 0, Wish{URL: r.URL, Events: []string{"listing.published"}, Active: true})
	if err != nil || !on.Active || on.SwitchedOff || on.Failures != 0 {
		t.Errorf("%+v %v", on, err)
	}
}

func get(t *testing.T, w *world, key string) Subscription {
	t.Helper()
	s, err := w.Get(t.Context(), access.Service("test"), key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestServices(t *testing.T) {
	w := newWorld(t, nil)
	r := newReceiver(t, w, nil)
	ctx, vara, ale := t.Context(), of("vara"), of("ale")
	wish := Wish{URL: r.URL, Events: []string{"need.published", "listing.published", "need.published"}}
	if _, _, err := w.Create(ctx, ale, "vara", wish); !fault.Is(err, fault.Forbidden) {
		t.Errorf("for another: %v", err)
	}
	s, secret, err := w.Create(ctx, vara, "vara", wish)
	if err != nil || len(secret) != 56 || !s.Active || s.MadeBy != "p-vara" || !slices.Equal(s.Events, []string{"listing.published", "need.published"}) {
		t.Fatalf("%+v %v", s, err)
	}
	if list, err := w.List(ctx, vara, "vara"); err != nil || len(list) != 1 || list[0].ID != s.ID {
		t.Errorf("%+v %v", list, err)
	}
	if _, err := w.List(ctx, ale, "vara"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("got %v", err)
	}
	changed, err := w.Change(ctx, vara, s.ID, s.Version, Wish{URL: r.URL + "/new", Events: []string{"need.published"}, Active: false})
	if err != nil || changed.URL != r.URL+"/new" || changed.Active || changed.Version != s.Version+1 {
		t.Errorf("%+v %v", changed, err)
	}
	if _, err := w.Change(ctx, vara, s.ID, s.Version, wish); !errors.Is(err, store.ErrVersion) {
		t.Errorf("got %v", err)
	}
	if err := w.TryOut(ctx, vara, s.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v", err)
	}
	for name, err := range map[string]error{
		"get":     second(w.Get(ctx, ale, s.ID)),
		"none":    second(w.Get(ctx, vara, "none")),
		"change":  second(w.Change(ctx, ale, s.ID, 0, wish)),
		"rotate":  second(w.Rotate(ctx, ale, s.ID)),
		"try out": w.TryOut(ctx, ale, s.ID),
		"delete":  w.Delete(ctx, ale, s.ID),
		"guest":   w.Delete(ctx, access.Actor{}, s.ID),
	} {
		if e, ok := fault.As(err); !ok || e.Kind != fault.NotFound || e.Key != "webhooks.notFound" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.Delete(ctx, vara, s.ID); err != nil {
		t.Error(err)
	}
	if got := strings.Join(slices.Sorted(slices.Values(w.actions(t))), " "); got != "webhook.change webhook.create webhook.delete" {
		t.Errorf("got %s", got)
	}
}

func second[T any](_ T, err error) error { return err }

func TestTryingOut(t *testing.T) {
	w := newWorld(t, nil)
	r := newReceiver(t, w, nil)
	s, secret := w.create(t, "vara", r.URL, "need.published")
	if err := w.TryOut(t.Context(), of("vara"), s.ID); err != nil {
		t.Fatal(err)
	}
	w.deliver(t)
	got := r.deliveries()
	if len(got) != 1 || got[0].event(t).Event != Ping || Verify(secret, got[0].header, got[0].body, w.now(), time.Minute) != nil {
		t.Errorf("got %v", got)
	}
	if err := w.TryOut(t.Context(), of("vara"), s.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.Delete(t.Context(), of("vara"), s.ID); err != nil {
		t.Fatal(err)
	}
	if got := w.deliver(t); got["dead"] != 1 {
		t.Errorf("to one that is gone: %v", got)
	}
}

func TestBadWishes(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.AllowPrivate = false; c.Ports = []int{8443} })
	_, _, err := w.Create(t.Context(), of("vara"), "vara", Wish{URL: "https://a.se:22/", Events: []string{"b", "need.published"}})
	problems := fault.Problems(err)
	if len(problems) != 2 {
		t.Fatalf("got %v", err)
	}
	got := (i18n.Printer{Language: i18n.English}).Error(err)
	for _, part := range []string{"443, 8443", "no event named b", "listing.published, need.published"} {
		if !strings.Contains(got, part) {
			t.Errorf("%q is not in %q", part, got)
		}
	}
	if _, _, err := w.Create(t.Context(), of("vara"), "vara", Wish{URL: "https://a.se/"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("no events: %v", err)
	}
	for range maxPerOrganisation {
		w.create(t, "vara", "https://a.se/", "need.published")
	}
	if _, _, err := w.Create(t.Context(), of("vara"), "vara", Wish{URL: "https://a.se/", Events: []string{"need.published"}}); !fault.Is(err, fault.Conflict) {
		t.Errorf("one too many: %v", err)
	}
}
