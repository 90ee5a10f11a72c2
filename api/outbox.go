package api

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
)

// messageView is a message that could not be delivered, without what it says.
type messageView struct {
	ID       string        `json:"id"`
	Kind     outbox.Kind   `json:"kind"`
	Attempts int           `json:"attempts"`
	Template string        `json:"template"` // of the mail, or name of the event
	Made     store.Instant `json:"made"`
	GivenUp  store.Instant `json:"givenUp"`
}

func (s *Services) outboxOperations() []operation {
	return []operation{
		{
			Method: http.MethodGet, Path: "/outbox/dead", ID: "listDeadMessages", Tag: "outbox",
			Summary: "Mail and events that were given up, the last first.", Who: permitted, Permission: access.OutboxRead,
			Query: page, Result: listOf[messageView]{}, Handle: s.deadMessages,
		},
		{
			Method: http.MethodPost, Path: "/outbox/{id}/retry", ID: "retryMessage", Tag: "outbox",
			Summary: "Try a message again that was given up.", Who: permitted, Permission: access.OutboxRead,
			Status: http.StatusNoContent, Handle: s.retryMessage,
		},
	}
}

func (s *Services) deadMessages(c *fiber.Ctx) error {
	in := web.Query(c)
	limit, after := in.Page()
	if err := in.Err(); err != nil {
		return err
	}
	found, err := s.Outbox.Dead(c.UserContext(), web.ActorOf(c), after, limit)
	if err != nil {
		return err
	}
	views := make([]messageView, len(found.Items))
	for i, it := range found.Items {
		m := &it.Value
		views[i] = messageView{ID: it.ID, Kind: m.Kind, Attempts: m.Attempts, Template: m.Template, Made: m.Made, GivenUp: m.DiedAt}
	}
	return list(c, views, found.Next)
}

func (s *Services) retryMessage(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := s.Outbox.Retry(c.UserContext(), web.ActorOf(c), id); err != nil {
		return err
	}
	return none(c)
}
