package needs

import (
	"context"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// step is an action as the pages offer it.
type step struct {
	action    lifecycle.Action
	path      string // below the need's
	confirmed bool   // whether a page asks first
	kind      string // class of its button
	do        func(*testbeds.Needs) do
}

// do takes a step with the need of an ID and version.
type do func(ctx context.Context, a access.Actor, now time.Time, id string, expected int64) (testbeds.Item, error)

// steps are the actions in the order of their buttons. Giving back takes a message: it
// is done where needs are reviewed.
var steps = []step{
	{action: lifecycle.Submit, path: "skicka-in", do: func(n *testbeds.Needs) do { return n.Submit }},
	{action: lifecycle.Publish, path: "publicera", do: func(n *testbeds.Needs) do { return n.Publish }},
	{action: lifecycle.Recall, path: "ta-tillbaka", kind: "secondary", do: func(n *testbeds.Needs) do { return n.Recall }},
	{action: testbeds.Close, path: "stang", confirmed: true, kind: "secondary", do: func(n *testbeds.Needs) do { return n.Close }},
	{action: testbeds.Archive, path: "arkivera", confirmed: true, kind: "secondary", do: func(n *testbeds.Needs) do { return n.Archive }},
	{action: lifecycle.Withdraw, path: "dra-tillbaka", confirmed: true, kind: "danger", do: func(n *testbeds.Needs) do { return n.Withdraw }},
	{action: lifecycle.Delete, path: "ta-bort", confirmed: true, kind: "danger", do: deletion},
}

func deletion(n *testbeds.Needs) do {
	return func(ctx context.Context, a access.Actor, now time.Time, id string, expected int64) (testbeds.Item, error) {
		return testbeds.Item{}, n.Delete(ctx, a, now, id, expected)
	}
}

// offered reports whether the actor can take the step with a need as it is.
func (s *step) offered(actor access.Actor, n *testbeds.NeedRecord) bool {
	line, ok := testbeds.Transitions().Step(n.State, s.action)
	switch {
	case s.action == lifecycle.Delete && n.LastVersion > 0:
		return false // only what was never published
	case s.action == lifecycle.Withdraw && !n.Public:
		return false // a draft is deleted, and what was submitted is taken back
	}
	return ok && actor.May(line.Permission, n.Owner)
}

// confirmPage asks before something is taken away.
type confirmPage struct {
	frame.Base
	Need    string // its title
	Text    string
	Action  string // path
	Version int64
	Button  string
	Kind    string
	Back    string
}

func (a *Area) confirm(s *step) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := frame.Query(c).Err(); err != nil {
			return err
		}
		it, err := a.need(c)
		if err != nil {
			return err
		}
		if !s.offered(web.ActorOf(c), &it.Value) {
			return c.Redirect(needPath(it.ID, ""), http.StatusSeeOther)
		}
		name := string(s.action)
		v := confirmPage{
			Base: a.frame.Base(c, "ward.confirm."+name), Action: needPath(it.ID, "/"+s.path), Version: it.Version, Kind: s.kind, Back: needPath(it.ID, ""),
		}
		v.Need, v.Text, v.Button = titleOf(&v.Base, &it.Value), v.T("ward.confirm."+name+"Text"), v.T("ward.step."+name)
		v.Crumbs = crumbs(&v.Base, &it.Value)
		return a.asking.Render(c, &v)
	}
}

func (a *Area) take(s *step) fiber.Handler {
	return func(c *fiber.Ctx) error {
		_, version, err := posted(c)
		if err != nil {
			return err
		}
		it, err := a.need(c)
		if err != nil {
			return err
		}
		if _, err = s.do(a.s.Needs)(c.UserContext(), web.ActorOf(c), a.s.Now(), it.ID, version); err != nil {
			return a.answerNeed(c, it.ID, err)
		}
		to := needPath(it.ID, "")
		if s.action == lifecycle.Delete {
			to = listPath
		}
		return c.Redirect(frame.Done(to, doneOf[s.action]), http.StatusSeeOther)
	}
}

// doneOf names what has been done in the texts that tell it.
var doneOf = map[lifecycle.Action]string{
	lifecycle.Submit: "needSubmitted", lifecycle.Publish: "needPublished", lifecycle.Recall: "needRecalled", testbeds.Close: "needClosed",
	testbeds.Archive: "needArchived", lifecycle.Withdraw: "needWithdrawn", lifecycle.Delete: "needDeleted",
}

// crumbs lead from the list to a need.
func crumbs(b *frame.Base, n *testbeds.NeedRecord) []frame.Link {
	return []frame.Link{{Text: b.T("ward.list.title"), Href: listPath}, {Text: titleOf(b, n), Href: needPath(n.ID, "")}}
}
