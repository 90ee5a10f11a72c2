package config

import (
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// redacted stands for a secret that is set.
const redacted = "***"

// Print writes the configuration as a file that would give the same, but for
// secrets, which are hidden.
func (c Config) Print(w io.Writer) error {
	for _, s := range settings(&c) { // c is a copy
		if s.secret && s.field.String() != "" {
			s.field.SetString(redacted)
		}
	}
	c.OIDC = slices.Clone(c.OIDC)
	for i := range c.OIDC {
		if c.OIDC[i].ClientSecret != "" {
			c.OIDC[i].ClientSecret = redacted
		}
	}
	b, err := json.Marshal(&c, jsontext.WithIndent("  "))
	if err != nil {
		return fmt.Errorf("writing the configuration: %w", err)
	}
	_, err = w.Write(append(b, '\n'))
	return err
}
