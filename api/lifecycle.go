package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
)

// resource is a kind of document that is written, reviewed and published: what
// listings and needs have in common.
type resource[D, T, V any] struct {
	services *Services
	noun     string // in the contract: listing
	path     string // /listings
	read     access.Permission
	write    access.Permission
	review   access.Permission
	commands *lifecycle.Commands[D, T]
	view     func(item store.Item[D]) V
	states   []string
}

// messageBody is what a reviewer writes.
type messageBody struct {
	Message string `json:"message" validate:"required,max=5000"`
}

// differenceView is a member that two versions differ in.
type differenceView = lifecycle.Difference

// versionView is what was published once.
type versionView[T any] struct {
	Number  int           `json:"number"`
	At      store.Instant `json:"at"`
	Content T             `json:"content"`
}

// operations are those that all kinds have.
func (r *resource[D, T, V]) operations() []operation {
	one := r.path + "/{id}"
	var example V
	return []operation{
		{
			Method: http.MethodGet, Path: r.path, ID: "list" + title(r.noun) + "s", Tag: r.noun + "s",
			Summary: "The " + r.noun + "s of an organisation, the last changed first; or all in a state, for reviewers.",
			Who:     permitted, Permission: r.read,
			Query: append([]parameter{
				{Name: "organisation", Summary: "ID of the owner.", Type: "string"},
				{Name: "state", Summary: "Only those in this state.", Type: "string", Values: r.states},
			}, page...),
			Result: listOf[V]{}, Handle: r.list,
		},
		{
			Method: http.MethodGet, Path: one, ID: "get" + title(r.noun), Tag: r.noun + "s",
			Summary: "A " + r.noun + " with its working copy and messages.", Who: permitted, Permission: r.read,
			Result: example, Handle: r.get,
		},
		{
			Method: http.MethodDelete, Path: one, ID: "delete" + title(r.noun), Tag: r.noun + "s",
			Summary: "Delete a draft that has never been published.", Who: permitted, Permission: r.write,
			Match: true, Status: http.StatusNoContent, Handle: r.delete,
		},
		r.command("submit", r.write, "Ask for review of the working copy.", r.commands.Submit),
		r.command("recall", r.write, "Take back what was submitted.", r.commands.Recall),
		r.command("publish", r.review, "Publish what was submitted as a new version.", r.commands.Publish),
		r.command("withdraw", r.write, "Take the "+r.noun+" from the public and from review.", r.commands.Withdraw),
		{
			Method: http.MethodPost, Path: one + "/return", ID: "return" + title(r.noun), Tag: r.noun + "s",
			Summary: "Give what was submitted back with a message.", Who: permitted, Permission: r.review,
			Match: true, Body: messageBody{}, Result: example, Handle: r.giveBack,
		},
		{
			Method: http.MethodGet, Path: one + "/changes", ID: "get" + title(r.noun) + "Changes", Tag: r.noun + "s",
			Summary: "How the working copy differs from what was published last.", Who: permitted, Permission: r.read,
			Result: listOf[differenceView]{}, Handle: r.changes,
		},
		{
			Method: http.MethodGet, Path: one + "/versions/{number}", ID: "get" + title(r.noun) + "Version", Tag: r.noun + "s",
			Summary: "What was published once.", Who: permitted, Permission: r.read,
			Result: versionView[T]{}, Handle: r.version,
		},
	}
}

func title(noun string) string { return string(noun[0]-'a'+'A') + noun[1:] }

// do is a command that needs nothing but what it is about.
type do[D any] func(ctx context.Context, a access.Actor, now time.Time, id string, expected int64) (store.Item[D], error)

func (r *resource[D, T, V]) command(verb string, p access.Permission, summary string, command do[D]) operation {
	var example V
	return operation{
		Method: http.MethodPost, Path: r.path + "/{id}/" + verb, ID: verb + title(r.noun), Tag: r.noun + "s",
		Summary: summary, Who: permitted, Permission: p, Match: true, Result: example,
		Handle: func(c *fiber.Ctx) error {
			id, expected, err := target(c)
			if err != nil {
				return err
			}
			item, err := command(c.UserContext(), web.ActorOf(c), r.services.Now(), id, expected)
			return r.answer(c, item, err)
		},
	}
}

// target is what a change is about: the document and the version that the caller
// has seen.
func target(c *fiber.Ctx) (id string, expected int64, err error) {
	if id, err = web.PathID(c, "id"); err != nil {
		return "", 0, err
	}
	expected, err = web.IfMatch(c)
	return id, expected, err
}

func (r *resource[D, T, V]) answer(c *fiber.Ctx, item store.Item[D], err error) error {
	if err != nil {
		return err
	}
	return versioned(c, item.Version, r.view(item))
}

func (r *resource[D, T, V]) list(c *fiber.Ctx) error {
	in := web.Query(c)
	limit, after := in.Page()
	f := lifecycle.Filter{Owner: in.Text("organisation"), State: lifecycle.State(in.Choice("state", r.states...)), After: after, Limit: limit}
	if err := in.Err(); err != nil {
		return err
	}
	found, err := r.commands.List(c.UserContext(), web.ActorOf(c), f)
	if err != nil {
		return err
	}
	views := make([]V, len(found.Items))
	for i, item := range found.Items {
		views[i] = r.view(item)
	}
	return list(c, views, found.Next)
}

func (r *resource[D, T, V]) get(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	item, err := r.commands.Get(c.UserContext(), web.ActorOf(c), id)
	return r.answer(c, item, err)
}

func (r *resource[D, T, V]) delete(c *fiber.Ctx) error {
	id, expected, err := target(c)
	if err != nil {
		return err
	}
	if err := r.commands.Delete(c.UserContext(), web.ActorOf(c), r.services.Now(), id, expected); err != nil {
		return err
	}
	return none(c)
}

func (r *resource[D, T, V]) giveBack(c *fiber.Ctx) error {
	id, expected, err := target(c)
	if err != nil {
		return err
	}
	var body messageBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	item, err := r.commands.Return(c.UserContext(), web.ActorOf(c), r.services.Now(), id, expected, body.Message)
	return r.answer(c, item, err)
}

func (r *resource[D, T, V]) changes(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	differences, err := r.commands.Changes(c.UserContext(), web.ActorOf(c), id)
	if err != nil {
		return err
	}
	return list(c, differences, "")
}

func (r *resource[D, T, V]) version(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(c.Params("number"))
	if err != nil || number < 1 {
		return store.ErrNotFound
	}
	v, err := r.commands.Version(c.UserContext(), web.ActorOf(c), id, number)
	if err != nil {
		return err
	}
	return c.JSON(versionView[T]{Number: v.Number, At: v.At, Content: v.Content})
}
