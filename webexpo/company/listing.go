package company

import (
	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// The pages of a listing, as their paths end.
const (
	previewTab  = "" // the listing's own page
	formTab     = "redigera"
	mediaTab    = "bilder"
	versionsTab = "versioner"
)

// tabPath is the path of a listing's page.
func tabPath(id, tab string) string {
	if tab == previewTab {
		return listPath + "/" + id
	}
	return listPath + "/" + id + "/" + tab
}

// head is what all pages of a listing have.
type head struct {
	frame.Base
	ID      string
	Name    string // of the product
	Version int64  // of the document, that changes name
	Tags    []frame.Tag
	Until   string
	Message *message
	Tabs    []Tab
	Writes  bool   // whether who sees it may change it at all
	Foreign string // language of the product's texts where it is not the page's, else empty
}

// message is what a reviewer wrote.
type message struct{ Text, At string }

// one finds the listing of the request.
func (a *Area) one(c *fiber.Ctx) (known, error) {
	id, err := web.PathID(c, "id")
	if err != nil {
		return known{}, err
	}
	ctx, actor := c.UserContext(), web.ActorOf(c)
	it, err := a.s.Listings.Get(ctx, actor, id)
	if err != nil {
		return known{}, err
	}
	return a.know(ctx, actor, it)
}

// head starts a page of a listing.
func (a *Area) head(c *fiber.Ctx, k *known, tab string) head {
	h := head{Base: a.frame.Base(c, "desk.one.title", "name", k.Value.Draft.Name), ID: k.ID, Name: k.Value.Draft.Name, Version: k.Version}
	h.arrange(k, tab, web.ActorOf(c))
	return h
}

func (h *head) arrange(k *known, tab string, actor access.Actor) {
	h.Tags = tags(&h.Base, k)
	if language := k.Value.Draft.Language; language != string(h.Language) {
		h.Foreign = language
	}
	h.Writes = actor.May(access.ListingWrite, k.Value.Owner)
	h.Crumbs = []frame.Link{{Text: h.T("desk.list.title"), Href: deskPath(actor, k.Value.Owner, listPath)}}
	if k.overview.Public {
		h.Until = h.Day(k.overview.ValidUntil)
	}
	if k.message != nil {
		h.Message = &message{Text: k.message.Text, At: h.Time(k.message.At.Time)}
	}
	for _, t := range []struct{ tab, key string }{
		{previewTab, "desk.one.preview"}, {formTab, "desk.one.form"}, {mediaTab, "desk.one.media"}, {versionsTab, "desk.one.versions"},
	} {
		if !h.Writes && (t.tab == formTab || t.tab == mediaTab) {
			continue
		}
		h.Tabs = append(h.Tabs, Tab{frame.Link{Text: h.T(t.key), Href: tabPath(k.ID, t.tab)}, t.tab == tab})
	}
}

// may reports whether the table has the action in the listing's state. Some need more
// than the table says.
func may(k *known, action lifecycle.Action) bool {
	v := &k.Value
	_, ok := catalog.Transitions().Step(v.State, action)
	switch action {
	case lifecycle.Delete:
		return ok && v.LastVersion == 0
	case catalog.Confirm:
		return ok && k.overview.Public
	default:
		return ok
	}
}

// memberPath is where a member of the listing is written: its theme of the form.
func (a *Area) memberPath(id, member string) string {
	return themePath(id, a.form.ThemeOf(member)) + "#" + frame.FieldID(member)
}
