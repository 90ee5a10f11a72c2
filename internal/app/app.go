package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
)

// Exit codes.
const (
	ExitOK          = 0
	ExitBadInput    = 1   // files hold errors, or a check found some
	ExitUsage       = 2   // the call is wrong
	ExitFailure     = 3   // a file could not be read or written, or a fault of our own
	ExitInterrupted = 130 // Ctrl-C
)

// World is what a run of the program sees of the outside.
type World struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Now            func() time.Time
}

// cli is the command line.
type cli struct {
	Match  matchCommand  `cmd:"" help:"Match needs against products and print, for each need, which products fit, in what order, and why."`
	Mirror mirrorCommand `cmd:"" help:"For one company: which needs its products fit, and what stops them from the others."`
	Eval   evalCommands  `cmd:"" help:"Measure the quality of text retrieval or matching against judgements."`
	Bench  benchCommand  `cmd:"" help:"Measure speed on a made-up catalogue and print one JSON object."`

	BenchService benchServiceCommand `cmd:"" name:"bench-service" help:"Measure the service on a made-up catalogue and print one JSON object."`

	Thesaurus thesaurusCommand `cmd:"" help:"Look after the thesaurus."`
	Ruleset   rulesetCommand   `cmd:"" help:"Look after the rule set."`
	Products  productsCommand  `cmd:"" help:"Check and convert product files."`
	Schema    schemaCommand    `cmd:"" help:"Print the JSON Schema of a product or a need."`

	Serve   serveCommand   `cmd:"" help:"Serve companies, municipalities and the hub: one process, one folder."`
	User    userCommands   `cmd:"" help:"Let somebody in by hand, above all the first."`
	Job     jobCommands    `cmd:"" help:"What the service does by itself."`
	Audit   auditCommands  `cmd:"" help:"The audit trail."`
	Backup  backupCommand  `cmd:"" help:"Copy everything to a folder while the service runs, and verify the copy."`
	Restore restoreCommand `cmd:"" help:"Make a data folder of a backup."`
	Reindex reindexCommand `cmd:"" help:"Build the search index anew. The service must be stopped."`
	Config  configCommands `cmd:"" help:"The settings of the service."`

	Language string `help:"Language of messages and text: sv or en." enum:"sv,en" default:"sv" env:"MATCHARENAN_LANGUAGE"`
	Quiet    bool   `short:"q" help:"Do not show progress on standard error."`
}

const description = `Matcharenan pairs municipalities' needs with companies' welfare technology, and says why.

Try:  matcharenan match --products matching/testdata/products.jsonl --needs matching/testdata/needs.jsonl --top 3

Exit codes: 0 done; 1 the input has errors; 2 wrong call; 3 a file could not be read or written; 130 interrupted.`

// run is what commands get.
type run struct {
	World
	ctx     context.Context
	printer i18n.Printer
	quiet   bool
}

// stopError ends a run whose reason has been told already.
type stopError int

func (e stopError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// Run runs the program with the arguments and returns its exit code.
func Run(ctx context.Context, args []string, w World) int {
	var c cli
	code := -1
	parser, err := kong.New(&c, kong.Name("matcharenan"), kong.Description(description),
		kong.Writers(w.Stdout, w.Stderr), kong.Exit(func(n int) { code = n }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.Configuration(loadSettings))
	if err != nil {
		tell(w.Stderr, "matcharenan: "+err.Error())
		return ExitFailure
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	call, err := parser.Parse(args)
	switch {
	case code >= 0: // help was asked for and given
		return code
	case errors.Is(err, syscall.EPIPE):
		return ExitOK
	case err != nil:
		tell(w.Stderr, "matcharenan: "+err.Error()+"\nTry: matcharenan --help")
		return ExitUsage
	}
	r := &run{World: w, ctx: ctx, printer: i18n.Printer{Language: i18n.Language(c.Language)}, quiet: c.Quiet}
	return r.finish(call.Run(r))
}

// tell writes a line for people to standard error. When that fails there is
// nobody left to tell.
func tell(w io.Writer, line string) { _, _ = io.WriteString(w, line+"\n") }

// finish tells why a run failed, to people and by the exit code.
func (r *run) finish(err error) int {
	var stop stopError
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe):
		return ExitOK // whoever reads our output has all they want
	case errors.As(err, &stop):
		return int(stop)
	case errors.Is(err, context.Canceled):
		return ExitInterrupted
	}
	if e, ok := fault.As(err); ok {
		tell(r.Stderr, r.printer.Error(err))
		if strings.HasPrefix(e.Key, "flag.") {
			return ExitUsage
		}
		if e.Kind == fault.Invalid || e.Kind == fault.TooLarge {
			return ExitBadInput
		}
		return ExitFailure
	}
	tell(r.Stderr, r.outside(err))
	return ExitFailure
}

// outside words what the operating system says.
func (r *run) outside(err error) string {
	var path *fs.PathError
	if !errors.As(err, &path) {
		return "matcharenan: " + err.Error()
	}
	args := fault.Args{"file": path.Path, "reason": path.Err.Error()}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return r.printer.Text("file.missing", args)
	case errors.Is(err, fs.ErrPermission):
		return r.printer.Text("file.forbidden", args)
	case errors.Is(err, syscall.EISDIR):
		return r.printer.Text("file.directory", args)
	}
	return r.printer.Text("file.failed", args)
}

// open opens a file for reading. A folder is an error that says so.
func open(path string) (*os.File, error) {
	f, err := os.Open(path) //nolint:gosec // G304: the person names the file
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = &fs.PathError{Op: "read", Path: path, Err: syscall.EISDIR}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
