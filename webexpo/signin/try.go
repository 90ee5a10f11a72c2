package signin

import (
	"errors"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// again is a form that is shown again: what was wrong, at the top and at each field.
type again struct {
	Mistakes frame.ErrorSummary
	errors   map[string]string
}

// wrong puts what was wrong with the last try, if anything, into words for a form.
func wrong(b *frame.Base, err error) again {
	if err == nil {
		return again{}
	}
	s, byField := b.Summary(named(b, err))
	for i, e := range s.Errors {
		if e.Href == "#"+frame.FieldID("") { // of nothing that the form has
			s.Errors[i].Href = ""
		}
	}
	return again{s, byField}
}

// named lets the messages about fields call them what the forms do.
func named(b *frame.Base, err error) error {
	e, ok := fault.As(err)
	if !ok {
		return err
	}
	spoken := *e
	spoken.Problems = slices.Clone(e.Problems)
	for i, p := range spoken.Problems {
		args := fault.Args{"member": p.Member}
		if key := "signin." + p.Member; b.Printer().Has(key) {
			args["member"] = b.T(key)
		}
		maps.Copy(args, p.Args)
		spoken.Problems[i].Args = args
	}
	return &spoken
}

// statusAgain is the status of a page with a form, which what was wrong with the last
// try decides; the error itself when it is none that who sent the form can do
// something about. It tells the browser how long to wait after too many tries.
func statusAgain(c *fiber.Ctx, failed error) (int, error) {
	if slow, ok := errors.AsType[*accounts.SlowDownError](failed); ok {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(slow.Wait.Seconds()))))
		return http.StatusTooManyRequests, nil
	}
	switch {
	case failed == nil:
		return http.StatusOK, nil
	case fault.Is(failed, fault.Conflict):
		return http.StatusConflict, nil
	case frame.Mendable(failed):
		return http.StatusUnprocessableEntity, nil
	default:
		return 0, failed
	}
}

// Fields that several forms have.

func emailField(b *frame.Base, g again, value string) frame.Field {
	return frame.Field{
		Name: "email", Type: frame.Email, Label: b.T("signin.email"), Value: value, Error: g.errors["email"],
		Autocomplete: "username", InputMode: "email", Required: true,
	}
}

// presentPassword asks for a password that there is.
func presentPassword(g again, name, label string) frame.Field {
	return frame.Field{
		Name: name, Type: frame.Password, Label: label, Error: g.errors[name], Autocomplete: "current-password", Required: true,
	}
}

// newPassword asks for one that is to be; the rule stands above it.
func newPassword(b *frame.Base, g again, label string) frame.Field {
	return frame.Field{
		Name: "password", Type: frame.Password, Label: label, Hint: b.T("signin.passwordHint", "least", accounts.MinPassword),
		Error: g.errors["password"], Autocomplete: "new-password", Required: true,
	}
}

func nameField(b *frame.Base, g again, value string) frame.Field {
	return frame.Field{
		Name: "name", Label: b.T("signin.name"), Hint: b.T("signin.nameHint"), Value: value, Error: g.errors["name"],
		Autocomplete: "name", Required: true,
	}
}
