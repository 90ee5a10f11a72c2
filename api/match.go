package api

import (
	"context"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/testbeds"
)

// Sizes of a match.
const (
	topStandard     = 20
	topMost         = 100
	explainMost     = 50
	nearStandard    = 5
	mirrorNeedsMost = 500
)

func (s *Services) matchOperations() []operation {
	sizes := []parameter{
		{Name: "top", Summary: "How many products, 1–100; 20 when it is not given.", Type: "integer"},
		{Name: "explain", Summary: "How many of them with reasons, 0–50; 10 when it is not given.", Type: "integer"},
		{Name: "near", Summary: "How many near misses, 0–50; 5 when it is not given.", Type: "integer"},
		{Name: "soften", Summary: "Names of rules that the need asks for and that shall not exclude this time.", Type: "string", Many: true},
	}
	return []operation{
		{
			Method: http.MethodGet, Path: "/needs/{id}/matches", ID: "matchNeed", Tag: "matching",
			Summary: "Products that may solve a recorded need, and why.",
			Notes:   "Of a need that the caller may change the working copy is matched, of others what is published.",
			Who:     permitted, Permission: access.MatchRun, Class: web.Expensive,
			Query: sizes, Result: matching.Result{}, Handle: s.matchNeed,
		},
		{
			Method: http.MethodPost, Path: "/matches", ID: "matchBody", Tag: "matching",
			Summary: "Products that may solve the need of the body, and why. Nothing is kept.",
			Who:     permitted, Permission: access.MatchRun, Class: web.Expensive,
			Query: sizes, Body: testbeds.Need{}, Result: matching.Result{}, Handle: s.matchBody,
		},
		{
			Method: http.MethodGet, Path: "/mirror", ID: "mirror", Tag: "matching",
			Summary: "A company's side: which published needs its products fit, and what stops them from the others.",
			Who:     permitted, Permission: access.MirrorRead, Class: web.Expensive,
			Query: []parameter{
				{Name: "organisation", Summary: "The company's ID.", Type: "string", Required: true},
				{Name: "product", Summary: "Only these of its products.", Type: "string", Many: true},
			},
			Result: matching.Mirror{}, Handle: s.mirror,
		},
	}
}

func (s *Services) day() catalog.Date { return s.Listings.Day(s.Now()) }

func (s *Services) matchOptions(in *web.Parameters) matching.Options {
	return matching.Options{
		Day: s.day(), Top: in.Whole("top", topStandard, 1, topMost),
		Explain: in.Whole("explain", 10, 0, explainMost), NearMisses: in.Whole("near", nearStandard, 0, matching.MaxNearMisses),
		Soften: in.Texts("soften"),
	}
}

func (s *Services) matchNeed(c *fiber.Ctx) error {
	in := web.Query(c)
	o := s.matchOptions(in)
	if err := in.Err(); err != nil {
		return err
	}
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	need, err := s.Needs.ToMatch(c.UserContext(), web.ActorOf(c), id)
	if err != nil {
		return err
	}
	result, err := s.Live.Match(c.UserContext(), &need, o)
	if err != nil {
		return err
	}
	return c.JSON(result)
}

func (s *Services) matchBody(c *fiber.Ctx) error {
	in := web.Query(c)
	o := s.matchOptions(in)
	if err := in.Err(); err != nil {
		return err
	}
	var need testbeds.Need
	if err := web.ReadJSON(c, &need); err != nil {
		return err
	}
	if err := fault.Bad(s.Checker.Check(&need)); err != nil {
		return err
	}
	result, err := s.Live.Match(c.UserContext(), &need, o)
	if err != nil {
		return err
	}
	return c.JSON(result)
}

func (s *Services) mirror(c *fiber.Ctx) error {
	in := web.Query(c)
	owner, chosen := required(in, "organisation"), in.Texts("product")
	if err := in.Err(); err != nil {
		return err
	}
	if err := web.ActorOf(c).Check(access.MirrorRead, owner); err != nil {
		return err
	}
	products, err := s.Listings.PublishedOf(c.UserContext(), s.Now(), owner, chosen)
	if err != nil {
		return err
	}
	needs, err := s.publishedNeeds(c.UserContext())
	if err != nil {
		return err
	}
	image, err := s.Live.Mirror(c.UserContext(), products, needs, s.day())
	if err != nil {
		return err
	}
	return c.JSON(image)
}

// publishedNeeds are the open needs, the first so many.
func (s *Services) publishedNeeds(ctx context.Context) ([]*testbeds.Need, error) {
	var needs []*testbeds.Need
	for after, more := "", true; more && len(needs) < mirrorNeedsMost; more = after != "" {
		page, next, err := s.Needs.PublishedPage(ctx, after, web.MaxLimit)
		if err != nil {
			return nil, err
		}
		for i := range page {
			needs = append(needs, &page[i].Need)
		}
		after = next
	}
	return needs, nil
}
