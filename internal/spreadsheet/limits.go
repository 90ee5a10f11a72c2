package spreadsheet

import (
	"unicode/utf16"

	"github.com/allagehub/matcharenan/internal/fault"
)

// Limits of a spreadsheet.
const (
	MaxRows    = 100_000   // with content, below the header
	MaxColumns = 500       // of a row
	MaxCell    = 32_767    // characters of a cell, counted in UTF-16 as Excel does
	MaxFile    = 256 << 20 // bytes of a CSV file, and of what an XLSX file unpacks to
	MaxPacked  = 64 << 20  // bytes of an XLSX file as it is sent
	maxRow     = 4 << 20   // bytes of a CSV row, or of an XML token: beyond this a quotation mark is missing
	maxParts   = 1000      // files in an XLSX file
	maxXMLPart = 16 << 20  // bytes of a part of an XLSX file that is kept in memory
)

// units is the length of a text as Excel counts it.
func units(s string) int {
	if len(s) <= MaxCell {
		return len(s) // never fewer than the units
	}
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

func tooLarge(key, file string, limit int) *fault.Error {
	return fault.New(fault.TooLarge, key, fault.Args{"file": file, "limit": limit})
}

func unreadable(key, file string, cause error) *fault.Error {
	return fault.New(fault.Invalid, key, fault.Args{"file": file}).Because(cause)
}
