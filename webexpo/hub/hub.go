package hub

import (
	"embed"
	"io/fs"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/jobs"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/form"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

//go:embed templates/*.html
var templates embed.FS

// Services are what the pages call.
type Services struct {
	Now       func() time.Time
	Zone      *time.Location // in which days begin
	Accounts  *accounts.Service
	Listings  *catalog.Listings
	Needs     *testbeds.Needs
	Thesaurus *thesaurus.Thesaurus
	Jobs      *jobs.Runner
	Outbox    *outbox.Outbox
	Trail     *audit.Trail
}

// Area is the pages of the desk.
type Area struct {
	frame *frame.Frame
	s     Services

	queue  *frame.Page[queuePage]
	review *frame.Page[reviewPage]

	organisations *frame.Page[organisationsPage]
	organisation  *frame.Page[organisationPage]
	profile       *frame.Page[profilePage]
	memberPage    *frame.Page[memberPage]
	invitePage    *frame.Page[invitePage]
	people        *frame.Page[peoplePage]
	person        *frame.Page[personPage]

	jobs     *frame.Page[jobsPage]
	jobPage  *frame.Page[jobPage]
	messages *frame.Page[messagesPage]
	trail    *frame.Page[trailPage]
	checked  *frame.Page[checkedPage]

	listings *desk[catalog.Listing, catalog.Content]
	needs    *desk[testbeds.NeedRecord, testbeds.Need]
}

// New reads the pages.
func New(f *frame.Frame, s Services) (*Area, error) {
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, err
	}
	products, err := form.Product(s.Thesaurus)
	if err != nil {
		return nil, err
	}
	needs, err := form.Need(s.Thesaurus)
	if err != nil {
		return nil, err
	}
	set := f.NewSet("hub", files)
	a := &Area{
		frame: f, s: s,
		queue:  frame.Declare[queuePage](set, "queue.html"),
		review: frame.Declare[reviewPage](set, "review.html"),

		organisations: frame.Declare[organisationsPage](set, "organisations.html"),
		organisation:  frame.Declare[organisationPage](set, "organisation.html"),
		profile:       frame.Declare[profilePage](set, "profile.html"),
		memberPage:    frame.Declare[memberPage](set, "member.html"),
		invitePage:    frame.Declare[invitePage](set, "invite.html"),
		people:        frame.Declare[peoplePage](set, "people.html"),
		person:        frame.Declare[personPage](set, "person.html"),

		jobs:     frame.Declare[jobsPage](set, "jobs.html"),
		jobPage:  frame.Declare[jobPage](set, "job.html"),
		messages: frame.Declare[messagesPage](set, "messages.html"),
		trail:    frame.Declare[trailPage](set, "trail.html"),
		checked:  frame.Declare[checkedPage](set, "checked.html"),
	}
	a.listings, a.needs = a.listingDesk(products), a.needDesk(needs)
	return a, set.Done()
}

// Paths of the pages.
const (
	reviewPath        = "/granska"
	listingsPath      = reviewPath + "/produkter"
	needsPath         = reviewPath + "/behov"
	organisationsPath = "/organisationer"
	peoplePath        = "/personer"
	jobsPath          = "/jobb"
	messagesPath      = "/meddelanden"
	trailPath         = "/revision"
	checkedPath       = trailPath + "/kontroll"
)

// Mount adds the routes.
func (a *Area) Mount(app *web.App) {
	read := web.Limit(web.Read)
	app.Get(reviewPath, read, web.RequireSignIn, a.showReview)
	a.listings.mount(app)
	a.needs.mount(app)
	a.mountOrganisations(app)
	a.mountRunning(app)
}

func (a *Area) mountRunning(app *web.App) {
	read, write, expensive := web.Limit(web.Read), web.Limit(web.Write), web.Limit(web.Expensive)
	seeing, sending, auditing := web.RequirePermission(access.JobRead), web.RequirePermission(access.OutboxRead), web.RequirePermission(access.AuditRead)
	app.Get(jobsPath, read, seeing, a.showJobs)
	app.Get(jobsPath+"/:name", read, seeing, a.showJob)
	app.Post(jobsPath+"/:name/kor", expensive, web.RequirePermission(access.JobRun), a.runJob)
	app.Get(messagesPath, read, sending, a.showMessages)
	app.Post(messagesPath+"/:id/forsok-igen", write, sending, a.retryMessage)
	app.Get(trailPath, read, auditing, a.showTrail)
	app.Get(checkedPath, expensive, auditing, a.checkTrail)
}

func (a *Area) mountOrganisations(app *web.App) {
	read, write := web.Limit(web.Read), web.Limit(web.Write)
	seeing, managing := web.RequirePermission(access.PeopleRead), web.RequirePermission(access.PeopleWrite)
	making, editing := web.RequirePermission(access.OrganisationCreate), web.RequirePermission(access.OrganisationWrite)
	const one = organisationsPath + "/:id"
	app.Get(organisationsPath, read, seeing, a.showOrganisations)
	app.Get(organisationsPath+"/ny", read, making, a.showNew)
	app.Post(organisationsPath+"/ny", write, making, a.create)
	app.Get(one, read, seeing, a.showOrganisation)
	app.Get(one+"/uppgifter", read, editing, a.showProfile)
	app.Post(one+"/uppgifter", write, editing, a.saveProfile)
	app.Post(one+"/stang", write, making, a.closeOrganisation)
	app.Post(one+"/oppna", write, making, a.openOrganisation)
	app.Get(one+"/personer/:person", read, seeing, a.showMember)
	app.Post(one+"/personer/:person", write, managing, a.saveMember)
	app.Post(one+"/personer/:person/ta-bort", write, managing, a.removeMember)
	app.Get(one+"/bjud-in", read, managing, a.showInvite)
	app.Post(one+"/bjud-in", write, managing, a.invite)
	app.Post(one+"/inbjudningar/:invitation/skicka", write, managing, a.sendInvitation)
	app.Post(one+"/inbjudningar/:invitation/aterkalla", write, managing, a.revokeInvitation)

	app.Get(peoplePath, read, seeing, a.showPeople)
	app.Get(peoplePath+"/:id", read, seeing, a.showPerson)
	app.Post(peoplePath+"/:id/stang-av", write, managing, a.shutOut)
	app.Post(peoplePath+"/:id/slapp-in", write, managing, a.letIn)
}

// unkept answers with a page that no cache keeps.
func unkept(c *fiber.Ctx, err error) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return err
}
