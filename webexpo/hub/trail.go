package hub

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// trailPage is what has been done.
type trailPage struct {
	deskPage
	Fields []frame.Field
	Hidden []hidden      // filters that are chosen by links
	Chosen []frame.Fact  // the same in words, with the address without them
	None   *frame.Notice // nobody has the address that was asked for
	Check  string        // address that checks the chain; empty for whoever may not
	Rows   []trailRow
	Empty  *frame.Empty
	Pager  frame.Pager
}

// hidden is a field that nobody sees.
type hidden struct{ Name, Value string }

// trailRow is an event.
type trailRow struct {
	Seq, At, Action string
	Who, Owner      frame.Link // without an address where there is none
	Object          frame.Link
	Details         []string
}

// asked is what a page of the trail asks for.
type asked struct {
	who, action, organisation, object, from, to, after string
}

// Names of the parameters of the trail.
const (
	whoParameter          = "vem"
	actionParameter       = "vad"
	organisationParameter = "organisation"
	objectParameter       = "foremal"
	fromParameter         = "fran"
	toParameter           = "till"
)

// query is the parameters of the filters, without those of the names.
func (q asked) query(without ...string) url.Values {
	values := url.Values{}
	for name, value := range map[string]string{
		whoParameter: q.who, actionParameter: q.action, organisationParameter: q.organisation, objectParameter: q.object,
		fromParameter: q.from, toParameter: q.to,
	} {
		if value != "" && !slices.Contains(without, name) {
			values.Set(name, value)
		}
	}
	return values
}

func (a *Area) showTrail(c *fiber.Ctx) error {
	q, f, err := a.asked(c)
	if err != nil {
		return err
	}
	v := &trailPage{deskPage: a.desk(c, nil, "hub.trail.title")}
	v.Wide = true
	actor := web.ActorOf(c)
	if actor.May(access.AuditRead, "") {
		v.Check = checkedPath
	}
	if err := a.chosen(c, v, q); err != nil {
		return err
	}
	if f.Actor, err = a.actorOf(c, q.who); isGone(err) || frame.Mendable(err) {
		v.None = &frame.Notice{Kind: "info", Text: v.T("hub.people.none")}
		return unkept(c, a.trail.Render(c, v))
	} else if err != nil {
		return err
	}
	found, err := a.s.Trail.Find(c.UserContext(), actor, f, q.after, rowsPerPage)
	if err != nil {
		return err
	}
	if err := a.tellTrail(c, v, found.Entries); err != nil {
		return err
	}
	v.Pager = pagerOf(&v.Base, trailPath, q.query(), q.after, found.Next)
	if len(v.Rows) == 0 {
		v.Empty = &frame.Empty{Title: v.T("hub.trail.noneTitle"), Text: v.T("hub.trail.noneText")}
	}
	return unkept(c, a.trail.Render(c, v))
}

// asked reads what is asked for. Days are those of the zone, and the last one counts.
func (a *Area) asked(c *fiber.Ctx) (q asked, f audit.Filter, err error) {
	in := frame.Query(c)
	q = asked{
		who: in.Text(whoParameter), action: in.Text(actionParameter), organisation: in.Text(organisationParameter),
		object: in.Text(objectParameter), after: in.Text(afterParameter),
	}
	var from, to catalog.Date
	q.from, from = dayIn(in, fromParameter)
	q.to, to = dayIn(in, toParameter)
	if err := in.Err(); err != nil {
		return q, f, err
	}
	f = audit.Filter{Organisation: q.organisation, Action: q.action, Object: q.object}
	if !from.IsZero() {
		f.From = store.At(a.midnight(from))
	}
	if !to.IsZero() {
		f.To = store.At(a.midnight(to.AddDays(1)))
	}
	return q, f, nil
}

// dayIn reads a day of the address.
func dayIn(in *web.Parameters, name string) (string, catalog.Date) {
	text := in.Text(name)
	if text == "" {
		return "", catalog.Date(0)
	}
	day, err := catalog.ParseDate(text)
	if err != nil {
		in.Bad(name, "hub.trail.badDay", nil)
	}
	return text, day
}

// midnight is when a day begins.
func (a *Area) midnight(d catalog.Date) time.Time {
	year, month, day := d.Time().Date()
	return time.Date(year, month, day, 0, 0, 0, 0, a.s.Zone)
}

// actorOf is the ID that the trail knows somebody by: that of the person with an
// address, or what is asked for itself.
func (a *Area) actorOf(c *fiber.Ctx, who string) (string, error) {
	if !strings.Contains(who, "@") {
		return who, nil
	}
	p, err := a.s.Accounts.PersonByEmail(c.UserContext(), web.ActorOf(c), who)
	return p.ID, err
}

// chosen shows the filters as they are.
func (a *Area) chosen(c *fiber.Ctx, v *trailPage, q asked) error {
	v.Fields = []frame.Field{
		{Name: whoParameter, Label: v.T("hub.trail.who"), Hint: v.T("hub.trail.whoHint"), Value: q.who},
		actionField(&v.Base, q.action),
		{Name: fromParameter, Type: frame.DateField, Label: v.T("hub.trail.from"), Value: q.from},
		{Name: toParameter, Type: frame.DateField, Label: v.T("hub.trail.to"), Value: q.to},
	}
	if q.organisation != "" {
		names, err := a.owners(c.UserContext(), []string{q.organisation})
		if err != nil {
			return err
		}
		v.Hidden = append(v.Hidden, hidden{organisationParameter, q.organisation})
		v.Chosen = append(v.Chosen, frame.Fact{Name: v.T("hub.trail.organisation"), Value: known(names, q.organisation), Href: at(q.query(organisationParameter))})
	}
	if q.object != "" {
		v.Hidden = append(v.Hidden, hidden{objectParameter, q.object})
		v.Chosen = append(v.Chosen, frame.Fact{Name: v.T("hub.trail.object"), Value: objectName(&v.Base, q.object), Href: at(q.query(objectParameter))})
	}
	return nil
}

// at is the address of the trail with filters.
func at(query url.Values) string {
	if len(query) == 0 {
		return trailPath
	}
	return trailPath + "?" + query.Encode()
}

func known(names map[string]string, id string) string {
	if name := names[id]; name != "" {
		return name
	}
	return id
}

// actions are what can be chosen among, in the order of the list. The trail may hold
// others, which are told by their key.
var actions = []string{
	"listing.create", "listing.save", "listing.submit", "listing.recall", "listing.return", "listing.publish", "listing.confirm", "listing.ask",
	"listing.expire", "listing.withdraw", "listing.delete", "listing.attach", "import.start", "import.done", "import.failed",
	"need.create", "need.save", "need.submit", "need.recall", "need.return", "need.publish", "need.close", "need.withdraw", "need.archive", "need.delete",
	"organisation.create", "organisation.change", "organisation.close", "organisation.open",
	"invitation.create", "invitation.send", "invitation.revoke", "invitation.accept", "membership.create", "membership.change", "membership.remove",
	"person.create", "person.change", "person.close", "person.open", "person.erase",
	"session.begin", "session.end", "login.link", "reset.request", "password.change", "password.rehash", "token.create", "token.revoke",
	"webhook.create", "webhook.change", "webhook.rotate", "webhook.try", "webhook.delete", "webhook.switchOff", "job.run", "outbox.dead", "outbox.retry",
}

func actionField(b *frame.Base, chosen string) frame.Field {
	f := frame.Field{Name: actionParameter, Type: frame.Select, Label: b.T("hub.trail.action")}
	f.Options = []frame.Option{{Label: b.T("hub.trail.all"), Chosen: chosen == ""}}
	all := actions
	if chosen != "" && !slices.Contains(all, chosen) {
		all = append(slices.Clone(all), chosen)
	}
	for _, action := range all {
		f.Options = append(f.Options, frame.Option{Value: action, Label: actionName(b, action), Chosen: action == chosen})
	}
	return f
}

// actionName is what was done, in words.
func actionName(b *frame.Base, action string) string {
	if key := "hub.action." + action; b.Printer().Has(key) {
		return b.T(key)
	}
	return action
}

// objectName is what something was done with: its sort and the end of its ID.
func objectName(b *frame.Base, object string) string {
	sort, id, found := strings.Cut(object, "/")
	if key := "hub.object." + sort; found && b.Printer().Has(key) {
		const shown = 6
		return b.T("hub.object", "sort", b.T(key), "id", id[max(0, len(id)-shown):])
	}
	return object
}

// tellTrail puts entries into words.
func (a *Area) tellTrail(c *fiber.Ctx, v *trailPage, entries []audit.Entry) error {
	ids := make([]string, len(entries))
	for i := range entries {
		ids[i] = entries[i].Organisation
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == "" })
	owners, err := a.owners(c.UserContext(), ids)
	if err != nil {
		return err
	}
	names := map[string]string{} // of people
	for i := range entries {
		e := &entries[i]
		row := trailRow{
			Seq: v.Number(e.Seq), At: v.Time(e.At.Time), Action: actionName(&v.Base, e.Action), Details: details(&v.Base, e.Details),
			Object: frame.Link{Text: objectName(&v.Base, e.Object), Href: at(url.Values{objectParameter: {e.Object}})},
		}
		if e.Organisation != "" {
			row.Owner = frame.Link{Text: known(owners, e.Organisation), Href: at(url.Values{organisationParameter: {e.Organisation}})}
		}
		if row.Who, err = a.doer(c, v, &e.Event, names); err != nil {
			return err
		}
		v.Rows = append(v.Rows, row)
	}
	return nil
}

// doer is who did something. Names are looked up once each.
func (a *Area) doer(c *fiber.Ctx, v *trailPage, e *audit.Event, names map[string]string) (frame.Link, error) {
	link := frame.Link{Href: at(url.Values{whoParameter: {e.Actor}})}
	switch e.ActorKind {
	case access.Person:
		name, seen := names[e.Actor]
		if !seen {
			p, err := a.s.Accounts.Person(c.UserContext(), web.ActorOf(c), e.Actor)
			if name = p.Name; err != nil && !isGone(err) {
				return link, err
			}
			if name == "" {
				name = v.T("hub.trail.somebody")
			}
			names[e.Actor] = name
		}
		link.Text = name
	case access.Guest:
		return frame.Link{Text: v.T("hub.trail.guest")}, nil
	case access.Token:
		link.Text = v.T("hub.who.token")
	case access.System:
		link.Text = v.T("hub.trail.service", "name", e.Actor)
	default:
		link.Text = e.Actor
	}
	return link, nil
}

// details tell what was noted with an event.
func details(b *frame.Base, noted map[string]string) (list []string) {
	from, to := noted["from"], noted["to"]
	if to != "" && from != to {
		list = append(list, b.T("hub.detail.states", "from", stateName(b, from), "to", stateName(b, to)))
	}
	for _, name := range slices.Sorted(maps.Keys(noted)) {
		value, key := noted[name], "hub.detail."+name
		switch {
		case name == "from" || name == "to" || value == "":
			continue
		case name == "method" && value == "password":
			value = b.T("hub.detail.password")
		case name == "roles":
			value = rolesNamed(b, value)
		}
		if !b.Printer().Has(key) {
			list = append(list, name+": "+value)
			continue
		}
		list = append(list, b.T(key, "value", value))
	}
	return list
}

func rolesNamed(b *frame.Base, value string) string {
	var roles []access.Role
	for _, r := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' }) {
		roles = append(roles, access.Role(r))
	}
	return rolesIn(b, roles)
}

// stateName is a state of any kind of document.
func stateName(b *frame.Base, state string) string {
	for _, key := range []string{"form.value.product_status." + state, "form.value.need_state." + state} {
		if b.Printer().Has(key) {
			return b.T(key)
		}
	}
	if state == "" {
		return b.T("hub.detail.nothing")
	}
	return state
}

// checkedPage is what a check of the chain has found.
type checkedPage struct {
	deskPage
	Result frame.Notice
	Facts  []frame.Fact
	Hash   string // of the last entry
}

// checkTrail is for those who may read the whole trail: a chain is whole or not.
func (a *Area) checkTrail(c *fiber.Ctx) error {
	if err := frame.Query(c).Err(); err != nil {
		return err
	}
	if err := web.ActorOf(c).Check(access.AuditRead, ""); err != nil {
		return err
	}
	web.Extend(c)
	report, err := a.s.Trail.Verify(c.UserContext())
	if err != nil {
		return err
	}
	v := &checkedPage{deskPage: a.desk(c, nil, "hub.checked.title")}
	v.Crumbs = []frame.Link{{Text: v.T("hub.trail.title"), Href: trailPath}}
	v.Hash = report.Head.Hash
	v.Result, v.Facts = checked(&v.Base, &report)
	return unkept(c, a.checked.Render(c, v))
}

// checked puts a report into words.
func checked(b *frame.Base, r *audit.Report) (frame.Notice, []frame.Fact) {
	facts := []frame.Fact{
		{Name: b.T("hub.checked.entries"), Value: b.Number(r.Entries)},
		{Name: b.T("hub.checked.head"), Value: b.Number(r.Head.Seq)},
		{Name: b.T("hub.checked.waiting"), Value: b.Number(r.Waiting)},
	}
	for _, g := range r.Gaps {
		facts = append(facts, frame.Fact{Name: b.T("hub.checked.gap"), Value: b.T("hub.checked.gapOf", "from", b.Number(g.From), "to", b.Number(g.To))})
	}
	if r.Broken != nil {
		reason := string(r.Broken.Reason)
		if key := "hub.checked.reason." + strings.ReplaceAll(reason, " ", "_"); b.Printer().Has(key) {
			reason = b.T(key)
		}
		facts = append(facts, frame.Fact{Name: b.T("hub.checked.broken", "seq", b.Number(r.Broken.Seq)), Value: reason})
	}
	if r.OK() {
		return frame.Notice{Kind: "done", Title: b.T("hub.checked.goodTitle"), Text: b.T("hub.checked.goodText")}, facts
	}
	return frame.Notice{Kind: "warning", Title: b.T("hub.checked.badTitle"), Text: b.T("hub.checked.badText")}, facts
}
