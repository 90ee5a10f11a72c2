package api

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/internal/webhook"
)

// webhookView is a subscription, without its secret.
type webhookView struct {
	ID           string        `json:"id"`
	Organisation string        `json:"organisation"`
	URL          string        `json:"url"`
	Events       []string      `json:"events"`
	Active       bool          `json:"active"`
	SwitchedOff  bool          `json:"switchedOff,omitzero"`
	Failures     int           `json:"failures"`
	Worked       store.Instant `json:"worked,omitzero"`
}

// webhookBody is what somebody asks of a subscription.
type webhookBody struct {
	URL    string   `json:"url" validate:"required,max=2000"`
	Events []string `json:"events" validate:"required,max=20"`
	Active bool     `json:"active"`
}

// secretView is a secret, which is shown once.
type secretView struct {
	Secret string `json:"secret"`
}

// newWebhookView is a subscription with its secret.
type newWebhookView struct {
	webhookView
	secretView
}

func (s *Services) webhookOperations() []operation {
	const one = "/webhooks/{id}"
	ours := func(o operation) operation {
		o.Tag, o.Who, o.Permission = "webhooks", permitted, access.WebhookWrite
		return o
	}
	return []operation{
		ours(operation{
			Method: http.MethodGet, Path: "/organisations/{id}/webhooks", ID: "listWebhooks",
			Summary: "An organisation's webhooks.", Result: listOf[webhookView]{}, Handle: s.listWebhooks,
		}),
		ours(operation{
			Method: http.MethodPost, Path: "/organisations/{id}/webhooks", ID: "createWebhook",
			Summary: "Have events sent to an address. The answer holds the secret that signs them, which is shown once.",
			Body:    webhookBody{}, Status: http.StatusCreated, Result: newWebhookView{}, Handle: s.createWebhook,
		}),
		ours(operation{Method: http.MethodGet, Path: one, ID: "getWebhook", Summary: "A webhook.", Result: webhookView{}, Handle: s.getWebhook}),
		ours(operation{
			Method: http.MethodPut, Path: one, ID: "changeWebhook", Summary: "Give a webhook another address or other events, or switch it on or off.",
			Match: true, Body: webhookBody{}, Result: webhookView{}, Handle: s.changeWebhook,
		}),
		ours(operation{
			Method: http.MethodDelete, Path: one, ID: "deleteWebhook", Summary: "Remove a webhook.",
			Status: http.StatusNoContent, Handle: s.deleteWebhook,
		}),
		ours(operation{
			Method: http.MethodPost, Path: one + "/secret", ID: "rotateWebhookSecret",
			Summary: "Give a webhook a new secret. The old one signs beside it for a day.", Result: secretView{}, Handle: s.rotateSecret,
		}),
		ours(operation{
			Method: http.MethodPost, Path: one + "/ping", ID: "tryWebhook", Summary: "Send a trial event.",
			Class: web.Expensive, Status: http.StatusNoContent, Handle: s.tryWebhook,
		}),
	}
}

func viewWebhook(w *webhook.Subscription) webhookView {
	return webhookView{
		ID: w.ID, Organisation: w.Organisation, URL: w.URL, Events: w.Events, Active: w.Active,
		SwitchedOff: w.SwitchedOff, Failures: w.Failures, Worked: w.Worked,
	}
}

func (s *Services) listWebhooks(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	all, err := s.Webhooks.List(c.UserContext(), web.ActorOf(c), id)
	if err != nil {
		return err
	}
	views := make([]webhookView, len(all))
	for i := range all {
		views[i] = viewWebhook(&all[i])
	}
	return list(c, views, "")
}

func (s *Services) createWebhook(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	var body webhookBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	made, secret, err := s.Webhooks.Create(c.UserContext(), web.ActorOf(c), id, webhook.Wish(body))
	if err != nil {
		return err
	}
	return created(c, "/webhooks/"+made.ID, made.Version, newWebhookView{viewWebhook(&made), secretView{secret}})
}

func (s *Services) getWebhook(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	w, err := s.Webhooks.Get(c.UserContext(), web.ActorOf(c), id)
	if err != nil {
		return err
	}
	return versioned(c, w.Version, viewWebhook(&w))
}

func (s *Services) changeWebhook(c *fiber.Ctx) error {
	id, expected, err := target(c)
	if err != nil {
		return err
	}
	var body webhookBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	w, err := s.Webhooks.Change(c.UserContext(), web.ActorOf(c), id, expected, webhook.Wish(body))
	if err != nil {
		return err
	}
	return versioned(c, w.Version, viewWebhook(&w))
}

func (s *Services) deleteWebhook(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := s.Webhooks.Delete(c.UserContext(), web.ActorOf(c), id); err != nil {
		return err
	}
	return none(c)
}

func (s *Services) rotateSecret(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	secret, err := s.Webhooks.Rotate(c.UserContext(), web.ActorOf(c), id)
	if err != nil {
		return err
	}
	return c.JSON(secretView{secret})
}

func (s *Services) tryWebhook(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := s.Webhooks.TryOut(c.UserContext(), web.ActorOf(c), id); err != nil {
		return err
	}
	return none(c)
}
