package api

import (
	"io"
	"mime/multipart"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/picture"
	"github.com/allagehub/matcharenan/internal/web"
)

// MediaRoot is the path below which pictures and documents are served: apart from
// everything else, so that no file can pass for a page.
const MediaRoot = "/media"

// maxCaption is how many bytes a text that comes with a file may have.
const maxCaption = 4000

const typeForm = "multipart/form-data"

// mediaBody describes a picture or document anew.
type mediaBody struct {
	Text string `json:"text" validate:"required,max=1000"` // alternative text of a picture, title of a document
}

func (s *Services) mediaOperations() []operation {
	one := "/listings/{id}/media/{media}"
	return []operation{
		{
			Method: http.MethodPost, Path: "/listings/{id}/pictures", ID: "addPicture", Tag: "media",
			Summary: "Add a picture to the working copy: JPEG, PNG or WebP.",
			Notes:   "A form with the field alt, a text for those who cannot see it, and after it the file.",
			Who:     permitted, Permission: access.ListingWrite, Match: true, BodyTypes: []string{typeForm}, Field: "alt",
			Status: http.StatusCreated, Result: listingView{}, Handle: s.addPicture,
		},
		{
			Method: http.MethodPost, Path: "/listings/{id}/documents", ID: "addDocument", Tag: "media",
			Summary: "Add a document to the working copy: PDF.", Notes: "A form with the field title and after it the file.",
			Who: permitted, Permission: access.ListingWrite, Match: true, BodyTypes: []string{typeForm}, Field: "title",
			Status: http.StatusCreated, Result: listingView{}, Handle: s.addDocument,
		},
		{
			Method: http.MethodPut, Path: one, ID: "describeMedia", Tag: "media",
			Summary: "Give a picture another text, or a document another title.", Who: permitted, Permission: access.ListingWrite,
			Match: true, Body: mediaBody{}, Result: listingView{}, Handle: s.describeMedia,
		},
		{
			Method: http.MethodDelete, Path: one, ID: "removeMedia", Tag: "media",
			Summary: "Take a picture or document from the working copy.", Who: permitted, Permission: access.ListingWrite,
			Match: true, Result: listingView{}, Handle: s.removeMedia,
		},
	}
}

func (s *Services) addPicture(c *fiber.Ctx) error {
	return s.addFile(c, "alt", picture.MaxBytes, func(id string, expected int64, text string, r io.Reader) (catalog.Item, error) {
		return s.Listings.AddPicture(c.UserContext(), web.ActorOf(c), s.Now(), id, expected, text, r)
	})
}

func (s *Services) addDocument(c *fiber.Ctx) error {
	return s.addFile(c, "title", catalog.MaxDocumentBytes, func(id string, expected int64, text string, r io.Reader) (catalog.Item, error) {
		return s.Listings.AddDocument(c.UserContext(), web.ActorOf(c), s.Now(), id, expected, text, r)
	})
}

// addFile reads a form of a text and a file, in this order, so that the file is
// streamed to where it is kept.
func (s *Services) addFile(
	c *fiber.Ctx, field string, limit int64, add func(id string, expected int64, text string, r io.Reader) (catalog.Item, error),
) error {
	id, expected, err := target(c)
	if err != nil {
		return err
	}
	parts, err := web.Parts(c, limit+64<<10)
	if err != nil {
		return err
	}
	web.Extend(c)
	text, err := caption(parts, field)
	if err != nil {
		return err
	}
	file, err := parts.NextPart()
	if err != nil || file.FileName() == "" {
		return fault.New(fault.Invalid, "api.fileMissing", fault.Args{"field": field}).Because(err)
	}
	item, err := add(id, expected, text, file)
	if err != nil {
		return err
	}
	return created(c, "/listings/"+id, item.Version, s.listingView(item))
}

func caption(parts *multipart.Reader, field string) (string, error) {
	part, err := parts.NextPart()
	if err != nil || part.FormName() != field || part.FileName() != "" {
		return "", fault.New(fault.Invalid, "api.fileMissing", fault.Args{"field": field}).Because(err)
	}
	text, err := io.ReadAll(io.LimitReader(part, maxCaption+1))
	if err != nil {
		return "", err
	}
	if len(text) > maxCaption {
		return "", fault.New(fault.TooLarge, "api.captionTooLong", fault.Args{"field": field})
	}
	return string(text), nil
}

func (s *Services) describeMedia(c *fiber.Ctx) error {
	id, expected, err := target(c)
	if err != nil {
		return err
	}
	media, err := web.PathID(c, "media")
	if err != nil {
		return err
	}
	var body mediaBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	item, err := s.Listings.Describe(c.UserContext(), web.ActorOf(c), s.Now(), id, expected, media, body.Text)
	return s.listings().answer(c, item, err)
}

func (s *Services) removeMedia(c *fiber.Ctx) error {
	id, expected, err := target(c)
	if err != nil {
		return err
	}
	media, err := web.PathID(c, "media")
	if err != nil {
		return err
	}
	item, err := s.Listings.Detach(c.UserContext(), web.ActorOf(c), s.Now(), id, expected, media)
	return s.listings().answer(c, item, err)
}
