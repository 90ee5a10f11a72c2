package app

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"

	"github.com/allagehub/matcharenan/internal/config"
	"github.com/allagehub/matcharenan/internal/web"
)

// settings are how commands of the service are told what to do: by flags, the
// environment and a file, in this order.
type settings struct {
	File kong.ConfigFlag `name:"config" env:"MATCHARENAN_CONFIG" help:"File with settings, as JSON; see config print." placeholder:"FILE"`
	config.Config
}

// loadSettings reads the file of settings for the command line parser.
func loadSettings(r io.Reader) (kong.Resolver, error) {
	data, err := io.ReadAll(io.LimitReader(r, config.MaxFile+1))
	if err != nil {
		return nil, err
	}
	source, err := config.NewSource(data, "config", os.LookupEnv)
	if err != nil {
		return nil, err
	}
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		return source.Value(flag.Name), nil
	}), nil
}

// checked returns the settings with their secrets read and everything checked.
func (s *settings) checked() (*config.Config, error) {
	c := &s.Config
	if err := c.ReadSecrets(os.ReadFile); err != nil {
		return nil, err
	}
	return c, c.Check()
}

type serveCommand struct{ settings }

// Help is shown by serve --help.
func (serveCommand) Help() string {
	return "Everything is kept in the data folder, or in MongoDB where --mongodb-uri is given. " +
		"With --demo an empty store is filled with made-up examples and accounts whose passwords are shown."
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(r *run) (err error) {
	settings, err := c.checked()
	if err != nil {
		return err
	}
	s, err := r.openService(settings)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if settings.Demo {
		if err := r.seedDemo(s); err != nil {
			return err
		}
	}
	if err := s.openLive(r.ctx); err != nil {
		return err
	}
	app, err := s.web()
	if err != nil {
		return err
	}
	return s.run(r.ctx, app, web.Listen{
		Address: settings.HTTP.Listen, CertFile: settings.HTTP.TLSCert, KeyFile: settings.HTTP.TLSKey,
		Metrics: settings.HTTP.MetricsListen, Grace: duration(settings.HTTP.Grace), Linger: duration(settings.HTTP.Linger),
		Ready: func(at web.Addresses) { r.tellAddress(settings, at) },
	})
}

// tellAddress says where people reach the service: the first line of the output, so
// that programs can read it too.
func (r *run) tellAddress(c *config.Config, at web.Addresses) {
	scheme := "http"
	if c.HTTP.TLSCert != "" {
		scheme = "https"
	}
	// When nobody reads the output there is nobody to tell.
	_, _ = fmt.Fprintf(r.Stdout, "%s://%s\n", scheme, at.Service)
	if c.Demo {
		_, _ = io.WriteString(r.Stdout, r.printer.Text("serve.demo", map[string]any{"address": scheme + "://" + at.Service.String()})+"\n")
	}
}
