package sqlitestore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"time"
)

const (
	maxBatch = 1000 // writes that are gathered into one transaction
	maxQueue = 256  // jobs that wait before callers wait to hand them over

	// Another process that wants to write asks again after about this time.
	askAgain = 500 * time.Microsecond
	// Courtesy is for how many transactions a process that has seen another's
	// change leaves a pause in which the other can begin.
	courtesy = 20
)

// job is what one call wants to write. Run may be called again if the transaction
// that it was part of is not committed. An error that is a refusal says that it
// has written nothing; any other undoes the transaction.
type job struct {
	run    func(*transaction) error
	weight int
	taken  atomic.Bool // by the writer, or withdrawn by the caller
	done   chan error
}

// writer makes all changes, in one goroutine. What is waiting when a transaction
// begins is written together, so that many share the wait for the disk.
type writer struct {
	pool      *sql.DB
	now       func() time.Time
	patience  time.Duration
	committed func() // called after changes of documents
	jobs      chan *job
	quit      chan struct{}
	ended     chan struct{}

	// Used by the goroutine alone.
	conn       *sql.Conn
	statements map[string]*sql.Stmt
	others     int64 // PRAGMA data_version, which changes when other processes write
	courteous  int   // transactions still to be followed by a pause
}

func newWriter(pool *sql.DB, o Options, committed func()) *writer {
	w := &writer{
		pool: pool, now: o.Now, patience: o.Patience, committed: committed,
		jobs: make(chan *job, maxQueue), quit: make(chan struct{}), ended: make(chan struct{}),
	}
	go w.loop()
	return w
}

// do has a job done and returns its error. When the context ends before the job
// has begun, it is not done; one that has begun is waited for.
func (w *writer) do(ctx context.Context, run func(*transaction) error) error {
	return w.doMany(ctx, 1, run)
}

func (w *writer) doMany(ctx context.Context, weight int, run func(*transaction) error) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	j := &job{run: run, weight: weight, done: make(chan error, 1)}
	select {
	case w.jobs <- j:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		if j.taken.CompareAndSwap(false, true) {
			return context.Cause(ctx)
		}
		return <-j.done
	}
}

// stop ends the goroutine; no call of do may be running.
func (w *writer) stop() {
	close(w.quit)
	<-w.ended
}

func (w *writer) close() error { return errors.Join(w.disconnect(false), w.pool.Close()) }

func (w *writer) loop() {
	defer close(w.ended)
	for {
		select {
		case <-w.quit:
			return
		case j := <-w.jobs:
			w.write(w.gather(j))
		}
	}
}

// gather returns what waits, the given job first.
func (w *writer) gather(first *job) []*job {
	batch, weight := []*job{first}, first.weight
	// Callers that have just been answered get the chance to ask again.
	runtime.Gosched()
	for weight < maxBatch {
		select {
		case j := <-w.jobs:
			batch = append(batch, j)
			weight += j.weight
		default:
			return batch
		}
	}
	return batch
}

// write does the jobs in one transaction, or, if that fails, each in its own.
func (w *writer) write(batch []*job) {
	ctx := context.Background()
	tx, err := w.begin(ctx)
	// Callers that have withdrawn are left out.
	kept := batch[:0]
	for _, j := range batch {
		if j.taken.CompareAndSwap(false, true) {
			kept = append(kept, j)
		}
	}
	if err != nil {
		for _, j := range kept {
			j.done <- err
		}
		return
	}
	answers, err := w.together(tx, kept)
	if err != nil && len(kept) > 1 {
		w.apart(ctx, kept)
		return
	}
	for i, j := range kept {
		if err != nil {
			answers[i] = err
		}
		j.done <- answers[i]
	}
	w.pause(ctx)
}

func (w *writer) apart(ctx context.Context, jobs []*job) {
	for _, j := range jobs {
		tx, err := w.begin(ctx)
		if err == nil {
			var answers []error
			if answers, err = w.together(tx, []*job{j}); err == nil {
				err = answers[0]
			}
		}
		j.done <- err
	}
}

// together runs the jobs and commits. It returns what was refused to each; an error
// means that nothing was written.
func (w *writer) together(tx *transaction, jobs []*job) ([]error, error) {
	answers := make([]error, len(jobs))
	for i, j := range jobs {
		err := j.run(tx)
		if err != nil && !refusal(err) {
			return answers, errors.Join(err, w.disconnect(true))
		}
		answers[i] = err
	}
	if err := tx.commit(); err != nil {
		return answers, errors.Join(err, w.disconnect(true))
	}
	if tx.changed() {
		w.committed()
	}
	return answers, nil
}

// begin starts a transaction, and waits for other processes that write.
func (w *writer) begin(ctx context.Context) (*transaction, error) {
	limit, cancel := context.WithTimeout(ctx, w.patience)
	defer cancel()
	for {
		err := w.connect(ctx)
		if err == nil {
			_, err = w.conn.ExecContext(ctx, "BEGIN IMMEDIATE")
		}
		if err == nil {
			return &transaction{writer: w, ctx: ctx, now: w.now().UnixMilli()}, nil
		}
		if !busy(err) {
			return nil, errors.Join(err, w.disconnect(true))
		}
		select {
		case <-limit.Done():
			return nil, err
		case <-time.After(askAgain/2 + rand.N(askAgain)): //nolint:gosec // nobody gains by guessing it
		}
	}
}

func (w *writer) connect(ctx context.Context) error {
	if w.conn != nil {
		return nil
	}
	conn, err := w.pool.Conn(ctx)
	if err != nil {
		return err
	}
	w.conn, w.statements = conn, make(map[string]*sql.Stmt)
	return nil
}

// disconnect ends the connection. One that has failed is not used again, whatever
// state it is in; closing it undoes its transaction.
func (w *writer) disconnect(failed bool) error {
	if w.conn == nil {
		return nil
	}
	var failures []error
	for _, stmt := range w.statements {
		failures = append(failures, stmt.Close())
	}
	if failed {
		// This is how database/sql is told to close a connection.
		_ = w.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	if err := w.conn.Close(); !errors.Is(err, sql.ErrConnDone) {
		failures = append(failures, err)
	}
	w.conn, w.statements = nil, nil
	return errors.Join(failures...)
}

// pause lets other processes write, if there are any that do. Without it they would
// have to ask in the very moment between two transactions.
func (w *writer) pause(ctx context.Context) {
	if w.conn == nil {
		return
	}
	tx := &transaction{writer: w, ctx: ctx}
	var version int64
	if err := tx.row(`PRAGMA data_version`, nil, &version); err != nil {
		return // the next transaction tells
	}
	if w.others != version {
		if w.others != 0 {
			w.courteous = courtesy
		}
		w.others = version
	}
	if w.courteous > 0 {
		w.courteous--
		time.Sleep(2 * askAgain)
	}
}
