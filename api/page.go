package api

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // of the page
	"encoding/base64"
	"html/template"
	"sync"

	"github.com/allagehub/matcharenan/internal/i18n"
)

//go:embed contract.html
var pageSource string

//go:embed contract.css
var pageStyle string

var pageTemplate = sync.OnceValues(func() (*template.Template, error) {
	return template.New("contract").Parse(pageSource)
})

// renderedPage is the contract for people, with the policy that lets its own style
// stand and nothing else.
type renderedPage struct {
	html   []byte
	policy string
}

// pageGroup is the operations of one tag.
type pageGroup struct {
	Tag        string
	Operations []operation
}

// contractPage renders the table of operations.
func contractPage(all []operation, language i18n.Language) (*renderedPage, error) {
	t, err := pageTemplate()
	if err != nil {
		return nil, err
	}
	var groups []pageGroup
	for _, o := range all {
		if n := len(groups); n == 0 || groups[n-1].Tag != o.Tag {
			groups = append(groups, pageGroup{Tag: o.Tag})
		}
		last := &groups[len(groups)-1]
		last.Operations = append(last.Operations, o)
	}
	var out bytes.Buffer
	err = t.Execute(&out, struct {
		Root   string
		Style  template.CSS
		Groups []pageGroup
		Printer
	}{Root, template.CSS(pageStyle), groups, Printer{i18n.Printer{Language: language}}}) //nolint:gosec // G203: our own embedded file
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(pageStyle))
	return &renderedPage{
		html:   out.Bytes(),
		policy: "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'",
	}, nil
}

// Printer gives the page its words.
type Printer struct{ printer i18n.Printer }

// Text is a message of the page.
func (p Printer) Text(key string) string { return p.printer.Text(key, nil) }

// Language is the page's language.
func (p Printer) Language() string { return string(p.printer.Language) }

// Called says who may call an operation.
func (o operation) Called() string {
	switch o.Who {
	case anybody:
		return "api.whoAnybody"
	case signedIn:
		return "api.whoSignedIn"
	case permitted:
		return "api.whoPermitted"
	case stranger:
		return "api.whoStranger"
	}
	return "api.whoAnybody"
}
