package frame

import (
	"log/slog"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/web"
)

// Base is what every page has. A page's value embeds it.
type Base struct {
	Title       string // of this page, without the service's name
	Description string // a sentence for search engines; empty on pages behind the sign-in
	Path        string // of the request, without its query
	Language    i18n.Language
	Languages   []LanguageLink
	User        *User // nil for a guest
	Menu        []MenuLink
	Crumbs      []Link // the way here, without this page
	Notice      string // of what has just been done
	CSRF        string
	Wide        bool // whether the page uses the whole width

	frame   *Frame
	printer i18n.Printer
}

// User is who has signed in.
type User struct{ Name string }

// Link is a text that leads somewhere.
type Link struct{ Text, Href string }

// LanguageLink leads to the same page in another language.
type LanguageLink struct {
	Name, Tag, Href string
	Current         bool
}

// MenuItem is an entry of the menu.
type MenuItem struct {
	Key        string            // of its text
	Href       string            // of its page
	Permission access.Permission // that who sees it must have somewhere; empty for everybody
}

// MenuLink is an entry as somebody sees it.
type MenuLink struct {
	Link
	Current bool
}

// DoneParameter names, in the address that follows a change, the message that says
// what has been done.
const DoneParameter = "klart"

// Done is the address that tells, at the top of the page, that something has been
// done: the text of done.<what>.
func Done(path, what string) string {
	return path + "?" + url.Values{DoneParameter: {what}}.Encode()
}

// Query returns the request's parameters for a page that is strict about them: the
// one of [Done] may stand at every page.
func Query(c *fiber.Ctx) *web.Parameters {
	q := web.Query(c)
	q.Text(DoneParameter)
	return q
}

// Base starts a page with a title.
func (f *Frame) Base(c *fiber.Ctx, title string, pairs ...any) Base {
	b := f.Plain(c, title, pairs...)
	f.nameUser(c, &b)
	return b
}

// Plain is like [Frame.Base] but asks nobody for names: for pages that must come
// when what knows them does not answer.
func (f *Frame) Plain(c *fiber.Ctx, title string, pairs ...any) Base {
	b := Base{
		Path: c.Path(), Language: web.LanguageOf(c), CSRF: web.CSRFOf(c), frame: f, printer: web.PrinterOf(c),
	}
	b.Title = b.T(title, pairs...)
	if c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead { // others cannot be asked for again
		b.Languages = f.languages(c, b.Language)
	}
	actor := web.ActorOf(c)
	b.Menu = f.menu(actor, &b)
	if actor.Kind == access.Person {
		b.User = &User{Name: b.T("frame.account")}
	}
	if key := "done." + c.Query(DoneParameter); b.printer.Has(key) {
		b.Notice = b.T(key)
	}
	return b
}

// T is a text of the catalogue. Arguments are pairs of a name and a value.
func (b *Base) T(key string, pairs ...any) string {
	args := make(fault.Args, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			args[name] = pairs[i+1]
		}
	}
	return b.printer.Text(key, args)
}

// Printer speaks the page's language.
func (b *Base) Printer() i18n.Printer { return b.printer }

// Asset is the address of a static file.
func (b *Base) Asset(name string) string { return b.frame.assets.path(name) }

// Public is a path as others reach it.
func (b *Base) Public(path string) string { return b.frame.o.Public + path }

// languages leads to the same page in each language.
func (f *Frame) languages(c *fiber.Ctx, now i18n.Language) (links []LanguageLink) {
	names := map[i18n.Language]string{i18n.Swedish: "Svenska", i18n.English: "English"}
	for _, l := range i18n.Languages() {
		q := url.Values{"till": {string(l)}, "sida": {c.OriginalURL()}}
		links = append(links, LanguageLink{Name: names[l], Tag: string(l), Href: "/sprak?" + q.Encode(), Current: l == now})
	}
	return links
}

func (f *Frame) menu(a access.Actor, b *Base) (links []MenuLink) {
	for _, m := range f.o.Menu {
		// Several permissions may lead to the same page.
		if there := slices.ContainsFunc(links, func(l MenuLink) bool { return l.Href == m.Href }); there {
			continue
		}
		if m.Permission == "" || a.MayAnywhere(m.Permission) {
			current := b.Path == m.Href || m.Href != "/" && strings.HasPrefix(b.Path, m.Href+"/")
			links = append(links, MenuLink{Link{b.T(m.Key), m.Href}, current})
		}
	}
	return links
}

// nameUser finds the name to greet by. One that cannot be found is left out: no page
// is worth less for it.
func (f *Frame) nameUser(c *fiber.Ctx, b *Base) {
	if b.User == nil || f.o.People == nil {
		return
	}
	name, err := f.o.People.Named(c.UserContext(), web.ActorOf(c))
	if err != nil {
		web.LogOf(c).WarnContext(c.UserContext(), "no name for the page's head", slog.String("error", err.Error()))
	} else if name != "" {
		b.User.Name = name
	}
}
