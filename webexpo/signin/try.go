package signin

import (
	"errors"
	"math"
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// called lets the messages about fields call them what the forms do.
func called(b *frame.Base) func([]fault.Problem) []fault.Problem {
	return frame.Named(func(member string) string {
		if key := "signin." + member; b.Printer().Has(key) {
			return b.T(key)
		}
		return member
	})
}

// statusAgain is the status of a page with a form, which what was wrong with the last
// try decides; the error itself when it is none that who sent the form can do
// something about. It tells the browser how long to wait after too many tries.
func statusAgain(c *fiber.Ctx, failed error) (int, error) {
	if slow, ok := errors.AsType[*accounts.SlowDownError](failed); ok {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(slow.Wait.Seconds()))))
		return http.StatusTooManyRequests, nil
	}
	return frame.StatusAgain(failed)
}

// Fields that several forms have.

func emailField(b *frame.Base, g frame.Again, value string) frame.Field {
	return frame.Field{
		Name: "email", Type: frame.Email, Label: b.T("signin.email"), Value: value, Error: g.Errors["email"],
		Autocomplete: "username", InputMode: "email", Required: true,
	}
}

// presentPassword asks for a password that there is.
func presentPassword(g frame.Again, name, label string) frame.Field {
	return frame.Field{
		Name: name, Type: frame.Password, Label: label, Error: g.Errors[name], Autocomplete: "current-password", Required: true,
	}
}

// newPassword asks for one that is to be; the rule stands above it.
func newPassword(b *frame.Base, g frame.Again, label string) frame.Field {
	return frame.Field{
		Name: "password", Type: frame.Password, Label: label, Hint: b.T("signin.passwordHint", "least", accounts.MinPassword),
		Error: g.Errors["password"], Autocomplete: "new-password", Required: true,
	}
}

func nameField(b *frame.Base, g frame.Again, value string) frame.Field {
	return frame.Field{
		Name: "name", Label: b.T("signin.name"), Hint: b.T("signin.nameHint"), Value: value, Error: g.Errors["name"],
		Autocomplete: "name", Required: true,
	}
}
