package about

import "github.com/allagehub/matcharenan/webexpo/frame"

// designPage shows every component in every state.
type designPage struct {
	tabbed
	Tokens   []token
	Rows     []row
	Right    []frame.Field
	Wrong    []frame.Field
	Summary  frame.ErrorSummary
	Notices  []frame.Notice
	Empty    frame.Empty
	Tags     []frame.Tag
	Pager    frame.Pager
	Bars     []frame.Bar
	Marked   []frame.Stretch
	Facts    []frame.Fact
	Progress frame.Progress
}

// token is a colour of the design with what it is for.
type token struct{ Name, Use string }

// row is a row of the example of a table.
type row struct {
	Name, Day, Price string
	State            frame.Tag
}

// tokens are the colours of the design, as style.css names them.
var tokens = []string{"ink", "soft", "paper", "surface", "line", "edge", "accent", "tint", "good", "wait", "bad", "mark"}

func newDesignPage(t tabbed) *designPage {
	p := &designPage{tabbed: t}
	p.Wide = true
	for _, name := range tokens {
		p.Tokens = append(p.Tokens, token{name, p.T("about.design.token." + name)})
	}
	p.Tags = []frame.Tag{
		{Kind: "neutral", Text: p.T("about.design.tag.neutral")},
		{Kind: "good", Text: p.T("about.design.tag.good")},
		{Kind: "waiting", Text: p.T("about.design.tag.waiting")},
		{Kind: "bad", Text: p.T("about.design.tag.bad")},
	}
	p.Rows = []row{
		{p.T("about.design.thing1"), p.Day("2026-03-31"), p.Money(1200), p.Tags[1]},
		{p.T("about.design.thing2"), p.Day("2026-11-25"), p.Money(890), p.Tags[2]},
	}
	p.forms()
	p.messages()
	p.figures()
	return p
}

// forms are the fields, as they are asked and as they are when something is wrong.
func (p *designPage) forms() {
	options := func(name string, chosen int) (all []frame.Option) {
		for i, key := range []string{"about.design.option1", "about.design.option2", "about.design.option3"} {
			value := string(rune('1' + i))
			all = append(all, frame.Option{ID: frame.FieldID(name + value), Value: value, Label: p.T(key), Chosen: i == chosen})
		}
		return all
	}
	counted := options("count", 0)
	for i := range counted {
		counted[i].Count = p.Number((i + 1) * 421)
	}
	field := func(name, kind string) frame.Field {
		return frame.Field{Name: name, Type: kind, Label: p.T("about.design.field." + name), Rows: 3}
	}
	text, amount, long := field("text", frame.Text), field("amount", frame.Number), field("long", frame.TextArea)
	text.Hint, amount.Unit, text.Value = p.T("about.design.field.textHint"), p.T("about.design.field.unit"), p.T("about.design.field.textValue")
	long.Limit, long.Max, long.Optional = p.T("about.design.field.limit", "n", 200), 200, p.T("about.design.field.optional")
	choice, one := field("choice", frame.Select), field("one", frame.Radios)
	choice.Options, one.Options = options("choice", 1), options("one", 0)
	some, beside := field("count", frame.Checkboxes), field("beside", frame.Radios)
	some.Options, beside.Options, beside.Compact = counted, options("beside", 2), true
	p.Right = []frame.Field{text, amount, long, choice, one, some, beside, field("day", frame.DateField), field("file", frame.File)}

	p.Summary.Title = p.T("frame.errors")
	for _, name := range []string{"text", "one"} {
		f := field(name, frame.Text)
		f.Name, f.Error = "wrong."+name, p.T("about.design.field."+name+"Error")
		if name == "one" {
			f.Type, f.Options = frame.Radios, options("wrong", -1)
		}
		p.Wrong = append(p.Wrong, f)
		p.Summary.Errors = append(p.Summary.Errors, frame.ErrorLink{Href: "#" + f.ID(), Text: f.Error})
	}
}

// messages are what a page says besides its own content.
func (p *designPage) messages() {
	link := &frame.Link{Text: p.T("about.design.link"), Href: servicePath}
	p.Notices = []frame.Notice{
		{Kind: "info", Title: p.T("about.design.notice.info"), Text: p.T("about.design.notice.infoText"), Link: link},
		{Kind: "done", Text: p.T("about.design.notice.done")},
		{Kind: "warning", Text: p.T("about.design.notice.warning")},
	}
	p.Empty = frame.Empty{Title: p.T("about.design.empty"), Text: p.T("about.design.emptyText"), Link: link}
	p.Pager = frame.Pager{
		Label: p.T("about.design.pager"), Position: p.T("about.design.position"),
		Previous: &frame.Link{Text: p.T("about.design.previous"), Href: designPath}, Next: &frame.Link{Text: p.T("about.design.next"), Href: designPath},
	}
}

// figures are numbers and facts.
func (p *designPage) figures() {
	for _, b := range []struct {
		key   string
		value float64
	}{{"about.design.bar1", 0.83}, {"about.design.bar2", 0.4}, {"about.design.bar3", 0}} {
		p.Bars = append(p.Bars, frame.Bar{Name: p.T(b.key), Value: b.value, Max: 1, Words: p.Percent(b.value)})
	}
	p.Marked = []frame.Stretch{{Text: p.T("about.design.marked1") + " "}, {Text: p.T("about.design.marked2"), Marked: true}, {Text: " " + p.T("about.design.marked3")}}
	p.Facts = []frame.Fact{
		{Name: p.T("about.design.fact1"), Value: p.Money(1200), Note: p.T("about.design.factNote")},
		{Name: p.T("about.design.fact2"), Value: p.T("about.design.link"), Href: servicePath},
	}
	p.Progress = frame.Progress{Done: 30, Of: 50, Text: p.T("about.design.progress", "done", 30, "of", 50)}
}
