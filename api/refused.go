package api

import (
	"errors"
	"net/http"

	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
)

// refused gives what accounts says of a try the status that HTTP has for it: 401 for
// a wrong password, 429 for too many tries.
func refused(err error) error {
	if slow, ok := errors.AsType[*accounts.SlowDownError](err); ok {
		e, _ := fault.As(slow)
		return web.WithStatus(http.StatusTooManyRequests, e.Kind, e.Key, e.Args).Retry(slow.Wait).Because(err)
	}
	if errors.Is(err, accounts.ErrSignIn) {
		return web.WithStatus(http.StatusUnauthorized, accounts.ErrSignIn.Kind, accounts.ErrSignIn.Key, nil).Because(err)
	}
	return err
}
