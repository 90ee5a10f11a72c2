package api

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/web"
)

// Root is the path that all operations are below.
const Root = "/api/v1"

// Who may call an operation.
type who uint8

const (
	anybody   who = iota
	signedIn      // a person or token
	permitted     // one who has the permission somewhere; the service asks for the owner
	stranger      // who proves by a password or link who they are
)

// operation is a line of the contract.
type operation struct {
	Method, Path string // path parameters in braces: /needs/{id}
	ID           string // what programs made from the contract call it
	Tag          string // of the group that it belongs to
	Summary      string
	Notes        string // what a reader would not guess

	Who        who
	Permission access.Permission
	Class      web.Class // empty: read for GET, else write

	Query     []parameter
	Body      any      // a value of the type that a JSON body has; nil for none
	BodyTypes []string // media types of a body that is no JSON
	Field     string   // of a form, before the field file
	Match     bool     // wants If-Match
	Creates   bool     // takes an Idempotency-Key

	Status      int      // of the answer when it goes well; 0: 200
	Result      any      // a value of the type that is answered; nil for none
	ResultTypes []string // media types of an answer that is no JSON
	Handle      fiber.Handler
}

// parameter is a query parameter.
type parameter struct {
	Name, Summary string
	Type          string   // string, integer, boolean, date-time
	Values        []string // allowed ones
	Many          bool     // may stand several times
	Required      bool
}

// page are the parameters of a list.
var page = []parameter{
	{Name: "limit", Summary: "How many at most, 1–200; 50 when it is not given.", Type: "integer"},
	{Name: "after", Summary: "Cursor: next of the part before.", Type: "string"},
}

// listOf is a part of a list.
type listOf[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitzero"` // cursor of the next part; absent at the end
}

// list answers a part of a list.
func list[T any](c *fiber.Ctx, items []T, next string) error {
	if items == nil {
		items = []T{}
	}
	if next != "" {
		web.LinkNext(c, next)
	}
	return c.JSON(listOf[T]{Items: items, Next: next})
}

// created answers what has been made, with where it is and its version.
func created(c *fiber.Ctx, path string, version int64, view any) error {
	c.Location(Root + path)
	if version > 0 {
		web.SetETag(c, version)
	}
	return c.Status(http.StatusCreated).JSON(view)
}

// versioned answers something that has versions.
func versioned(c *fiber.Ctx, version int64, view any) error {
	if (c.Method() == http.MethodGet || c.Method() == http.MethodHead) && web.NotModified(c, version) {
		return nil
	}
	web.SetETag(c, version)
	return c.JSON(view)
}

// none answers that it is done and that there is nothing to tell.
func none(c *fiber.Ctx) error { return c.SendStatus(http.StatusNoContent) }

// class is the rate that the operation counts for.
func (o *operation) class() web.Class {
	switch {
	case o.Class != "":
		return o.Class
	case o.Method == http.MethodGet:
		return web.Read
	default:
		return web.Write
	}
}

// handlers are the guards and the handler of the operation.
func (o *operation) handlers() []fiber.Handler {
	list := []fiber.Handler{web.Limit(o.class())}
	switch o.Who {
	case permitted:
		list = append(list, web.RequirePermission(o.Permission))
	case signedIn:
		list = append(list, web.RequireSignIn)
	case stranger:
		list = append(list, web.SameOrigin)
	case anybody:
	}
	if len(o.Query) == 0 {
		list = append(list, noParameters)
	}
	if o.Creates {
		list = append(list, web.Idempotent)
	}
	return append(list, o.Handle)
}

// required is a parameter that must be given.
func required(in *web.Parameters, name string) string {
	text := in.Text(name)
	if text == "" {
		in.Bad(name, "api.parameterMissing", nil)
	}
	return text
}

// noParameters refuses query parameters where there are none: whoever sends one
// expects something of it.
func noParameters(c *fiber.Ctx) error {
	if err := web.Query(c).Err(); err != nil {
		return err
	}
	return c.Next()
}

// fiberPath is the path as fiber writes it: /needs/:id.
func (o *operation) fiberPath() string {
	return Root + strings.NewReplacer("{", ":", "}", "").Replace(o.Path)
}
