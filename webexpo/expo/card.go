package expo

import (
	"context"
	"slices"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// card is a product in a list.
type card struct {
	ID, Href      string
	Name, Summary []frame.Stretch
	Plain         string // the name without marks
	Company       frame.Link
	Does          string // its functions
	Meta          []string
	Picture       *picture
	Chosen        bool   // for comparing
	Language      string // of name and summary where it is not the page's, else empty
}

// picture is a picture of a product in the sizes that it is kept in.
type picture struct {
	Small, Large  string
	SmallWidth    int
	Alt           string
	Width, Height int
}

const (
	functionsOnCard = 3
	summaryOnCard   = 240 // characters
)

// cards are products in a list, with what the marker finds.
func (a *Area) cards(b *frame.Base, list []catalog.PublicListing, m *fulltext.Marker) []card {
	cards := make([]card, len(list))
	for i := range list {
		cards[i] = a.card(b, &list[i], m)
	}
	return cards
}

func (a *Area) card(b *frame.Base, p *catalog.PublicListing, m *fulltext.Marker) card {
	v := &p.Content.Product
	language := matching.ProductLanguage(v)
	does := a.valuesOf(b, functions, v.Functions[:min(len(v.Functions), functionsOnCard)])
	if len(does) == 0 {
		does = a.valuesOf(b, types, v.ProductTypes[:min(len(v.ProductTypes), functionsOnCard)])
	}
	summary := v.Summary
	if summary == "" {
		summary = v.Description
	}
	c := card{
		ID: p.ID, Href: productPath + p.ID, Plain: v.Name, Name: marked(m, v.Name, language),
		Summary: marked(m, clip(summary, summaryOnCard), language),
		Company: frame.Link{Text: v.Vendor.Name, Href: companyPath + v.Vendor.ID},
		Does:    sentence(b, does),
		Meta:    []string{a.price(b, &v.Price), a.readiness(b, v.TRL), b.T("expo.trial." + v.TrialOffer.Available.String())},
	}
	if language.String() != string(b.Language) {
		c.Language = language.String()
	}
	if len(p.Content.Pictures) > 0 {
		c.Picture = pictureOf(&p.Content.Pictures[0])
	}
	return c
}

// price says what a product costs a month.
func (a *Area) price(b *frame.Base, p *catalog.Price) string {
	switch {
	case p.PerMonthSEK != nil:
		return b.T("expo.perMonth", "price", money(b, *p.PerMonthSEK))
	case p.Model == "free":
		return b.T("expo.value.pris.free")
	default:
		return b.T("expo.value.pris.unknown")
	}
}

// money writes kronor, with öre only where there are any.
func money(b *frame.Base, sek float64) string {
	if sek == float64(int64(sek)) {
		return b.Money(int64(sek))
	}
	return b.T("expo.money", "n", b.Decimal(sek, 2))
}

// readiness says how far a product has come.
func (a *Area) readiness(b *frame.Base, trl *int) string {
	switch {
	case trl == nil:
		return b.T("expo.value.mognad.unknown")
	case *trl <= 4:
		return b.T("expo.value.mognad.1-4")
	case *trl <= 7:
		return b.T("expo.value.mognad.5-7")
	default:
		return b.T("expo.value.mognad.8-9")
	}
}

// marked cuts a text where the words stand that were looked for.
func marked(m *fulltext.Marker, text string, language fulltext.Language) (pieces []frame.Stretch) {
	at := 0
	if m != nil {
		for _, s := range m.Spans(text, language) {
			pieces = append(pieces, frame.Stretch{Text: text[at:s.Start]}, frame.Stretch{Text: text[s.Start:s.End], Marked: true})
			at = s.End
		}
	}
	return append(pieces, frame.Stretch{Text: text[at:]})
}

func pictureOf(p *catalog.Picture) *picture {
	widths := catalog.PictureWidths()
	i := &picture{Small: frame.MediaOfWidth(p.ID, widths[0]), Large: frame.Media(p.ID), SmallWidth: widths[0], Alt: p.Alt, Width: p.Width, Height: p.Height}
	i.SmallWidth = min(i.SmallWidth, i.Width)
	return i
}

// listings reads products in the order of their IDs. One that has been taken away
// since it was found is left out.
func (a *Area) listings(ctx context.Context, ids []string) ([]catalog.PublicListing, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return a.s.Listings.PublishedMany(ctx, a.s.Now(), ids)
}

// hits reads the products that a search found.
func (a *Area) hits(ctx context.Context, found *fulltext.Result) ([]catalog.PublicListing, error) {
	ids := make([]string, len(found.Hits))
	for i, h := range found.Hits {
		ids[i] = h.ID
	}
	return a.listings(ctx, ids)
}

// choose marks the cards of the products that have been chosen for comparing.
func choose(cards []card, chosen []string) {
	for i := range cards {
		cards[i].Chosen = slices.Contains(chosen, cards[i].ID)
	}
}
