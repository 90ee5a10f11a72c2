package needs

import (
	"context"
	"embed"
	"io/fs"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/testbeds/needcheck"
	"github.com/allagehub/matcharenan/webexpo/form"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

//go:embed templates/*.html
var templates embed.FS

// Services are what the pages call.
type Services struct {
	Now           func() time.Time
	Needs         *testbeds.Needs
	Checker       *testbeds.Checker
	Check         *needcheck.Checker
	Organisations Organisations
	Thesaurus     *thesaurus.Thesaurus
}

// Organisations knows the names of organisations.
type Organisations interface {
	// Organisations returns those of the IDs that there are.
	Organisations(ctx context.Context, ids []string) ([]accounts.Organisation, error)
}

// Area is the pages of the desk.
type Area struct {
	frame *frame.Frame
	form  *form.Form[testbeds.Need]
	s     Services

	listing  *frame.Page[listPage]
	starting *frame.Page[startPage]
	overview *frame.Page[needPage]
	editing  *frame.Page[editPage]
	versions *frame.Page[versionsPage]
	asking   *frame.Page[confirmPage]
}

// New reads the pages.
func New(f *frame.Frame, s Services) (*Area, error) {
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, err
	}
	questions, err := form.Need(s.Thesaurus)
	if err != nil {
		return nil, err
	}
	set := f.NewSet("needs", files)
	a := &Area{
		frame: f, form: questions, s: s,
		listing:  frame.Declare[listPage](set, "list.html"),
		starting: frame.Declare[startPage](set, "start.html"),
		overview: frame.Declare[needPage](set, "need.html"),
		editing:  frame.Declare[editPage](set, "edit.html"),
		versions: frame.Declare[versionsPage](set, "versions.html"),
		asking:   frame.Declare[confirmPage](set, "confirm.html"),
	}
	return a, set.Done()
}

// Paths of the pages. What is about one need lies below its path.
const (
	listPath     = "/mina-behov"
	startPath    = listPath + "/nytt"
	editPath     = "/redigera"
	savePath     = editPath + "/spara" // for scripts
	versionsPath = "/versioner"
	matchesPath  = "/traffar" // of another area
)

func needPath(id, page string) string { return listPath + "/" + url.PathEscape(id) + page }

// Mount adds the routes.
func (a *Area) Mount(app *web.App) {
	read, write := web.Limit(web.Read), web.Limit(web.Write)
	reader, writer := web.RequirePermission(access.NeedRead), web.RequirePermission(access.NeedWrite)
	app.Get(listPath, read, reader, a.showList)
	app.Get(startPath, read, writer, a.showStart)
	app.Post(startPath, write, writer, a.start)
	app.Get(listPath+"/:id", read, reader, a.showNeed)
	app.Get(listPath+"/:id"+editPath, read, writer, a.showEdit)
	app.Post(listPath+"/:id"+editPath, write, writer, a.save)
	app.Post(listPath+"/:id"+savePath, write, writer, a.autosave)
	app.Get(listPath+"/:id"+versionsPath, read, reader, a.showVersions)
	for i := range steps {
		s := &steps[i]
		if s.confirmed {
			app.Get(listPath+"/:id/"+s.path, read, reader, a.confirm(s))
		}
		app.Post(listPath+"/:id/"+s.path, write, reader, a.take(s))
	}
}

// need is the one that the path names, for somebody who may read it.
func (a *Area) need(c *fiber.Ctx) (testbeds.Item, error) {
	id, err := web.PathID(c, "id")
	if err != nil {
		return testbeds.Item{}, err
	}
	return a.s.Needs.Get(c.UserContext(), web.ActorOf(c), id)
}

// posted is a form and the version of the document that it was made from. One that is
// missing would write over whatever there is.
func posted(c *fiber.Ctx) (url.Values, int64, error) {
	typed, err := web.Form(c)
	if err != nil {
		return nil, 0, err
	}
	number, _, _ := strings.Cut(typed.Get("version"), "-")
	version, err := strconv.ParseInt(number, 10, 64)
	if err != nil || version <= 0 {
		return nil, 0, frame.ErrBadForm
	}
	return typed, version, nil
}
