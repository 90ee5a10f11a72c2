package needs

import (
	"net/url"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/form"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// versionsPage is what was published, the last first, and how each differs from the one
// before it.
type versionsPage struct {
	frame.Base
	Draft    []form.Change // of the working copy, since the last version
	Versions []version
	Older    *frame.Link
	Empty    *frame.Empty
}

// version is what was published once.
type version struct {
	Title, When, Machine string
	Public               string // says that this is what the public sees
	Changes              []form.Change
	First                bool
}

// versionsOnPage is how many versions a page shows.
const versionsOnPage = 10

// beforeParameter names the version that a page begins before.
const beforeParameter = "fore"

func (a *Area) showVersions(c *fiber.Ctx) error {
	in := frame.Query(c)
	before := in.Whole(beforeParameter, 0, 2, 1_000_000)
	if err := in.Err(); err != nil {
		return err
	}
	it, err := a.need(c)
	if err != nil {
		return err
	}
	n := &it.Value
	v := &versionsPage{Base: a.frame.Base(c, "ward.versions.title")}
	v.Crumbs = crumbs(&v.Base, n)
	from := n.LastVersion
	if before > 0 {
		from = min(from, before-1)
	}
	last := max(1, from-versionsOnPage+1)
	newer := n.Draft
	for number := from; number >= last-1 && number > 0; number-- {
		shown, err := a.s.Needs.Version(c.UserContext(), web.ActorOf(c), n.ID, number)
		if err != nil {
			return err
		}
		changes := a.form.Changes(&v.Base, shown.Content, newer)
		switch {
		case number < from:
			v.Versions[len(v.Versions)-1].Changes = changes
		case before == 0:
			v.Draft = changes
		}
		newer = shown.Content
		if number >= last {
			v.Versions = append(v.Versions, v.version(n, number, shown.At.Time))
		}
	}
	v.end(n, last)
	return a.versions.Render(c, v)
}

// end leads to older versions, or says that there is none yet.
func (v *versionsPage) end(n *testbeds.NeedRecord, last int) {
	if last > 1 {
		q := url.Values{beforeParameter: {strconv.Itoa(last)}}
		v.Older = &frame.Link{Text: v.T("ward.versions.older"), Href: needPath(n.ID, versionsPath) + "?" + q.Encode()}
	}
	if n.LastVersion == 0 {
		v.Empty = &frame.Empty{
			Title: v.T("ward.versions.none"), Text: v.T("ward.versions.noneText"),
			Link: &frame.Link{Text: v.T("ward.versions.back"), Href: needPath(n.ID, "")},
		}
	}
}

func (v *versionsPage) version(n *testbeds.NeedRecord, number int, at time.Time) version {
	it := version{Title: v.T("ward.versions.number", "n", number), When: v.Time(at), Machine: v.Machine(at), First: number == 1}
	if n.Public && n.PublishedVersion == number {
		it.Public = v.T("ward.versions.public")
	}
	return it
}
