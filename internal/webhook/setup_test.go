package webhook

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/mail"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a service with its outbox, and a clock that is moved by hand.
type world struct {
	*Service
	engine store.Engine
	box    *outbox.Outbox
	ms     atomic.Int64
	things *store.Collection[struct{}]
}

type contacts struct{}

func (contacts) WebhookContacts(_ context.Context, s Subscription) ([]Contact, error) {
	return []Contact{{Address: "nobody"}, {Address: "eva@" + s.Organisation + ".se", Language: "sv"}, {Address: "bob@" + s.Organisation + ".se", Language: "en"}}, nil
}

func newWorld(t *testing.T, change func(*Config)) *world {
	t.Helper()
	w := &world{engine: storetest.Open(t)}
	declarations := append(Declarations(), outbox.Declarations()...)
	declarations = append(declarations, store.Declaration{Name: audit.Inbox}, store.Declaration{Name: "things"})
	if err := w.engine.Declare(t.Context(), declarations); err != nil {
		t.Fatal(err)
	}
	w.ms.Store(time.Date(2026, 5, 5, 7, 0, 0, 0, time.UTC).UnixMilli())
	w.things = store.NewCollection[struct{}](w.engine, "things")
	w.box = outbox.New(outbox.Config{Engine: w.engine, Now: w.now})
	c := Config{
		Engine: w.engine, Outbox: w.box, Events: []string{"listing.published", "need.published"}, Contacts: contacts{},
		Mailer: mail.NewComposer(w.now), Now: w.now, Timeout: 5 * time.Second, AllowPrivate: true,
	}
	if change != nil {
		change(&c)
	}
	w.Service = New(c)
	for kind, s := range w.Senders() {
		w.box.Use(kind, s)
	}
	return w
}

func (w *world) now() time.Time { return time.UnixMilli(w.ms.Load()).UTC() }

func (w *world) add(d time.Duration) { w.ms.Add(d.Milliseconds()) }

// deliver has the outbox send what is due until nothing is.
func (w *world) deliver(t *testing.T) map[string]int {
	t.Helper()
	sum := map[string]int{}
	for {
		got, err := w.box.Deliver(t.Context(), w.now())
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == 0 {
			return sum
		}
		for k, n := range got {
			sum[k] += n
		}
	}
}

// happen makes an event together with a change.
func (w *world) happen(t *testing.T, key string, e Event) {
	t.Helper()
	effect, err := e.Effect(key, w.now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.things.Insert(t.Context(), key, struct{}{}, effect); err != nil {
		t.Fatal(err)
	}
}

func (w *world) create(t *testing.T, organisation, url string, events ...string) (Subscription, string) {
	t.Helper()
	s, secret, err := w.Create(t.Context(), of(organisation), organisation, Wish{URL: url, Events: events})
	if err != nil {
		t.Fatal(err)
	}
	return s, secret
}

func (w *world) actions(t *testing.T) []string {
	t.Helper()
	var list []string
	for it, err := range store.NewCollection[audit.Event](w.engine, audit.Inbox).All(t.Context(), store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, it.Value.Action)
	}
	return list
}

// of is somebody who may change an organisation's webhooks.
func of(organisation string) access.Actor {
	return access.Actor{Kind: access.Person, ID: "p-" + organisation, Person: "p-" + organisation, Memberships: []access.Membership{
		{Organisation: organisation, Side: access.Municipality, Roles: []access.Role{access.TestLeader}},
	}}
}

// received is a delivery as a receiver has it.
type received struct {
	header http.Header
	body   []byte
}

// receiver is a system that is told of events.
type receiver struct {
	*httptest.Server
	mu  sync.Mutex
	got []received
}

// newReceiver starts a receiver that answers as answer says, by TLS, and has the world
// trust it.
func newReceiver(t *testing.T, w *world, answer http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err != nil || q.Method != http.MethodPost {
			t.Errorf("%s %v", q.Method, err)
		}
		r.mu.Lock()
		r.got = append(r.got, received{q.Header, body})
		r.mu.Unlock()
		if answer != nil {
			answer(rw, q)
		}
	}))
	r.Config.ErrorLog = log.New(io.Discard, "", 0) // it tells of what tests do on purpose
	r.StartTLS()
	t.Cleanup(r.Close)
	roots := x509.NewCertPool()
	roots.AddCert(r.Certificate())
	w.poster.client.Transport.(*http.Transport).TLSClientConfig.RootCAs = roots
	return r
}

func (r *receiver) deliveries() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.got
}

func (d received) event(t *testing.T) envelope {
	t.Helper()
	var e envelope
	if err := json.Unmarshal(d.body, &e); err != nil {
		t.Fatal(err)
	}
	return e
}
