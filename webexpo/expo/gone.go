package expo

import (
	"context"
	"errors"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// gone reports whether an error says that there is no such thing.
func gone(err error) bool { return errors.Is(err, store.ErrNotFound) || fault.Is(err, fault.NotFound) }

// company is a company that is active.
func (a *Area) company(ctx context.Context, id string) (accounts.Organisation, error) {
	o, err := a.s.Organisations.Organisation(ctx, id)
	if err == nil && (o.Side != access.Company || !o.Active) {
		err = fault.New(fault.NotFound, "", nil)
	}
	return o, err
}

// gonePage stands where something was that the public sees no longer.
type gonePage struct {
	frame.Base
	Text  string
	Links []frame.Link
}

// leave answers for what is no longer public, and gives the error back for what never
// was. What is "product" or "need".
func (a *Area) leave(c *fiber.Ctx, err error, what, id string, was func(ctx context.Context, id string) (bool, error)) error {
	if !gone(err) {
		return err
	}
	shown, asking := was(c.UserContext(), id)
	if asking != nil || !shown {
		return err
	}
	v := gonePage{Base: a.frame.Base(c, "expo.gone."+what)}
	v.Text = v.T("expo.gone." + what + "Text")
	v.Links = []frame.Link{{Text: v.T("expo.gone.search"), Href: searchPath}, {Text: v.T("expo.gone.browse"), Href: browsePath}}
	if what == "need" {
		v.Links = []frame.Link{{Text: v.T("expo.gone.needs"), Href: needsPath}}
	}
	return a.p.gone.RenderStatus(c, http.StatusGone, &v)
}
