package hub

import (
	"errors"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// reviewPage is what was submitted, beside what was published last.
type reviewPage struct {
	deskPage
	State     frame.Tag
	Meanwhile *frame.Notice // what somebody else has done with it
	Kept      string        // a message that was typed and can no longer be sent
	Facts     []frame.Fact
	First     bool // whether nothing has been published before
	Changes   []change
	Claims    []claim
	Parts     []part
	Pictures  []picture
	Documents []document
	Messages  []message
	Publish   string // address; empty when it is not to be reviewed
	Return    string
	Version   int64
	Message   frame.Field
}

// message is what a reviewer has written before.
type message struct {
	By, At string
	Lines  []string
}

func (d *desk[D, T]) show(c *fiber.Ctx) error { return d.answer(c, "", nil) }

// answer shows the document as it is, with the message that has been typed and what
// was wrong.
func (d *desk[D, T]) answer(c *fiber.Ctx, typed string, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	it, err := d.commands().Get(c.UserContext(), web.ActorOf(c), id)
	if err != nil {
		return err
	}
	r := d.record(&it.Value)
	v := &reviewPage{deskPage: d.area.desk(c, reviewing, "hub.review.title", "name", d.title(&r.Draft)), Version: it.Version}
	v.Crumbs = []frame.Link{{Text: v.T("hub." + d.name + ".queue"), Href: d.path}}
	v.Wide = true
	if err := d.tell(c, v, &it); err != nil {
		return err
	}
	d.decide(v, r, typed, failed)
	return unkept(c, d.area.review.RenderStatus(c, status, v))
}

// tell shows what the document says.
func (d *desk[D, T]) tell(c *fiber.Ctx, v *reviewPage, it *store.Item[D]) error {
	r := d.record(&it.Value)
	owners, err := d.area.owners(c.UserContext(), []string{r.Owner})
	if err != nil {
		return err
	}
	v.First = r.LastVersion == 0
	if !v.First {
		before, err := d.commands().Version(c.UserContext(), web.ActorOf(c), r.ID, r.LastVersion)
		if err != nil {
			return err
		}
		changes, err := d.words.differ(&v.Base, &before.Content, &r.Draft)
		if err != nil {
			return err
		}
		v.Changes = changesOf(&v.Base, changes)
	}
	v.Parts = partsOf(d.words.tell(&v.Base, &r.Draft))
	v.Facts = d.facts(&v.Base, r, owners[r.Owner])
	if d.more != nil {
		d.more(v, &it.Value)
	}
	for _, m := range r.Messages {
		by, err := d.area.who(c, &v.Base, m.By.Kind, m.By.ID)
		if err != nil {
			return err
		}
		v.Messages = append(v.Messages, message{By: by, At: v.Time(m.At.Time), Lines: lines(m.Text)})
	}
	return nil
}

// facts say whose the document is and where it stands.
func (d *desk[D, T]) facts(b *frame.Base, r *lifecycle.Record[T], owner string) []frame.Fact {
	facts := []frame.Fact{
		{Name: b.T("hub." + d.name + ".owner"), Value: owner, Href: organisationsPath + "/" + r.Owner},
		{Name: b.T("hub.review.changed"), Value: b.Time(r.Changed.Time)},
	}
	if r.Public {
		facts = append(facts, frame.Fact{
			Name: b.T("hub.review.published"), Value: b.T("hub.review.version", "n", r.PublishedVersion), Href: d.public + r.ID,
		})
	}
	return facts
}

// decide offers what can be done in the state that the document is in, and says what
// was wrong with the last try.
func (d *desk[D, T]) decide(v *reviewPage, r *lifecycle.Record[T], typed string, failed error) {
	v.State = stateTag(&v.Base, d.name, r.State)
	label := func(member string) string {
		if member == "message" {
			return v.T("hub.review.message")
		}
		return d.words.label(v.Printer(), member)
	}
	waits := r.State == lifecycle.Submitted
	switch {
	case fault.Is(failed, fault.Conflict) && waits:
		v.Meanwhile = &frame.Notice{Kind: "warning", Title: v.T("hub.review.changedTitle"), Text: v.T("hub.review.changedText")}
	case fault.Is(failed, fault.Conflict):
		v.Meanwhile = &frame.Notice{Kind: "warning", Title: v.T("hub.review.decidedTitle"), Text: v.T("hub.review.decidedText", "state", v.State.Text)}
		v.Kept = typed
	case !waits:
		v.Meanwhile = &frame.Notice{Kind: "info", Text: v.T("hub.review.notWaiting", "state", v.State.Text)}
	default:
		v.Again = v.Base.Again(failed, frame.Named(label))
	}
	if v.Meanwhile != nil {
		v.Meanwhile.Link = &frame.Link{Text: v.T("hub.review.toQueue"), Href: d.path}
	}
	if !waits {
		return
	}
	v.Publish, v.Return = d.path+"/"+r.ID+"/publicera", d.path+"/"+r.ID+"/skicka-tillbaka"
	v.Message = frame.Field{
		Name: "message", Type: frame.TextArea, Label: v.T("hub.review.message"), Hint: v.T("hub.review.messageHint"), Rows: 6,
		Value: typed, Error: v.Errors["message"], Limit: v.T("hub.limit", "n", v.Number(lifecycle.MaxMessage)), Max: lifecycle.MaxMessage,
	}
}

// stateTag is the state of a document in a word.
func stateTag(b *frame.Base, name string, s lifecycle.State) frame.Tag {
	kind := map[lifecycle.State]string{lifecycle.Submitted: "waiting", lifecycle.Published: "good"}[s]
	if kind == "" {
		kind = "neutral"
	}
	return frame.Tag{Kind: kind, Text: b.T("hub." + name + ".state." + string(s))}
}

func (d *desk[D, T]) publish(c *fiber.Ctx) error {
	id, version, _, err := target(c)
	if err != nil {
		return err
	}
	if _, err := d.commands().Publish(c.UserContext(), web.ActorOf(c), d.area.s.Now(), id, version); err != nil {
		return d.answer(c, "", err)
	}
	return c.Redirect(frame.Done(d.path, "hubPublished"), http.StatusSeeOther)
}

// giveBack sends the document back to its owner with the message.
func (d *desk[D, T]) giveBack(c *fiber.Ctx) error {
	id, version, text, err := target(c)
	if err != nil {
		return err
	}
	if _, err := d.commands().Return(c.UserContext(), web.ActorOf(c), d.area.s.Now(), id, version, text); err != nil {
		return d.answer(c, text, err)
	}
	return c.Redirect(frame.Done(d.path, "hubReturned"), http.StatusSeeOther)
}

// target is what a decision is about: the document, the version that the reviewer has
// seen, and the message.
func target(c *fiber.Ctx) (id string, version int64, text string, err error) {
	form, err := web.Form(c)
	if err != nil {
		return "", 0, "", err
	}
	id, noID := web.PathID(c, "id")
	version, noVersion := frame.VersionIn(form)
	return id, version, form.Get("message"), errors.Join(noID, noVersion)
}
