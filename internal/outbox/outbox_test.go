package outbox

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

func TestMain(m *testing.M) {
	if folder := os.Getenv(childFolder); folder != "" {
		os.Exit(child(folder))
	}
	goleak.VerifyTestMain(m)
}

// clock is a clock that stands still until it is moved.
type clock struct{ ms atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.ms.Store(time.Date(2026, 5, 5, 7, 0, 0, 0, time.UTC).UnixMilli())
	return c
}

func (c *clock) now() time.Time { return time.UnixMilli(c.ms.Load()).UTC() }

func (c *clock) add(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// recorder is a sender that remembers what it sent.
type recorder struct {
	mu   sync.Mutex
	sent []Message
	fail func(ctx context.Context, m Message) error
}

func (r *recorder) Send(ctx context.Context, m Message) error {
	if r.fail != nil {
		if err := r.fail(ctx, m); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, m)
	return nil
}

func engine(t testing.TB) store.Engine {
	t.Helper()
	e := storetest.Open(t)
	err := e.Declare(t.Context(), append(Declarations(), store.Declaration{Name: audit.Inbox}, store.Declaration{Name: "things"}))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func open(e store.Engine, now func() time.Time, s Sender) *Outbox {
	return New(Config{Engine: e, Senders: map[Kind]Sender{Mail: s}, Instance: "a", Now: now, HashKey: []byte("k")})
}

var letter = Message{Kind: Mail, To: "Eva@kommun.se", Template: "welcome", Language: "sv", Subject: "Hej", Body: "Hej Eva"}

func put(t testing.TB, o *Outbox, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if err := o.Put(t.Context(), letter, key); err != nil {
			t.Fatal(err)
		}
	}
}

func deliver(t *testing.T, o *Outbox, want map[string]int) {
	t.Helper()
	got, err := o.Deliver(t.Context(), o.c.Now())
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func get(t *testing.T, o *Outbox, key string) Message {
	t.Helper()
	it, err := o.messages.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return it.Value
}

var staff = access.Actor{Kind: access.Person, ID: "p", Memberships: []access.Membership{
	{Organisation: "hub", Side: access.Hub, Roles: []access.Role{access.ProcessLeader}},
}}

func TestAMessageComesWithItsChange(t *testing.T) {
	e, c, r := engine(t), newClock(), &recorder{}
	o := open(e, c.now, r)
	effect, err := NewEffect(letter, "welcome-1", c.now())
	if err != nil {
		t.Fatal(err)
	}
	things := store.NewCollection[struct{}](e, "things")
	if _, err := things.Insert(t.Context(), "1", struct{}{}, effect); err != nil {
		t.Fatal(err)
	}
	if _, err := things.Insert(t.Context(), "1", struct{}{}, effect); err == nil {
		t.Fatal("twice")
	}
	if _, err := things.Insert(t.Context(), "2", struct{}{}, effect); err != nil { // the key is had
		t.Fatal(err)
	}
	deliver(t, o, map[string]int{"sent": 1})
	deliver(t, o, map[string]int{})
	put(t, o, "welcome-1")
	deliver(t, o, map[string]int{})
	got := r.sent[0]
	if got.To != letter.To || got.Body != letter.Body || got.Key() != "welcome-1" || len(got.Reference()) != 32 {
		t.Errorf("got %+v", got)
	}
	kept := get(t, o, "welcome-1")
	if kept.To+kept.Subject+kept.Body != "" || kept.Template != "welcome" || len(kept.ToHash) != 64 || kept.State != Sent || !kept.SentAt.Equal(c.now()) {
		t.Errorf("kept %+v", kept)
	}
	if other := New(Config{Engine: e, HashKey: []byte("l")}); other.hash("eva@kommun.se") == kept.ToHash || o.hash("eva@kommun.se") != kept.ToHash {
		t.Error("the hash is not of the key and the receiver")
	}
}

func TestMessagesThatAreRefused(t *testing.T) {
	for name, m := range map[string]Message{"no kind": {To: "a"}, "no receiver": {Kind: Mail}} {
		if _, err := NewEffect(m, "k", time.Now()); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	for _, key := range []string{"", strings.Repeat("k", store.MaxID+1)} {
		if _, err := NewEffect(letter, key, time.Now()); err == nil {
			t.Errorf("key %q was accepted", key)
		}
	}
	o := New(Config{Engine: engine(t), Now: time.Now})
	if err := o.Put(t.Context(), letter, ""); err == nil {
		t.Error("no key was accepted")
	}
}

func TestFailuresAreTriedAgainUntilItIsTooLate(t *testing.T) {
	c := newClock()
	r := &recorder{fail: func(_ context.Context, m Message) error { return errors.New("451 try later, " + m.To) }}
	o := open(engine(t), c.now, r)
	put(t, o, "1")
	begin := c.now()
	tries := 0
	for m := get(t, o, "1"); m.State != Dead; m = get(t, o, "1") {
		wait := m.Due.Sub(c.now())
		if tries > 0 && (wait < time.Minute || wait > 6*time.Hour) {
			t.Fatalf("a wait of %v", wait)
		}
		if wait > 0 {
			c.add(wait - time.Millisecond)
			deliver(t, o, map[string]int{})
			c.add(time.Millisecond)
		}
		if _, err := o.Deliver(t.Context(), c.now()); err != nil {
			t.Fatal(err)
		}
		tries++
	}
	if took := c.now().Sub(begin); tries < 15 || tries > 30 || took < 60*time.Hour || took > 72*time.Hour {
		t.Errorf("%d tries in %v", tries, took)
	}
	dead := get(t, o, "1")
	if dead.To != letter.To || dead.Attempts != tries || strings.Contains(dead.LastError, "Eva") || !strings.Contains(dead.LastError, "451") {
		t.Errorf("got %+v", dead)
	}
	event, err := store.NewCollection[audit.Event](o.c.Engine, audit.Inbox).First(t.Context(), store.Query{})
	if err != nil || event.Value.Action != "outbox.dead" || event.Value.Object != "outbox/1" {
		t.Errorf("%+v %v", event, err)
	}
}

func TestTheDeadAreShownAndTriedAgain(t *testing.T) {
	c := newClock()
	r := &recorder{fail: func(context.Context, Message) error {
		return fmt.Errorf("wrapped: %w", Permanent(errors.New("550 unknown")))
	}}
	o := open(engine(t), c.now, r)
	put(t, o, "1")
	deliver(t, o, map[string]int{"dead": 1})
	c.add(time.Hour)
	put(t, o, "2")
	deliver(t, o, map[string]int{"dead": 1})
	page, err := o.Dead(t.Context(), staff, "", 10)
	if err != nil || len(page.Items) != 2 || page.Items[0].ID != "2" || page.Items[1].Value.Key() != "1" {
		t.Fatalf("%+v %v", page, err)
	}
	if err := o.Retry(t.Context(), staff, "1"); err != nil {
		t.Fatal(err)
	}
	if err := o.Retry(t.Context(), staff, "1"); !fault.Is(err, fault.Conflict) {
		t.Errorf("again: %v", err)
	}
	if err := o.Retry(t.Context(), staff, "3"); !fault.Is(err, fault.NotFound) {
		t.Errorf("none: %v", err)
	}
	if err := o.Retry(t.Context(), access.Actor{}, "2"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a guest: %v", err)
	}
	if _, err := o.Dead(t.Context(), access.Actor{}, "", 10); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a guest: %v", err)
	}
	r.fail = nil
	deliver(t, o, map[string]int{"sent": 1})
	var actions []string
	for it, err := range store.NewCollection[audit.Event](o.c.Engine, audit.Inbox).All(t.Context(), store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		actions = append(actions, it.Value.Action+" "+it.Value.Actor)
	}
	if got := strings.Join(actions, ", "); !strings.Contains(got, "outbox.retry p") {
		t.Errorf("got %s", got)
	}
}

func TestPurge(t *testing.T) {
	c := newClock()
	r := &recorder{fail: func(_ context.Context, m Message) error {
		if m.Key() == "bad" {
			return Permanent(errors.New("550"))
		}
		return nil
	}}
	o := open(engine(t), c.now, r)
	put(t, o, "good", "bad")
	deliver(t, o, map[string]int{"sent": 1, "dead": 1})
	for _, want := range []struct {
		after time.Duration
		what  map[string]int
	}{
		{30 * 24 * time.Hour, map[string]int{}},
		{time.Second, map[string]int{"sent": 1}},
		{59 * 24 * time.Hour, map[string]int{}},
		{24 * time.Hour, map[string]int{"dead": 1}},
	} {
		c.add(want.after)
		if got, err := o.Purge(t.Context(), c.now()); err != nil || !maps.Equal(got, want.what) {
			t.Errorf("after %v: %v %v", want.after, got, err)
		}
	}
}

func TestAKindThatNothingSends(t *testing.T) {
	o := New(Config{Engine: engine(t), Now: newClock().now})
	put(t, o, "1")
	deliver(t, o, map[string]int{"failed": 1})
	o.Use(Mail, &recorder{fail: func(context.Context, Message) error { panic("oh") }})
	if m := get(t, o, "1"); m.State != Pending {
		t.Errorf("got %+v", m)
	}
}

// TestInstancesShareTheWork has four outboxes send hundreds of messages at once; each
// is sent once, though many fail at first.
func TestInstancesShareTheWork(t *testing.T) {
	e, c := engine(t), newClock()
	var mu sync.Mutex
	sent, tried := map[string]int{}, map[string]int{}
	busy := map[string]bool{}
	r := &recorder{fail: func(_ context.Context, m Message) error {
		mu.Lock()
		if busy[m.Key()] {
			t.Errorf("%s is sent twice at the same time", m.Key())
		}
		busy[m.Key()] = true
		mu.Unlock()
		time.Sleep(time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
		busy[m.Key()] = false
		if tried[m.Key()]++; tried[m.Key()] == 1 && len(m.Key())%2 == 0 {
			return errors.New("later")
		}
		sent[m.Key()]++
		return nil
	}}
	const n = 300
	first := open(e, c.now, r)
	for i := range n {
		put(t, first, fmt.Sprint("m", i))
	}
	for range 2 {
		var all sync.WaitGroup
		for range 4 {
			o := open(e, c.now, r)
			all.Go(func() {
				if _, err := o.Deliver(t.Context(), c.now()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		c.add(2 * time.Minute)
	}
	if len(sent) != n {
		t.Errorf("%d of %d were sent", len(sent), n)
	}
	for key, times := range sent {
		if times != 1 {
			t.Errorf("%s was sent %d times", key, times)
		}
	}
}

func TestAClaimRunsOut(t *testing.T) {
	e, c, r := engine(t), newClock(), &recorder{}
	dying := delivery{Outbox: open(e, c.now, r), began: c.now(), now: c.now(), report: map[string]int{}}
	put(t, dying.Outbox, "1")
	claimed, err := dying.claim(t.Context(), "1")
	if err != nil {
		t.Fatal(err)
	}
	o := open(e, c.now, r)
	c.add(DefaultClaim - time.Second)
	deliver(t, o, map[string]int{})
	c.add(time.Second)
	deliver(t, o, map[string]int{"sent": 1})
	if r.sent[0].Reference() != claimed.Reference() || r.sent[0].Attempts != 2 {
		t.Errorf("got %+v", r.sent[0])
	}
	// The one that was thought dead has nothing more to say.
	if err := dying.settle(t.Context(), claimed, func(*Message, *store.Txn) error { return errors.New("it did") }); err != nil {
		t.Error(err)
	}
}

func TestRunSendsAtOnce(t *testing.T) {
	arrived := make(chan time.Time, 1)
	r := &recorder{fail: func(context.Context, Message) error { arrived <- time.Now(); return nil }}
	o := open(engine(t), time.Now, r)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- o.Run(ctx) }()
	time.Sleep(300 * time.Millisecond) // it waits
	put(t, o, "1")
	put1 := time.Now()
	select {
	case at := <-arrived:
		if took := at.Sub(put1); took > time.Second {
			t.Errorf("took %v", took)
		}
	case <-time.After(5 * time.Second):
		t.Error("nothing was sent")
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestWhatIsCutOffIsForTheNext(t *testing.T) {
	e, c := engine(t), newClock()
	began := make(chan struct{})
	slow := open(e, c.now, &recorder{fail: func(ctx context.Context, _ Message) error {
		close(began)
		<-ctx.Done()
		return ctx.Err()
	}})
	put(t, slow, "1")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- slow.Run(ctx) }()
	<-began
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if m := get(t, slow, "1"); m.State != Pending || m.Attempts != 0 || m.Claim != "" {
		t.Errorf("got %+v", m)
	}
	r := &recorder{}
	deliver(t, open(e, c.now, r), map[string]int{"sent": 1})
}

func TestBackoff(t *testing.T) {
	for range 1000 {
		for attempts, want := range map[int]time.Duration{1: time.Minute, 2: 2 * time.Minute, 6: 32 * time.Minute, 9: 256 * time.Minute, 10: 6 * time.Hour, 500: 6 * time.Hour} {
			got := backoff(attempts)
			if got < max(time.Minute, want*8/10) || got > min(6*time.Hour, want*12/10) {
				t.Fatalf("%d: %v", attempts, got)
			}
		}
	}
}

type told struct{ states []State }

func (o *told) MessageTried(_ Kind, became State, _ time.Duration) {
	o.states = append(o.states, became)
}

func TestTheObserverIsTold(t *testing.T) {
	seen := &told{}
	o := New(Config{Engine: engine(t), Senders: map[Kind]Sender{Mail: &recorder{}}, Now: newClock().now, Observer: seen})
	put(t, o, "1")
	deliver(t, o, map[string]int{"sent": 1})
	if len(seen.states) != 1 || seen.states[0] != Sent {
		t.Errorf("got %v", seen.states)
	}
}
