package web

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

type thing struct {
	Name   string   `json:"name"`
	Count  int      `json:"count"`
	Tags   []string `json:"tags"`
	Owner  owner    `json:"owner"`
	Owners []owner  `json:"owners"`
}

type owner struct {
	ID string `json:"id"`
}

func bodies(a *App) {
	a.Post("/json", func(c *fiber.Ctx) error {
		var v thing
		if err := ReadJSON(c, &v); err != nil {
			return err
		}
		return c.JSON(v)
	})
	a.Post("/upload", func(c *fiber.Ctx) error {
		r, err := Upload(c, 100_000)
		if err != nil {
			return err
		}
		n, err := io.Copy(io.Discard, r)
		if err != nil {
			return err
		}
		return c.SendString(fmt.Sprint(n))
	})
	a.Post("/ignore", ok)
	a.Get("/", ok)
}

const isJSON = "Content-Type: application/json"

func TestReadJSON(t *testing.T) {
	s := newSite(t, nil, bodies)
	a := s.do(t, "POST", "/json", `{"name":"å","count":2,"tags":["a"],"owner":{"id":"x"}}`, "Content-Type: application/json; charset=utf-8")
	if a.status != 200 || a.body != `{"name":"å","count":2,"tags":["a"],"owner":{"id":"x"},"owners":[]}` {
		t.Errorf("good: %d %s", a.status, a.body)
	}
	for _, test := range []struct {
		name, body string
		status     int
		want       string // key of the problem, or member and key of its first error
	}{
		{"operator", `{"name":{"$gt":""}}`, 422, "name /name read.wantText"},
		{"operator inside", `{"owner":{"$ne":null}}`, 422, "owner.$ne /owner/$ne read.unknownMember"},
		{"operator in a list", `{"owners":[{"id":"a"},{"id":{"$regex":".*"}}]}`, 422, "owners[1].id /owners/1/id read.wantText"},
		{"unknown member", `{"ownrs":[]}`, 422, "ownrs /ownrs read.unknownMemberGuess"},
		{"other case", `{"Name":"x"}`, 422, "Name /Name read.unknownMemberGuess"},
		{"doubled member", `{"name":"x","name":"y"}`, 422, "name /name read.doubleMember"},
		{"prototype", `{"__proto__":{"admin":true}}`, 422, "__proto__ /__proto__ read.unknownMember"},
		{"NUL", `{"name":"a\u0000b"}`, 422, "name /name read.nul"},
		{"UTF-8", "{\"name\":\"\xff\"}", 422, "name /name read.utf8"},
		{"number", `{"count":1e400}`, 422, "count /count read.wantWhole"},
		{"depth", strings.Repeat(`{"owner":`, 17) + "1" + strings.Repeat("}", 17), 400, "read.tooDeep"},
		{"list", `[]`, 400, "web.bodyNotObject"},
		{"syntax", "{\n  \"name\": x}", 400, "web.bodySyntax"},
		{"cut off", `{"name":"x`, 400, "web.bodyCutOff"},
		{"two", `{} {}`, 400, "web.bodyTrailing"},
		{"empty", " ", 400, "web.bodyEmpty"},
		{"raw NUL", "{\"name\":\"\x00\"}", 400, "web.bodyNUL"},
	} {
		a := s.do(t, "POST", "/json", test.body, isJSON)
		if a.status != test.status {
			t.Errorf("%s: status %d, want %d: %s", test.name, a.status, test.status, a.body)
			continue
		}
		p := a.problem(t)
		got := p.Key
		if len(p.Errors) > 0 {
			got = p.Errors[0].Member + " " + p.Errors[0].Pointer + " " + p.Errors[0].Key
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
	if p := s.do(t, "POST", "/json", "{\n  \"name\": x}", isJSON, "Accept-Language: en").problem(t); !strings.Contains(p.Detail, "line 2, character 11") {
		t.Errorf("place: %s", p.Detail)
	}
	for name, header := range map[string]string{
		"form": "Content-Type: application/x-www-form-urlencoded", "text": "Content-Type: text/plain", "none": "X: y", "broken": "Content-Type: ;",
	} {
		s.do(t, "POST", "/json", "{}", header).wants(t, name, 415, "web.media")
	}
	s.do(t, "POST", "/json", "{}", isJSON, "Content-Encoding: gzip").wants(t, "packed", 415, "web.encoding")
}

// chunked is a body in chunks of n bytes.
func chunked(body string, n int) string {
	var b strings.Builder
	for body != "" {
		part := body[:min(n, len(body))]
		body = body[len(part):]
		fmt.Fprintf(&b, "%x\r\n%s\r\n", len(part), part)
	}
	return b.String() + "0\r\n\r\n"
}

func TestBodyLimits(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Limits.Body = 1000; o.Limits.Upload = 100_000 }, bodies)
	long := `{"name":"` + strings.Repeat("x", 1000) + `"}`
	s.do(t, "POST", "/json", long, isJSON).wants(t, "told", 413, "web.bodyTooLarge")
	s.do(t, "POST", "/json", chunked(long, 64), isJSON, "Transfer-Encoding: chunked").wants(t, "untold", 413, "web.bodyTooLarge")
	exact := `{"name":"` + strings.Repeat("x", 1000-11) + `"}`
	for _, a := range []answer{
		s.do(t, "POST", "/json", exact, isJSON),
		s.do(t, "POST", "/json", chunked(exact, 100), isJSON, "Transfer-Encoding: chunked"),
	} {
		if a.status != 200 || len(exact) != 1000 {
			t.Errorf("at the limit: %d", a.status)
		}
	}
	for n, status := range map[int]int{0: 200, 1: 200, 100_000: 200, 100_001: 413, 5_000_000: 413} {
		body := strings.Repeat("x", n)
		for name, a := range map[string]answer{
			"told": s.do(t, "POST", "/upload", body), "untold": s.do(t, "POST", "/upload", chunked(body, 10_000), "Transfer-Encoding: chunked"),
		} {
			if a.status != status || status == 200 && a.body != fmt.Sprint(n) {
				t.Errorf("%d bytes %s: %d %s", n, name, a.status, a.body)
			}
		}
	}
	// Nobody reads the body, and nobody is asked to have room for it.
	if a := s.do(t, "POST", "/ignore", strings.Repeat("x", 5_000_000)); a.status != 200 || !a.Close {
		t.Errorf("an ignored body: %d, connection closed %t", a.status, a.Close)
	}
	broken := s.raw(t, somewhere, text("POST", "/upload", "", "Content-Length: 1000")+"short").answers(t, "POST")[0]
	broken.wants(t, "cut off at its beginning", 400, "web.badRequest")
	broken = s.raw(t, somewhere, text("POST", "/upload", "", "Content-Length: 50000")+strings.Repeat("x", 20_000)).answers(t, "POST")[0]
	broken.wants(t, "cut off", 400, "web.bodyCutOff")
	for name, sent := range map[string]string{
		"no chunk": "zz\r\n", "nothing": "", "between chunks": "3\r\nabc\r\n", "in a chunk": "5\r\nabc", "before the last line": "3\r\nabc\r\n0\r\n",
		"chunk without end": "3\r\nabcdef\r\n0\r\n\r\n", "huge": "ffffffffffffffff\r\nabc",
	} {
		broken = s.raw(t, somewhere, text("POST", "/upload", "", "Transfer-Encoding: chunked")+sent).answers(t, "POST")[0]
		broken.wants(t, name, 400, "web.bodyCutOff")
	}
}

// TestARequestBeginsWhereTheLastEnded: what a handler leaves of a body must never be
// taken for the next request.
func TestARequestBeginsWhereTheLastEnded(t *testing.T) {
	s := newSite(t, nil, bodies)
	hidden := text("GET", "/hidden", "")
	for name, body := range map[string]string{"short": hidden, "long": strings.Repeat(hidden, 20_000)} {
		for _, path := range []string{"/ignore", "/nowhere"} {
			s.raw(t, somewhere, text("POST", path, body)+text("GET", "/", ""))
			s.raw(t, somewhere, text("POST", path, chunked(body, 50), "Transfer-Encoding: chunked")+text("GET", "/", ""))
		}
		if strings.Contains(s.log.String(), "hidden") || strings.Count(s.log.String(), `"method":"GET","route":"-"`) > 0 {
			t.Errorf("%s: a request was found in a body", name)
		}
	}
	// A body that is short or was read leaves the connection in use.
	c := s.raw(t, somewhere, text("POST", "/ignore", "x")+text("POST", "/json", `{"name":"a"}`, isJSON)+text("GET", "/", ""))
	for i, a := range c.answers(t, "POST", "POST", "GET") {
		if a.status != 200 {
			t.Errorf("answer %d: %d", i, a.status)
		}
	}
}

func TestForms(t *testing.T) {
	s := newSite(t, nil, func(a *App) {
		a.Post("/form", func(c *fiber.Ctx) error {
			form, err := Form(c)
			if err != nil {
				return err
			}
			return c.SendString(form.Get("name"))
		})
	})
	form := "Content-Type: application/x-www-form-urlencoded"
	if a := s.do(t, "POST", "/form", "name=%C3%A5+b", form); a.body != "å b" {
		t.Errorf("got %q", a.body)
	}
	for _, body := range []string{"name=%zz", "name=%00", "name=%ff"} {
		s.do(t, "POST", "/form", body, form).wants(t, body, 400, "web.badRequest")
	}
	s.do(t, "POST", "/form", "{}", isJSON).wants(t, "JSON", 415, "web.media")
}
