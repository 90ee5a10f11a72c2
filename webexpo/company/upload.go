package company

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/url"
	"slices"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// upload is a form with a file, whose fields stand before it.
type upload struct {
	fields url.Values
	name   string          // of the field with the file
	file   *multipart.Part // nil when none was chosen
	parts  *multipart.Reader
}

// Bounds of what stands round a file.
const (
	fileField   = "file"
	longestText = 4000     // bytes of a field
	tooMuch     = 32 << 20 // bytes beyond the limit that are read, so that the form can say that the file is too large
	mostFields  = 20
)

// readUpload reads the fields up to the file, whose field has the name and which is
// left to be read as a stream. The caller ends it.
func readUpload(c *fiber.Ctx, name string, limit int64) (*upload, error) {
	parts, err := web.Parts(c, limit+tooMuch)
	if err != nil {
		return nil, err
	}
	web.Extend(c)
	u := &upload{fields: url.Values{}, name: name, parts: parts}
	for range mostFields {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return u, nil
		}
		if err != nil {
			return nil, badParts(err)
		}
		if part.FormName() == name {
			if part.FileName() != "" {
				u.file = part
			}
			return u, nil
		}
		text, err := io.ReadAll(io.LimitReader(part, longestText+1))
		if err != nil {
			return nil, badParts(err)
		}
		if len(text) > longestText {
			return nil, fault.New(fault.TooLarge, "error.tooLarge", nil)
		}
		if !utf8.Valid(text) || bytes.ContainsRune(text, 0) {
			return nil, frame.ErrBadForm
		}
		u.fields.Add(part.FormName(), string(text))
	}
	return nil, frame.ErrBadForm
}

// badParts is what a form is that cannot be read, unless the error says more.
func badParts(err error) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	return frame.ErrBadForm.Because(err)
}

// end reads what is left, so that the browser gets to read the answer.
func (u *upload) end() {
	for {
		part, err := u.parts.NextPart() // passes over what is left of the one before
		if err != nil {
			return
		}
		if _, err := io.Copy(io.Discard, part); err != nil {
			return
		}
	}
}

// fileMissing says that a file has to be chosen, when none was.
func (u *upload) fileMissing() error {
	if u.file != nil {
		return nil
	}
	return fault.Bad([]fault.Problem{{Member: u.name, Key: "desk.fileMissing"}})
}

// aboutFile lets an error of the whole file stand at the field of the name.
func aboutFile(err error, name string) error {
	e, ok := fault.As(err)
	if !ok || e.Kind != fault.Invalid && e.Kind != fault.TooLarge || len(e.Problems) > 0 {
		return err
	}
	named := *e
	named.Problems = []fault.Problem{{Member: name, Key: e.Key, Args: e.Args}}
	return &named
}

// renamed lets the problems of a member stand at the field of another name.
func renamed(err error, member, name string) error {
	e, ok := fault.As(err)
	if !ok {
		return err
	}
	named := *e
	named.Problems = slices.Clone(e.Problems)
	for i := range named.Problems {
		if named.Problems[i].Member == member {
			named.Problems[i].Member = name
		}
	}
	return &named
}
