package hub

import (
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// messagesPage is the messages that could not be delivered. It tells neither to whom
// nor what they say.
type messagesPage struct {
	deskPage
	Rows  []messageRow
	Empty *frame.Empty
	Pager frame.Pager
}

// messageRow is one of them.
type messageRow struct {
	What, Kind, Made, GivenUp, Attempts, Retry string
}

func (a *Area) showMessages(c *fiber.Ctx) error {
	in := frame.Query(c)
	after := in.Text(afterParameter)
	if err := in.Err(); err != nil {
		return err
	}
	return a.answerMessages(c, after, nil)
}

func (a *Area) answerMessages(c *fiber.Ctx, after string, failed error) error {
	status, err := frame.StatusAgain(failed)
	if isGone(failed) { // it has been sent or forgotten since the page was read
		status, err = http.StatusNotFound, nil
	}
	if err != nil {
		return err
	}
	found, err := a.s.Outbox.Dead(c.UserContext(), web.ActorOf(c), after, rowsPerPage)
	if err != nil {
		return err
	}
	v := &messagesPage{deskPage: a.desk(c, running, "hub.messages.title")}
	v.Wide = true
	v.Again = v.Base.Again(failed, frame.Named(v.label))
	v.Pager = pagerOf(&v.Base, messagesPath, nil, after, found.Next)
	for _, it := range found.Items {
		v.Rows = append(v.Rows, messageRowOf(&v.Base, it))
	}
	if len(v.Rows) == 0 {
		v.Empty = &frame.Empty{Title: v.T("hub.messages.noneTitle"), Text: v.T("hub.messages.noneText")}
	}
	return unkept(c, a.messages.RenderStatus(c, status, v))
}

func messageRowOf(b *frame.Base, it store.Item[outbox.Message]) messageRow {
	m := &it.Value
	row := messageRow{
		What: m.Template, Kind: b.T("hub.message." + string(m.Kind)), Made: b.Time(m.Made.Time), GivenUp: b.Time(m.DiedAt.Time),
		Attempts: b.Number(m.Attempts), Retry: messagesPath + "/" + url.PathEscape(it.ID) + "/forsok-igen",
	}
	if key := "hub.template." + m.Template; b.Printer().Has(key) {
		row.What = b.T(key)
	}
	return row
}

func (a *Area) retryMessage(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := a.s.Outbox.Retry(c.UserContext(), web.ActorOf(c), id); err != nil {
		return a.answerMessages(c, "", err)
	}
	return c.Redirect(frame.Done(messagesPath, "hubRetried"), http.StatusSeeOther)
}
