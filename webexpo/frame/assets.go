package frame

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/fault"
)

//go:embed static
var static embed.FS

// assetsRoot is the path that assets lie below.
const assetsRoot = "/static/"

// asset is a static file.
type asset struct {
	path string // /static/<hash>/<name>
	kind string // media type
	data []byte
}

// assets are the static files, by name and by path.
type assets struct{ byName, byPath map[string]*asset }

// stylesheet is the one that pages load. What is special to an area lies in a file
// of its own and is sent at its end, so that a page asks for one file.
const stylesheet = "style.css"

func loadAssets() (*assets, error) {
	files := make(map[string][]byte)
	err := fs.WalkDir(static, "static", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := strings.TrimPrefix(file, "static/")
		files[name], err = static.ReadFile(file)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if name != stylesheet && path.Ext(name) == ".css" {
			files[stylesheet] = slices.Concat(files[stylesheet], files[name])
			delete(files, name)
		}
	}
	a := &assets{byName: make(map[string]*asset), byPath: make(map[string]*asset)}
	for name, data := range files {
		sum := sha256.Sum256(data)
		it := &asset{path: assetsRoot + hex.EncodeToString(sum[:6]) + "/" + name, kind: kinds[path.Ext(name)], data: data}
		if it.kind == "" {
			return nil, fmt.Errorf("static file %s is of no kind that is served", name)
		}
		a.byName[name], a.byPath[it.path] = it, it
	}
	return a, nil
}

// kinds are the media types of static files. The tables of the machine, which
// package mime reads, may say otherwise.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png",
}

// path is where a file is fetched; a name that is wrong is seen by the test that
// fetches what pages name.
func (a *assets) path(name string) string {
	if it, ok := a.byName[name]; ok {
		return it.path
	}
	return assetsRoot + "missing/" + name
}

// forever is for what has its content's hash in its path.
const forever = "public, max-age=31536000, immutable"

// serveAsset answers a static file.
func (f *Frame) serveAsset(c *fiber.Ctx) error {
	it, ok := f.assets.byPath[c.Path()]
	if !ok {
		return fault.New(fault.NotFound, "", nil)
	}
	c.Set(fiber.HeaderContentType, it.kind)
	c.Set(fiber.HeaderCacheControl, forever)
	return c.Send(it.data)
}
