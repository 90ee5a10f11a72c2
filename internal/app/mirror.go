package app

import (
	"errors"
	"strings"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/wording"
)

type mirrorCommand struct {
	files
	engineFlags
	Vendor string `required:"" help:"The company: the id of its vendor member." placeholder:"ID"`
	Format string `help:"text for people, or json (one object)." enum:"text,json" default:"text"`
}

// Run prints the mirror image of matching for a company.
func (c *mirrorCommand) Run(r *run) (err error) {
	s, err := r.session(&c.files, &c.engineFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	ids, err := c.products(r, s)
	if err != nil {
		return err
	}
	image, err := s.matcher.Mirror(r.ctx, ids, s.needs, s.engine.day)
	if err != nil {
		return err
	}
	if c.Format == "json" {
		return writeIndented(r.Stdout, image)
	}
	return r.writeMirror(image)
}

// products are the company's. The file is read again: the matcher does not keep
// whose a product is.
func (c *mirrorCommand) products(r *run, s *session) (ids []string, err error) {
	if _, err := s.file.Seek(0, 0); err != nil {
		return nil, err
	}
	s.file.memory = nil
	for l := range s.file.listings(r.ctx, &problems{r: r, count: maxProblems}) {
		if l.Err != nil {
			return nil, l.Err
		}
		if l.Product.Vendor.ID == c.Vendor {
			ids = append(ids, l.Product.ID)
		}
	}
	if len(ids) == 0 {
		return nil, fault.New(fault.Invalid, "mirror.noVendor", fault.Args{"vendor": c.Vendor})
	}
	return ids, nil
}

func (r *run) writeMirror(image *matching.Mirror) error {
	p := &page{Words: wording.Words{Printer: r.printer}}
	for i := range image.Products {
		p.mirror(&image.Products[i], image.Needs)
	}
	_, err := r.Stdout.Write([]byte(p.String()))
	return err
}

func (p *page) mirror(m *matching.ProductMirror, needs int) {
	p.line("mirror.product", fault.Args{
		"name": m.Product.Name, "id": m.Product.ID, "fits": len(m.Fits), "stopped": len(m.Stopped), "needs": needs,
	})
	for _, c := range m.Changes {
		if c.Admits > 0 {
			p.line("mirror.admits", fault.Args{"rule": p.Rule(c.Name), "count": c.Admits})
		}
		if c.Clears > 0 {
			p.line("mirror.clears", fault.Args{"rule": p.Rule(c.Name), "count": c.Clears})
		}
	}
	for _, f := range m.Fits {
		p.line("mirror.fits", fault.Args{"score": p.score(f.Score), "need": f.Need.ID, "title": f.Need.Title})
	}
	for _, s := range m.Stopped {
		var why []string
		for i := range s.Fails {
			why = append(why, p.Text("mirror.fails", p.Outcome(&s.Fails[i])))
		}
		p.line("mirror.stopped", fault.Args{
			"score": p.score(s.Score), "need": s.Need.ID, "title": s.Need.Title, "why": strings.Join(why, "; "),
		})
	}
	p.WriteString("\n")
}
