package hub

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// rowsPerPage is how many rows a list of the desk has.
const rowsPerPage = 25

// queuePage is what waits for review.
type queuePage struct {
	deskPage
	Columns []string // names of the columns after the first
	Rows    []waiting
	Empty   *frame.Empty
	Pager   frame.Pager
}

// waiting is a document that waits.
type waiting struct {
	Name, Href, Owner, Sent, Waited string
	What                            frame.Tag  // whether it is new
	Old                             *frame.Tag // claims past their time
}

func (d *desk[D, T]) showQueue(c *fiber.Ctx) error {
	in := frame.Query(c)
	after := in.Text(afterParameter)
	if err := in.Err(); err != nil {
		return err
	}
	found, err := d.commands().List(c.UserContext(), web.ActorOf(c), lifecycle.Filter{State: lifecycle.Submitted, After: after, Limit: rowsPerPage})
	if err != nil {
		return err
	}
	ids := make([]string, len(found.Items))
	for i := range found.Items {
		ids[i] = d.record(&found.Items[i].Value).Owner
	}
	owners, err := d.area.owners(c.UserContext(), ids)
	if err != nil {
		return err
	}
	v := &queuePage{deskPage: d.area.desk(c, reviewing, "hub."+d.name+".queue")}
	v.Pager = pagerOf(&v.Base, d.path, nil, after, found.Next)
	for i := range found.Items {
		it := &found.Items[i].Value
		v.Rows = append(v.Rows, d.waiting(&v.Base, it, owners, d.area.s.Now()))
	}
	v.Wide = true
	v.Columns = []string{v.T("hub." + d.name + ".owner"), v.T("hub.queue.sent"), v.T("hub.queue.what")}
	if len(v.Rows) == 0 {
		v.Empty = &frame.Empty{Title: v.T("hub." + d.name + ".noneTitle"), Text: v.T("hub." + d.name + ".noneText")}
		v.Empty.Link = v.otherQueue(c, d.path)
	}
	return unkept(c, d.area.queue.Render(c, v))
}

// waiting decides what a row of the queue says.
func (d *desk[D, T]) waiting(b *frame.Base, it *D, owners map[string]string, now time.Time) waiting {
	r := d.record(it)
	row := waiting{
		Name: d.title(&r.Draft), Href: d.path + "/" + r.ID, Owner: owners[r.Owner], Sent: b.Date(r.Changed.Time),
		What: frame.Tag{Kind: "neutral", Text: b.T("hub." + d.name + ".new")},
	}
	if r.LastVersion > 0 {
		row.What.Text = b.T("hub." + d.name + ".changed")
	}
	row.Waited = waited(b, now.Sub(r.Changed.Time))
	if d.old == nil {
		return row
	}
	if n := d.old(it); n > 0 {
		row.Old = &frame.Tag{Kind: "bad", Text: counted(b, "hub.queue.oldClaims", n)}
	}
	return row
}

// waited is how long something has waited, in whole days.
func waited(b *frame.Base, d time.Duration) string {
	days := int(d / (24 * time.Hour))
	if days < 1 {
		return b.T("hub.queue.today")
	}
	return counted(b, "hub.queue.days", days)
}

// counted is the text for a number of things: that of the key, or of one where there
// is one.
func counted(b *frame.Base, key string, n int) string {
	if n == 1 {
		return b.T(key + "One")
	}
	return b.T(key, "n", b.Number(n))
}
