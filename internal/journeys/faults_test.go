package journeys

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// faulty is a good page with a place for a fault.
const faulty = `<!doctype html><html lang="sv"><head><title>Sida</title><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">%s</head>
<body><main><h1>Rubrik</h1><p><a href="/annan">Annan sida</a></p>%s</main></body></html>`

// faults are what the checks must see. Each fault stands in the page's head or body; the
// check says something that has the words.
var faults = []struct {
	name, head, body string
	check            func(b *tab)
	says             string
}{
	{"language", "", "", func(b *tab) { b.checkWords(english) }, `"sv", want "en"`},
	{"two headings", "", "<h1>En till</h1>", words, "2 headings"},
	{"a key", "", "<p>Spara frame.name</p>", words, "frame.name"},
	{"a key in an attribute", "", `<p title="frame.name">Spara</p>`, words, "frame.name"},
	{"too wide", "", `<p style="width:400px">Bred</p>`, (*tab).checkWidth, "px wide"},
	{"a picture without words", "", `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">`, build, "image-alt"},
	{"pale text", "", `<p style="color:#ccc;background:#fff">Blek</p>`, build, "axe, light: color-contrast"},
	{"dark without dark", "<style>@media (prefers-color-scheme: dark) { body { color: #eee; background: #fff } }</style>", "", build, "axe, dark: color-contrast"},
	{"no focus to see", "<style>a:focus { outline: 0 }</style>", "", (*tab).checkKeyboard, "does not show that it has focus"},
	{"focus behind", "", `<p style="position:fixed;inset:0;margin:0;background:#fff">Över allt</p>`, (*tab).checkKeyboard, "has focus behind"},
	{"a trap", "", `<button onkeydown="event.preventDefault()">Fälla</button><p><a href="/tredje">Tredje</a></p>`, (*tab).checkKeyboard, "Tredje\" is not reached"},
	{"a word to the console", "<script>console.error('oj')</script>", "", nothing, "console.error:"},
	{"an exception", "<script>throw new Error('oj')</script>", "", nothing, "exception: Uncaught"},
	{"a missing file", "", `<img alt="" src="/borta.png">`, nothing, "status 404"},
	{"a request elsewhere", "", `<img alt="" src="http://127.0.0.1:9/bild">`, nothing, "leaves the service"},
	{"what the policy refuses", `<meta http-equiv="Content-Security-Policy" content="style-src 'none'"><style>p { color: red }</style>`, "", nothing, "content security policy: style-src"},
	{"a dialog", "<script>alert('oj')</script>", "", nothing, "a dialog: alert oj"},
	{"a heavy script", `<script src="/tung.js"></script>`, "", (*tab).checkWeight, "scripts weigh"},
}

func words(b *tab)   { b.checkWords(swedish) }
func build(b *tab)   { b.checkBuild(swedish) }
func nothing(b *tab) {}

// recorder takes down errors instead of failing.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Error(args ...any) { r.errors = append(r.errors, fmt.Sprint(args...)) }

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

// TestTheChecksSeeFaults shows a good page and bad ones to every check.
func TestTheChecksSeeFaults(t *testing.T) {
	t.Parallel()
	needBrowser(t)
	var page string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(page))
		case "/tung.js":
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = w.Write([]byte("//" + strings.Repeat("tung ", mostScriptBytes)))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	b := newTab(t, &service{address: server.URL})
	b.size(desktopWidth, desktopHeight)
	b.prefer(light)
	b.withCache(false)
	for _, f := range faults {
		r := &recorder{TB: t}
		page = fmt.Sprintf(faulty, f.head, f.body)
		part := b.in(r)
		b.weighed()
		part.open("/")
		f.check(part)
		said := strings.Join(slices.Concat(r.errors, b.taken()), "\n")
		if !strings.Contains(said, f.says) {
			t.Errorf("%s: the check says %q, want %q", f.name, said, f.says)
		}
	}
	r := &recorder{TB: t}
	page = fmt.Sprintf(faulty, "<style>body { background: Canvas; color: CanvasText }</style>", "")
	part := b.in(r)
	b.weighed()
	part.open("/")
	part.checkWeight()
	words(part)
	part.checkWidth()
	build(part)
	part.checkKeyboard()
	if said := slices.Concat(r.errors, b.taken()); len(said) > 0 {
		t.Errorf("a good page: %q", said)
	}
}
