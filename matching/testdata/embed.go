// Package testdata embeds the judged collection, which the demo shows too: invented
// companies and products, and needs as they are told on a ward.
package testdata

import _ "embed" // of the collections

// Products and Needs are the judged collection, a JSON object a line.
var (
	//go:embed products.jsonl
	Products []byte
	//go:embed needs.jsonl
	Needs []byte
	//go:embed heldout/products.jsonl
	OtherProducts []byte
)
