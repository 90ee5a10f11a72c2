package api

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/testbeds/needcheck"
)

// remarkView is a finding of the need check.
type remarkView struct {
	Kind     needcheck.Kind `json:"kind"`
	Blocking bool           `json:"blocking"` // whether it stops the need from being sent in
	Member   string         `json:"member"`   // of the need, such as statements[0].text
	Start    int            `json:"start"`    // bytes
	End      int            `json:"end"`
	Text     string         `json:"text"`
	Message  string         `json:"message"` // in the caller's language
	Proposal string         `json:"proposal,omitzero"`
}

func (s *Services) needCheckOperations() []operation {
	return []operation{{
		Method: http.MethodPost, Path: "/need-checks", ID: "checkNeed", Tag: "needs",
		Summary: "What a critical colleague would say of the need of the body. Nothing is kept.",
		Who:     permitted, Permission: access.NeedWrite,
		Body: testbeds.Need{}, Result: listOf[remarkView]{}, Handle: s.checkNeed,
	}}
}

func (s *Services) checkNeed(c *fiber.Ctx) error {
	var need testbeds.Need
	if err := web.ReadJSON(c, &need); err != nil {
		return err
	}
	found := s.NeedCheck.Check(&need)
	p, views := web.PrinterOf(c), make([]remarkView, len(found))
	for i := range found {
		f := &found[i]
		views[i] = remarkView{
			Kind: f.Kind, Blocking: f.Kind.Blocking(), Member: f.Member, Start: f.Start, End: f.End, Text: f.Text,
			Message: p.Text(f.Key(), f.Args()), Proposal: f.Proposal,
		}
	}
	return list(c, views, "")
}
