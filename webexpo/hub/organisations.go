package hub

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// organisationsPage is the organisations that one may see the people of.
type organisationsPage struct {
	deskPage
	Find  []frame.Field // none for whoever sees the own ones only
	New   string        // address; empty for whoever may not
	Rows  []organisationRow
	Empty *frame.Empty
	Pager frame.Pager
}

// organisationRow is one of them.
type organisationRow struct {
	Name, Href, Side, Number, Made string
	Closed                         *frame.Tag
}

func (a *Area) showOrganisations(c *fiber.Ctx) error {
	in := frame.Query(c)
	side := access.Side(in.Choice("sida", sideNames()...))
	text, after := in.Text("namn"), in.Text(afterParameter)
	if err := in.Err(); err != nil {
		return err
	}
	actor := web.ActorOf(c)
	v := &organisationsPage{deskPage: a.desk(c, organising, "hub.organisations.title")}
	v.Wide = true
	own, all := actor.OrganisationsFor(access.PeopleRead)
	if !all {
		return a.showOwn(c, v, own)
	}
	if side == "" {
		side = access.Company
	}
	found, err := a.s.Accounts.FindOrganisations(c.UserContext(), actor, side, text, after, rowsPerPage)
	if err != nil {
		return err
	}
	v.Find = findFields(&v.Base, side, text)
	query := url.Values{"sida": {string(side)}}
	if text != "" {
		query.Set("namn", text)
	}
	v.Pager = pagerOf(&v.Base, organisationsPath, query, after, found.Next)
	v.list(found.Items)
	if actor.May(access.OrganisationCreate, "") {
		v.New = organisationsPath + "/ny"
	}
	if len(v.Rows) == 0 && found.Next == "" {
		v.Empty = &frame.Empty{Title: v.T("hub.organisations.noneTitle"), Text: v.T("hub.organisations.noneText")}
	}
	return unkept(c, a.organisations.Render(c, v))
}

// showOwn shows somebody the own organisations; one alone is shown itself.
func (a *Area) showOwn(c *fiber.Ctx, v *organisationsPage, ids []string) error {
	if len(ids) == 1 {
		return c.Redirect(organisationsPath+"/"+ids[0], http.StatusSeeOther)
	}
	found, err := a.s.Accounts.Organisations(c.UserContext(), ids)
	if err != nil {
		return err
	}
	v.list(found)
	return unkept(c, a.organisations.Render(c, v))
}

func (v *organisationsPage) list(found []accounts.Organisation) {
	for _, o := range found {
		v.Rows = append(v.Rows, organisationRow{
			Name: o.Name, Href: organisationsPath + "/" + o.ID, Side: v.T("hub.side." + string(o.Side)), Number: o.OrgNumber, Made: v.Date(o.Made.Time),
			Closed: closedTag(&v.Base, o.Active),
		})
	}
}

// closedTag says that an organisation is closed.
func closedTag(b *frame.Base, active bool) *frame.Tag {
	if active {
		return nil
	}
	return &frame.Tag{Kind: "waiting", Text: b.T("hub.organisation.closed")}
}

func sideNames() []string {
	var names []string
	for _, s := range access.Sides() {
		names = append(names, string(s))
	}
	return names
}

// findFields ask which organisations are looked for.
func findFields(b *frame.Base, side access.Side, text string) []frame.Field {
	return []frame.Field{
		sideField(b, "sida", side),
		{Name: "namn", Label: b.T("hub.organisations.name"), Value: text},
	}
}

func sideField(b *frame.Base, name string, side access.Side) frame.Field {
	f := frame.Field{Name: name, Type: frame.Radios, Label: b.T("hub.organisation.side"), Compact: true}
	for _, s := range access.Sides() {
		f.Options = append(f.Options, frame.Option{
			ID: frame.FieldID(name + "." + string(s)), Value: string(s), Label: b.T("hub.side." + string(s)), Chosen: s == side,
		})
	}
	return f
}

// profilePage asks what an organisation tells of itself.
type profilePage struct {
	deskPage
	Action  string
	Version int64 // 0 of one that is new
	Button  string
	Fields  []frame.Field
	Now     []frame.Fact // what somebody else has written meanwhile
}

// profileMembers are the members of a profile, in the order of its form.
var profileMembers = []string{"name", "orgNumber", "country", "about", "website"}

// profileValue is a member's place in a profile.
func profileValue(p *accounts.Profile, member string) *string {
	return map[string]*string{"name": &p.Name, "orgNumber": &p.OrgNumber, "country": &p.Country, "about": &p.About, "website": &p.Website}[member]
}

func profileIn(form url.Values) (p accounts.Profile) {
	for _, m := range profileMembers {
		*profileValue(&p, m) = form.Get(m)
	}
	return p
}

// fields are the questions of a profile, with what has been typed.
func (v *profilePage) fields(p accounts.Profile) {
	for _, m := range profileMembers {
		f := frame.Field{Name: m, Label: v.T("hub.organisation." + m), Value: *profileValue(&p, m), Error: v.Errors[m]}
		if hint := "hub.organisation." + m + "Hint"; v.Printer().Has(hint) {
			f.Hint = v.T(hint)
		}
		switch m {
		case "name", "country":
			f.Required = true
		case "about":
			f.Type, f.Rows = frame.TextArea, 8
			f.Max, f.Limit = aboutLimit, v.T("hub.limit", "n", v.Number(aboutLimit))
		}
		if !f.Required {
			f.Optional = v.T("form.optional")
		}
		v.Fields = append(v.Fields, f)
	}
}

// aboutLimit is how many characters an organisation may tell of itself, as the rule
// of the profile says.
const aboutLimit = 5000

func (v *profilePage) label(member string) string {
	if slices.Contains(profileMembers, member) || member == "side" {
		return v.T("hub.organisation." + member)
	}
	return member
}

func (a *Area) showNew(c *fiber.Ctx) error {
	return a.answerNew(c, "", accounts.Profile{Country: "SE"}, nil)
}

// answerNew shows the form of a new organisation, with what has been typed.
func (a *Area) answerNew(c *fiber.Ctx, side access.Side, p accounts.Profile, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	v := &profilePage{deskPage: a.desk(c, nil, "hub.organisations.new"), Action: organisationsPath + "/ny"}
	v.Crumbs = []frame.Link{{Text: v.T("hub.organisations.title"), Href: organisationsPath}}
	v.Button = v.T("hub.organisations.create")
	v.Again = v.Base.Again(failed, frame.Named(v.label))
	f := sideField(&v.Base, "side", side)
	f.Error = v.Errors["side"]
	v.Fields = append(v.Fields, f)
	v.fields(p)
	return unkept(c, a.profile.RenderStatus(c, status, v))
}

func (a *Area) create(c *fiber.Ctx) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	side, p := access.Side(form.Get("side")), profileIn(form)
	if side == "" {
		return a.answerNew(c, side, p, fault.Bad([]fault.Problem{{Member: "side", Key: "hub.organisation.noSide"}}))
	}
	o, err := a.s.Accounts.CreateOrganisation(c.UserContext(), web.ActorOf(c), side, p)
	if err != nil {
		return a.answerNew(c, side, p, err)
	}
	return c.Redirect(frame.Done(organisationsPath+"/"+o.ID, "hubOrganisationMade"), http.StatusSeeOther)
}
