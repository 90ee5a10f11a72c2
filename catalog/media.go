package catalog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/picture"
	"github.com/allagehub/matcharenan/internal/store"
)

// Limits of what a listing shows beside its text.
const (
	MaxPictures      = 10
	MaxDocuments     = 10
	MaxDocumentBytes = 20 << 20
	MaxCaption       = 300 // characters of an alternative text or a title
)

// PDFType is the media type of documents.
const PDFType = "application/pdf"

// PictureWidths returns the widths that a picture is kept in, in pixels. A picture
// that is narrower keeps its own width.
func PictureWidths() []int { return []int{320, 1280} }

// document is the variant of a document's blob; those of pictures are their widths.
const document = "pdf"

// AddPicture adds a picture to the working copy: JPEG, PNG or WebP, at most
// [picture.MaxBytes], with a text for those who cannot see it. It needs
// listing.write. Errors beside those of all commands: Invalid for another type, a
// damaged file or a missing text; TooLarge for too many bytes or pixels, or more
// than [MaxPictures].
func (l *Listings) AddPicture(ctx context.Context, a access.Actor, now time.Time, listing string, expected int64, alt string, r io.Reader) (Item, error) {
	alt, err := caption("alt", alt)
	if err != nil {
		return Item{}, err
	}
	if err := l.room(ctx, a, listing, expected, (*Content).roomForPicture); err != nil {
		return Item{}, err
	}
	data, err := readAtMost(r, picture.MaxBytes)
	if err != nil {
		return Item{}, err
	}
	rendered, err := l.render(ctx, data)
	if err != nil {
		return Item{}, err
	}
	p := Picture{Attachment: Attachment{ID: mediaID(listing, now), Type: rendered.Type}, Alt: alt}
	for i, w := range PictureWidths() {
		c := rendered.Renditions[i]
		p.Width, p.Height = c.Width, c.Height
		if err := l.put(ctx, p.ID, strconv.Itoa(w), c.Data); err != nil {
			return Item{}, err
		}
	}
	return l.attach(ctx, a, now, listing, expected, func(c *Content) error {
		if err := c.roomForPicture(); err != nil {
			return err
		}
		c.Pictures = append(c.Pictures, p)
		return nil
	})
}

// AddDocument adds a PDF to the working copy, at most [MaxDocumentBytes], with a
// title. It needs listing.write. Errors are as for AddPicture.
func (l *Listings) AddDocument(ctx context.Context, a access.Actor, now time.Time, listing string, expected int64, title string, r io.Reader) (Item, error) {
	title, err := caption("title", title)
	if err != nil {
		return Item{}, err
	}
	if err := l.room(ctx, a, listing, expected, (*Content).roomForDocument); err != nil {
		return Item{}, err
	}
	data, err := readAtMost(r, MaxDocumentBytes)
	if err != nil {
		return Item{}, err
	}
	if err := picture.CheckPDF(data); err != nil {
		return Item{}, err
	}
	d := Document{Attachment: Attachment{ID: mediaID(listing, now), Type: PDFType}, Title: title, Size: int64(len(data))}
	if err := l.put(ctx, d.ID, document, data); err != nil {
		return Item{}, err
	}
	return l.attach(ctx, a, now, listing, expected, func(c *Content) error {
		if err := c.roomForDocument(); err != nil {
			return err
		}
		c.Documents = append(c.Documents, d)
		return nil
	})
}

// Describe gives a picture of the working copy another text, or a document another
// title. It needs listing.write. Without such a picture or document it is
// [store.ErrNotFound].
func (l *Listings) Describe(ctx context.Context, a access.Actor, now time.Time, listing string, expected int64, media, text string) (Item, error) {
	text, err := caption("text", text)
	if err != nil {
		return Item{}, err
	}
	return l.attach(ctx, a, now, listing, expected, func(c *Content) error {
		was, ok := c.caption(media)
		switch {
		case !ok:
			return noMedia(media)
		case *was == text:
			return store.Unchanged()
		}
		*was = text
		return nil
	})
}

// Detach removes a picture or document from the working copy; a published version
// keeps it. It needs listing.write. Without such a picture or document it is
// [store.ErrNotFound].
func (l *Listings) Detach(ctx context.Context, a access.Actor, now time.Time, listing string, expected int64, media string) (Item, error) {
	return l.attach(ctx, a, now, listing, expected, func(c *Content) error {
		if _, ok := c.caption(media); !ok {
			return noMedia(media)
		}
		c.Pictures = slices.DeleteFunc(c.Pictures, func(p Picture) bool { return p.ID == media })
		c.Documents = slices.DeleteFunc(c.Documents, func(d Document) bool { return d.ID == media })
		return nil
	})
}

// Media is an open picture or document. Close it.
type Media struct {
	store.Blob
	Type   string // media type
	ETag   string // without quotation marks
	Public bool   // whether anybody may see it, and so whether others may keep it
}

// OpenMedia opens a picture, in the least of [PictureWidths] that is at least the
// width and else the greatest, or a document, whose width is passed over. Anybody
// may open those of what is published now; others need listing.read. Errors:
// [store.ErrNotFound].
func (l *Listings) OpenMedia(ctx context.Context, a access.Actor, now time.Time, media string, width int) (Media, error) {
	listing, _, ok := strings.Cut(media, ".")
	if !ok {
		return Media{}, noMedia(media)
	}
	it, err := l.flow.Documents.Get(ctx, listing)
	if err != nil {
		return Media{}, err
	}
	v := &it.Value
	i := slices.IndexFunc(v.attachments(), func(at Attachment) bool { return at.ID == media })
	if i < 0 {
		return Media{}, noMedia(media)
	}
	m := Media{Type: v.attachments()[i].Type}
	if m.Public, err = l.mediaPublic(ctx, v, now, media); err != nil {
		return Media{}, err
	}
	if !m.Public && !a.May(access.ListingRead, v.Owner) {
		return Media{}, noMedia(media)
	}
	if m.Blob, err = l.options.Engine.Blobs().Open(ctx, blobID(media, variant(m.Type, width))); err != nil {
		return Media{}, fmt.Errorf("media %s: %w", media, err)
	}
	m.ETag = m.Info().SHA256
	return m, nil
}

// mediaPublic reports whether the version that the public sees has the media.
func (l *Listings) mediaPublic(ctx context.Context, v *Listing, now time.Time, media string) (bool, error) {
	if !v.visible(l.day(now)) {
		return false, nil
	}
	shown, err := l.flow.Show(ctx, v.ID)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil // withdrawn just now
	}
	_, ok := shown.Version.Content.caption(media)
	return ok, err
}

// attach changes the pictures and documents of the working copy.
func (l *Listings) attach(ctx context.Context, a access.Actor, now time.Time, listing string, expected int64, change func(*Content) error) (Item, error) {
	return l.flow.Do(ctx, a, now, listing, expected, Attach, func(v *Listing, _ *store.Txn) error {
		return change(&v.Draft)
	})
}

// room asks whether attach would be refused, before a file is read and kept.
func (l *Listings) room(ctx context.Context, a access.Actor, listing string, expected int64, room func(*Content) error) error {
	it, err := l.flow.Documents.Get(ctx, listing)
	if err != nil {
		return err
	}
	if err := l.flow.Allow(a, &it.Value, access.ListingWrite); err != nil {
		return err
	}
	if expected != 0 && expected != it.Version {
		return fmt.Errorf("listing %s: %w", listing, store.ErrVersion)
	}
	if _, ok := l.flow.Kind.Table.Step(it.Value.State, Attach); !ok {
		return l.flow.Cannot(it.Value.State, Attach)
	}
	return room(&it.Value.Draft)
}

// render decodes one picture at a time.
func (l *Listings) render(ctx context.Context, data []byte) (picture.Picture, error) {
	if err := picture.Check(data); err != nil {
		return picture.Picture{}, err
	}
	select {
	case l.busy <- struct{}{}:
		defer func() { <-l.busy }()
	case <-ctx.Done():
		return picture.Picture{}, context.Cause(ctx)
	}
	return picture.Render(data, PictureWidths()...)
}

func (l *Listings) put(ctx context.Context, media, variant string, data []byte) error {
	_, err := l.options.Engine.Blobs().Put(ctx, blobID(media, variant), bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("keeping media %s: %w", media, err)
	}
	return nil
}

func (c *Content) roomForPicture() error {
	if len(c.Pictures) >= MaxPictures {
		return fault.New(fault.TooLarge, "media.tooManyPictures", fault.Args{"limit": MaxPictures})
	}
	return nil
}

func (c *Content) roomForDocument() error {
	if len(c.Documents) >= MaxDocuments {
		return fault.New(fault.TooLarge, "media.tooManyDocuments", fault.Args{"limit": MaxDocuments})
	}
	return nil
}

// caption returns the text of a picture or document, to be read or changed.
func (c *Content) caption(media string) (*string, bool) {
	for i := range c.Pictures {
		if c.Pictures[i].ID == media {
			return &c.Pictures[i].Alt, true
		}
	}
	for i := range c.Documents {
		if c.Documents[i].ID == media {
			return &c.Documents[i].Title, true
		}
	}
	return nil, false
}

func (c *Content) attachments() []Attachment {
	var all []Attachment
	for _, p := range c.Pictures {
		all = append(all, p.Attachment)
	}
	for _, d := range c.Documents {
		all = append(all, d.Attachment)
	}
	return all
}

// attachments returns those of the working copy and of all versions.
func (v *Listing) attachments() []Attachment { return append(v.Draft.attachments(), v.Kept...) }

func caption(member, text string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", fault.Bad([]fault.Problem{{Member: member, Key: "check.required"}})
	case utf8.RuneCountInString(text) > MaxCaption:
		return "", fault.Bad([]fault.Problem{{Member: member, Key: "check.tooLong", Args: fault.Args{"limit": MaxCaption}}})
	}
	return text, nil
}

// readAtMost reads everything, or returns TooLarge.
func readAtMost(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("reading a file: %w", err)
	}
	if int64(len(data)) > limit {
		return nil, fault.New(fault.TooLarge, "media.tooLarge", fault.Args{"limit": limit >> 20})
	}
	return data, nil
}

// mediaID returns a new ID that tells whose it is, so that it can be found.
func mediaID(listing string, now time.Time) string { return listing + "." + id.New(now) }

func variant(mediaType string, width int) string {
	if mediaType == PDFType {
		return document
	}
	widths := PictureWidths()
	for _, w := range widths {
		if w >= width {
			return strconv.Itoa(w)
		}
	}
	return strconv.Itoa(widths[len(widths)-1])
}

func noMedia(media string) error {
	return fmt.Errorf("media %.200s: %w", media, store.ErrNotFound)
}
