package api

import (
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/testbeds"
)

// needView is a need for those who may see its working copy.
type needView struct {
	ID               string              `json:"id"`
	Owner            string              `json:"owner"`
	State            lifecycle.State     `json:"state"`
	Public           bool                `json:"public"`
	PublishedVersion int                 `json:"publishedVersion,omitzero"`
	Draft            testbeds.Need       `json:"draft"`
	Messages         []lifecycle.Message `json:"messages,omitzero"`
}

// openNeedView is a published need, as anybody may see it.
type openNeedView struct {
	ID        string        `json:"id"`
	Version   int           `json:"version"`
	Owner     string        `json:"owner"`
	Open      bool          `json:"open"` // whether companies may answer
	Published time.Time     `json:"published"`
	Need      testbeds.Need `json:"need"`
}

// newNeed is what a need is made of.
type newNeed struct {
	Organisation string        `json:"organisation" validate:"required,max=100"` // that will own it
	Need         testbeds.Need `json:"need"`                                     // without id and municipality
}

func (s *Services) needs() *resource[testbeds.NeedRecord, testbeds.Need, needView] {
	r := &resource[testbeds.NeedRecord, testbeds.Need, needView]{
		services: s, noun: "need", path: "/needs",
		read: access.NeedRead, write: access.NeedWrite, review: access.NeedReview,
		states: []string{"draft", "submitted", "published", "closed", "archived", "withdrawn"},
		view:   viewNeed,
	}
	if s.Needs != nil {
		r.commands = s.Needs.Commands
	}
	return r
}

func (s *Services) needOperations() []operation {
	r := s.needs()
	return append([]operation{
		{
			Method: http.MethodGet, Path: "/open-needs", ID: "listOpenNeeds", Tag: "needs",
			Summary: "Published needs, in the order of their IDs.", Query: page,
			Result: listOf[openNeedView]{}, Handle: s.listOpenNeeds,
		},
		{
			Method: http.MethodGet, Path: "/open-needs/{id}", ID: "getOpenNeed", Tag: "needs",
			Summary: "A published need.", Result: openNeedView{}, Handle: s.getOpenNeed,
		},
		{
			Method: http.MethodPost, Path: "/needs", ID: "createNeed", Tag: "needs",
			Summary: "Record a need as a draft.", Who: permitted, Permission: access.NeedWrite,
			Creates: true, Body: newNeed{}, Status: http.StatusCreated, Result: needView{}, Handle: s.createNeed,
		},
		{
			Method: http.MethodPut, Path: "/needs/{id}", ID: "saveNeed", Tag: "needs",
			Summary: "Replace the working copy.", Who: permitted, Permission: access.NeedWrite,
			Match: true, Body: testbeds.Need{}, Result: needView{}, Handle: s.saveNeed,
		},
		r.command("close", access.NeedWrite, "End the time for answers; the public still sees the need.", s.Needs.Close),
		r.command("archive", access.NeedWrite, "Put a closed or withdrawn need away.", s.Needs.Archive),
	}, r.operations()...)
}

func viewNeed(item testbeds.Item) needView {
	v := &item.Value
	return needView{
		ID: v.ID, Owner: v.Owner, State: v.State, Public: v.Public, PublishedVersion: v.PublishedVersion,
		Draft: v.Draft, Messages: v.Messages,
	}
}

func viewOpenNeed(n *testbeds.PublicNeed) openNeedView {
	return openNeedView{ID: n.ID, Version: n.Version, Owner: n.Owner, Open: n.Open, Published: n.Published, Need: n.Need}
}

func (s *Services) listOpenNeeds(c *fiber.Ctx) error {
	in := web.Query(c)
	limit, after := in.Page()
	if err := in.Err(); err != nil {
		return err
	}
	found, next, err := s.Needs.PublishedPage(c.UserContext(), after, limit)
	if err != nil {
		return err
	}
	views := make([]openNeedView, len(found))
	for i := range found {
		views[i] = viewOpenNeed(&found[i])
	}
	return list(c, views, next)
}

func (s *Services) getOpenNeed(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	n, err := s.Needs.Published(c.UserContext(), id)
	if err != nil {
		return err
	}
	return versioned(c, int64(n.Version), viewOpenNeed(&n))
}

func (s *Services) createNeed(c *fiber.Ctx) error {
	var body newNeed
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	if err := refuseOwnOf(&body.Need, "need."); err != nil {
		return err
	}
	item, err := s.Needs.CreateAs(c.UserContext(), web.ActorOf(c), s.Now(), web.NewID(c), body.Organisation, body.Need)
	if err != nil {
		return err
	}
	return created(c, "/needs/"+item.ID, item.Version, viewNeed(item))
}

func (s *Services) saveNeed(c *fiber.Ctx) error {
	id, expected, err := target(c)
	if err != nil {
		return err
	}
	var n testbeds.Need
	if err := web.ReadJSON(c, &n); err != nil {
		return err
	}
	if err := refuseOwnOf(&n, ""); err != nil {
		return err
	}
	item, err := s.Needs.SaveDraft(c.UserContext(), web.ActorOf(c), s.Now(), id, expected, n)
	return s.needs().answer(c, item, err)
}
