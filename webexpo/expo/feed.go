package expo

import (
	"encoding/xml"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/live"
)

// entriesOfFeed is how many products the feed has.
const entriesOfFeed = 50

// feed is an Atom feed (RFC 4287).
type feed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Language string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle"`
	Updated  string      `xml:"updated"`
	Links    []feedLink  `xml:"link"`
	Entries  []feedEntry `xml:"entry"`
}

type feedLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type feedEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  string   `xml:"author>name"`
	Link    feedLink `xml:"link"`
	Summary string   `xml:"summary,omitempty"`
}

// atom answers the products that were published or changed last.
func (a *Area) atom(c *fiber.Ctx) error {
	found, err := a.s.Search.Search(c.UserContext(), fulltext.Query{
		Sort: fulltext.Order{Field: live.FieldPublished, Descending: true}, Size: entriesOfFeed,
	})
	if err != nil {
		return err
	}
	listings, err := a.hits(c.UserContext(), &found)
	if err != nil {
		return err
	}
	b := a.frame.Plain(c, "expo.feed.title")
	f := feed{
		Language: string(b.Language), ID: a.public(c, feedPath), Title: b.Title, Subtitle: b.T("expo.feed.subtitle"),
		Links: []feedLink{{"self", "application/atom+xml", a.public(c, feedPath)}, {"alternate", "text/html", a.public(c, searchPath+"?"+orderName+"=nyast")}},
	}
	newest := time.Time{}
	for i := range listings {
		p := &listings[i]
		if p.Published.After(newest) {
			newest = p.Published
		}
		author := p.Content.Vendor.Name
		if author == "" {
			author = b.T("frame.name")
		}
		address := a.public(c, productPath+p.ID)
		f.Entries = append(f.Entries, feedEntry{
			ID: address, Title: p.Content.Name, Updated: p.Published.UTC().Format(time.RFC3339), Author: author,
			Link: feedLink{Rel: "alternate", Type: "text/html", Href: address}, Summary: p.Content.Summary,
		})
	}
	if newest.IsZero() {
		newest = a.s.Now()
	}
	f.Updated = newest.UTC().Format(time.RFC3339)
	c.Vary(fiber.HeaderAcceptLanguage, fiber.HeaderCookie)
	return a.document(c, "application/atom+xml; charset=utf-8", &f)
}

// document answers XML that others may keep.
func (a *Area) document(c *fiber.Ctx, kind string, v any) error {
	data, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return fmt.Errorf("writing XML: %w", err)
	}
	return a.kept(c, kind, sharedFor, append([]byte(xml.Header), data...))
}
