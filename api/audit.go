package api

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
)

func (s *Services) auditOperations() []operation {
	return []operation{
		{
			Method: http.MethodGet, Path: "/audit", ID: "listAudit", Tag: "audit",
			Summary: "What has been done, the last first.", Who: permitted, Permission: access.AuditRead,
			Query: append([]parameter{
				{Name: "organisation", Summary: "Only what is about this organisation's.", Type: "string"},
				{Name: "actor", Summary: "Only what this person, token or job did.", Type: "string"},
				{Name: "object", Summary: "Only what was done with this, like listings/abc.", Type: "string"},
				{Name: "action", Summary: "Only this, like listing.publish.", Type: "string"},
				{Name: "from", Summary: "Not before this time.", Type: "date-time"},
				{Name: "to", Summary: "Before this time.", Type: "date-time"},
			}, page...),
			Result: listOf[audit.Entry]{}, Handle: s.listAudit,
		},
		{
			Method: http.MethodGet, Path: "/audit/verification", ID: "verifyAudit", Tag: "audit",
			Summary: "Whether the chain is unbroken.", Notes: "Note the head down elsewhere, to show later that nothing was cut off.",
			Who: permitted, Permission: access.AuditRead, Class: web.Expensive, Result: audit.Report{}, Handle: s.verifyAudit,
		},
	}
}

func (s *Services) listAudit(c *fiber.Ctx) error {
	in := web.Query(c)
	limit, after := in.Page()
	f := audit.Filter{
		Organisation: in.Text("organisation"), Actor: in.Text("actor"), Object: in.Text("object"), Action: in.Text("action"),
		From: instant(in, "from"), To: instant(in, "to"),
	}
	if err := in.Err(); err != nil {
		return err
	}
	found, err := s.Trail.Find(c.UserContext(), web.ActorOf(c), f, after, limit)
	if err != nil {
		return err
	}
	return list(c, found.Entries, found.Next)
}

func instant(in *web.Parameters, name string) store.Instant {
	t := in.Time(name)
	if t.IsZero() {
		return store.Instant{}
	}
	return store.At(t)
}

// verifyAudit is for those who may read the whole trail: a chain is whole or not.
func (s *Services) verifyAudit(c *fiber.Ctx) error {
	if err := web.ActorOf(c).Check(access.AuditRead, ""); err != nil {
		return err
	}
	web.Extend(c)
	report, err := s.Trail.Verify(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(report)
}
