package company

import (
	"context"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// versionsPage shows what has been published, and what differs: the working copy from
// the last version, or a version from the one before.
type versionsPage struct {
	head
	Lead     string
	Changes  []change
	Same     string // said when there is no difference
	Versions []versionRow
	Older    int // versions that are not listed
	Messages []message
}

// change is a member that differs, in words.
type change struct {
	Name           string
	Removed, Added []string
}

// versionRow is a version that was published.
type versionRow struct {
	Name, Href, At string
	Tag            *frame.Tag
	Current        bool // whether its differences are shown
}

// mostVersions is how many versions are listed.
const mostVersions = 20

func (a *Area) showVersions(c *fiber.Ctx) error {
	k, err := a.one(c)
	if err != nil {
		return err
	}
	ctx, actor := c.UserContext(), web.ActorOf(c)
	differences, err := a.s.Listings.Changes(ctx, actor, k.ID)
	if err != nil {
		return err
	}
	v := &versionsPage{head: a.head(c, &k, versionsTab)}
	v.Lead, v.Same = v.T("desk.versions.lead"), v.T("desk.versions.same")
	if k.Value.LastVersion == 0 {
		v.Lead = v.T("desk.versions.neverLead")
	}
	return a.answerVersions(c, v, &k, differences, 0)
}

func (a *Area) showVersion(c *fiber.Ctx) error {
	k, err := a.one(c)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(c.Params("number"))
	if err != nil || number < 1 || number > k.Value.LastVersion {
		return store.ErrNotFound
	}
	ctx, actor := c.UserContext(), web.ActorOf(c)
	now, err := a.version(ctx, actor, k.ID, number)
	if err != nil {
		return err
	}
	before, err := a.version(ctx, actor, k.ID, number-1)
	if err != nil {
		return err
	}
	differences, err := lifecycle.Differences(before.Content, now.Content)
	if err != nil {
		return err
	}
	v := &versionsPage{head: a.head(c, &k, versionsTab)}
	v.Lead, v.Same = v.T("desk.versions.oneLead", "number", number, "before", number-1), v.T("desk.versions.oneSame")
	if number == 1 {
		v.Lead = v.T("desk.versions.firstLead")
	}
	return a.answerVersions(c, v, &k, differences, number)
}

// version is what was published as the number; nothing for number 0.
func (a *Area) version(ctx context.Context, actor access.Actor, id string, number int) (lifecycle.Version[catalog.Content], error) {
	if number == 0 {
		return lifecycle.Version[catalog.Content]{}, nil
	}
	return a.s.Listings.Version(ctx, actor, id, number)
}

func (a *Area) answerVersions(c *fiber.Ctx, v *versionsPage, k *known, differences []lifecycle.Difference, shown int) error {
	v.Changes = a.words(&v.Base).changes(differences)
	for number := k.Value.LastVersion; number > max(0, k.Value.LastVersion-mostVersions); number-- {
		it, err := a.version(c.UserContext(), web.ActorOf(c), k.ID, number)
		if err != nil {
			return err
		}
		v.Versions = append(v.Versions, v.row(k, number, it.At, number == shown))
	}
	v.Older = max(0, k.Value.LastVersion-mostVersions)
	for _, m := range slices.Backward(k.Value.Messages) {
		v.Messages = append(v.Messages, message{Text: m.Text, At: v.Time(m.At.Time)})
	}
	return a.versions.Render(c, v)
}

func (v *versionsPage) row(k *known, number int, at store.Instant, current bool) versionRow {
	row := versionRow{
		Name: v.T("desk.versions.number", "number", number), Href: tabPath(k.ID, versionsTab) + "/" + strconv.Itoa(number),
		At: v.Time(at.Time), Current: current,
	}
	if k.overview.Public && k.Value.PublishedVersion == number {
		row.Tag = &frame.Tag{Kind: "good", Text: v.T("desk.versions.now")}
	}
	return row
}

// silent are members that say nothing to people: what the service keeps for itself.
var silent = map[string]bool{"id": true, "status": true, "validUntil": true, "vendor.id": true}

// changes are the differences in words.
func (w words) changes(differences []lifecycle.Difference) (all []change) {
	for _, d := range differences {
		if silent[d.Member] {
			continue
		}
		was, is := d.Removed, d.Added
		if was == nil && is == nil {
			was, is = nonEmpty(d.Before), nonEmpty(d.After)
		}
		all = append(all, change{Name: w.member(d.Member), Removed: w.values(d.Member, was), Added: w.values(d.Member, is)})
	}
	return all
}
