package expo

import (
	"context"
	"io"
	"iter"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// Paths of the open data.
const (
	dataPath      = "/oppna-data"
	csvPath       = dataPath + "/produkter.csv"
	jsonlPath     = dataPath + "/produkter.jsonl"
	cataloguePath = dataPath + "/katalog.rdf"
	feedPath      = "/flode.atom"
)

// Media types of the open data.
const (
	csvType   = "text/csv; charset=utf-8"
	jsonlType = "application/x-ndjson"
)

// dataPage tells what can be fetched.
type dataPage struct {
	frame.Base
	Total string
	Files []dataFile
}

// dataFile is something that can be fetched.
type dataFile struct{ Title, Text, Href string }

func (a *Area) data(c *fiber.Ctx) error {
	v := dataPage{Base: a.frame.Base(c, "expo.data.title")}
	v.Description = v.T("expo.data.lead")
	total := a.s.Search.Len()
	v.Total = counted(&v.Base, "expo.data.total", total)
	for _, f := range []struct{ name, href string }{
		{"csv", csvPath}, {"jsonl", jsonlPath}, {"catalogue", cataloguePath}, {"feed", feedPath}, {"api", "/api/v1/docs"},
	} {
		if f.name == "csv" && total > catalog.MaxCSV {
			continue
		}
		v.Files = append(v.Files, dataFile{v.T("expo.data." + f.name), v.T("expo.data." + f.name + "Text"), f.href})
	}
	return a.p.data.Render(c, &v)
}

func (a *Area) csv(c *fiber.Ctx) error {
	if a.s.Search.Len() > catalog.MaxCSV { // said before the file begins, since a file that ends early looks whole
		return fault.New(fault.TooLarge, "catalog.csvTooLarge", fault.Args{"limit": catalog.MaxCSV})
	}
	return a.export(c, csvType, catalog.ExportCSV)
}

func (a *Area) jsonl(c *fiber.Ctx) error { return a.export(c, jsonlType, catalog.ExportJSONL) }

// export answers all products as they are read, so that it does not matter how many
// there are.
func (a *Area) export(c *fiber.Ctx, kind string, write func(io.Writer, iter.Seq2[catalog.Product, error]) error) error {
	now := a.s.Now()
	c.Set(fiber.HeaderCacheControl, sharedFor)
	return web.Stream(c, kind, func(ctx context.Context, w io.Writer) error {
		return write(w, a.s.Listings.AllPublished(ctx, now))
	})
}
