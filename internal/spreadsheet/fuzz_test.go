package spreadsheet

import (
	"bytes"
	"testing"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/jsonl"
)

// wide has a member of each kind.
type wide struct {
	ID    string   `json:"id" validate:"required"`
	N     *int     `json:"n,omitzero"`
	F     *float64 `json:"f,omitzero"`
	List  []string `json:"list,omitzero"`
	Inner *thing   `json:"inner,omitzero"`
	Many  []thing  `json:"many,omitzero" validate:"max=3,dive"`
}

func wides() Format[wide] {
	return Format[wide]{Check: func(*wide) []fault.Problem { return nil }, ID: func(w *wide) string { return w.ID }}
}

// FuzzCSV holds that no file makes the reader panic, and that what it read can
// be written and read back.
func FuzzCSV(f *testing.F) {
	f.Add([]byte("id;n;f;list;inner.id;many.2.note;many\na;1;1,5;x\\;y;z;-;\n\"b\"\"\";;;-;;;-\n"))
	f.Add([]byte("\xef\xbb\xbfid,list\r\na,\"x\ny\"\r\n"))
	f.Add([]byte("id\tn\n=1\t'2\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		values, problems, err := jsonl.Collect(ReadCSV(t.Context(), bytes.NewReader(data), "f.csv", wides()))
		for _, p := range problems {
			if p.Line < 1 || p.Key == "" {
				t.Fatalf("problem without place or key: %+v", p)
			}
		}
		if err != nil || len(values) == 0 {
			return
		}
		var out bytes.Buffer
		if err := WriteCSV(&out, values); err != nil {
			return // a limit
		}
		again, problems, err := jsonl.Collect(ReadCSV(t.Context(), &out, "f.csv", wides()))
		if err != nil || len(problems) > 0 || len(again) != len(values) {
			t.Fatalf("%d values became %d: %v %v", len(values), len(again), problems, err)
		}
	})
}

func FuzzXLSX(f *testing.F) {
	f.Add(goodXLSX(f))
	f.Add([]byte("PK\x05\x06" + string(make([]byte, 18))))
	f.Fuzz(func(t *testing.T, data []byte) {
		for rec, err := range ReadXLSX(t.Context(), bytes.NewReader(data), "f.xlsx", wides()) {
			if err == nil && rec.Line < 1 {
				t.Fatalf("record without place: %+v", rec)
			}
		}
	})
}
