// Command matcharenan pairs municipalities' needs with companies' welfare
// technology, and says why.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/allagehub/matcharenan/internal/app"
)

func main() {
	// A closed pipe shall end the program by an error from the write, which it
	// knows how to take, and not by a signal.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := app.Run(ctx, os.Args[1:], app.World{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Now: time.Now})
	stop()
	os.Exit(code)
}
