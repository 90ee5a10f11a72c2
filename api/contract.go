package api

import (
	_ "embed" // of the contract and its page
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/web"
)

// contract is made from the table of operations by `go test ./api -run Contract
// -update`, and held to it by the same test.
//
//go:embed openapi.yaml
var contract []byte

func (s *Services) contractOperations() []operation {
	return []operation{
		{
			Method: http.MethodGet, Path: "/openapi.yaml", ID: "getContract", Tag: "contract",
			Summary: "This contract.", ResultTypes: []string{"application/yaml"},
			Handle: func(c *fiber.Ctx) error {
				c.Set(fiber.HeaderContentType, "application/yaml")
				return c.Send(contract)
			},
		},
		{
			Method: http.MethodGet, Path: "/docs", ID: "getContractPage", Tag: "contract",
			Summary: "This contract as a page for people.", ResultTypes: []string{"text/html"},
			Handle: s.contractPage,
		},
	}
}

// contractPolicy lets the page have the style that stands in it by its hash, and
// nothing else.
func (s *Services) contractPage(c *fiber.Ctx) error {
	page, err := contractPage(s.operations(), web.LanguageOf(c))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentSecurityPolicy, page.policy)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(page.html)
}
