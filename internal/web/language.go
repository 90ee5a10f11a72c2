package web

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/i18n"
)

// LanguageParameter is the query parameter, and LanguageCookie the cookie, that
// choose a language.
const (
	LanguageParameter = "language"
	LanguageCookie    = "matcharenan_language"
)

// languageAge is how long a browser remembers a chosen language.
const languageAge = 365 * 24 * time.Hour

// LanguageOf returns the request's language: the parameter, else what was chosen in
// this browser, else what was set with [SetLanguage], else what Accept-Language likes
// best, else Swedish.
func LanguageOf(c *fiber.Ctx) i18n.Language {
	r := known(c)
	return r.app.language(c, r)
}

// PrinterOf returns a printer in the request's language.
func PrinterOf(c *fiber.Ctx) i18n.Printer { return i18n.Printer{Language: LanguageOf(c)} }

// SetLanguage says what language the account of who asks has. It does not outdo
// the parameter, nor what was chosen in this browser.
func SetLanguage(c *fiber.Ctx, language i18n.Language) {
	r := known(c)
	if given, ok := chosen(c); ok {
		language = given
	}
	r.speak(c, language)
}

// RememberLanguage lets the browser choose the language from now on.
func RememberLanguage(c *fiber.Ctx, language i18n.Language) {
	r := known(c)
	c.Cookie(&fiber.Cookie{
		Name: LanguageCookie, Value: string(language), Path: "/", MaxAge: int(languageAge.Seconds()),
		Secure: r.secureCookies(), HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	})
	r.speak(c, language)
}

func (a *App) language(c *fiber.Ctx, r *request) i18n.Language {
	if r.language != "" {
		return r.language
	}
	given, ok := chosen(c)
	if !ok {
		given = accepted(c.Get(fiber.HeaderAcceptLanguage))
	}
	r.speak(c, given)
	return given
}

// chosen is the language of the parameter, or else of the cookie.
func chosen(c *fiber.Ctx) (i18n.Language, bool) {
	if given, ok := spoken(c.Query(LanguageParameter)); ok {
		return given, true
	}
	return spoken(c.Cookies(LanguageCookie))
}

func (r *request) speak(c *fiber.Ctx, language i18n.Language) {
	r.language = language
	c.Vary(fiber.HeaderAcceptLanguage)
	c.Set(fiber.HeaderContentLanguage, string(language))
}

// spoken returns the language of a tag like en-GB, if we speak it.
func spoken(tag string) (i18n.Language, bool) {
	primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	for _, l := range i18n.Languages() {
		if primary == string(l) {
			return l, true
		}
	}
	return "", false
}

// maxLanguages is how many entries of Accept-Language are read.
const maxLanguages = 20

// accepted returns the language that an Accept-Language header gives the greatest
// weight (RFC 9110, 12.5.4); of equals the first, and without any the default.
func accepted(header string) i18n.Language {
	best, weight := i18n.Languages()[0], 0.0
	for _, entry := range strings.SplitN(header, ",", maxLanguages+1)[:min(maxLanguages, strings.Count(header, ",")+1)] {
		tag, parameters, _ := strings.Cut(entry, ";")
		q := quality(parameters)
		l, ok := spoken(tag)
		if strings.TrimSpace(tag) == "*" {
			l, ok = i18n.Languages()[0], true
		}
		if ok && q > weight {
			best, weight = l, q
		}
	}
	return best
}

// quality reads ";q=0.8" without its semicolon: 1 when there is none, 0 when it is
// not a weight.
func quality(parameters string) float64 {
	value, ok := strings.CutPrefix(strings.ToLower(strings.ReplaceAll(parameters, " ", "")), "q=")
	if !ok {
		return 1
	}
	q, err := strconv.ParseFloat(value, 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}
