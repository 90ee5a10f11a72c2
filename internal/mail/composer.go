package mail

import (
	"fmt"
	"time"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
)

// Composer writes letters from templates.
type Composer struct {
	now       func() time.Time
	catalogue i18n.Catalogue // nil for the built-in messages
}

// NewComposer returns a composer of the built-in templates.
func NewComposer(now func() time.Time) *Composer { return &Composer{now: now} }

// Mail returns the effect of putting a letter in the outbox: the template in the
// language, Swedish if it is none of ours, with the data filled in. A letter with the
// same key is sent once. An address that is none is Invalid.
func (c *Composer) Mail(to, language, template string, data map[string]string, key string) (store.Effect, error) {
	address, err := Address(to)
	if err != nil {
		return store.Effect{}, err
	}
	p := i18n.Printer{Language: i18n.Language(language), Catalogue: c.catalogue}
	subject, body := "mail."+template+".subject", "mail."+template+".body"
	if !p.Has(subject) || !p.Has(body) {
		return store.Effect{}, fmt.Errorf("mail: there is no template %q", template)
	}
	args := make(fault.Args, len(data))
	for name, value := range data {
		args[name] = value
	}
	return outbox.NewEffect(outbox.Message{
		Kind: outbox.Mail, To: address, Template: template, Language: language,
		Subject: line(p.Text(subject, args)), Body: text(p.Text(body, args)),
	}, key, c.now())
}
