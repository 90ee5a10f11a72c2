package fulltext

import (
	"runtime"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
)

// Fields of the index's own, beside the text fields.
const (
	wordField     = "_word"     // words as they are written, for quotes and suggestions
	recordField   = "_record"   // see record
	sequenceField = "_sequence" // see sequence
)

// prepared is a document that is ready to be written.
type prepared struct {
	record record
	words  []string // the entries of its wordField
	fields []*field
}

// document returns what bleve is to write.
func (p *prepared) document() *document.Document {
	d := document.NewDocument(p.record.id)
	for _, f := range p.fields {
		d.AddField(f)
	}
	return d
}

// prepareAll analyses documents on all cores.
func (x *Index) prepareAll(docs []Document) []prepared {
	out := make([]prepared, len(docs))
	workers := min(runtime.GOMAXPROCS(0), len(docs))
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			keys := newSortKeys()
			for i := w; i < len(docs); i += workers {
				out[i] = x.prepare(&docs[i])
				out[i].record.makeKeys(keys)
			}
		})
	}
	group.Wait()
	return out
}

// prepare analyses a document that was checked.
func (x *Index) prepare(d *Document) prepared {
	p := prepared{record: x.fields.record(d)}
	words := make(index.TokenFrequencies)
	var seq sequence
	var tokens []Token
	for i, name := range x.fields.texts {
		text := d.Text[name]
		text = text[:cutRunes(text, MaxTextBytes)]
		tokens = x.options.Analyzer.AppendTokens(tokens[:0], text, x.fields.languages[i])
		if len(tokens) == 0 {
			continue
		}
		terms := make(index.TokenFrequencies, len(tokens))
		length := 0
		for _, t := range tokens {
			seq.add(t.Word)
			if len(t.Terms) == 0 {
				continue
			}
			length++
			for _, term := range t.Terms {
				countTerm(terms, term.Text)
			}
			if isIndexedWord(t.Word) && words[t.Word] == nil {
				countTerm(words, t.Word)
				p.words = append(p.words, t.Word)
			}
		}
		seq.end()
		p.record.lengths[i] = uint32(length)
		p.fields = append(p.fields, &field{name: name, options: index.IndexField, length: length, terms: terms})
	}
	p.fields = append(
		p.fields,
		&field{name: wordField, options: index.IndexField | index.SkipFreqNorm, length: len(words), terms: words},
		&field{name: recordField, options: index.StoreField, value: p.record.encode()},
		&field{name: sequenceField, options: index.StoreField, value: seq.bytes},
	)
	return p
}

// Words that are longer are not written by people, and are found by their terms.
const maxWordRunes = 40

func isIndexedWord(word string) bool { return utf8.RuneCountInString(word) <= maxWordRunes }

func countTerm(counts index.TokenFrequencies, term string) {
	if len(term) > maxIndexedBytes {
		return // nothing that anybody searches for
	}
	f := counts[term]
	if f == nil {
		f = &index.TokenFreq{Term: []byte(term)}
		counts[term] = f
	}
	f.SetFrequency(f.Frequency() + 1)
}

// maxIndexedBytes bounds the terms that go into an index.
const maxIndexedBytes = 512

// field is a field as bleve takes it, analysed already.
type field struct {
	name    string
	options index.FieldIndexingOptions
	length  int
	terms   index.TokenFrequencies
	value   []byte
}

func (f *field) Name() string                                     { return f.name }
func (f *field) Value() []byte                                    { return f.value }
func (f *field) ArrayPositions() []uint64                         { return nil }
func (f *field) EncodedFieldType() byte                           { return 't' }
func (f *field) Analyze()                                         {}
func (f *field) Options() index.FieldIndexingOptions              { return f.options }
func (f *field) AnalyzedLength() int                              { return f.length }
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.terms }
func (f *field) NumPlainTextBytes() uint64                        { return uint64(len(f.value)) }
func (f *field) Size() int                                        { return len(f.value) + f.terms.Size() }
