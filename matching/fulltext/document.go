package fulltext

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// ErrBadDocument says that a document does not fit the index it is for.
var ErrBadDocument = errors.New("bad document")

// Limits of a document. Longer texts are read as far as the limit, more values
// are an error.
const (
	MaxTextBytes      = 1 << 20 // of one text field
	MaxIDBytes        = 256
	MaxValues         = 256 // of one keyword field
	MaxValueBytes     = 512 // of a keyword, a label, a version
	MaxLabels         = 8
	MaxSortBytes      = 256 // the rest does not count when sorting
	maxFields         = 32  // of each kind
	maxFieldNameBytes = 64
)

// Document is what an Index holds. It must be visible to everybody who may
// search, as counts, suggestions and totals tell of all documents.
type Document struct {
	ID       string
	Version  string              // opaque to the index, see Versions; "" is fine
	Text     map[string]string   // texts to search in
	Keywords map[string][]string // to filter and count by; a value may stand twice and counts once
	Numbers  map[string]float64  // to filter and sort by; a field that is absent is unknown
	Sort     map[string]string   // texts to sort by, such as a name
	Labels   []string            // titles that suggestions offer as a whole
}

// TextField says how a text field is read and what it counts for.
type TextField struct {
	Language Language
	Weight   float64 // beside other fields; 0 means 1
}

// IndexOptions say what the documents of an index look like. Field names
// consist of letters, digits and underscores, and no two are the same.
type IndexOptions struct {
	Analyzer *Analyzer
	Text     map[string]TextField
	Keywords []string
	Numbers  []string
	Sort     []string // texts to sort by, in Swedish order: a to z, å, ä, ö
	Stamp    string   // the caller's own version of what documents are made from; another one makes an index stale
}

// validate reports what is wrong with the options.
func (o *IndexOptions) validate() error {
	if o.Analyzer == nil {
		return errors.New("no analyzer")
	}
	text := slices.Collect(maps.Keys(o.Text))
	names := slices.Concat(text, o.Keywords, o.Numbers, o.Sort)
	slices.Sort(names)
	for i, name := range names {
		if !isFieldName(name) {
			return fmt.Errorf("field name %q has other characters than letters, digits and _, or is too long", name)
		}
		if i > 0 && names[i-1] == name {
			return fmt.Errorf("field %q is there twice", name)
		}
	}
	for _, n := range []int{len(text), len(o.Keywords), len(o.Numbers), len(o.Sort)} {
		if n > maxFields {
			return fmt.Errorf("%d fields of one kind, at most %d are allowed", n, maxFields)
		}
	}
	for name, f := range o.Text {
		if f.Weight < 0 || f.Weight > 100 {
			return fmt.Errorf("weight %v of field %q is not between 0 and 100", f.Weight, name)
		}
	}
	return nil
}

// isFieldName leaves names that begin with _ to the index itself.
func isFieldName(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return name != "" && name[0] != '_' && len(name) <= maxFieldNameBytes && strings.Trim(name, letters+"0123456789_") == ""
}

// schema identifies the fields and how they are stored. Weights are not part of
// it: they count when searching only.
func (o *IndexOptions) schema() string {
	h := sha256.New()
	fmt.Fprintln(h, recordVersion)
	for _, name := range slices.Sorted(maps.Keys(o.Text)) {
		fmt.Fprintln(h, "text", name, o.Text[name].Language)
	}
	for i, names := range [][]string{o.Keywords, o.Numbers, o.Sort} {
		fmt.Fprintln(h, i, slices.Sorted(slices.Values(names)))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// check holds a document against the fields and the limits.
func (o *IndexOptions) check(d *Document) error {
	if d.ID == "" || len(d.ID) > MaxIDBytes {
		return fmt.Errorf("the ID has %d bytes, want 1 to %d", len(d.ID), MaxIDBytes)
	}
	for name := range d.Text {
		if _, ok := o.Text[name]; !ok {
			return fmt.Errorf("no text field %q", name)
		}
	}
	for name, values := range d.Keywords {
		if !slices.Contains(o.Keywords, name) {
			return fmt.Errorf("no keyword field %q", name)
		}
		if err := checkValues(values, MaxValues); err != nil {
			return fmt.Errorf("keyword field %q: %w", name, err)
		}
	}
	for name, number := range d.Numbers {
		if !slices.Contains(o.Numbers, name) {
			return fmt.Errorf("no number field %q", name)
		}
		if number != number {
			return fmt.Errorf("number field %q is not a number", name)
		}
	}
	for name := range d.Sort {
		if !slices.Contains(o.Sort, name) {
			return fmt.Errorf("no field %q to sort by", name)
		}
	}
	if err := checkValues(d.Labels, MaxLabels); err != nil {
		return fmt.Errorf("labels: %w", err)
	}
	return checkValues([]string{d.Version}, 1)
}

func checkValues(values []string, most int) error {
	if len(values) > most {
		return fmt.Errorf("%d values, at most %d are allowed", len(values), most)
	}
	for _, v := range values {
		if len(v) > MaxValueBytes {
			return fmt.Errorf("a value has %d bytes, at most %d are allowed", len(v), MaxValueBytes)
		}
	}
	return nil
}
