package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/fault"
)

// halves is a picture whose left half is red and whose right half is blue, with a
// green corner at the top left.
func halves(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 255, A: 255}
			switch {
			case x < w/4 && y < h/4:
				c = color.RGBA{G: 255, A: 255}
			case x >= w/2:
				c = color.RGBA{B: 255, A: 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// tinyWebP is a picture of 1 × 1 pixels.
func tinyWebP(t testing.TB) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// withSegment adds a segment after the beginning of a JPEG.
func withSegment(data []byte, marker byte, body string) []byte {
	head := []byte{0xff, marker, 0, 0}
	binary.BigEndian.PutUint16(head[2:], uint16(len(body)+2))
	return bytes.Join([][]byte{data[:2], head, []byte(body), data[2:]}, nil)
}

func exif(order binary.ByteOrder, o int) string {
	b := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08")
	if order == binary.LittleEndian {
		b = []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00")
	}
	entry := make([]byte, 14)
	order.PutUint16(entry, 1)
	order.PutUint16(entry[2:], 274)
	order.PutUint16(entry[4:], 3)
	order.PutUint32(entry[6:], 1)
	order.PutUint16(entry[10:], uint16(o))
	return string(b) + string(entry)
}

// sizedPNG is a PNG that says that it has the size, and has no pixels.
func sizedPNG(w, h uint32, depth, colour byte) []byte {
	ihdr := make([]byte, 17)
	copy(ihdr, "IHDR")
	binary.BigEndian.PutUint32(ihdr[4:], w)
	binary.BigEndian.PutUint32(ihdr[8:], h)
	ihdr[12], ihdr[13] = depth, colour
	out := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d")
	out = append(out, ihdr...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(ihdr))
}

// sizedJPEG is a JPEG that says that it has the size, and has no pixels. The marker
// is that of its frame.
func sizedJPEG(w, h uint16, marker byte) []byte {
	out := []byte{0xff, 0xd8, 0xff, marker, 0, 17, 8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), 3}
	return append(out, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0)
}

func decode(t testing.TB, data []byte) image.Image {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func keyOf(err error) string {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return fmt.Sprint(e.Key, " ", e.Args["type"], " ", e.Args["other"])
	}
	return fmt.Sprint(err)
}

func TestRenderMakesSmallCopies(t *testing.T) {
	for name, data := range map[string][]byte{"PNG": asPNG(t, halves(2000, 1000)), "JPEG": asJPEG(t, halves(2000, 1000))} {
		p, err := Render(data, 320, 1280)
		if err != nil {
			t.Fatal(name, err)
		}
		if p.Type != "image/jpeg" || len(p.Renditions) != 2 {
			t.Fatalf("%s: %s, %d copies", name, p.Type, len(p.Renditions))
		}
		for i, w := range []int{320, 1280} {
			r := p.Renditions[i]
			m := decode(t, r.Data)
			if r.Width != w || r.Height != w/2 || m.Bounds() != image.Rect(0, 0, w, w/2) {
				t.Errorf("%s: %d × %d, want width %d", name, r.Width, r.Height, w)
			}
			if !near(m.At(w/3, w/4), color.RGBA{R: 255, A: 255}) || !near(m.At(2*w/3, w/4), color.RGBA{B: 255, A: 255}) {
				t.Errorf("%s: the colours are %v and %v", name, m.At(w/3, w/4), m.At(2*w/3, w/4))
			}
		}
	}
}

func near(a, b color.Color) bool {
	r1, g1, b1, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	const slack = 0x1800
	far := func(x, y uint32) bool { return max(x, y)-min(x, y) > slack }
	return !far(r1, r2) && !far(g1, g2) && !far(b1, b2)
}

func TestSmallPicturesAreNotEnlarged(t *testing.T) {
	p, err := Render(asPNG(t, halves(40, 30)), 320)
	if err != nil || p.Renditions[0].Width != 40 || p.Renditions[0].Height != 30 {
		t.Errorf("got %+v, %v", p, err)
	}
	p, err = Render(tinyWebP(t), 320, 1280)
	if err != nil || p.Renditions[1].Width != 1 || p.Type != "image/jpeg" {
		t.Errorf("WebP: got %+v, %v", p, err)
	}
	p, err = Render(asPNG(t, halves(2000, 1)), 320)
	if err != nil || p.Renditions[0].Height != 1 {
		t.Errorf("a line: got %+v, %v", p, err)
	}
}

func TestAverageIsExact(t *testing.T) {
	m := image.NewGray(image.Rect(3, 5, 7, 7)) // 4 × 2, not at the origin
	copy(m.Pix, []uint8{0, 100, 10, 20, 200, 100, 30, 41})
	got := shrink(m, upright, 2)
	if got.Bounds() != image.Rect(0, 0, 2, 1) || got.Pix[0] != 100 || got.Pix[4] != 25 {
		t.Errorf("got %v %v", got.Bounds(), got.Pix)
	}
}

func TestWhatShinesThroughStays(t *testing.T) {
	m := halves(400, 400)
	m.SetRGBA(10, 10, color.RGBA{})
	p, err := Render(asPNG(t, m), 320)
	if err != nil || p.Type != "image/png" {
		t.Fatal(p.Type, err)
	}
	if _, _, _, a := decode(t, p.Renditions[0].Data).At(8, 8).RGBA(); a == 0xffff {
		t.Error("nothing shines through")
	}
}

// TestOrientation turns a picture in each of the eight ways that EXIF knows: the
// green corner must be at the top left again.
func TestOrientation(t *testing.T) {
	// where the top left corner of the upright picture is stored
	stored := map[int]image.Point{1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {0, 1}, 7: {1, 1}, 8: {1, 0}}
	for o, corner := range stored {
		m := image.NewRGBA(image.Rect(0, 0, 96, 64))
		for i := range m.Pix {
			m.Pix[i] = 255
		}
		for y := range 32 {
			for x := range 48 {
				m.SetRGBA(corner.X*48+x, corner.Y*32+y, color.RGBA{G: 255, A: 255})
			}
		}
		for _, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
			p, err := Render(withSegment(asJPEG(t, m), 0xe1, exif(order, o)), 320)
			if err != nil {
				t.Fatal(err)
			}
			r := p.Renditions[0]
			if turned := o >= 5; turned != (r.Width == 64) {
				t.Errorf("orientation %d: %d × %d", o, r.Width, r.Height)
			}
			got := decode(t, r.Data)
			for i, want := range []color.Color{color.RGBA{G: 255, A: 255}, color.White, color.White, color.White} {
				x, y := r.Width/4+i%2*r.Width/2, r.Height/4+i/2*r.Height/2
				if !near(got.At(x, y), want) {
					t.Errorf("orientation %d, %v: at %d,%d stands %v", o, order, x, y, got.At(x, y))
				}
			}
			if bytes.Contains(r.Data, []byte("Exif")) {
				t.Error("the metadata are still there")
			}
		}
	}
}

func TestBrokenMetadataDoNoHarm(t *testing.T) {
	whole := exif(binary.BigEndian, 6)
	for n := range len(whole) {
		if _, err := Render(withSegment(asJPEG(t, halves(8, 8)), 0xe1, whole[:n]), 320); err != nil {
			t.Fatalf("%d bytes of EXIF: %v", n, err)
		}
	}
	far := strings.Replace(whole, "\x00\x00\x00\x08", "\xff\xff\xff\xff", 1)
	if got := orientationOf(withSegment(asJPEG(t, halves(8, 8)), 0xe1, far)); got != upright {
		t.Errorf("a directory beyond the end tells %d", got)
	}
}

func TestMetadataAreDropped(t *testing.T) {
	data := withSegment(asJPEG(t, halves(8, 8)), 0xe1, "Exif\x00\x00GPS 57.7,12.1")
	data = withSegment(data, 0xfe, "secret comment")
	p, err := Render(data, 320)
	if err != nil || bytes.Contains(p.Renditions[0].Data, []byte("GPS")) || bytes.Contains(p.Renditions[0].Data, []byte("secret")) {
		t.Errorf("metadata have come through, %v", err)
	}
}

func TestRefused(t *testing.T) {
	photo := asJPEG(t, halves(64, 64))
	drawing := asPNG(t, halves(64, 64))
	var animation bytes.Buffer
	if err := gif.Encode(&animation, halves(8, 8), nil); err != nil {
		t.Fatal(err)
	}
	zip := "PK\x05\x06" + strings.Repeat("\x00", 18)
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "media.notPicture ? <nil>"},
		{"text", []byte("hej"), "media.notPicture ? <nil>"},
		{"GIF", animation.Bytes(), "media.notPicture GIF <nil>"},
		{"SVG", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`), "media.notPicture SVG <nil>"},
		{"SVG in capitals", []byte(`  <SVG onload="alert(1)">`), "media.notPicture SVG <nil>"},
		{"HTML", []byte("\n<!DOCTYPE html><p>x"), "media.notPicture HTML <nil>"},
		{"PDF", []byte("%PDF-1.7\n%%EOF"), "media.notPicture PDF <nil>"},
		{"ZIP", []byte("PK\x03\x04"), "media.notPicture ZIP <nil>"},
		{"page in a comment", withSegment(photo, 0xfe, "<script>alert(1)</script>"), "media.polyglot JPEG HTML"},
		{"PDF in a comment", withSegment(photo, 0xfe, "%PDF-1.4"), "media.polyglot JPEG PDF"},
		{"archive behind", append(bytes.Clone(photo), zip...), "media.polyglot JPEG ZIP"},
		{"archive with bytes behind", append(bytes.Clone(drawing), zip+"xx"...), "media.polyglot PNG ZIP"},
		{"cut off", photo[:len(photo)/2], "media.damaged <nil> <nil>"},
		{"beginning alone", drawing[:20], "media.damaged <nil> <nil>"},
		{"PNG cut off", drawing[:len(drawing)-30], "media.damaged <nil> <nil>"},
		{"PNG of no pixels", sizedPNG(0, 10, 8, 2), "media.damaged <nil> <nil>"},
		{"WebP cut off", tinyWebP(t)[:24], "media.damaged <nil> <nil>"},
		{"too many bytes", append(bytes.Clone(photo), make([]byte, MaxBytes)...), "media.tooLarge <nil> <nil>"},
		{"wide", sizedPNG(MaxSide+1, 1, 8, 2), "media.dimensions <nil> <nil>"},
		{"high", sizedPNG(1, MaxSide+1, 8, 2), "media.dimensions <nil> <nil>"},
		{"PNG bomb", sizedPNG(10_000, 10_000, 8, 6), "media.dimensions <nil> <nil>"},
		{"greatest", sizedPNG(1<<31-1, 1<<31-1, 8, 0), "media.damaged <nil> <nil>"}, // the reader's own limit
		{"a row too many", sizedPNG(8000, 5001, 8, 2), "media.dimensions <nil> <nil>"},
		{"JPEG bomb", sizedJPEG(10_000, 10_000, 0xc0), "media.dimensions <nil> <nil>"},
		{"in several scans", sizedJPEG(6000, 4000, 0xc2), "media.dimensions <nil> <nil>"},
	}
	for _, tt := range tests {
		if _, err := Render(tt.data, 320); keyOf(err) != tt.want {
			t.Errorf("%s gives %s (%v), want %s", tt.name, keyOf(err), err, tt.want)
		}
	}
}

// TestLimitsAreNotTooNarrow holds the greatest sizes, which have no pixels here, to
// be refused as damaged and not as too large.
func TestLimitsAreNotTooNarrow(t *testing.T) {
	for name, data := range map[string][]byte{
		"PNG of 40 megapixels":       sizedPNG(8000, 5000, 8, 2),
		"16 bits a channel":          sizedPNG(8000, 5000, 16, 6),
		"JPEG of 40 megapixels":      sizedJPEG(8000, 5000, 0xc0),
		"in several scans, 16 times": sizedJPEG(4000, 4000, 0xc2),
		"long side":                  sizedPNG(10_000, 4000, 8, 2),
	} {
		if err := Check(data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBombsTakeNoMemory refuses a picture that would take 400 MB.
func TestBombsTakeNoMemory(t *testing.T) {
	bomb := sizedPNG(10_000, 10_000, 8, 6)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := Render(bomb, 320); err == nil {
		t.Error("accepted")
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("refusing takes %d bytes", got)
	}
}

func TestCheckPDF(t *testing.T) {
	whole := "%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
	tests := []struct{ name, data, want string }{
		{"whole", whole, "<nil>"},
		{"bytes behind the end", whole + strings.Repeat(" ", 900), "<nil>"},
		{"nothing", "", "media.notPDF ? <nil>"},
		{"not at the beginning", "\n" + whole, "media.notPDF ? <nil>"},
		{"page before", "<html>" + whole, "media.notPDF HTML <nil>"},
		{"archive before", "PK\x03\x04" + whole, "media.notPDF ZIP <nil>"},
		{"picture", "\x89PNG\r\n\x1a\n", "media.notPDF PNG <nil>"},
		{"page within", "%PDF-1.7\n%<script>alert(1)</script>\n%%EOF", "media.polyglot PDF HTML"},
		{"archive behind", whole + "PK\x05\x06" + strings.Repeat("\x00", 18), "media.polyglot PDF ZIP"},
		{"cut off", whole[:30], "media.damaged <nil> <nil>"},
		{"end long ago", whole + strings.Repeat(" ", 2000), "media.damaged <nil> <nil>"},
	}
	for _, tt := range tests {
		if err := CheckPDF([]byte(tt.data)); keyOf(err) != tt.want {
			t.Errorf("%s gives %s, want %s", tt.name, keyOf(err), tt.want)
		}
	}
}

func FuzzRender(f *testing.F) {
	f.Add(asPNG(f, halves(9, 7)))
	f.Add(asJPEG(f, halves(9, 7)))
	f.Add(withSegment(asJPEG(f, halves(9, 7)), 0xe1, exif(binary.LittleEndian, 7)))
	f.Add(tinyWebP(f))
	f.Add(sizedJPEG(100, 100, 0xc2))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Render(data, 5, 50)
		if err != nil {
			if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge) {
				t.Fatal(err)
			}
			return
		}
		for i, w := range []int{5, 50} {
			r := p.Renditions[i]
			if m := decode(t, r.Data); m.Bounds().Dx() != r.Width || m.Bounds().Dy() != r.Height || r.Width > w || r.Height < 1 {
				t.Fatalf("%d × %d for width %d", r.Width, r.Height, w)
			}
		}
	})
}
