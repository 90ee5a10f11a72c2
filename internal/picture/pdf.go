package picture

import (
	"bytes"

	"github.com/allagehub/matcharenan/internal/fault"
)

// pdfEnd is how near the end of a PDF its end mark stands.
const pdfEnd = 1024

// CheckPDF returns an Invalid error unless the data are a PDF, from the first byte
// to the end mark, and nothing else.
func CheckPDF(data []byte) error {
	t := Sniff(data)
	if t != PDF {
		return fault.New(fault.Invalid, "media.notPDF", fault.Args{"type": string(t)})
	}
	if other := hidden(data, PDF); other != "" {
		return fault.New(fault.Invalid, "media.polyglot", fault.Args{"type": string(t), "other": string(other)})
	}
	if !bytes.Contains(data[max(0, len(data)-pdfEnd):], []byte("%%EOF")) {
		return fault.New(fault.Invalid, "media.damaged", nil)
	}
	return nil
}
