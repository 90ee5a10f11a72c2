package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// child is a service that runs as a process of its own.
type child struct {
	cmd     *exec.Cmd
	address string
	began   time.Time
	took    time.Duration // from its start until it said that it is ready
	log     *os.File
}

// Patience with a child.
const (
	startPatience = 10 * time.Minute // a large catalogue without an index takes minutes
	stopPatience  = time.Minute
)

// serving are the arguments that start a service on a folder, on a free port and
// without limits of its own to how often it is asked.
func serving(data, hunspell string) []string {
	const plenty = "1000000"
	return []string{
		"serve", "--data", data, "--listen", "127.0.0.1:0", "--hunspell", hunspell, "--log-level", "warn",
		"--rate-read", plenty, "--rate-write", plenty, "--rate-expensive", plenty,
	}
}

// startChild starts the service on a folder and returns when it is ready.
func (b *serviceBench) startChild(data string) (*child, error) {
	log, err := os.Create(filepath.Join(b.dir, "log"))
	if err != nil {
		return nil, err
	}
	return b.launch(log, foreignEnvironment(), serving(data, b.command.Hunspell))
}

// launch starts this program as a service in a process of its own and returns when
// it is ready. The log is closed with the process.
func (r *run) launch(log *os.File, environment, args []string) (c *child, err error) {
	c = &child{log: log}
	self, err := os.Executable()
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	c.cmd = exec.CommandContext(r.ctx, self, args...) //nolint:gosec // G204: our own program
	c.cmd.Cancel = func() error { return c.cmd.Process.Signal(os.Interrupt) }
	c.cmd.WaitDelay = stopPatience
	c.cmd.Stderr, c.cmd.Env = log, environment
	out, err := c.cmd.StdoutPipe()
	if err == nil {
		c.began = r.Now()
		err = c.cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	if err := c.awaitReady(r.ctx, out); err != nil {
		return nil, errors.Join(fmt.Errorf("the service has not started: %w", err), c.stop())
	}
	c.took = r.Now().Sub(c.began)
	return c, nil
}

// foreignEnvironment is the environment without settings of the service: they may be
// those of one that people use, its store among them.
func foreignEnvironment() (env []string) {
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "MATCHARENAN_") {
			env = append(env, e)
		}
	}
	return env
}

// awaitReady reads the address and asks until the service says that it is ready.
func (c *child) awaitReady(ctx context.Context, out io.Reader) error {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	lines := bufio.NewScanner(out)
	for c.address == "" && lines.Scan() {
		if strings.HasPrefix(lines.Text(), "http") {
			c.address = lines.Text()
		}
	}
	if c.address == "" {
		return fmt.Errorf("it has told no address: %s", c.lastLog())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }() // ends with the process
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.address+"/readyz", http.NoBody)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			return err
		}
		if err := answer.Body.Close(); err != nil || answer.StatusCode == http.StatusOK {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// lastLog is the end of what the service has logged.
func (c *child) lastLog() string {
	data, err := os.ReadFile(c.log.Name())
	if err != nil {
		return err.Error()
	}
	return string(data[max(0, len(data)-2000):])
}

// stop ends the process and waits for it.
func (c *child) stop() error {
	if err := c.cmd.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		_ = c.cmd.Process.Kill() // where there are no signals
	}
	timer := time.AfterFunc(stopPatience, func() { _ = c.cmd.Process.Kill() })
	defer timer.Stop()
	return errors.Join(c.cmd.Wait(), c.log.Close())
}

// memory is a figure of the process's memory, in MiB.
func (c *child) memory(name string) float64 { return memoryMiB(strconv.Itoa(c.cmd.Process.Pid), name) }
