package company

import (
	"context"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/schema"
	"github.com/allagehub/matcharenan/internal/web"
)

// column is a column of a file whose values are of a list.
type column struct{ Name, Words, Values string }

// columns are those with values of a list that is short enough to be read, in the
// order of a file.
func (w words) columns() []column { return w.columnsOf(reflect.TypeFor[catalog.Product](), "", "") }

// columnsOf are the columns of a struct. A list of structs has numbered columns, of
// which the first stand for all.
func (w words) columnsOf(t reflect.Type, name, path string) (all []column) {
	for _, m := range schema.Members(t) {
		switch m.Kind {
		case schema.Object:
			all = append(all, w.columnsOf(schema.Deref(m.Type), name+m.Name+".", path+m.Name+".")...)
			continue
		case schema.Objects:
			all = append(all, w.columnsOf(m.Type.Elem(), name+m.Name+".1.", path+m.Name+".")...)
			continue
		default: // a column of its own
		}
		values := catalog.Vocabularies()[vocabularyOf(m)]
		if len(values) == 0 || m.Name == statusMember {
			continue
		}
		c := column{Name: name + m.Name, Words: w.member(path + m.Name)}
		var told []string
		for _, v := range values {
			told = append(told, v+" ("+w.value(path+m.Name, v)+")")
		}
		c.Values = strings.Join(told, ", ")
		all = append(all, c)
	}
	return all
}

// statusMember is set by the service, whatever a file says.
const statusMember = "status"

// vocabularyOf is the vocabulary of a member's values, empty for none.
func vocabularyOf(m schema.Member) string {
	i := slices.IndexFunc(m.Rules, func(r schema.Rule) bool { return r.Name == "vocab" })
	if i < 0 {
		return ""
	}
	return m.Rules[i].Param
}

// typeXLSX is the media type of a spreadsheet.
const typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Where the table to fill in lies.
const (
	templateCSV  = importPath + "/mall.csv"
	templateXLSX = importPath + "/mall.xlsx"
)

// sendTemplate answers with a table of all columns and one row that shows how values
// are written.
func sendTemplate(media, name string, write func(io.Writer, []catalog.Product) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
		return web.Stream(c, media, func(_ context.Context, w io.Writer) error { return write(w, []catalog.Product{sample()}) })
	}
}

// sample is a product that shows how values are written.
func sample() catalog.Product {
	return catalog.Product{
		ID: "exempel-1", Name: "Exempel: nattlampa", Summary: "Tänds av sig själv när någon stiger upp på natten.", Language: "sv",
		Keywords: []string{"nattljus", "fall"}, ProductTypes: []string{"P01"}, TargetGroups: []string{"older", "dementia"},
		Settings: []string{"ordinary_home", "special_housing"}, LifeAreas: []string{"safety", "sleep"}, CareActs: []string{"SoL"},
		TRL: new(9), Medical: catalog.Medical{Purpose: catalog.No, MDRClass: "none"},
		Data:  catalog.Data{Personal: catalog.No, Location: catalog.LocationNone, Camera: catalog.CaptureNone, Audio: catalog.CaptureNone, Positioning: catalog.No},
		Price: catalog.Price{Model: "subscription", PerMonthSEK: new(120.0)}, TrialOffer: catalog.TrialOffer{Available: catalog.Yes, Units: new(5), Weeks: new(8)},
		Claims: []catalog.Claim{{Text: "Färre fall på natten.", Source: "own", Date: catalog.MustParseDate("2026-01-31")}},
	}
}
