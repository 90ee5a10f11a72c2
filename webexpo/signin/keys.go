package signin

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// keysPage is the API keys of an organisation, and a form for another.
type keysPage struct {
	own
	Organisation string // its name
	ID           string
	Others       []tab // organisations to choose from; none when there is one
	Keys         []keyRow
	Pager        frame.Pager
	Fields       []frame.Field
}

// keyRow is a key.
type keyRow struct {
	Name, Scopes, Made, Expires, Used, Maker string
	State                                    frame.Tag
	Revoke                                   string // address that revokes it; empty when it is of no use any more
}

// madeKeyPage shows the secret of a key, once.
type madeKeyPage struct {
	own
	Name, Secret, Organisation, Back string
	Facts                            []frame.Fact
}

// Parameters of the page.
const (
	organisationParameter = "organisation"
	afterParameter        = "efter"
)

// onePage is how many keys a page shows.
const onePage = 50

// lives are the days that a key can last.
var lives = []int{30, 90, 180, 365}

// place returns the organisation that keys are asked for, among those where the actor
// may make some: the one with the ID, or the first if there is none given.
func (a *Area) place(c *fiber.Ctx, id string) (accounts.Organisation, []accounts.Organisation, error) {
	actor := web.ActorOf(c)
	var all []accounts.Organisation
	for _, m := range actor.Memberships {
		if !actor.May(access.TokenWrite, m.Organisation) {
			continue
		}
		o, err := a.s.Accounts.Organisation(c.UserContext(), m.Organisation)
		if err != nil {
			return o, nil, err
		}
		all = append(all, o)
	}
	for _, o := range all {
		if id == "" || o.ID == id {
			return o, all, nil
		}
	}
	return accounts.Organisation{}, nil, fault.New(fault.NotFound, "", nil)
}

func (a *Area) showKeys(c *fiber.Ctx) error {
	q := frame.Query(c)
	id, after := q.Text(organisationParameter), q.Text(afterParameter)
	if err := q.Err(); err != nil {
		return err
	}
	return a.answerKeys(c, id, after, keyForm{days: lives[1]}, nil)
}

// keyForm is what has been chosen for a new key.
type keyForm struct {
	name   string
	scopes []access.Permission
	days   int
}

func (a *Area) answerKeys(c *fiber.Ctx, id, after string, typed keyForm, failed error) error {
	status, err := statusAgain(c, failed)
	if err != nil {
		return err
	}
	if _, err := a.self(c); err != nil {
		return err
	}
	o, all, err := a.place(c, id)
	if err != nil {
		return err
	}
	found, err := a.s.Accounts.Tokens(c.UserContext(), web.ActorOf(c), o.ID, after, onePage)
	if err != nil {
		return err
	}
	v := &keysPage{own: a.own(c, "keys"), Organisation: o.Name, ID: o.ID}
	v.choose(all)
	v.turn(after, found.Next)
	for i := range found.Items {
		v.Keys = append(v.Keys, v.row(&found.Items[i], a.maker(c, &found.Items[i]), a.s.Now()))
	}
	v.form(scopesOf(web.ActorOf(c), o.ID), typed, failed)
	return unkept(c, a.keys.RenderStatus(c, status, v))
}

// maker is the name of who made a key, empty when the actor may not know it.
func (a *Area) maker(c *fiber.Ctx, t *accounts.Token) string {
	p, err := a.s.Accounts.Person(c.UserContext(), web.ActorOf(c), t.Person)
	if err != nil {
		return "" // gone, or no longer in the organisation
	}
	return p.Name
}

// scopesOf are the permissions that a key of the actor can have in the organisation.
func scopesOf(actor access.Actor, organisation string) []access.Permission {
	return slices.DeleteFunc(accounts.TokenScopes(), func(p access.Permission) bool { return !actor.May(p, organisation) })
}

func (v *keysPage) choose(all []accounts.Organisation) {
	if len(all) < 2 {
		return
	}
	for _, o := range all {
		v.Others = append(v.Others, tab{frame.Link{Text: o.Name, Href: keysAt(o.ID, "")}, o.ID == v.ID})
	}
}

func keysAt(organisation, after string) string {
	q := url.Values{organisationParameter: {organisation}}
	if after != "" {
		q.Set(afterParameter, after)
	}
	return keysPath + "?" + q.Encode()
}

// turn leads to the older keys, and from them back to the latest.
func (v *keysPage) turn(after, next string) {
	v.Pager.Label = v.T("signin.keys.pager")
	if after != "" {
		v.Pager.Previous = &frame.Link{Text: v.T("signin.keys.latest"), Href: keysAt(v.ID, "")}
	}
	if next != "" {
		v.Pager.Next = &frame.Link{Text: v.T("signin.keys.older"), Href: keysAt(v.ID, next)}
	}
}

func (v *keysPage) row(t *accounts.Token, maker string, now time.Time) keyRow {
	row := keyRow{
		Name: t.Name, Scopes: frame.Sentence(v.List(scopeNames(&v.Base, t.Scopes))), Made: v.Date(t.Made.Time), Expires: v.Date(t.Expires.Time),
		Used: v.T("signin.keys.unused"), Maker: maker,
	}
	if !t.Used.IsZero() {
		row.Used = v.Time(t.Used.Time)
	}
	switch {
	case !t.Revoked.IsZero():
		row.State = frame.Tag{Kind: "bad", Text: v.T("signin.keys.revoked")}
	case !now.Before(t.Expires.Time):
		row.State = frame.Tag{Kind: "neutral", Text: v.T("signin.keys.expired")}
	default:
		row.State = frame.Tag{Kind: "good", Text: v.T("signin.keys.good")}
		row.Revoke = keysPath + "/" + t.ID + "/aterkalla"
	}
	return row
}

// ScopeKey is the key of a permission's name for people.
func ScopeKey(p access.Permission) string {
	return "signin.scope." + strings.ReplaceAll(string(p), ".", "_")
}

func scopeNames(b *frame.Base, scopes []access.Permission) []string {
	names := make([]string, len(scopes))
	for i, p := range scopes {
		names[i] = b.T(ScopeKey(p))
	}
	return names
}

func (v *keysPage) form(scopes []access.Permission, typed keyForm, failed error) {
	v.Again = v.Base.Again(failed, called(&v.Base))
	name := frame.Field{
		Name: "name", Label: v.T("signin.keys.name"), Hint: v.T("signin.keys.nameHint"), Value: typed.name, Error: v.Errors["name"],
		Required: true, Autocomplete: "off",
	}
	may := frame.Field{Name: "scopes", Type: frame.Checkboxes, Label: v.T("signin.keys.ask"), Hint: v.T("signin.keys.scopesHint"), Error: v.Errors["scopes"]}
	for _, p := range scopes {
		may.Options = append(may.Options, frame.Option{
			ID: frame.FieldID("scopes." + string(p)), Value: string(p), Label: frame.Sentence(v.T(ScopeKey(p))), Chosen: slices.Contains(typed.scopes, p),
		})
	}
	until := frame.Field{Name: "expires", Type: frame.Select, Label: v.T("signin.keys.life"), Hint: v.T("signin.keys.lifeHint"), Error: v.Errors["expires"]}
	for _, days := range lives {
		until.Options = append(until.Options, frame.Option{
			Value: strconv.Itoa(days), Label: v.T("signin.keys.days", "days", days), Chosen: days == typed.days,
		})
	}
	v.Fields = []frame.Field{name, may, until}
}

func (a *Area) createKey(c *fiber.Ctx) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	o, _, err := a.place(c, form.Get(organisationParameter))
	if err != nil {
		return err
	}
	typed := keyForm{name: form.Get("name")}
	for _, s := range form["scopes"] {
		typed.scopes = append(typed.scopes, access.Permission(s))
	}
	n := accounts.NewToken{Name: typed.name, Organisation: o.ID, Scopes: slices.Clone(typed.scopes)}
	// A time that was not offered stays zero, which the service refuses.
	if days, err := strconv.Atoi(form.Get("expires")); err == nil && slices.Contains(lives, days) {
		typed.days, n.Expires = days, a.s.Now().AddDate(0, 0, days)
	}
	made, secret, err := a.s.Accounts.CreateToken(c.UserContext(), web.ActorOf(c), n)
	if err != nil {
		return a.answerKeys(c, o.ID, "", typed, err)
	}
	v := newMadeKeyPage(a.own(c, "keys"), &made, secret, o)
	return unkept(c, a.made.RenderStatus(c, http.StatusCreated, v))
}

// newMadeKeyPage is an answer of its own: a page to be led to would have to keep the
// secret somewhere.
func newMadeKeyPage(o own, t *accounts.Token, secret string, at accounts.Organisation) *madeKeyPage {
	v := &madeKeyPage{own: o, Name: t.Name, Secret: secret, Organisation: at.Name, Back: keysAt(at.ID, "")}
	v.Title = v.T("signin.made.title")
	v.Facts = []frame.Fact{
		{Name: v.T("signin.keys.name"), Value: t.Name},
		{Name: v.T("signin.keys.organisation"), Value: at.Name},
		{Name: v.T("signin.keys.scopes"), Value: frame.Sentence(v.List(scopeNames(&v.Base, t.Scopes)))},
		{Name: v.T("signin.keys.expires"), Value: v.Date(t.Expires.Time)},
	}
	return v
}

// revokeKey makes a key good no more, and leads back to the organisation's others.
func (a *Area) revokeKey(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	err = a.s.Accounts.RevokeToken(c.UserContext(), web.ActorOf(c), id)
	if errors.Is(err, accounts.ErrTokenUnknown) {
		return fault.New(fault.NotFound, "", nil).Because(err)
	}
	if err != nil {
		return err
	}
	q := url.Values{frame.DoneParameter: {"keyRevoked"}}
	if o := form.Get(organisationParameter); o != "" {
		q.Set(organisationParameter, o)
	}
	return c.Redirect(keysPath+"?"+q.Encode(), http.StatusSeeOther)
}
