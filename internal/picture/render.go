package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"

	"github.com/allagehub/matcharenan/internal/fault"
)

// Limits of a picture that is sent in.
const (
	MaxBytes  = 10 << 20   // of the file
	MaxSide   = 10_000     // pixels
	MaxPixels = 40_000_000 // in all
	maxMemory = 320 << 20  // bytes that decoding may take
)

// quality of JPEG, of 100.
const quality = 82

// Picture is a picture that has been taken in.
type Picture struct {
	Type       string      // media type of the renditions: image/jpeg, or image/png if something shines through
	Renditions []Rendition // by the widths asked for
}

// Rendition is a copy of a picture.
type Rendition struct {
	Width, Height int // pixels
	Data          []byte
}

// codec is how a format is read.
type codec struct {
	config func([]byte) (image.Config, error)
	decode func([]byte) (image.Image, error)
}

var codecs = map[Type]codec{
	JPEG: {
		func(b []byte) (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(b)) },
		func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) },
	},
	PNG: {
		func(b []byte) (image.Config, error) { return png.DecodeConfig(bytes.NewReader(b)) },
		func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) },
	},
	WebP: {
		func(b []byte) (image.Config, error) { return webp.DecodeConfig(bytes.NewReader(b)) },
		func(b []byte) (image.Image, error) { return webp.Decode(bytes.NewReader(b)) },
	},
}

// Check returns an error unless the data look like a picture within the limits,
// without decoding it: TooLarge, or Invalid for another type.
func Check(data []byte) error {
	_, err := check(data)
	return err
}

func check(data []byte) (Type, error) {
	if len(data) > MaxBytes {
		return "", fault.New(fault.TooLarge, "media.tooLarge", fault.Args{"limit": MaxBytes >> 20})
	}
	t := Sniff(data)
	c, ok := codecs[t]
	if !ok {
		return t, fault.New(fault.Invalid, "media.notPicture", fault.Args{"type": string(t)})
	}
	if other := hidden(data, t); other != "" {
		return t, fault.New(fault.Invalid, "media.polyglot", fault.Args{"type": string(t), "other": string(other)})
	}
	config, err := c.config(data)
	if err != nil {
		return t, damaged(err)
	}
	return t, checkSize(config, data, t)
}

// checkSize refuses what would take too much memory to decode.
func checkSize(c image.Config, data []byte, t Type) error {
	if c.Width <= 0 || c.Height <= 0 {
		return damaged(nil)
	}
	if c.Width > MaxSide || c.Height > MaxSide || c.Width*c.Height > MaxPixels || c.Width*c.Height*depth(c.ColorModel, data, t) > maxMemory {
		return fault.New(fault.TooLarge, "media.dimensions", fault.Args{
			"width": c.Width, "height": c.Height, "side": MaxSide, "megapixels": MaxPixels / 1_000_000,
		})
	}
	return nil
}

// depth is how many bytes decoding takes for a pixel.
func depth(m color.Model, data []byte, t Type) int {
	bytes := 4
	switch m {
	case color.GrayModel:
		bytes = 1
	case color.RGBA64Model, color.NRGBA64Model:
		bytes = 8
	}
	if t == JPEG && progressive(data) {
		bytes *= 5 // all coefficients, four bytes each, are kept until the end
	}
	return bytes
}

// Render decodes a picture and returns a copy of it for each width; a picture that
// is narrower keeps its width. The copies stand upright as the file's EXIF
// orientation says. Errors are those of [Check], and Invalid for a damaged file. It
// may take some hundred MiB of memory.
func Render(data []byte, widths ...int) (Picture, error) {
	t, err := check(data)
	if err != nil {
		return Picture{}, err
	}
	source, err := codecs[t].decode(data)
	if err != nil {
		return Picture{}, damaged(err)
	}
	turn := upright
	if t == JPEG {
		turn = orientationOf(data)
	}
	p := Picture{Type: "image/jpeg"}
	var copies []*image.RGBA
	for _, w := range widths {
		copies = append(copies, turn.apply(shrink(source, turn, w)))
	}
	for _, c := range copies {
		if !c.Opaque() {
			p.Type = "image/png"
		}
	}
	for _, c := range copies {
		r := Rendition{Width: c.Bounds().Dx(), Height: c.Bounds().Dy()}
		if r.Data, err = encode(c, p.Type); err != nil {
			return Picture{}, err
		}
		p.Renditions = append(p.Renditions, r)
	}
	return p, nil
}

func encode(m image.Image, mediaType string) ([]byte, error) {
	var out bytes.Buffer
	var err error
	if mediaType == "image/png" {
		err = png.Encode(&out, m)
	} else {
		err = jpeg.Encode(&out, m, &jpeg.Options{Quality: quality})
	}
	return out.Bytes(), err
}

func damaged(cause error) error {
	return fault.New(fault.Invalid, "media.damaged", nil).Because(cause)
}
