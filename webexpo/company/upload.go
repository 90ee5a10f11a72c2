package company

import (
	"errors"
	"io"
	"mime/multipart"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
)

// upload is a form with a file, whose fields stand before it.
type upload struct {
	fields url.Values
	file   *multipart.Part // nil when none was chosen
	parts  *multipart.Reader
}

// Bounds of what stands round a file.
const (
	fileField   = "file"
	longestText = 4000     // bytes of a field
	aroundFile  = 64 << 10 // bytes of fields and boundaries
	mostFields  = 20
)

// readUpload reads the fields up to the file, which is left to be read as a stream.
// The caller ends it.
func readUpload(c *fiber.Ctx, limit int64) (*upload, error) {
	parts, err := web.Parts(c, limit+aroundFile)
	if err != nil {
		return nil, err
	}
	web.Extend(c)
	u := &upload{fields: url.Values{}, parts: parts}
	for range mostFields {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return u, nil
		}
		if err != nil {
			return nil, badParts(err)
		}
		if part.FormName() == fileField {
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
		u.fields.Add(part.FormName(), string(text))
	}
	return nil, errBadForm
}

// badParts is what a form is that cannot be read, unless the error says more.
func badParts(err error) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	return errBadForm.Because(err)
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

// noFile says that a file has to be chosen.
func noFile() error { return fault.Bad([]fault.Problem{{Member: fileField, Key: "desk.fileMissing"}}) }
