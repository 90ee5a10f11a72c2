package match

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/spreadsheet"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching"
)

// row is a line of the table, by columns with Swedish names.
type row struct {
	Rank      string `json:"plats"`
	Name      string `json:"produkt"`
	Vendor    string `json:"företag"`
	Score     string `json:"poäng"`
	Does      string `json:"båda handlar om"`
	Words     string `json:"samma ord"`
	Points    string `json:"poäng per del"`
	Questions string `json:"fråga företaget"`
	Against   string `json:"går emot"`
	ID        string `json:"id"`
}

// englishRow is a row by columns with English names.
type englishRow struct {
	Rank      string `json:"rank"`
	Name      string `json:"product"`
	Vendor    string `json:"company"`
	Score     string `json:"points"`
	Does      string `json:"both are about"`
	Words     string `json:"same words"`
	Points    string `json:"points by part"`
	Questions string `json:"ask the company"`
	Against   string `json:"goes against"`
	ID        string `json:"id"`
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// export sends the hits and near misses as a table.
func (a *Area) export(c *fiber.Ctx) error {
	r, err := readAsked(c)
	if err != nil {
		return err
	}
	r.top = topMost
	found, err := a.match(c, r)
	if err != nil {
		return err
	}
	v := newMatchPage(a.frame.Plain(c, "hits.title", "need", found.need.Title), r, found, nil)
	rows := v.rows(found.result)
	c.Set(fiber.HeaderContentType, xlsxType)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Attachment(v.T("hits.file") + "-" + r.id + ".xlsx")
	if web.LanguageOf(c) != i18n.English {
		return spreadsheet.WriteXLSX(c, rows)
	}
	english := make([]englishRow, len(rows))
	for i := range rows {
		english[i] = englishRow(rows[i])
	}
	return spreadsheet.WriteXLSX(c, english)
}

// rows are the hits of the page and then what is near.
func (v *matchPage) rows(result *matching.Result) []row {
	rows := make([]row, 0, len(v.Hits)+len(v.Near))
	for i := range v.Hits {
		h := &v.Hits[i]
		var points []string
		for _, b := range append(h.Bars, h.Rest...) {
			points = append(points, b.Name+" "+b.Words)
		}
		rows = append(rows, row{
			Rank: strconv.Itoa(h.Rank), Name: h.Name, Vendor: h.Vendor, Score: v.score(result.Matches[i].Score),
			Does: v.List(h.Does), Words: h.Shares, Points: strings.Join(points, "\n"), Questions: strings.Join(h.Questions, "\n"),
			Against: strings.Join(append(h.Softened, h.Breaks...), "\n"), ID: h.ID,
		})
	}
	for i := range v.Near {
		n := &v.Near[i]
		rows = append(rows, row{Name: n.Name, Vendor: n.Vendor, Score: n.Score, Against: n.Fails, ID: result.NearMisses[i].ID})
	}
	return rows
}
