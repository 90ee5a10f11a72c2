package app

import (
	"fmt"
	"io"
	"time"
)

// quietFor is how long something may take before progress is shown.
const quietFor = time.Second

// progress shows on standard error how far something has come.
type progress struct {
	r           *run
	what        string
	start, last time.Time
	shown       bool
}

func (r *run) progress(key string) *progress {
	now := r.Now()
	return &progress{r: r, what: r.printer.Text(key, nil), start: now, last: now}
}

// step tells that n things are done. It may be called often.
func (p *progress) step(n int) {
	if p.r.quiet || n%256 != 0 {
		return
	}
	now := p.r.Now()
	if now.Sub(p.start) < quietFor || now.Sub(p.last) < quietFor/4 {
		return
	}
	p.last, p.shown = now, true
	p.show(fmt.Sprintf("\r%s %d ", p.what, n))
}

// done ends the line of progress, if there is one.
func (p *progress) done(n int) {
	if p.shown {
		p.show(fmt.Sprintf("\r%s %d, %.1f s\n", p.what, n, p.r.Now().Sub(p.start).Seconds()))
	}
}

// show writes to standard error as it stands. Progress that cannot be shown is no
// reason to stop.
func (p *progress) show(text string) { _, _ = io.WriteString(p.r.Stderr, text) }
