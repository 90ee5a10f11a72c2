package catalog

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/allagehub/matcharenan/internal/i18n"
)

// FuzzParse holds that no line makes the parser panic, that each problem has a
// message in both languages, and that what is accepted is written and read back
// the same.
func FuzzParse(f *testing.F) {
	c := newChecker(f)
	f.Add([]byte(sample))
	f.Add([]byte(`{"id":"a","name":"b","vendor":{"id":"v","name":"V","orgNumber":"16556036-0793"},"iso9999":{"edition":2016,"code":"2227"}}`))
	f.Add([]byte(`{"id":"a","name":"b","targetGroups":[null,"oldr"],"claims":[{}],"trl":null,"data":{"kamera":1}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		p, problems := c.Parse(line)
		for _, pr := range problems {
			for _, lang := range i18n.Languages() {
				if !(i18n.Printer{Language: lang}).Has(pr.Key) {
					t.Fatalf("no message %s in %s", pr.Key, lang)
				}
			}
		}
		if len(problems) > 0 {
			return
		}
		var out bytes.Buffer
		must(t, WriteProducts(&out, slices.Values([]Product{p})))
		again, problems := c.Parse(out.Bytes())
		if d := cmp.Diff(p, again); d != "" || len(problems) > 0 {
			t.Fatalf("%v\n%s", problems, d)
		}
	})
}
