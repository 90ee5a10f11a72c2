package api

import (
	"context"
	"iter"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/web"
)

// listingView is a listing for those who may see its working copy.
type listingView struct {
	ID               string               `json:"id"`
	Owner            string               `json:"owner"`
	ExternalID       string               `json:"externalID,omitzero"`
	State            lifecycle.State      `json:"state"`
	Public           bool                 `json:"public"`
	PublishedVersion int                  `json:"publishedVersion,omitzero"`
	ValidUntil       catalog.Date         `json:"validUntil,omitzero"`
	DaysLeft         int                  `json:"daysLeft,omitzero"`
	Confirm          bool                 `json:"confirm,omitzero"` // whether the company should confirm it
	Draft            catalog.Content      `json:"draft"`
	Claims           []catalog.Age        `json:"claimAges,omitzero"`
	Messages         []lifecycle.Message  `json:"messages,omitzero"`
	Confirmation     catalog.Confirmation `json:"confirmation,omitzero"`
}

// newListing is what a listing is made of.
type newListing struct {
	Organisation string          `json:"organisation" validate:"required,max=100"` // that will own it
	ExternalID   string          `json:"externalID" validate:"max=100"`            // the vendor's own ID
	Product      catalog.Product `json:"product"`                                  // without id, vendor, status and validUntil
}

func (s *Services) listings() *resource[catalog.Listing, catalog.Content, listingView] {
	r := &resource[catalog.Listing, catalog.Content, listingView]{
		services: s, noun: "listing", path: "/listings",
		read: access.ListingRead, write: access.ListingWrite, review: access.ListingReview,
		states: []string{"draft", "submitted", "published", "expired", "withdrawn"},
		view:   s.listingView,
	}
	if s.Listings != nil {
		r.commands = s.Listings.Commands
	}
	return r
}

func (s *Services) listingOperations() []operation {
	r := s.listings()
	return append(r.operations(), []operation{
		{
			Method: http.MethodPost, Path: "/listings", ID: "createListing", Tag: "listings",
			Summary: "Make a draft.", Who: permitted, Permission: access.ListingWrite,
			Creates: true, Body: newListing{}, Status: http.StatusCreated, Result: listingView{}, Handle: s.createListing,
		},
		{
			Method: http.MethodPut, Path: "/listings/{id}", ID: "saveListing", Tag: "listings",
			Summary: "Replace the product of the working copy.", Who: permitted, Permission: access.ListingWrite,
			Match: true, Body: catalog.Product{}, Result: listingView{}, Handle: s.saveListing,
		},
		r.command("confirm", access.ListingWrite, "Say that what is published still holds, and prolong it.", s.Listings.Confirm),
		{
			Method: http.MethodGet, Path: "/organisations/{id}/products/export", ID: "exportListings", Tag: "listings",
			Summary: "The working copies of an organisation as a stream that can be imported again.",
			Who:     permitted, Permission: access.ListingRead, Class: web.Expensive,
			Query:       []parameter{{Name: "format", Summary: "Form of the stream; jsonl when it is not given.", Type: "string", Values: []string{"jsonl", "csv"}}},
			ResultTypes: []string{typeJSONL, typeCSV}, Handle: s.exportListings,
		},
	}...)
}

func (s *Services) listingView(item catalog.Item) listingView {
	v := &item.Value
	o := s.Listings.Overview(v, s.Now())
	return listingView{
		ID: v.ID, Owner: v.Owner, ExternalID: v.ExternalID, State: v.State, Public: o.Public,
		PublishedVersion: v.PublishedVersion, ValidUntil: v.ValidUntil, DaysLeft: o.DaysLeft, Confirm: o.Confirm,
		Draft: v.Draft, Claims: o.Claims, Messages: v.Messages, Confirmation: v.Confirmation,
	}
}

func (s *Services) createListing(c *fiber.Ctx) error {
	var body newListing
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	if err := refuseOwn(&body.Product, "product."); err != nil {
		return err
	}
	item, err := s.Listings.CreateAs(c.UserContext(), web.ActorOf(c), s.Now(), web.NewID(c), body.Organisation, body.ExternalID, body.Product)
	if err != nil {
		return err
	}
	return created(c, "/listings/"+item.ID, item.Version, s.listingView(item))
}

func (s *Services) saveListing(c *fiber.Ctx) error {
	id, expected, err := target(c)
	if err != nil {
		return err
	}
	var p catalog.Product
	if err := web.ReadJSON(c, &p); err != nil {
		return err
	}
	if err := refuseOwn(&p, ""); err != nil {
		return err
	}
	item, err := s.Listings.SaveDraft(c.UserContext(), web.ActorOf(c), s.Now(), id, expected, p)
	return s.listings().answer(c, item, err)
}

func (s *Services) exportListings(c *fiber.Ctx) error {
	in := web.Query(c)
	format := in.Choice("format", "jsonl", "csv")
	if err := in.Err(); err != nil {
		return err
	}
	owner, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	actor := web.ActorOf(c)
	if err := actor.Check(access.ListingRead, owner); err != nil {
		return err
	}
	return streamProducts(c, format, func(ctx context.Context) iter.Seq2[catalog.Product, error] {
		return s.Listings.AllOf(ctx, actor, owner)
	})
}
