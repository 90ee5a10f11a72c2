package company

import (
	"context"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// step is something that can be done with a listing.
type step struct {
	action lifecycle.Action
	path   string // the end of the path that does it
	done   string // the text that tells that it has been done
	asks   bool   // whether something is lost, so that a page asks first
	look   string // class of its button
	run    func(s *catalog.Listings, ctx context.Context, a access.Actor, now time.Time, id string, version int64) (catalog.Item, error)
}

// steps are all of them, the most wanted first.
var steps = []step{
	{action: lifecycle.Submit, path: "skicka-in", done: "deskSubmitted", run: (*catalog.Listings).Submit},
	{action: catalog.Confirm, path: "bekrafta", done: "deskConfirmed", look: "secondary", run: (*catalog.Listings).Confirm},
	{action: lifecycle.Recall, path: "ta-tillbaka", done: "deskRecalled", look: "secondary", run: (*catalog.Listings).Recall},
	{action: lifecycle.Withdraw, path: "dra-tillbaka", done: "deskWithdrawn", asks: true, look: "danger", run: (*catalog.Listings).Withdraw},
	{
		action: lifecycle.Delete, path: "ta-bort", done: "deskDeleted", asks: true, look: "danger",
		run: func(s *catalog.Listings, ctx context.Context, a access.Actor, now time.Time, id string, version int64) (catalog.Item, error) {
			return catalog.Item{}, s.Delete(ctx, a, now, id, version)
		},
	},
}

// offer is a step as a button, or as a link to the page that asks first.
type offer struct {
	Text, Href, Look string
	Asks             bool
}

// offers are the steps that the listing has in its state.
func offers(h *head, k *known) (all []offer) {
	if !h.Writes {
		return nil
	}
	for _, s := range steps {
		// What is public is withdrawn, and what never was is deleted.
		if !may(k, s.action) || s.action == lifecycle.Withdraw && may(k, lifecycle.Delete) {
			continue
		}
		all = append(all, offer{
			Text: h.T("desk.step." + string(s.action)), Href: tabPath(k.ID, s.path), Look: s.look, Asks: s.asks,
		})
	}
	return all
}

// confirmPage asks whether something is to be lost.
type confirmPage struct {
	head
	Mistakes   frame.ErrorSummary
	What, Text string
	Button     string
	Action     string
	Back       string
}

func (a *Area) ask(s step) fiber.Handler {
	return func(c *fiber.Ctx) error {
		k, err := a.one(c)
		if err != nil {
			return err
		}
		return a.answerAsk(c, s, &k, nil)
	}
}

func (a *Area) answerAsk(c *fiber.Ctx, s step, k *known, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	if err := web.ActorOf(c).Check(access.ListingWrite, k.Value.Owner); err != nil {
		return err
	}
	if !may(k, s.action) {
		return fault.New(fault.Conflict, "catalog.cannot."+string(s.action), nil)
	}
	v := &confirmPage{head: a.head(c, k, previewTab), Action: tabPath(k.ID, s.path), Back: tabPath(k.ID, previewTab)}
	name := "desk.ask." + string(s.action)
	v.Title = v.T(name+".title", "name", k.Value.Draft.Name)
	v.What, v.Text, v.Button = v.T(name+".what"), v.T(name+".text"), v.T(name+".button")
	v.Crumbs = append(v.Crumbs, frame.Link{Text: k.Value.Draft.Name, Href: v.Back})
	v.Mistakes = a.lateSummary(&v.Base, failed)
	return a.confirming.RenderStatus(c, status, v)
}

// lateSummary says that somebody else was faster, where that was what went wrong.
func (a *Area) lateSummary(b *frame.Base, failed error) frame.ErrorSummary {
	if late(failed) {
		return frame.ErrorSummary{Title: b.T("desk.late"), Errors: []frame.ErrorLink{{Text: b.T("desk.lateStep")}}}
	}
	return b.Again(failed, a.called(b)).Mistakes
}

// take does a step, and leads to where it shows.
func (a *Area) take(s step) fiber.Handler {
	return func(c *fiber.Ctx) error {
		form, err := web.Form(c)
		if err != nil {
			return err
		}
		version, err := frame.VersionIn(form)
		if err != nil {
			return err
		}
		k, err := a.one(c)
		if err != nil {
			return err
		}
		if _, err := s.run(a.s.Listings, c.UserContext(), web.ActorOf(c), a.s.Now(), k.ID, version); err != nil {
			return a.failStep(c, s, err)
		}
		if s.action == lifecycle.Delete || form.Get("tillbaka") != "" {
			return c.Redirect(deskPath(web.ActorOf(c), k.Value.Owner, listPath, frame.DoneParameter, s.done), http.StatusSeeOther)
		}
		return c.Redirect(frame.Done(tabPath(k.ID, previewTab), s.done), http.StatusSeeOther)
	}
}

// failStep shows the listing as it is now, with why the step was not taken.
func (a *Area) failStep(c *fiber.Ctx, s step, failed error) error {
	if !frame.Mendable(failed) {
		return failed
	}
	k, err := a.one(c)
	if err != nil {
		return err
	}
	if s.asks && may(&k, s.action) {
		return a.answerAsk(c, s, &k, failed)
	}
	return a.answerPreview(c, &k, failed)
}
