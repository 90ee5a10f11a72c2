package company

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/picture"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// mediaPage has the pictures and documents of a listing.
type mediaPage struct {
	head
	frame.Again
	Locked    string // why nothing can be changed now; empty when it can
	Public    bool
	Pictures  []media
	Documents []media
	Kinds     []mediaForm // of what there is room for
}

// media is a picture or document, with the form that describes it.
type media struct {
	shownPicture
	ID     string
	Href   string // of a document
	Text   string
	Size   string // of a document
	Field  frame.Field
	Change string // address
	Remove string // address

	Save, Drop, Sure string // words
	CSRF             string
	Version          int64
}

// mediaForm takes another file.
type mediaForm struct {
	Title, Action, Button string
	Fields                []frame.Field
}

// mediaKind is what can be added.
type mediaKind struct {
	path, field, accept string
	limit               int64
	room                int
	done                string
	has                 func(c *catalog.Content) int
	add                 func(
		s *catalog.Listings, ctx context.Context, a access.Actor, now time.Time, id string, version int64, text string, file io.Reader,
	) (catalog.Item, error)
}

// mediaKinds are pictures and documents.
var mediaKinds = []mediaKind{
	{
		path: "bild", field: "alt", accept: "image/jpeg,image/png,image/webp", limit: picture.MaxBytes, room: catalog.MaxPictures, done: "deskPicture",
		has: func(c *catalog.Content) int { return len(c.Pictures) }, add: (*catalog.Listings).AddPicture,
	},
	{
		path: "dokument", field: "title", accept: catalog.PDFType, limit: catalog.MaxDocumentBytes, room: catalog.MaxDocuments, done: "deskDocument",
		has: func(c *catalog.Content) int { return len(c.Documents) }, add: (*catalog.Listings).AddDocument,
	},
}

// The ends of the paths that change what there is.
const (
	describePath = "text"
	removePath   = "ta-bort"
)

// mountMedia adds the routes of pictures and documents.
func (a *Area) mountMedia(app *web.App) {
	read, write := web.Limit(web.Read), web.Limit(web.Write)
	change := web.RequirePermission(access.ListingWrite)
	root := onePath + "/" + mediaTab
	app.Get(root, read, change, unkept, a.showMedia)
	for _, kind := range mediaKinds {
		app.Post(root+"/"+kind.path, write, change, unkept, a.addMedia(kind))
	}
	app.Post(root+"/:media/"+describePath, write, change, unkept, a.changeMedia(a.describe, "deskMediaText"))
	app.Post(root+"/:media/"+removePath, write, change, unkept, a.changeMedia(a.detach, "deskMediaGone"))
}

func (a *Area) showMedia(c *fiber.Ctx) error {
	q := frame.Query(c)
	if err := q.Err(); err != nil {
		return err
	}
	return a.answerMedia(c, nil, nil)
}

// answerMedia shows what there is now. After an error it shows what was typed again, by
// the names of the fields.
func (a *Area) answerMedia(c *fiber.Ctx, typed url.Values, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	k, err := a.one(c)
	if err != nil {
		return err
	}
	if err := web.ActorOf(c).Check(access.ListingWrite, k.Value.Owner); err != nil {
		return err
	}
	v := &mediaPage{head: a.head(c, &k, mediaTab), Public: k.overview.Public}
	v.Again = v.Base.Again(failed, a.called(&v.Base))
	if late(failed) {
		v.Mistakes = a.lateSummary(&v.Base, failed)
	}
	if !may(&k, catalog.Attach) {
		v.Locked = v.T("desk.edit.locked")
	}
	v.fill(&k, typed)
	return a.media.RenderStatus(c, status, v)
}

func (v *mediaPage) fill(k *known, typed url.Values) {
	content := &k.Value.Draft
	for i := range content.Pictures {
		p := &content.Pictures[i]
		it := v.item(k, p.ID, p.Alt, "alt", typed)
		it.shownPicture = shown(p)
		v.Pictures = append(v.Pictures, it)
	}
	for i := range content.Documents {
		d := &content.Documents[i]
		it := v.item(k, d.ID, d.Title, "title", typed)
		it.Href, it.Size = frame.Media(d.ID), v.T("desk.media.size", "kilobytes", v.Number((d.Size+1023)>>10))
		v.Documents = append(v.Documents, it)
	}
	for _, kind := range mediaKinds {
		if kind.has(content) < kind.room && v.Locked == "" {
			v.Kinds = append(v.Kinds, v.form(k, kind, typed))
		}
	}
}

// item is something that is there, with a form for its text.
func (v *mediaPage) item(k *known, id, text, kind string, typed url.Values) media {
	root := tabPath(k.ID, mediaTab) + "/" + id + "/"
	name := "text." + id
	it := media{
		ID: id, Text: text, Change: root + describePath, Remove: root + removePath, CSRF: v.CSRF, Version: v.Version,
		Save: v.T("desk.media.save"), Drop: v.T("desk.media.drop"), Sure: v.T("desk.media.sure"),
	}
	it.Field = frame.Field{
		Name: name, Label: v.T("desk.media." + kind), Value: text, Error: v.Errors[name], Required: true, Max: catalog.MaxCaption,
	}
	if typed.Has(name) {
		it.Field.Value = typed.Get(name)
	}
	return it
}

// form takes another file. Its text stands before the file, which is sent last.
func (v *mediaPage) form(k *known, kind mediaKind, typed url.Values) mediaForm {
	key := "desk.media." + kind.path
	file := kind.path + "." + fileField
	return mediaForm{
		Title: v.T(key), Action: tabPath(k.ID, mediaTab) + "/" + kind.path, Button: v.T(key + "Button"),
		Fields: []frame.Field{
			{
				Name: kind.field, Label: v.T("desk.media." + kind.field), Hint: v.T("desk.media." + kind.field + "Hint"), Value: typed.Get(kind.field),
				Error: v.Errors[kind.field], Required: true, Max: catalog.MaxCaption, Limit: v.T("desk.limit", "n", catalog.MaxCaption),
				Autocomplete: "off",
			},
			{
				Name: file, Type: frame.File, Label: v.T("desk.media." + kind.path + "File"),
				Hint: v.T("desk.media."+kind.path+"Hint", "megabytes", kind.limit>>20), Error: v.Errors[file], Accept: kind.accept, Required: true,
			},
		},
	}
}

func (a *Area) addMedia(kind mediaKind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		in, err := readUpload(c, kind.path+"."+fileField, kind.limit)
		if err != nil {
			return err
		}
		defer in.end()
		version, err := frame.VersionIn(in.fields)
		if err != nil {
			return err
		}
		id, err := web.PathID(c, "id")
		if err != nil {
			return err
		}
		if err = in.fileMissing(); err == nil {
			_, err = kind.add(a.s.Listings, c.UserContext(), web.ActorOf(c), a.s.Now(), id, version, in.fields.Get(kind.field), in.file)
			err = aboutFile(err, in.name)
		}
		if err != nil {
			return a.answerMedia(c, in.fields, err)
		}
		return c.Redirect(frame.Done(tabPath(id, mediaTab), kind.done), http.StatusSeeOther)
	}
}

// mediaChange changes what is there.
type mediaChange func(c *fiber.Ctx, id, media string, version int64, form url.Values) error

func (a *Area) describe(c *fiber.Ctx, id, media string, version int64, form url.Values) error {
	_, err := a.s.Listings.Describe(c.UserContext(), web.ActorOf(c), a.s.Now(), id, version, media, form.Get("text."+media))
	return renamed(err, "text", "text."+media)
}

func (a *Area) detach(c *fiber.Ctx, id, media string, version int64, _ url.Values) error {
	_, err := a.s.Listings.Detach(c.UserContext(), web.ActorOf(c), a.s.Now(), id, version, media)
	return err
}

// changeMedia does the change, and tells that it has been done by the text of the name.
func (a *Area) changeMedia(change mediaChange, done string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		form, err := web.Form(c)
		if err != nil {
			return err
		}
		version, err := frame.VersionIn(form)
		if err != nil {
			return err
		}
		id, err := web.PathID(c, "id")
		if err != nil {
			return err
		}
		media, err := web.PathID(c, "media")
		if err != nil {
			return err
		}
		if err := change(c, id, media, version, form); err != nil {
			return a.answerMedia(c, form, err)
		}
		return c.Redirect(frame.Done(tabPath(id, mediaTab), done), http.StatusSeeOther)
	}
}
