package hub

import (
	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// claim is what the company says of the product's effect.
type claim struct {
	Text, Source, Date, Until string
	Link                      string
	Age                       frame.Tag
}

// picture is a picture with the text for those who do not see it.
type picture struct{ Source, Alt string }

// document is a file about the product.
type document struct{ Href, Title, Size string }

// ageKinds are the colours of the ages of claims.
var ageKinds = map[catalog.Age]string{catalog.Fresh: "good", catalog.Ageing: "waiting", catalog.Overdue: "bad"}

// showListing shows what only listings have: claims with their age, pictures and
// documents.
func (a *Area) showListing(v *reviewPage, l *catalog.Listing) {
	ages := a.s.Listings.Overview(l, a.s.Now()).Claims
	for i, it := range l.Draft.Claims {
		v.Claims = append(v.Claims, claim{
			Text: it.Text, Source: v.T("form.value.claim_source." + it.Source), Date: v.Day(it.Date), Until: v.Day(it.ValidUntil), Link: it.URL,
			Age: frame.Tag{Kind: ageKinds[ages[i]], Text: v.T("hub.claim." + string(ages[i]))},
		})
	}
	for _, p := range l.Draft.Pictures {
		v.Pictures = append(v.Pictures, picture{frame.MediaOfWidth(p.ID, catalog.PictureWidths()[0]), p.Alt})
	}
	for _, d := range l.Draft.Documents {
		v.Documents = append(v.Documents, document{frame.Media(d.ID), d.Title, v.T("hub.review.size", "n", v.Decimal(float64(d.Size)/1e6, 1))})
	}
}
