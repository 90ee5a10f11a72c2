package app

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching"
)

type productsConvert struct {
	From        string `arg:"" help:"JSONL, .csv or .xlsx; - for standard input (JSONL)."`
	To          string `arg:"" help:"File to write, .jsonl, .csv or .xlsx; - for JSONL on standard output."`
	SkipInvalid bool   `help:"Leave out rows with errors and go on with the others."`
}

// Run converts the file. It is written beside its place and moved there when it
// is whole.
func (c *productsConvert) Run(r *run) error {
	products, err := r.readProducts(c.From, c.SkipInvalid)
	if err != nil {
		return err
	}
	if c.To == standardInput {
		return catalog.WriteProducts(r.Stdout, each(products))
	}
	return writeWhole(c.To, func(w io.Writer) error {
		switch strings.ToLower(filepath.Ext(c.To)) {
		case ".csv":
			return catalog.WriteProductsCSV(w, flat(products))
		case ".xlsx":
			return catalog.WriteProductsXLSX(w, flat(products))
		default:
			return catalog.WriteProducts(w, each(products))
		}
	})
}

func each(products matching.Memory) iter.Seq[catalog.Product] {
	return func(yield func(catalog.Product) bool) {
		for _, p := range products {
			if !yield(*p) {
				return
			}
		}
	}
}

func flat(products matching.Memory) []catalog.Product {
	list := make([]catalog.Product, len(products))
	for i, p := range products {
		list[i] = *p
	}
	return list
}

// writeWhole writes a file so that its name never stands for half of it.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		if info.IsDir() {
			return &fs.PathError{Op: "write", Path: path, Err: syscall.EISDIR}
		}
		return writeThrough(path, write) // a device or a pipe must stay what it is
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return named(err, path)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	w := bufio.NewWriter(f)
	if err := errors.Join(write(w), w.Flush(), f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return named(os.Rename(f.Name(), path), path)
}

// named gives an error the name that the person knows instead of our temporary
// one.
func named(err error, path string) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return &fs.PathError{Op: p.Op, Path: path, Err: p.Err}
	}
	return err
}

func writeThrough(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0) //nolint:gosec // G304: the person names the file
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
