package needs

import (
	"context"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// listPage is the needs of an organisation.
type listPage struct {
	frame.Base
	Owner  string
	Owners []tab // when somebody belongs to several organisations
	States []tab
	Cards  []card
	Pager  frame.Pager
	Empty  *frame.Empty
	New    *frame.Link
}

// tab leads to another part of the list.
type tab struct {
	frame.Link
	Current bool
}

// card is a need in the list.
type card struct {
	frame.Link
	State   frame.Tag
	Changed string
	Waits   string
}

// pageSize is how many needs a page of the list has.
const pageSize = 30

// Parameters of the list.
const (
	ownerParameter = "organisation"
	stateParameter = "lage"
	afterParameter = "efter"
)

// asked is what part of the list somebody wants to see.
type asked struct {
	owner, state, after string
}

func (q asked) path() string {
	values := url.Values{}
	for name, v := range map[string]string{ownerParameter: q.owner, stateParameter: q.state, afterParameter: q.after} {
		if v != "" {
			values.Set(name, v)
		}
	}
	if len(values) == 0 {
		return listPath
	}
	return listPath + "?" + values.Encode()
}

// states are those that needs can be in, in the order of their life.
func states() []string {
	return []string{
		string(lifecycle.Draft), string(lifecycle.Submitted), string(lifecycle.Published),
		string(testbeds.Closed), string(lifecycle.Withdrawn), string(testbeds.Archived),
	}
}

func (a *Area) showList(c *fiber.Ctx) error {
	actor := web.ActorOf(c)
	in := frame.Query(c)
	q := asked{owner: in.Text(ownerParameter), state: in.Choice(stateParameter, states()...), after: in.Text(afterParameter)}
	if err := in.Err(); err != nil {
		return err
	}
	owners, all := actor.OrganisationsFor(access.NeedRead)
	if q.owner == "" && !all && len(owners) > 0 {
		q.owner = owners[0]
	}
	found, err := a.s.Needs.List(c.UserContext(), actor, lifecycle.Filter{
		Owner: q.owner, State: lifecycle.State(q.state), After: q.after, Limit: pageSize,
	})
	if err != nil {
		return err
	}
	names, err := a.names(c.UserContext(), owners)
	if err != nil {
		return err
	}
	v := listPage{Base: a.frame.Base(c, "ward.list.title"), Owner: names[q.owner]}
	if q.owner == "" {
		v.Title = v.T("ward.list.titleAll")
	}
	v.fill(q, owners, names)
	if actor.MayAnywhere(access.NeedWrite) {
		v.New = &frame.Link{Text: v.T("ward.new"), Href: startPath}
	}
	for i := range found.Items {
		waits, err := a.waits(c.UserContext(), actor, &v.Base, &found.Items[i].Value)
		if err != nil {
			return err
		}
		v.Cards = append(v.Cards, newCard(&v.Base, &found.Items[i].Value, waits))
	}
	v.end(q, found.Next)
	return a.listing.Render(c, &v)
}

// names are those of organisations by their IDs.
func (a *Area) names(ctx context.Context, ids []string) (map[string]string, error) {
	names := make(map[string]string, len(ids))
	if len(ids) == 0 {
		return names, nil
	}
	found, err := a.s.Organisations.Organisations(ctx, ids)
	for _, o := range found {
		names[o.ID] = o.Name
	}
	return names, err
}

// fill leads to the other parts of the list.
func (v *listPage) fill(q asked, owners []string, names map[string]string) {
	if len(owners) > 1 {
		for _, id := range owners {
			v.Owners = append(v.Owners, tab{frame.Link{Text: names[id], Href: asked{owner: id, state: q.state}.path()}, id == q.owner})
		}
	}
	v.States = append(v.States, tab{frame.Link{Text: v.T("ward.list.all"), Href: asked{owner: q.owner}.path()}, q.state == ""})
	for _, s := range states() {
		v.States = append(v.States, tab{frame.Link{Text: v.T("form.value.need_state." + s), Href: asked{owner: q.owner, state: s}.path()}, q.state == s})
	}
}

// end leads on, or says what to do when there is nothing.
func (v *listPage) end(q asked, next string) {
	v.Pager = frame.Pager{Label: v.T("ward.list.pages")}
	if q.after != "" {
		v.Pager.Previous = &frame.Link{Text: v.T("ward.list.first"), Href: asked{owner: q.owner, state: q.state}.path()}
	}
	if next != "" {
		v.Pager.Next = &frame.Link{Text: v.T("ward.list.next"), Href: asked{owner: q.owner, state: q.state, after: next}.path()}
	}
	switch {
	case len(v.Cards) > 0:
	case q.state != "" || q.after != "":
		v.Empty = &frame.Empty{Title: v.T("ward.list.noneSuch"), Text: v.T("ward.list.noneSuchText"), Link: &frame.Link{Text: v.T("ward.list.showAll"), Href: asked{owner: q.owner}.path()}}
	case v.New != nil:
		v.Empty = &frame.Empty{Title: v.T("ward.list.none"), Text: v.T("ward.list.noneText"), Link: v.New}
	default:
		v.Empty = &frame.Empty{Title: v.T("ward.list.none"), Text: v.T("ward.list.noneReader")}
	}
}

func newCard(b *frame.Base, n *testbeds.NeedRecord, waits string) card {
	return card{
		Link:  frame.Link{Text: titleOf(b, n), Href: needPath(n.ID, "")},
		State: stateTag(b, n), Changed: b.T("ward.list.changed", "time", b.Time(n.Changed.Time)), Waits: waits,
	}
}

// titleOf is the need's title, or words for one that has none yet.
func titleOf(b *frame.Base, n *testbeds.NeedRecord) string {
	if n.Draft.Title == "" {
		return b.T("ward.untitled")
	}
	return n.Draft.Title
}

// stateTag is the state in a word.
func stateTag(b *frame.Base, n *testbeds.NeedRecord) frame.Tag {
	kinds := map[lifecycle.State]string{
		lifecycle.Submitted: "waiting", lifecycle.Published: "good", lifecycle.Withdrawn: "bad",
	}
	t := frame.Tag{Kind: kinds[n.State], Text: b.T("form.value.need_state." + string(n.State))}
	if t.Kind == "" {
		t.Kind = "neutral"
	}
	if n.Public && n.State == lifecycle.Draft {
		t.Text = b.T("ward.state.changing")
	}
	return t
}

// waits says what is to be done with a need, or who is waited for.
func (a *Area) waits(ctx context.Context, actor access.Actor, b *frame.Base, n *testbeds.NeedRecord) (string, error) {
	if n.State != lifecycle.Draft {
		return b.T("ward.waits." + string(n.State)), nil
	}
	back, err := a.returned(ctx, actor, n)
	if err != nil {
		return "", err
	}
	missing := len(a.problems(&n.Draft))
	switch {
	case back:
		return b.T("ward.waits.returned"), nil
	case missing == 1:
		return b.T("ward.waits.one"), nil
	case missing > 1:
		return b.T("ward.waits.missing", "n", missing), nil
	case len(n.Draft.Statements) == 0:
		return b.T("ward.waits.thin"), nil
	default:
		return b.T("ward.waits.draft"), nil
	}
}

// returned reports whether the last word about a draft is that of a reviewer: a message
// that came after what was published last.
func (a *Area) returned(ctx context.Context, actor access.Actor, n *testbeds.NeedRecord) (bool, error) {
	if len(n.Messages) == 0 || n.State != lifecycle.Draft {
		return false, nil
	}
	if n.LastVersion == 0 {
		return true, nil
	}
	last, err := a.s.Needs.Version(ctx, actor, n.ID, n.LastVersion)
	return n.Messages[len(n.Messages)-1].At.After(last.At.Time), err
}
