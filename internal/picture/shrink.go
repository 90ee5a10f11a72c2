package picture

import (
	"image"
	"image/draw"
)

// shrink returns a copy whose width, once it has been turned, is at most width.
// Each pixel is the mean of those that it stands for. The source is gone through in
// strips, so that the memory taken is that of the copy and one strip.
func shrink(source image.Image, turn orientation, width int) *image.RGBA {
	b := source.Bounds()
	w, h := fit(b.Dx(), b.Dy(), turn, width)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	sums := make([]uint64, 4*w)
	for y := range h {
		top, bottom := b.Dy()*y/h, b.Dy()*(y+1)/h
		strip := image.NewRGBA(image.Rect(0, 0, b.Dx(), 1))
		clear(sums)
		for line := top; line < bottom; line++ {
			draw.Draw(strip, strip.Bounds(), source, image.Pt(b.Min.X, b.Min.Y+line), draw.Src)
			addLine(sums, strip.Pix, b.Dx())
		}
		for x := range w {
			n := uint64((b.Dx()*(x+1)/w - b.Dx()*x/w) * (bottom - top)) //nolint:gosec // G115: at least one, as the copy is no larger
			for c := range 4 {
				out.Pix[y*out.Stride+4*x+c] = uint8((sums[4*x+c] + n/2) / n) //nolint:gosec // G115: the mean of bytes
			}
		}
	}
	return out
}

// addLine adds the pixels of a line to the sums of the columns that they belong to.
func addLine(sums []uint64, pix []uint8, from int) {
	w := len(sums) / 4
	for x := range w {
		for i := from * x / w; i < from*(x+1)/w; i++ {
			for c := range 4 {
				sums[4*x+c] += uint64(pix[4*i+c])
			}
		}
	}
}

// fit returns the dimensions of the copy before it is turned.
func fit(w, h int, turn orientation, width int) (int, int) {
	across := w
	if turn.turned() {
		across = h
	}
	if across <= width {
		return w, h
	}
	return max(1, (w*width+across/2)/across), max(1, (h*width+across/2)/across)
}

// apply returns the picture turned the right way up.
func (o orientation) apply(m *image.RGBA) *image.RGBA {
	if o == upright {
		return m
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if o.turned() {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			to := o.place(x, y, w, h)
			copy(out.Pix[out.PixOffset(to.X, to.Y):][:4], m.Pix[m.PixOffset(x, y):][:4])
		}
	}
	return out
}

// place returns where a pixel goes.
func (o orientation) place(x, y, w, h int) image.Point {
	switch o {
	case 2:
		return image.Pt(w-1-x, y)
	case 3:
		return image.Pt(w-1-x, h-1-y)
	case 4:
		return image.Pt(x, h-1-y)
	case 5:
		return image.Pt(y, x)
	case 6:
		return image.Pt(h-1-y, x)
	case 7:
		return image.Pt(h-1-y, w-1-x)
	case 8:
		return image.Pt(y, w-1-x)
	default:
		return image.Pt(x, y)
	}
}
