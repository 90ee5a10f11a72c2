package app

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/jobs"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
	"github.com/allagehub/matcharenan/webexpo/company"
)

// TestTwoInstancesDoEachJobOnce lets two processes of one folder begin together on
// one day after the other, each with work for the jobs, and kills them while they
// do it, for as many minutes as MATCHARENAN_TEST_MINUTES says; else for two days.
// Whatever was cut off, in the end each listing has been asked for once and expired
// once, each row of an import has made one listing, each old file is gone, and each
// slot has one run that succeeded and one backup.
func TestTwoInstancesDoEachJobOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("runs for some seconds")
	}
	minutes := number(t, "MATCHARENAN_TEST_MINUTES", 0)
	w := newWatch(t)
	// The catalogue's own listings last for a year, and so do the days.
	for began := time.Now(); w.days < 2 || w.days < 300 && time.Since(began) < time.Duration(minutes)*time.Minute; {
		w.prepare()
		for kills := 2; kills > 0 && !w.done(); kills-- {
			w.run(true)
		}
		for tries := 0; !w.done(); tries++ {
			if tries == 5 {
				t.Fatalf("the jobs of day %d are not done:\n%s", w.days, w.unfinished())
			}
			w.run(false)
		}
	}
	w.lettersOnce()
	w.eventsOnce()
	interrupted := w.runsOnce()
	w.filesOnce()
	w.backupsOnce()
	w.close()
	w.yard.verified()
	t.Logf("%d days, %d runs cut off, %d listings asked for, %d expired, %d imported", w.days, interrupted, len(w.asked), len(w.expired), len(w.rows))
}

// watch holds the effects of the jobs of two instances to what they shall be. Its
// own service opens the folder beside them, and runs no jobs.
type watch struct {
	t       *testing.T
	yard    *yard
	service *service
	ahead   atomic.Int64 // of the machine's clock, in nanoseconds
	backups string

	days    int
	slots   map[string][]time.Time // that each job must have run for
	asked   []string               // listings to be asked for
	expired []string               // listings to expire
	imports []string
	rows    []string          // listings that imports make
	files   []string          // blobs to be erased
	taken   map[string][]byte // manifests of backups
}

func newWatch(t *testing.T) *watch {
	t.Helper()
	w := &watch{t: t, yard: newYard(t, 20), backups: t.TempDir(), slots: make(map[string][]time.Time), taken: make(map[string][]byte)}
	w.yard.Now = w.now
	var err error
	if w.service, err = w.yard.openService(benchConfig(w.yard.data, "off")); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *watch) now() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }

// to sets the clock.
func (w *watch) to(at time.Time) { w.ahead.Store(int64(time.Until(at))) }

func (w *watch) close() {
	w.t.Helper()
	if err := w.service.Close(); err != nil {
		w.t.Error(err)
	}
}

// prepare makes work for the jobs of the next day, and lets that begin at five past
// three, when listings, retention and upkeep are all due.
func (w *watch) prepare() {
	w.t.Helper()
	zone, err := time.LoadLocation(jobs.Zone)
	if err != nil {
		w.t.Fatal(err)
	}
	w.days++
	today := time.Now().In(zone)
	morning := time.Date(today.Year(), today.Month(), today.Day()+w.days, 3, 5, 0, 0, zone)
	w.to(morning.Add(-2 * time.Hour)) // a file must be a day old before it is erased the next morning
	day := w.service.listings.Day(morning)
	for i := range 3 {
		w.asked = append(w.asked, w.shelve(fmt.Sprintf("ask-%d-%d", w.days, i), day+catalog.ConfirmationDays))
		w.expired = append(w.expired, w.shelve(fmt.Sprintf("expire-%d-%d", w.days, i), day-1))
	}
	w.startImport()
	file := fmt.Sprintf("media-nobody.%d-thumb", w.days)
	if _, err := w.service.engine.Blobs().Put(w.t.Context(), file, strings.NewReader("left behind"), 100); err != nil {
		w.t.Fatal(err)
	}
	w.files = append(w.files, file)
	w.to(morning)
	for _, name := range []string{"listings", "retention", "upkeep", "job-log"} {
		w.slots[name] = append(w.slots[name], w.schedule(name).Previous(morning))
	}
}

func (w *watch) schedule(job string) jobs.Schedule {
	w.t.Helper()
	list, err := w.service.runner.List(w.t.Context(), benchActor)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, j := range list {
		if j.Name == job {
			s, err := jobs.Parse(j.Schedule)
			if err != nil {
				w.t.Fatal(err)
			}
			return s
		}
	}
	w.t.Fatalf("there is no job %s", job)
	return jobs.Schedule{}
}

// shelve publishes a listing of the company, with a last day.
func (w *watch) shelve(name string, until catalog.Date) string {
	w.t.Helper()
	ctx, l := w.t.Context(), w.service.listings
	p := w.yard.generator.Product(w.days)
	p.ID, p.Name, p.Vendor, p.Status, p.ValidUntil = "", name, catalog.Vendor{}, "", 0
	made, err := l.Create(ctx, benchActor, w.now(), w.yard.seeded.company, "", p)
	if err == nil {
		_, err = l.Submit(ctx, benchActor, w.now(), made.ID, 0)
	}
	if err == nil {
		_, err = l.Publish(ctx, benchActor, w.now(), made.ID, 0)
	}
	if err == nil {
		_, err = store.NewCollection[catalog.Listing](w.service.engine, catalog.Collection).Update(ctx, made.ID, func(v *catalog.Listing, _ *store.Txn) error {
			v.ValidUntil = until
			return nil
		})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return made.ID
}

// importedRows is how many listings each import makes.
const importedRows = 60

// startImport leaves an import that nobody works on.
func (w *watch) startImport() {
	w.t.Helper()
	var file bytes.Buffer
	err := catalog.WriteProducts(&file, func(yield func(catalog.Product) bool) {
		for i := range importedRows {
			p := w.yard.generator.Product(i)
			p.ID = fmt.Sprintf("row-%d-%d", w.days, i)
			w.rows = append(w.rows, catalog.ListingID(w.yard.seeded.company, p.ID))
			if !yield(p) {
				return
			}
		}
	})
	if err != nil {
		w.t.Fatal(err)
	}
	imp, err := w.service.listings.StartImport(w.t.Context(), benchActor, w.now(), catalog.Upload{
		Owner: w.yard.seeded.company, Name: "rows.jsonl", Format: catalog.JSONL, File: &file,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.imports = append(w.imports, imp.ID)
}

// run has two processes begin together. When they are to be killed, each is while it
// runs a job, if it comes to that; else both stop when all is done. A minute later
// the leases of the dead have run out.
func (w *watch) run(kill bool) {
	w.t.Helper()
	const (
		patience = 30 * time.Second
		// A job that the dead have under lease is not run by others for half a minute.
		moment = 2 * time.Second
	)
	end := time.Now().Add(patience)
	pair := []*exec.Cmd{w.begin(), w.begin()}
	if kill {
		for len(pair) > 0 {
			i := w.busy(pair, time.Now().Add(time.Duration(len(pair))*moment))
			time.Sleep(time.Duration(rand.IntN(50)) * time.Millisecond)
			_ = pair[i].Process.Kill()
			_ = pair[i].Wait() // it was killed
			pair = slices.Delete(pair, i, i+1)
		}
	}
	for len(pair) > 0 && !w.done() && time.Now().Before(end) {
		time.Sleep(20 * time.Millisecond)
	}
	for _, cmd := range pair {
		err := errors.Join(cmd.Process.Signal(os.Interrupt), cmd.Wait())
		if code := cmd.ProcessState.ExitCode(); err != nil && code != ExitInterrupted { // which it is while it still starts
			w.t.Error(err)
		}
	}
	w.noteBackups()
	w.ahead.Add(int64(time.Minute))
}

// begin starts a process on the folder and does not wait for it.
func (w *watch) begin() *exec.Cmd {
	w.t.Helper()
	self, err := os.Executable()
	if err != nil {
		w.t.Fatal(err)
	}
	cmd := exec.CommandContext(w.t.Context(), self, append(serving(w.yard.data, "off"), "--backup-dir", w.backups)...)
	cmd.Env = append(foreignEnvironment(), isProgram, aheadOf+"="+time.Duration(w.ahead.Load()).String())
	cmd.Stderr = w.t.Output()
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	return cmd
}

// busy waits until one of the processes runs a job, or one that is chosen by chance,
// and returns which. It gives up when the time is up.
func (w *watch) busy(pair []*exec.Cmd, end time.Time) int {
	w.t.Helper()
	only := []string{"", "", "listings", "imports", "upkeep"}[rand.IntN(5)]
	for time.Now().Before(end) {
		list, err := w.service.runner.List(w.t.Context(), benchActor)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, j := range list {
			for i, cmd := range pair {
				if j.Running != nil && strings.HasSuffix(j.Running.Instance, "-"+strconv.Itoa(cmd.Process.Pid)) && (only == "" || only == j.Name) {
					return i
				}
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	return rand.IntN(len(pair))
}

// noteBackups: a backup that was finished stays as it is.
func (w *watch) noteBackups() {
	w.t.Helper()
	manifests, err := filepath.Glob(filepath.Join(w.backups, "*", "manifest.json"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, path := range manifests {
		text, err := os.ReadFile(path)
		if err != nil {
			w.t.Fatal(err)
		}
		if before, ok := w.taken[path]; ok && !bytes.Equal(before, text) {
			w.t.Errorf("%s was written again", path)
		}
		w.taken[path] = text
	}
}

// done reports whether the jobs of the day are done.
func (w *watch) done() bool { return w.unfinished() == "" }

// unfinished is what is left to be done of the day.
func (w *watch) unfinished() string {
	w.t.Helper()
	var left []string
	for name, slots := range w.slots {
		last, runs := slots[len(slots)-1], w.runs(name)
		if slices.ContainsFunc(runs, func(r jobs.Run) bool { return r.Outcome == jobs.Succeeded && r.Slot.Equal(last) }) {
			continue
		}
		left = append(left, fmt.Sprintf("%s has not run for %s", name, last))
		for _, r := range runs {
			left = append(left, fmt.Sprintf("  %s %s %s", r.Started, r.Outcome, r.Error))
		}
	}
	imp, err := w.service.listings.Import(w.t.Context(), benchActor, w.imports[len(w.imports)-1])
	if err != nil {
		w.t.Fatal(err)
	}
	if imp.State != catalog.ImportDone {
		left = append(left, fmt.Sprintf("the import is %s at row %d", imp.State, imp.Position))
	}
	if n := len(w.yard.letters()); n < len(w.asked) {
		left = append(left, fmt.Sprintf("%d letters of %d", n, len(w.asked)))
	}
	return strings.Join(left, "\n")
}

// runs is the whole run log of a job, the latest first.
func (w *watch) runs(job string) (all []jobs.Run) {
	w.t.Helper()
	for after := ""; ; {
		page, err := w.service.runner.Runs(w.t.Context(), benchActor, job, after, store.MaxPage)
		if err != nil {
			w.t.Fatal(err)
		}
		for i := range page.Items {
			all = append(all, page.Items[i].Value)
		}
		if after = page.Next; after == "" {
			return all
		}
	}
}

// once holds counts to what shall have been counted once and nothing else.
func (w *watch) once(what string, counts map[string]int, want []string) {
	w.t.Helper()
	for _, id := range want {
		if n := counts[id]; n != 1 {
			w.t.Errorf("%s: %d times for %s", what, n, id)
		}
		delete(counts, id)
	}
	for _, id := range slices.Sorted(maps.Keys(counts)) {
		w.t.Errorf("%s: %d times for %s, which was not to be", what, counts[id], id)
	}
}

// lettersOnce looks in the letters for the listings that they are about.
func (w *watch) lettersOnce() {
	w.t.Helper()
	files, err := filepath.Glob(filepath.Join(w.yard.data, "mail", "*.eml"))
	if err != nil {
		w.t.Fatal(err)
	}
	counts := make(map[string]int)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			w.t.Fatal(err)
		}
		plain := strings.NewReplacer("=\r\n", "", "=\n", "").Replace(string(text)) // as quoted-printable breaks lines
		about := "no listing"
		for _, id := range slices.Concat(w.asked, w.expired, w.yard.seeded.listings) {
			if strings.Contains(plain, "/"+company.LinkPath(id)) {
				about = id
			}
		}
		counts[about]++
	}
	w.once("a letter that asks", counts, w.asked)
}

// eventsOnce holds the audit trail and the listings: one step each, and one event
// of it.
func (w *watch) eventsOnce() {
	w.t.Helper()
	if _, err := w.service.trail.Flush(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	counts := make(map[string]map[string]int)
	for seq := int64(0); ; {
		entries, err := w.service.trail.After(w.t.Context(), seq, store.MaxPage)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(entries) == 0 {
			break
		}
		for _, e := range entries {
			seq = e.Seq
			if counts[e.Action] == nil {
				counts[e.Action] = make(map[string]int)
			}
			_, id, _ := strings.Cut(e.Object, "/")
			counts[e.Action][id]++
		}
	}
	w.once("listing.ask", counts["listing.ask"], w.asked)
	w.once("listing.expire", counts["listing.expire"], w.expired)
	w.once("listing.create", counts["listing.create"], slices.Concat(w.asked, w.expired, w.rows))
	w.once("import.done", counts["import.done"], w.imports)
	documents := store.NewCollection[catalog.Listing](w.service.engine, catalog.Collection)
	for _, id := range w.expired {
		it, err := documents.Get(w.t.Context(), id)
		if err != nil || it.Value.State != catalog.Expired || it.Value.Public {
			w.t.Errorf("%s: %s, public %t, %v", id, it.Value.State, it.Value.Public, err)
		}
	}
}

// runsOnce holds the run logs: one run that succeeded for each slot, none that
// failed, and none while another went on. It returns how many were cut off.
func (w *watch) runsOnce() (interrupted int) {
	w.t.Helper()
	list, err := w.service.runner.List(w.t.Context(), benchActor)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, j := range list {
		succeeded := make(map[string]int)
		runs := w.runs(j.Name)
		slices.Reverse(runs) // as they began
		for i, r := range runs {
			switch r.Outcome {
			case jobs.Succeeded:
				succeeded[r.Slot.Key()]++
			case jobs.Interrupted:
				interrupted++
			case jobs.Failed:
				w.t.Errorf("%s failed: %s", j.Name, r.Error)
			}
			if i > 0 && (r.Token <= runs[i-1].Token || r.Started.Before(runs[i-1].Ended.Time)) {
				w.t.Errorf("%s: run %d began before %d had ended", j.Name, r.Token, runs[i-1].Token)
			}
		}
		for _, slot := range w.slots[j.Name] {
			if succeeded[store.At(slot).Key()] == 0 {
				w.t.Errorf("nobody made the run of %s for %s", j.Name, slot)
			}
		}
		for slot, n := range succeeded {
			if n > 1 {
				w.t.Errorf("%s was run %d times for %s", j.Name, n, slot)
			}
		}
	}
	return interrupted
}

// reported is the sum of a figure over all runs of a job that told it.
func (w *watch) reported(job, figure string) (sum int) {
	w.t.Helper()
	for _, r := range w.runs(job) {
		sum += r.Report[figure]
	}
	return sum
}

// filesOnce: what was left behind before the last morning is erased, and no run has
// erased what another had.
func (w *watch) filesOnce() {
	w.t.Helper()
	left, err := w.service.engine.Blobs().List(w.t.Context(), "media-", store.MaxPage)
	if err != nil {
		w.t.Fatal(err)
	}
	var ids []string
	for _, b := range left {
		ids = append(ids, b.ID)
	}
	if want := w.files[len(w.files)-1:]; !slices.Equal(ids, want) {
		w.t.Errorf("the files %v are left, want %v, which is too young", ids, want)
	}
	if n := w.reported("retention", "files"); n > len(w.files)-1 {
		w.t.Errorf("%d files are reported as erased, of %d", n, len(w.files)-1)
	}
}

// backupsOnce: there is a whole backup for each of the last slots, and none was
// taken twice.
func (w *watch) backupsOnce() {
	w.t.Helper()
	entries, err := os.ReadDir(w.backups)
	if err != nil {
		w.t.Fatal(err)
	}
	var got, want []string
	for _, e := range entries {
		got = append(got, e.Name())
		if _, err := sqlitestore.Verify(w.t.Context(), filepath.Join(w.backups, e.Name())); err != nil {
			w.t.Errorf("backup of %s: %v", e.Name(), err)
		}
	}
	for _, slot := range w.slots["upkeep"] {
		want = append(want, slot.UTC().Format(time.DateOnly))
	}
	if want = want[max(0, len(want)-keepBackups):]; !slices.Equal(got, want) {
		w.t.Errorf("backups of %v, want %v", got, want)
	}
	if n := w.reported("upkeep", "backups"); n > w.days {
		w.t.Errorf("%d backups are reported, of %d nights", n, w.days)
	}
}
