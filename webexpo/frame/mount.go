package frame

import (
	"log/slog"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/web"
)

// Mount adds the assets, the choice of language and the report of policies.
func (f *Frame) Mount(app *web.App) {
	app.Get(assetsRoot+"*", f.serveAsset)
	app.Get("/sprak", f.chooseLanguage)
	app.Post(web.ReportPath, web.Limit(web.Write), f.policyReport)
}

// chooseLanguage remembers a language and leads back to the page.
func (f *Frame) chooseLanguage(c *fiber.Ctx) error {
	in := web.Query(c)
	var names []string
	for _, l := range i18n.Languages() {
		names = append(names, string(l))
	}
	language, back := in.Choice("till", names...), in.Text("sida")
	if err := in.Err(); err != nil {
		return err
	}
	web.RememberLanguage(c, i18n.Language(language))
	return c.Redirect(LocalPath(back), http.StatusSeeOther)
}

// LocalPath is a path of ours, and the start page for everything that would lead
// elsewhere.
func LocalPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}

// longestReport is how large a report may be, bytes.
const longestReport = 8000

// policyReport logs what a browser refused to do on a page of ours.
func (f *Frame) policyReport(c *fiber.Ctx) error {
	body, err := web.Body(c, longestReport)
	if err != nil {
		return err
	}
	web.LogOf(c).WarnContext(c.UserContext(), "content security policy", slog.String("report", string(body)))
	return c.SendStatus(http.StatusNoContent)
}
