package app

import (
	"errors"
	"fmt"
	"os"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
)

type thesaurusCommand struct {
	Check thesaurusCheck `cmd:"" help:"Look for cycles, orphans, double labels and other errors; exit code 1 when there are any."`
}

type thesaurusCheck struct {
	Folder string `arg:"" optional:"" help:"Folder with the thesaurus files, instead of the built-in ones." type:"path"`
}

// Run checks a thesaurus and prints what it found.
func (c *thesaurusCheck) Run(r *run) error {
	t, err := c.parse()
	if err != nil {
		return err
	}
	wrong := 0
	for _, f := range t.Check() {
		if f.Severity == thesaurus.Error {
			wrong++
		}
		if _, err := fmt.Fprintln(r.Stdout, f); err != nil {
			return err
		}
	}
	labels := 0
	for i := range t.Concepts {
		labels += len(t.Concepts[i].Labels())
	}
	_, err = fmt.Fprintln(r.Stdout, r.printer.Text("thesaurus.summary", fault.Args{
		"version": t.Version, "functions": len(t.IDs(thesaurus.Function)), "types": len(t.IDs(thesaurus.ProductType)),
		"labels": labels, "phrases": len(t.Phrases), "errors": wrong,
	}))
	if err == nil && wrong > 0 {
		return stopError(ExitBadInput)
	}
	return err
}

func (c *thesaurusCheck) parse() (*thesaurus.Thesaurus, error) {
	if c.Folder == "" {
		return thesaurus.Load()
	}
	if _, err := os.ReadDir(c.Folder); err != nil {
		return nil, err
	}
	t, err := thesaurus.Parse(os.DirFS(c.Folder))
	if err != nil {
		return nil, fault.New(fault.Invalid, "thesaurus.invalid", fault.Args{"reason": err.Error()})
	}
	return t, nil
}

type rulesetCommand struct {
	Check rulesetCheck `cmd:"" help:"Say whether a rule set can be used; exit code 1 when it cannot."`
}

type rulesetCheck struct {
	File string `arg:"" optional:"" help:"Rule set in YAML, instead of the built-in one." type:"path"`
}

// Run checks a rule set and prints its version.
func (c *rulesetCheck) Run(r *run) error {
	rs, err := loadRuleset(c.File)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(r.Stdout, r.printer.Text("ruleset.summary", fault.Args{
		"version": rs.Version, "rules": len(rs.Rules), "criteria": len(rs.Criteria),
	}))
	return err
}

type schemaCommand struct {
	Of string `arg:"" enum:"product,need" help:"product or need."`
}

// Run prints a JSON Schema.
func (c *schemaCommand) Run(r *run) error {
	schema := catalog.ProductSchema()
	if c.Of == "need" {
		schema = testbeds.NeedSchema()
	}
	_, err := r.Stdout.Write(schema)
	return err
}

type productsCommand struct {
	Check   productsCheck   `cmd:"" help:"Read a file of products and tell of every error."`
	Convert productsConvert `cmd:"" help:"Read a file of products and write it as JSONL, CSV or XLSX."`
}

type productsCheck struct {
	File string `arg:"" help:"JSONL, .csv or .xlsx; - for standard input (JSONL)."`
}

// Run reads the file and tells of every error.
func (c *productsCheck) Run(r *run) error {
	products, err := r.readProducts(c.File, false)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(r.Stdout, r.printer.Text("input.good", fault.Args{"good": len(products)}))
	return err
}

// readProducts reads all products of a file into memory.
func (r *run) readProducts(path string, skip bool) (matching.Memory, error) {
	e, err := r.engine(&engineFlags{Hunspell: "off"})
	if err != nil {
		return nil, err
	}
	wrong := &problems{r: r}
	products, err := r.collectProducts(path, e.products, wrong)
	if err != nil {
		return nil, err
	}
	return products, wrong.verdict(skip, len(products))
}

func (r *run) collectProducts(path string, checker *catalog.Checker, wrong *problems) (products matching.Memory, err error) {
	f, err := r.openProducts(path, checker)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for l := range f.listings(r.ctx, wrong) {
		if l.Err != nil {
			return nil, l.Err
		}
		products = append(products, l.Product)
	}
	return products, nil
}
