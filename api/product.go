package api

import (
	"bufio"
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
)

// productView is a published product, as anybody may see it.
type productView struct {
	ID         string             `json:"id"`
	Version    int                `json:"version"`
	Published  time.Time          `json:"published"`
	ValidUntil catalog.Date       `json:"validUntil"`
	Product    catalog.Product    `json:"product"`
	Pictures   []catalog.Picture  `json:"pictures,omitzero"`
	Documents  []catalog.Document `json:"documents,omitzero"`
	Claims     []claimAgeView     `json:"claimAges,omitzero"` // of the product's claims, in their order
}

// claimAgeView is how far a claim can be trusted for its age.
type claimAgeView struct {
	Age catalog.Age `json:"age"`
}

// Media types of the open data.
const (
	typeJSONL = "application/x-ndjson"
	typeCSV   = "text/csv"
)

func (s *Services) productOperations() []operation {
	return []operation{
		{
			Method: http.MethodGet, Path: "/products", ID: "listProducts", Tag: "products",
			Summary: "Published products, in the order of their IDs.", Query: page,
			Result: listOf[productView]{}, Handle: s.listProducts,
		},
		{
			Method: http.MethodGet, Path: "/products/export", ID: "exportProducts", Tag: "products",
			Summary: "All published products as a stream: JSON lines, or CSV for spreadsheets.",
			Query:   []parameter{{Name: "format", Summary: "Form of the stream; jsonl when it is not given.", Type: "string", Values: []string{"jsonl", "csv"}}},
			Class:   web.Expensive, ResultTypes: []string{typeJSONL, typeCSV}, Handle: s.exportProducts,
		},
		{
			Method: http.MethodGet, Path: "/products/{id}", ID: "getProduct", Tag: "products",
			Summary: "A published product.", Result: productView{}, Handle: s.getProduct,
		},
	}
}

func (s *Services) view(p *catalog.PublicListing) productView {
	v := productView{
		ID: p.ID, Version: p.Version, Published: p.Published, ValidUntil: p.ValidUntil,
		Product: p.Content.Product, Pictures: p.Content.Pictures, Documents: p.Content.Documents,
	}
	for _, c := range p.Content.Claims {
		v.Claims = append(v.Claims, claimAgeView{catalog.ClaimAge(c, s.day())})
	}
	return v
}

// publicProducts are those of the listings that anybody may see, in their order.
func (s *Services) publicProducts(ctx context.Context, ids []string) ([]productView, error) {
	views := make([]productView, 0, len(ids))
	for _, id := range ids {
		p, err := s.Listings.Published(ctx, s.Now(), id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		views = append(views, s.view(&p))
	}
	return views, nil
}

func (s *Services) getProduct(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	p, err := s.Listings.Published(c.UserContext(), s.Now(), id)
	if err != nil {
		return err
	}
	return versioned(c, int64(p.Version), s.view(&p))
}

func (s *Services) listProducts(c *fiber.Ctx) error {
	in := web.Query(c)
	limit, after := in.Page()
	if err := in.Err(); err != nil {
		return err
	}
	page, next, err := s.Listings.PublishedPage(c.UserContext(), s.Now(), after, limit)
	if err != nil {
		return err
	}
	views := make([]productView, len(page))
	for i := range page {
		views[i] = s.view(&page[i])
	}
	return list(c, views, next)
}

func (s *Services) exportProducts(c *fiber.Ctx) error {
	in := web.Query(c)
	format := in.Choice("format", "jsonl", "csv")
	if err := in.Err(); err != nil {
		return err
	}
	now := s.Now()
	return streamProducts(c, format, func(ctx context.Context) iter.Seq2[catalog.Product, error] {
		return s.Listings.AllPublished(ctx, now)
	})
}

// streamProducts answers products as they are read, so that it does not matter how
// many there are.
func streamProducts(c *fiber.Ctx, format string, products func(context.Context) iter.Seq2[catalog.Product, error]) error {
	media, write := typeJSONL, catalog.ExportJSONL
	if format == "csv" {
		media, write = typeCSV, catalog.ExportCSV
	}
	return web.Stream(c, media, func(ctx context.Context, w io.Writer) error {
		out := bufio.NewWriterSize(w, 64<<10)
		if err := write(out, products(ctx)); err != nil {
			return err
		}
		return out.Flush()
	})
}
