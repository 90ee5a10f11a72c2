package journeys

import (
	"context"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// shots is where pictures of the pages are kept for eyes.
var shots = filepath.Join(root, "build", "screenshots")

// tallest is how much of a page is pictured.
const tallest = 6000

// picture keeps the page as it looks on phone and desk, in light and dark.
func (b *tab) picture(folder, name string) {
	b.t.Helper()
	for _, scheme := range []string{light, dark} {
		b.prefer(scheme)
		b.size(desktopWidth, desktopHeight)
		b.shoot(folder, name+" desktop "+scheme)
		b.size(phoneWidth, phoneHeight)
		b.shoot(folder, name+" phone "+scheme)
	}
	b.prefer(light)
	b.size(desktopWidth, desktopHeight)
}

var unfit = regexp.MustCompile(`[^\p{L}\p{N}.]+`)

// fileName is a name of a file that people can read.
func fileName(name string) string {
	return strings.Trim(unfit.ReplaceAllString(name, "-"), "-")
}

// shoot keeps a picture of the page as it looks now.
func (b *tab) shoot(folder, name string) {
	b.t.Helper()
	var image []byte
	b.do("a picture", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		layout, err := cdp.Call(ctx, target, page.GetLayoutMetrics, cdp.Empty{})
		if err != nil {
			return err
		}
		beyond, quick := true, true
		shot, err := cdp.Call(ctx, target, page.CaptureScreenshot, page.CaptureScreenshotParams{
			Format: page.CaptureScreenshotFormatPng, CaptureBeyondViewport: &beyond, OptimizeForSpeed: &quick,
			Clip: &page.Viewport{Width: layout.CSSVisualViewport.ClientWidth, Height: min(layout.CSSContentSize.Height, tallest), Scale: 1},
		})
		image = shot.Data
		return err
	}))
	file := filepath.Join(shots, fileName(folder), fileName(name)+".png")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(file, image, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

var index = template.Must(template.New("index").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Pictures of the pages</title>
<style>body{font-family:sans-serif} section{display:flex;flex-wrap:wrap;gap:1rem} figure{margin:0;width:20rem} img{max-width:100%;max-height:30rem;border:1px solid #999}</style>
{{range $folder, $files := .}}<h1>{{$folder}}</h1><section>{{range $files}}
<figure><a href="{{$folder}}/{{.}}"><img loading="lazy" src="{{$folder}}/{{.}}" alt=""></a><figcaption>{{.}}</figcaption></figure>{{end}}</section>
{{end}}`))

// writeIndex writes the page that shows all pictures.
func writeIndex() error {
	files := make(map[string][]string)
	err := filepath.WalkDir(shots, func(file string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(file) == ".png" {
			folder := filepath.Base(filepath.Dir(file))
			files[folder] = append(files[folder], filepath.Base(file))
		}
		return err
	})
	if err != nil || len(files) == 0 {
		return err
	}
	for _, names := range files {
		slices.Sort(names)
	}
	out, err := os.Create(filepath.Join(shots, "index.html"))
	if err != nil {
		return err
	}
	if err := index.Execute(out, files); err != nil {
		return err
	}
	return out.Close()
}
