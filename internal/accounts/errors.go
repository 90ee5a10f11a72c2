package accounts

import (
	"fmt"
	"math"
	"time"

	"github.com/allagehub/matcharenan/internal/fault"
)

// The errors that callers tell apart, with errors.Is. Others have a kind and a
// message only.
var (
	// ErrSignIn says that the address or password is not right, whichever it is, or
	// that the account is closed.
	ErrSignIn = fault.New(fault.Invalid, "accounts.signInFailed", nil)
	// ErrSessionOver says that there is no such session, or no longer.
	ErrSessionOver = fault.New(fault.NotFound, "accounts.sessionOver", nil)
	// ErrTokenUnknown says that there is no such API token, or no longer, or that who
	// made it has left the organisation.
	ErrTokenUnknown = fault.New(fault.NotFound, "accounts.tokenUnknown", nil)
	// ErrLink says that the link of a mail has been used, revoked or replaced, or is
	// too old.
	ErrLink = fault.New(fault.NotFound, "accounts.linkOver", nil)
	// ErrHaveAccount says that the address has an account: sign in to accept.
	ErrHaveAccount = fault.New(fault.Conflict, "accounts.haveAccount", nil)
	// ErrLastWriter says that an organisation would lose the last person who may write
	// people.
	ErrLastWriter = fault.New(fault.Conflict, "accounts.lastWriter", nil)
	// ErrProvider says that signing in with a provider did not succeed: it has been
	// begun in another browser, used, or is too old, or the provider's answer is not
	// good.
	ErrProvider = fault.New(fault.Invalid, "accounts.providerFailed", nil)
	// ErrNoAccount says that a provider's user has no account here and no invitation.
	ErrNoAccount = fault.New(fault.Forbidden, "accounts.noAccount", nil)
)

var (
	errPerson       = fault.New(fault.NotFound, "accounts.personUnknown", nil)
	errOrganisation = fault.New(fault.NotFound, "accounts.organisationUnknown", nil)
	errInvitation   = fault.New(fault.NotFound, "accounts.invitationUnknown", nil)
	errOperatorOnly = fault.New(fault.Forbidden, "accounts.operatorOnly", nil)
	errSystemAdmin  = fault.New(fault.Forbidden, "accounts.systemAdmin", nil)
	errPersonOnly   = fault.New(fault.Forbidden, "accounts.personOnly", nil)
	errBusy         = fault.New(fault.Unavailable, "accounts.busy", nil)
)

// SlowDownError says that there have been too many tries, and how long to wait. Its
// kind is Unavailable.
type SlowDownError struct {
	Wait time.Duration
}

// Error returns the text for the log.
func (e *SlowDownError) Error() string { return e.Unwrap().Error() }

// Unwrap returns the fault, with the message for people.
func (e *SlowDownError) Unwrap() error {
	minutes := int(math.Ceil(e.Wait.Minutes()))
	return fault.New(fault.Unavailable, "accounts.slowDown", fault.Args{"minutes": max(1, minutes)})
}

// because is the error with a cause for the log. It is found by errors.Is still, which
// a copy would not be.
func because(e *fault.Error, cause error) error { return fmt.Errorf("%w: %w", e, cause) }

func bad(member, key string, args fault.Args) error {
	return fault.Bad([]fault.Problem{{Member: member, Key: key, Args: args}})
}
