package expo

import (
	"context"
	"encoding/xml"
	"hash/fnv"
	"io"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching/thesaurus"
)

// Paths of what search engines read.
const (
	robotsPath       = "/robots.txt"
	sitemapPath      = "/sitemap.xml"
	sitePagesPath    = "/sitemap/sidor.xml"
	siteProductsPath = "/sitemap/produkter.xml"
)

// The products are spread over files by a hash of their ID, so that each stays below
// the 50,000 addresses that a file may have (sitemaps.org).
const (
	addressesInFile = 40_000
	mostFiles       = 1000
	partName        = "del"
	partsName       = "av"
)

const (
	sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"
	xmlType      = "application/xml; charset=utf-8"
)

// siteIndex is the list of files.
type siteIndex struct {
	XMLName xml.Name    `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Files   []siteEntry `xml:"sitemap"`
}

// siteSet is a file of addresses.
type siteSet struct {
	XMLName xml.Name    `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	Pages   []siteEntry `xml:"url"`
}

type siteEntry struct {
	Address string `xml:"loc"`
	Changed string `xml:"lastmod,omitempty"`
}

// robots tells search engines what to leave: endless combinations, and what is for
// people who have signed in.
func (a *Area) robots(c *fiber.Ctx) error {
	text := "User-agent: *\n" +
		"Disallow: /sok?\nDisallow: /sok/\nDisallow: /jamfor\nDisallow: /sprak\nDisallow: /logga-in\nDisallow: /api/\n" +
		"Sitemap: " + a.public(c, sitemapPath) + "\n"
	return a.kept(c, fiber.MIMETextPlainCharsetUTF8, sharedFor, []byte(text))
}

func (a *Area) sitemap(c *fiber.Ctx) error {
	index := siteIndex{Files: []siteEntry{{Address: a.public(c, sitePagesPath)}}}
	files := max(1, (a.s.Search.Len()+addressesInFile-1)/addressesInFile)
	for n := range files {
		index.Files = append(index.Files, siteEntry{Address: a.public(c, address(siteProductsPath, []parameter{
			{partName, strconv.Itoa(n + 1)}, {partsName, strconv.Itoa(files)},
		}))})
	}
	return a.document(c, xmlType, &index)
}

// sitePages are all pages that are not products.
func (a *Area) sitePages(c *fiber.Ctx) error {
	set := siteSet{}
	add := func(path string) { set.Pages = append(set.Pages, siteEntry{Address: a.public(c, path)}) }
	for _, path := range []string{"/", searchPath, browsePath, functionsPath, needsPath, dataPath, "/om"} {
		add(path)
	}
	for _, id := range a.s.Thesaurus.IDs(thesaurus.Function) {
		add(functionPath + id)
	}
	for _, id := range catalog.LifeAreas() {
		add(lifeAreaPath + id)
	}
	for o, err := range a.companies(c.UserContext()) {
		if err != nil {
			return err
		}
		add(companyPath + o.ID)
	}
	for n, err := range a.s.Needs.AllPublished(c.UserContext()) {
		if err != nil {
			return err
		}
		add(needPath + n.ID)
	}
	set.Pages = set.Pages[:min(len(set.Pages), addressesInFile)]
	return a.document(c, xmlType, &set)
}

// companies are those that are active.
func (a *Area) companies(ctx context.Context) func(yield func(accounts.Organisation, error) bool) {
	return lifecycle.Pages(func(after string) ([]accounts.Organisation, string, error) {
		page, err := a.s.Organisations.ListOrganisations(ctx, access.Actor{}, access.Company, after, store.MaxPage)
		return page.Items, page.Next, err
	})
}

// siteProducts are the pages of a part of the products.
func (a *Area) siteProducts(c *fiber.Ctx) error {
	in := web.Query(c)
	part, parts := in.Whole(partName, 1, 1, mostFiles), in.Whole(partsName, 1, 1, mostFiles)
	if part > parts {
		in.Bad(partName, "web.parameterWhole", map[string]any{"least": 1, "most": parts})
	}
	if err := in.Err(); err != nil {
		return err
	}
	root, now := a.public(c, productPath), a.s.Now()
	c.Set(fiber.HeaderCacheControl, sharedFor)
	return web.Stream(c, xmlType, func(ctx context.Context, w io.Writer) error {
		return a.writeProducts(ctx, w, now, root, part, parts)
	})
}

// writeProducts writes the addresses of the products whose hash falls on a part.
func (a *Area) writeProducts(ctx context.Context, w io.Writer, now time.Time, root string, part, parts int) error {
	if _, err := io.WriteString(w, xml.Header+`<urlset xmlns="`+sitemapSpace+`">`); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	element := xml.StartElement{Name: xml.Name{Local: "url"}}
	for p, err := range lifecycle.Pages(func(after string) ([]catalog.PublicListing, string, error) {
		return a.s.Listings.PublishedPage(ctx, now, after, store.MaxPage)
	}) {
		if err != nil {
			return err
		}
		if partOf(p.ID, parts) != part {
			continue
		}
		if err := e.EncodeElement(siteEntry{Address: root + p.ID, Changed: p.Published.UTC().Format(time.RFC3339)}, element); err != nil {
			return err
		}
	}
	if err := e.Close(); err != nil {
		return err
	}
	_, err := io.WriteString(w, "</urlset>\n")
	return err
}

// partOf is the part, from 1, that an ID falls on.
func partOf(id string, parts int) int {
	h := fnv.New32a()
	_, _ = io.WriteString(h, id)            // a hash takes everything
	return int(h.Sum32()%uint32(parts)) + 1 //nolint:gosec // G115: a part is one of at most 1,000
}
