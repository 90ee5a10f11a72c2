package accounts

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

func TestMain(m *testing.M) {
	if os.Getenv(asProvider) != "" {
		os.Exit(serveProvider())
	}
	goleak.VerifyTestMain(m)
}

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// letter is a mail as the tests' mailer keeps it: in the store, as an outbox does, so
// that they see whether it comes with its change.
type letter struct {
	To, Language, Template string
	Data                   map[string]string
}

type postbox struct{}

const letters = "letters"

func (postbox) Mail(to, language, template string, data map[string]string, key string) (store.Effect, error) {
	return store.NewEffect(letters, key, letter{to, language, template, data})
}

// world is a service with what lies around it.
type world struct {
	t testing.TB
	*clock
	engine store.Engine
	s      *Service
}

var (
	operator = access.Service("command")
	cheap    = Hashing{Memory: 64, Iterations: 1, Parallelism: 1, Concurrent: 4, Waiting: 1000}
	firefox  = Client{
		Address: "192.0.2.7", Request: "req",
		UserAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
	}
)

const password = "fyra ord hör inte ihop"

func newWorld(t testing.TB, configure ...func(*Config)) *world {
	t.Helper()
	w := &world{t: t, engine: storetest.Open(t), clock: &clock{at: time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)}}
	declarations := slices.Concat(Declarations(), audit.Declarations(), []store.Declaration{{Name: letters}})
	if err := w.engine.Declare(t.Context(), declarations); err != nil {
		t.Fatal(err)
	}
	w.s = w.service(configure...)
	return w
}

// service is another service on the same engine, as in another process.
func (w *world) service(configure ...func(*Config)) *Service {
	w.t.Helper()
	c := Config{
		Engine: w.engine, Mailer: postbox{}, Now: w.now, Hashing: cheap,
		Link: func(p Page, secret string) string { return "https://example.test/" + string(p) + "#" + secret },
	}
	for _, f := range configure {
		f(&c)
	}
	s, err := New(c)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) ctx() context.Context { return w.t.Context() }

func must[T any](t testing.TB) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (w *world) organisation(side access.Side, name string) Organisation {
	w.t.Helper()
	return must[Organisation](w.t)(w.s.CreateOrganisation(w.ctx(), operator, side, Profile{Name: name}))
}

// person adds somebody with the password and returns the actor.
func (w *world) person(o Organisation, email string, roles ...access.Role) access.Actor {
	w.t.Helper()
	added, err := w.s.AddPerson(w.ctx(), operator, NewPerson{
		Email: email, Name: "Anna " + email, Password: password, Organisation: o.ID, Roles: roles,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return w.actor(added.Person)
}

// actor is the person with what roles there are now.
func (w *world) actor(person string) access.Actor {
	w.t.Helper()
	p := must[store.Item[personDocument]](w.t)(w.s.people.Get(w.ctx(), person))
	return must[access.Actor](w.t)(w.s.actorOf(w.ctx(), p))
}

type personDocument = person

func (w *world) signIn(email string) SignedIn {
	w.t.Helper()
	return must[SignedIn](w.t)(w.s.SignIn(w.ctx(), email, password, "", firefox))
}

// mails returns the mails of a template, the oldest first.
func (w *world) mails(template string) []letter {
	w.t.Helper()
	var list []letter
	for it, err := range store.NewCollection[letter](w.engine, letters).All(w.ctx(), store.Query{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		if it.Value.Template == template {
			list = append(list, it.Value)
		}
	}
	return list
}

// secret is the secret in the link of the last mail of the template.
func (w *world) secret(template string) string {
	w.t.Helper()
	list := w.mails(template)
	if len(list) == 0 {
		w.t.Fatalf("no mail %s", template)
	}
	return secretOf(list[len(list)-1].Data["link"])
}

func secretOf(link string) string {
	_, secret, _ := strings.Cut(link, "#")
	return secret
}

// events returns the actions of the audit trail with their objects, in order.
func (w *world) events() []audit.Event {
	w.t.Helper()
	var list []audit.Event
	for it, err := range store.NewCollection[audit.Event](w.engine, audit.Inbox).All(w.ctx(), store.Query{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		list = append(list, it.Value)
	}
	return list
}

func (w *world) count(action string) int {
	w.t.Helper()
	n := 0
	for _, e := range w.events() {
		if e.Action == action {
			n++
		}
	}
	return n
}

// dump is every document of the collections as text.
func (w *world) dump(collections ...string) string {
	w.t.Helper()
	var b strings.Builder
	for _, c := range collections {
		for it, err := range store.NewCollection[json.RawMessage](w.engine, c).All(w.ctx(), store.Query{}) {
			if err != nil {
				w.t.Fatal(err)
			}
			b.WriteString(c + "/" + it.ID + " " + string(it.Value) + "\n")
		}
	}
	return b.String()
}

func allCollections() []string {
	var names []string
	for _, d := range slices.Concat(Declarations(), audit.Declarations()) {
		names = append(names, d.Name)
	}
	return names
}

// wantKind fails unless the error is of the kind and has words in every language.
func wantKind(t testing.TB, what string, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("%s: %v, want %s", what, err, kind)
		return
	}
	for _, l := range i18n.Languages() {
		if text := (i18n.Printer{Language: l}).Error(err); strings.ContainsAny(text, "{}") || !strings.Contains(text, " ") {
			t.Errorf("%s: people read %q", what, text)
		}
	}
}
