package company

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// previewPage shows a listing as the public will see it, in short, and what can be
// done with it.
type previewPage struct {
	head
	Mistakes    frame.ErrorSummary
	Next        string // what happens now, in a sentence
	Offers      []offer
	Mend        []mend // before it can be submitted
	Answered    frame.Bar
	Vendor      string
	Summary     string
	Description []string // paragraphs
	Pictures    []shownPicture
	Documents   []frame.Link
	Facts       []frame.Fact
	Public      string // address of the public page; empty when there is none
}

// mend is something that must be mended, and where.
type mend struct{ Text, Href string }

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
	status, err := statusAgain(failed)
	if err != nil {
		return err
	}
	h := a.head(c, k, previewTab)
	v, err := newPreviewPage(&h, k, a.s.Products.Check(&k.Value.Draft.Product), a.words(&h.Base))
	if err != nil {
		return err
	}
	v.Mistakes = lateSummary(&v.Base, failed)
	return a.preview.RenderStatus(c, status, v)
}

func (a *Area) words(b *frame.Base) words { return words{b, a.s.Thesaurus} }

// newPreviewPage decides what the page says.
func newPreviewPage(h *head, k *known, problems []fault.Problem, w words) (*previewPage, error) {
	content := &k.Value.Draft
	v := &previewPage{
		head: *h, Offers: offers(h, k), Answered: answered(&h.Base, &content.Product), Vendor: content.Vendor.Name,
		Summary: content.Summary, Description: paragraphs(content.Description), Documents: documents(content),
	}
	v.Next = v.T("desk.next." + nextOf(k))
	if may(k, lifecycle.Submit) && v.Writes {
		for _, p := range problems {
			v.Mend = append(v.Mend, mend{v.Printer().Problem(spokenProblem(&v.Base, p)), memberPath(k.ID, p.Member)})
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
		Address: mediaAddress(p.ID, width), Alt: p.Alt, Width: width, Height: (p.Height*width + p.Width/2) / max(1, p.Width),
	}
}

// mediaAddress is where a picture or document is fetched.
func mediaAddress(id string, width int) string {
	if width == 0 {
		return "/media/" + id
	}
	return "/media/" + id + "?width=" + strconv.Itoa(width)
}

func documents(content *catalog.Content) (links []frame.Link) {
	for _, d := range content.Documents {
		links = append(links, frame.Link{Text: d.Title, Href: mediaAddress(d.ID, 0)})
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
		facts = append(facts, frame.Fact{Name: memberName(w.Base, d.Member), Value: strings.Join(w.values(d.Member, values), ", ")})
	}
	return facts, err
}
