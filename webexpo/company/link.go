package company

import "strings"

// LinkPath is what a letter's link to a listing's own page has after the address of
// the site.
func LinkPath(id string) string { return strings.TrimPrefix(tabPath(id, previewTab), "/") }
