package company

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// previewPage shows a listing as the public will see it, in short, and what can be
// done with it.
type previewPage struct {
	head
	Mistakes   frame.ErrorSummary
	Next       string // what happens now, in a sentence
	Offers     []offer
	Edit       *offer       // the way to the form; nil when nothing can be changed
	Mend       []frame.Link // before it can be submitted
	Answered   frame.Bar
	Vendor     string
	Summary    string
	Paragraphs []string
	Pictures   []shownPicture
	Documents  []frame.Link
	Facts      []frame.Fact
	Public     string // address of the public page; empty when there is none
}

// shownPicture is a picture in the small width.
type shownPicture struct {
	Address, Alt  string
	Width, Height int
}

func (a *Area) showPreview(c *fiber.Ctx) error {
	q := frame.Query(c)
	if err := q.Err(); err != nil {
		return err
	}
	k, err := a.one(c)
	if err != nil {
		return err
	}
	return a.answerPreview(c, &k, nil)
}

// answerPreview shows the listing, with why a step was not taken.
func (a *Area) answerPreview(c *fiber.Ctx, k *known, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	h := a.head(c, k, previewTab)
	v, err := newPreviewPage(&h, k, a.mend(&h.Base, k), a.words(&h.Base))
	if err != nil {
		return err
	}
	v.Mistakes = a.lateSummary(&v.Base, failed)
	return a.preview.RenderStatus(c, status, v)
}

// mend is what must be mended before the listing can be submitted.
func (a *Area) mend(b *frame.Base, k *known) (all []frame.Link) {
	for _, p := range a.form.Word(b.Printer(), a.s.Products.Check(&k.Value.Draft.Product)) {
		all = append(all, frame.Link{Text: b.Printer().Problem(p), Href: a.memberPath(k.ID, p.Member)})
	}
	return all
}

// newPreviewPage decides what the page says.
func newPreviewPage(h *head, k *known, toMend []frame.Link, w words) (*previewPage, error) {
	content := &k.Value.Draft
	v := &previewPage{
		head: *h, Offers: offers(h, k), Answered: answered(&h.Base, &content.Product), Vendor: content.Vendor.Name,
		Summary: content.Summary, Paragraphs: paragraphs(content.Description), Documents: documents(content),
	}
	v.Next = v.T("desk.next." + nextOf(k))
	if may(k, lifecycle.Submit) && v.Writes {
		v.Mend = toMend
	}
	if v.Writes && may(k, lifecycle.Save) {
		v.Edit = &offer{Text: v.T("desk.preview.edit"), Href: tabPath(k.ID, formTab), Look: "secondary"}
		if k.message != nil || len(v.Mend) > 0 {
			v.Edit.Look = ""
		}
	}
	if len(v.Mend) > 0 {
		v.Offers = slices.DeleteFunc(v.Offers, func(o offer) bool { return o.Href == tabPath(k.ID, steps[0].path) })
	}
	for _, p := range content.Pictures {
		v.Pictures = append(v.Pictures, shown(&p))
	}
	if k.overview.Public {
		v.Public = "/produkter/" + k.ID
	}
	var err error
	v.Facts, err = w.facts(&content.Product)
	return v, err
}

// nextOf names the sentence about what happens now.
func nextOf(k *known) string {
	switch {
	case k.Value.State == lifecycle.Published && !k.overview.Public:
		return string(catalog.Expired)
	case k.overview.Public && k.Value.State == lifecycle.Draft:
		return "changes"
	case k.message != nil:
		return "returned"
	default:
		return string(k.Value.State)
	}
}

// shown is a picture as pages show it: its height is that of the small width, so that
// nothing jumps when it comes.
func shown(p *catalog.Picture) shownPicture {
	width := min(p.Width, catalog.PictureWidths()[0])
	return shownPicture{
		Address: frame.MediaOfWidth(p.ID, width), Alt: p.Alt, Width: width, Height: (p.Height*width + p.Width/2) / max(1, p.Width),
	}
}

func documents(content *catalog.Content) (links []frame.Link) {
	for _, d := range content.Documents {
		links = append(links, frame.Link{Text: d.Title, Href: frame.Media(d.ID)})
	}
	return links
}

func paragraphs(text string) (all []string) {
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

// told are the members that a page shows elsewhere or not at all.
var told = []string{"id", "name", "summary", "description", "status", "validUntil"}

// facts are what the product tells, member by member: what sets it apart from a
// product of which nothing is known.
func (w words) facts(p *catalog.Product) (facts []frame.Fact, err error) {
	differences, err := catalog.Difference(catalog.Product{}, *p)
	for _, d := range differences {
		if slices.Contains(told, d.Member) || strings.HasPrefix(d.Member, "vendor.") {
			continue
		}
		values := []string{d.After}
		if d.Added != nil {
			values = d.Added
		}
		facts = append(facts, frame.Fact{Name: w.member(d.Member), Value: strings.Join(w.values(d.Member, values), ", ")})
	}
	return facts, err
}
