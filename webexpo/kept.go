package webexpo

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// keptPage holds what somebody sent in a form after their session had ended, so that
// nothing of it is lost while they sign in again in another tab. It is also what they
// meet when they go on from there: the form has the secret of the new session then.
type keptPage struct {
	frame.Base
	Action string // where the form was going
	Fields []keptField
	Texts  []string // of the fields, to be read and copied
	SignIn string   // path; empty for who has signed in
}

type keptField struct{ Name, Value string }

// backPath is where signing in leads in the other tab.
const backPath = "/inloggad"

// backPage tells to go back to the first tab.
type backPage struct{ frame.Base }

// keep shows what a form held whose session is over, or whose secret is that of an
// older session. It does not for forms that hold no text, or a password.
func (p *Pages) keep(c *fiber.Ctx, problem *web.Problem) (bool, error) {
	over := problem.Status == http.StatusUnauthorized
	if c.Method() != fiber.MethodPost || !over && problem.Key != "web.csrf" {
		return false, nil
	}
	typed, err := web.Form(c)
	if err != nil { // no form of ours, or one that cannot be read
		typed = nil
	}
	fields, texts := keptFields(typed)
	if len(fields) == 0 {
		return false, nil
	}
	v := keptPage{Base: p.frame.Plain(c, "fail.kept.title"), Action: frame.LocalPath(c.OriginalURL()), Fields: fields, Texts: texts}
	if web.ActorOf(c).Kind == access.Guest {
		v.SignIn = "/logga-in?" + url.Values{"sida": {backPath}}.Encode()
	}
	c.Response().Header.Del(fiber.HeaderWWWAuthenticate)
	return true, p.kept.RenderStatus(c, problem.Status, &v)
}

// leastText is how many characters make an answer worth reading on the page.
const leastText = 10

// keptFields are the fields in an order that never changes, and their longer texts. A
// form with nothing but its version holds nothing, and one with a password is not kept.
func keptFields(typed url.Values) (fields []keptField, texts []string) {
	answered := false
	for _, name := range slices.Sorted(maps.Keys(typed)) {
		if strings.Contains(strings.ToLower(name), "password") {
			return nil, nil
		}
		for _, value := range typed[name] {
			if name == web.CSRFField {
				continue
			}
			fields = append(fields, keptField{name, value})
			answered = answered || name != "version" && value != ""
			if strings.Contains(value, " ") && utf8.RuneCountInString(value) >= leastText {
				texts = append(texts, value)
			}
		}
	}
	if !answered {
		return nil, nil
	}
	return fields, texts
}

// showBack answers who has signed in beside a form that waits in another tab.
func (p *Pages) showBack(c *fiber.Ctx) error {
	return p.back.Render(c, &backPage{p.frame.Base(c, "fail.back.title")})
}
