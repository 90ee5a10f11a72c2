package sitetest

import (
	"net/http"
	"testing"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/web"
)

// echo is a page that says who asks, and a form.
type echo struct{}

func (echo) Mount(app *web.App) {
	app.Get("/vem", web.RequireSignIn, func(c *fiber.Ctx) error { return c.SendString(web.ActorOf(c).Person) })
	app.Post("/vem", web.RequireSignIn, func(c *fiber.Ctx) error {
		form, err := web.Form(c)
		if err != nil {
			return err
		}
		return c.SendString(form.Get("said"))
	})
}

func TestSomebodySignsInAndSendsForms(t *testing.T) {
	s := New(t)
	echo{}.Mount(s.App)
	s.Guest().Get("/vem").Says(http.StatusUnauthorized)
	b := s.SignIn("test_leader")
	b.Get("/vem").Says(http.StatusOK, s.Person("test_leader"))
	b.Post("/vem", "said", "hej").Says(http.StatusOK, "hej")
	b.Post("/vem", "said", "hej", "csrf", "wrong").Says(http.StatusForbidden, "not", "hej")
}

func TestWhatIsPublishedIsFound(t *testing.T) {
	s := New(t)
	p := s.Published("company", Product("Nattlampa"))
	if s.Live.Len() != 1 {
		t.Errorf("%d products can be matched, want one", s.Live.Len())
	}
	if _, err := s.Listings.Published(t.Context(), s.Now(), p.ID); err != nil {
		t.Error(err)
	}
	if n := s.PublishedNeed("municipality", Need("Tryggare nätter")); n.ID == "" {
		t.Error("the need has no ID")
	}
}
