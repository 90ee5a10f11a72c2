package journeys

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// visitor is somebody before a tab. Steps end the test when they cannot be done.
type visitor struct {
	*tab
	within     string // words of the part of the page that the steps are about
	scriptless bool   // whether scripts are off
}

// journey makes a journey twice, each on a service of its own: with scripts and
// without.
func journey(t *testing.T, steps func(v *visitor)) {
	t.Parallel()
	needBrowser(t)
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newVisitor(t, newService(t))
			if !scripts {
				v.withoutScripts()
				v.scriptless = true
			}
			steps(v)
		})
	}
}

func newVisitor(t testing.TB, s *service) *visitor {
	t.Helper()
	v := &visitor{tab: newTab(t, s)}
	v.size(desktopWidth, desktopHeight)
	v.prefer(light)
	t.Cleanup(func() {
		if t.Failed() {
			v.shoot("failed", t.Name())
		}
	})
	return v
}

// Visit opens a path, whose page must be there.
func (v *visitor) Visit(path string) {
	v.t.Helper()
	v.arrive("visiting "+path, v.open(path))
}

// arrive looks at the status of the page that a step has led to.
func (v *visitor) arrive(what string, status int) {
	v.t.Helper()
	// A form comes again with a status of its own, when it was filled in wrongly or sent
	// after the session's end.
	again := status == http.StatusUnprocessableEntity || status >= 400 && ask[string](v.tab, "heading") == "Det du skrev finns kvar"
	if status >= 400 && !again {
		v.t.Fatalf("%s: status %d: %s", what, status, ask[string](v.tab, "text"))
	}
}

// Within is the visitor looking at one part of the page: the smallest row, card, group
// or section that has the words.
func (v *visitor) Within(words string) *visitor {
	part := *v
	part.within = words
	return &part
}

// answer is what the page's script says about something that was looked for.
type answer struct {
	Problem string
	X, Y    float64
	Leads   bool // whether a click leads to another page
	Href    string
	Type    string
	Value   string
}

// look asks the page's script for something, which must be there.
func (v *visitor) look(function string, args ...any) answer {
	v.t.Helper()
	found := ask[answer](v.tab, function, append(args, v.within)...)
	if found.Problem != "" {
		v.t.Fatalf("at %s: %s", ask[string](v.tab, "path"), found.Problem)
	}
	return found
}

// click clicks on something, and waits for the page that it leads to.
func (v *visitor) click(kind, words string) {
	v.t.Helper()
	at := v.look("spot", kind, words)
	click := chromedp.MouseClickXY(at.X, at.Y)
	if at.Leads {
		v.arrive(words, v.await(words, click))
	} else {
		v.do(words, click)
	}
}

// Press presses the button that says so.
func (v *visitor) Press(button string) { v.t.Helper(); v.click("button", button) }

// Follow follows the link that says so.
func (v *visitor) Follow(link string) { v.t.Helper(); v.click("link", link) }

// Unfold opens or closes what is folded under the words.
func (v *visitor) Unfold(words string) { v.t.Helper(); v.click("summary", words) }

// Choose chooses the radio button or checkbox with the label.
func (v *visitor) Choose(label string) { v.t.Helper(); v.click("choice", label) }

// Fill writes into the field with the label, instead of what it holds.
func (v *visitor) Fill(label, text string) {
	v.t.Helper()
	switch v.look("enter", label).Type {
	case "date", "time", "datetime-local", "month", "week", "color", "range":
		v.look("put", label, text)
	default:
		set(v.tab, input.InsertText, input.InsertTextParams{Text: text})
	}
}

// Select selects an option of the list with the label.
func (v *visitor) Select(label, option string) { v.t.Helper(); v.look("put", label, option) }

// Attach puts a file into the place for files with the label.
func (v *visitor) Attach(label, name string, content []byte) {
	v.t.Helper()
	file := filepath.Join(v.t.TempDir(), name)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		v.t.Fatal(err)
	}
	v.look("markFile", label)
	v.do("attaching "+name, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		document, err := cdp.Call(ctx, target, dom.GetDocument, dom.GetDocumentParams{})
		if err != nil {
			return err
		}
		place, err := cdp.Call(ctx, target, dom.QuerySelector, dom.QuerySelectorParams{NodeID: document.Root.NodeID, Selector: "[data-visitor-file]"})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, target, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{file}, NodeID: place.NodeID})
		return err
	}))
}

// Download fetches the file that a link leads to.
func (v *visitor) Download(link string) []byte {
	v.t.Helper()
	at := v.look("spot", "link", link)
	request, err := http.NewRequestWithContext(v.ctx, http.MethodGet, at.Href, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, c := range v.cookies() {
		request.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		v.t.Fatalf("%s: status %d, %v", link, response.StatusCode, err)
	}
	return content
}

func (b *tab) cookies() (cookies []*network.Cookie) {
	b.t.Helper()
	b.do("reading cookies", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		result, err := cdp.Call(ctx, target, network.GetCookies, network.GetCookiesParams{})
		cookies = result.Cookies
		return err
	}))
	return cookies
}

// seeSpan is how long something may take to show.
const seeSpan = 10 * time.Second

// See waits until the page says something.
func (v *visitor) See(words string) {
	v.t.Helper()
	v.until("does not say "+words, func() bool { return strings.Contains(v.text(), words) })
}

// DontSee looks that the page does not say something.
func (v *visitor) DontSee(words string) {
	v.t.Helper()
	if text := v.text(); strings.Contains(text, words) {
		v.t.Fatalf("%s says %q: %s", ask[string](v.tab, "path"), words, text)
	}
}

// At waits until the page has the heading.
func (v *visitor) At(heading string) {
	v.t.Helper()
	v.until("is not headed "+heading, func() bool { return ask[string](v.tab, "heading") == heading })
}

// Holds looks at what the field with the label holds.
func (v *visitor) Holds(label, text string) {
	v.t.Helper()
	if got := v.look("value", label).Value; got != text {
		v.t.Fatalf("%s holds %q, want %q", label, got, text)
	}
}

func (v *visitor) text() string { v.t.Helper(); return ask[string](v.tab, "text") }

// until waits for something to become true of the page.
func (v *visitor) until(otherwise string, done func() bool) {
	v.t.Helper()
	if !becomes(done) {
		v.t.Fatalf("%s %s: %s", ask[string](v.tab, "path"), otherwise, v.text())
	}
}

// becomes waits for something to become true, and tells whether it has.
func becomes(done func() bool) bool {
	for start := time.Now(); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Since(start) > seeSpan {
			return false
		}
	}
	return true
}

// called are the names of links or choices that begin with the words and go on.
func (v *visitor) called(kind, words string) []string {
	v.t.Helper()
	return ask[[]string](v.tab, "called", kind, words)
}

// TabTo goes by keyboard to the element that is called so.
func (v *visitor) TabTo(name string) {
	v.t.Helper()
	for range 300 {
		v.press(kb.Tab)
		at := ask[focus](v.tab, "focusedName")
		if strings.Contains(at.Where, name) {
			return
		}
	}
	v.t.Fatalf("%s: Tab does not reach %q", ask[string](v.tab, "path"), name)
}

// Enter presses the key, which leads to another page.
func (v *visitor) Enter() {
	v.t.Helper()
	v.arrive("Enter", v.await("Enter", chromedp.KeyEvent(kb.Enter)))
}

// Type types text where the focus is.
func (v *visitor) Type(text string) { v.t.Helper(); v.press(text) }

// SignIn signs in with the demo's account of a role.
func (v *visitor) SignIn(role string) {
	v.t.Helper()
	v.Visit("/logga-in")
	v.Fill("E-postadress", v.s.email(v.t, role))
	v.Fill("Lösenord", v.s.password)
	v.Press("Logga in")
	v.See("Logga ut")
}

// SignOut signs out.
func (v *visitor) SignOut() {
	v.t.Helper()
	v.Press("Logga ut")
	v.See("Du är utloggad.")
}
