package api

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/web"
)

// formats are the media types of files that can be imported.
var formats = map[string]catalog.FileFormat{
	typeJSONL: catalog.JSONL,
	typeCSV:   catalog.CSV,
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": catalog.XLSX,
}

// importRowView is what became of a row, told in the caller's language.
type importRowView struct {
	Line       int             `json:"line"`
	ExternalID string          `json:"externalID,omitzero"`
	Listing    string          `json:"listing,omitzero"`
	Outcome    catalog.Outcome `json:"outcome"`
	Submitted  bool            `json:"submitted,omitzero"`
	Problems   []problemView   `json:"problems,omitzero"`
}

type problemView struct {
	Member string `json:"member,omitzero"`
	Key    string `json:"key"`
	Detail string `json:"detail"`
}

func (s *Services) importOperations() []operation {
	return []operation{
		{
			Method: http.MethodPost, Path: "/organisations/{id}/imports", ID: "startImport", Tag: "imports",
			Summary: "Import up to 10,000 products as drafts.",
			Notes: "The body is the file: JSON lines, CSV or XLSX. A row whose id is that of a listing changes its working copy, " +
				"so that the same file can be sent again. The import goes on after the answer; ask for it until its state is done.",
			Who: permitted, Permission: access.ListingWrite, Class: web.Expensive, Creates: true,
			Query: []parameter{
				{Name: "name", Summary: "Name of the file, for messages.", Type: "string"},
				{Name: "submit", Summary: "Submit the rows without problems for review.", Type: "boolean"},
			},
			BodyTypes: []string{typeJSONL, typeCSV, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
			Status:    http.StatusAccepted, Result: catalog.Import{}, Handle: s.startImport,
		},
		{
			Method: http.MethodGet, Path: "/organisations/{id}/imports", ID: "listImports", Tag: "imports",
			Summary: "An organisation's imports, the last first.", Who: permitted, Permission: access.ListingRead,
			Query: page, Result: listOf[catalog.Import]{}, Handle: s.listImports,
		},
		{
			Method: http.MethodGet, Path: "/imports/{id}", ID: "getImport", Tag: "imports",
			Summary: "An import and how far it has come.", Who: permitted, Permission: access.ListingRead,
			Result: catalog.Import{}, Handle: s.getImport,
		},
		{
			Method: http.MethodGet, Path: "/imports/{id}/rows", ID: "getImportRows", Tag: "imports",
			Summary: "What became of each row, as JSON lines.", Who: permitted, Permission: access.ListingRead,
			ResultTypes: []string{typeJSONL}, Handle: s.importRows,
		},
	}
}

func (s *Services) startImport(c *fiber.Ctx) error {
	in := web.Query(c)
	u := catalog.Upload{Name: in.Text("name"), Submit: in.Yes("submit")}
	if err := in.Err(); err != nil {
		return err
	}
	var err error
	if u.Owner, err = web.PathID(c, "id"); err != nil {
		return err
	}
	media := mediaType(c)
	if u.Format = formats[media]; u.Format == "" {
		return web.WithStatus(http.StatusUnsupportedMediaType, fault.Invalid, "api.importType", fault.Args{"type": media})
	}
	if u.Name == "" {
		u.Name = "import"
	}
	web.Extend(c)
	if u.File, err = web.Upload(c, catalog.MaxImportBytes); err != nil {
		return err
	}
	started, err := s.Listings.StartImport(c.UserContext(), web.ActorOf(c), s.Now(), u)
	if err != nil {
		return err
	}
	s.Continue(started.ID)
	c.Location(Root + "/imports/" + started.ID)
	return c.Status(http.StatusAccepted).JSON(started)
}

func (s *Services) listImports(c *fiber.Ctx) error {
	in := web.Query(c)
	limit, after := in.Page()
	if err := in.Err(); err != nil {
		return err
	}
	owner, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	found, next, err := s.Listings.Imports(c.UserContext(), web.ActorOf(c), owner, after, limit)
	if err != nil {
		return err
	}
	return list(c, found, next)
}

func (s *Services) getImport(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	found, err := s.Listings.Import(c.UserContext(), web.ActorOf(c), id)
	if err != nil {
		return err
	}
	return c.JSON(found)
}

func (s *Services) importRows(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	actor, printer := web.ActorOf(c), web.PrinterOf(c)
	found, err := s.Listings.Import(c.UserContext(), actor, id)
	if err != nil {
		return err
	}
	return streamLines(c, func(ctx context.Context, write func(any) error) error {
		for row, err := range s.Listings.ImportRows(ctx, actor, id) {
			if err != nil {
				return err
			}
			if err := write(viewRow(&row, found.File, printer)); err != nil {
				return err
			}
		}
		return nil
	})
}

func viewRow(row *catalog.ImportRow, file string, p i18n.Printer) importRowView {
	v := importRowView{
		Line: row.Line, ExternalID: row.ExternalID, Listing: row.Listing, Outcome: row.Outcome, Submitted: row.Submitted,
	}
	for _, problem := range row.Problems {
		v.Problems = append(v.Problems, problemView{
			Member: problem.Member, Key: problem.Key, Detail: p.Problem(problem.Problem(file)),
		})
	}
	return v
}

// mediaType is what the body says that it is, without parameters.
func mediaType(c *fiber.Ctx) string {
	media, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil {
		return ""
	}
	return media
}

// streamLines answers one object a line, as they come.
func streamLines(c *fiber.Ctx, each func(ctx context.Context, write func(any) error) error) error {
	return web.Stream(c, typeJSONL, func(ctx context.Context, w io.Writer) error {
		out := bufio.NewWriterSize(w, 64<<10)
		if err := each(ctx, json.NewEncoder(out).Encode); err != nil {
			return err
		}
		return out.Flush()
	})
}
