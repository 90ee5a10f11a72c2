package company

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/webexpo/form"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// words turns members and values into what people read.
type words struct {
	*frame.Base
	form *form.Form[catalog.Product]
}

func (a *Area) words(b *frame.Base) words { return words{b, a.form} }

// listPlace is which of several a member is, as in claims.2.text; that is not part of
// its name.
var listPlace = regexp.MustCompile(`\[\d+\]|\.\d+\b`)

// member is what people call a member.
func (w words) member(path string) string {
	path = listPlace.ReplaceAllString(path, "")
	if own := "desk.member." + path; w.Printer().Has(own) {
		return w.T(own)
	}
	return w.form.Label(w.Printer(), path)
}

// value is a value of a member, as a [lifecycle.Difference] tells it.
func (w words) value(path, raw string) string {
	if strings.HasPrefix(raw, "{") {
		return w.object(path, raw)
	}
	switch raw {
	case "[]":
		return w.T("desk.noneOfIt")
	case "true", "false":
		fact := map[string]string{"true": catalog.Yes.String(), "false": catalog.No.String()}[raw]
		return w.form.ValueLabel(w.Printer(), path, fact)
	}
	if strings.HasSuffix(path, "SEK") {
		if n, err := strconv.ParseFloat(raw, 64); err == nil {
			return w.Money(n)
		}
	}
	if _, err := catalog.ParseDate(raw); err == nil {
		return w.Day(raw)
	}
	return w.form.ValueLabel(w.Printer(), path, raw)
}

// object is a member of several parts as one line: a claim, picture, document or code.
func (w words) object(path, raw string) string {
	var parts struct {
		Text, Source, Alt, Title, Code string
		Date                           string
		Edition                        int
	}
	if err := json.Unmarshal([]byte(raw), &parts); err != nil {
		return raw
	}
	switch {
	case parts.Text != "":
		return fmt.Sprintf("%s (%s)", parts.Text, w.List(nonEmpty(w.value(path+".source", parts.Source), w.Day(parts.Date))))
	case parts.Code != "":
		return fmt.Sprintf("%s (%d)", parts.Code, parts.Edition)
	default:
		return strings.Join(nonEmpty(parts.Alt, parts.Title), ", ")
	}
}

// values are several values of a member.
func (w words) values(path string, raw []string) (all []string) {
	for _, r := range raw {
		all = append(all, w.value(path, r))
	}
	return all
}

func nonEmpty(all ...string) (some []string) {
	for _, s := range all {
		if s != "" {
			some = append(some, s)
		}
	}
	return some
}
