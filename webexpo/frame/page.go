package frame

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Set is the page files of one area. A file that begins with an underscore has
// parts that the area's pages share.
type Set struct {
	frame    *Frame
	name     string
	files    fs.FS
	parts    *template.Template
	declared []string
	pages    []Checked
	failures []error
}

// Checked is a page as a test sees it.
type Checked struct {
	Name     string
	Template *template.Template
	Value    any // zero value of its type
}

// NewSet reads the parts of an area; its pages are declared after it.
func (f *Frame) NewSet(name string, files fs.FS) *Set {
	s := &Set{frame: f, name: name, files: files}
	parts, err := f.shared.Clone()
	s.fail(err)
	s.parts = parts
	names, err := fs.Glob(files, "_*.html")
	s.fail(err)
	if err == nil && len(names) > 0 {
		_, err = s.parts.ParseFS(files, names...)
		s.fail(err)
	}
	return s
}

func (s *Set) fail(err error) {
	if err != nil {
		s.failures = append(s.failures, fmt.Errorf("pages of %s: %w", s.name, err))
	}
}

// Done says what is wrong with the set's files: one that does not parse, one that is
// declared and missing, or one that is there and not declared.
func (s *Set) Done() error {
	names, err := fs.Glob(s.files, "*.html")
	s.fail(err)
	for _, name := range names {
		if !strings.HasPrefix(name, "_") && !slices.Contains(s.declared, name) {
			s.fail(fmt.Errorf("%s is no page that is declared", name))
		}
	}
	s.frame.pages = append(s.frame.pages, s.pages...)
	return errors.Join(s.failures...)
}

// Page is a page whose value is a V, which embeds [Base].
type Page[V any] struct {
	frame *Frame
	name  string
	t     *template.Template
}

// Declare makes a page of a file, which defines the template "main" and may define
// "head". What is wrong with it is told by [Set.Done].
func Declare[V any](s *Set, file string) *Page[V] {
	s.declared = append(s.declared, file)
	p := &Page[V]{frame: s.frame, name: path.Join(s.name, file)}
	t, err := s.parts.Clone()
	if err == nil {
		_, err = t.ParseFS(s.files, file)
	}
	if err != nil {
		s.fail(err)
		return p
	}
	p.t = t.Lookup("page")
	var zero V
	s.pages = append(s.pages, Checked{Name: p.name, Template: p.t, Value: zero})
	return p
}

// Render answers with the page.
func (p *Page[V]) Render(c *fiber.Ctx, v *V) error { return p.RenderStatus(c, http.StatusOK, v) }

// RenderStatus answers with the page and a status.
func (p *Page[V]) RenderStatus(c *fiber.Ctx, status int, v *V) error {
	out, err := p.HTML(v)
	if err != nil {
		return err
	}
	return p.frame.send(c, status, out)
}

// HTML is the page as text.
func (p *Page[V]) HTML(v *V) ([]byte, error) {
	var out bytes.Buffer
	if err := p.t.Execute(&out, v); err != nil {
		return nil, fmt.Errorf("rendering %s: %w", p.name, err)
	}
	return out.Bytes(), nil
}
