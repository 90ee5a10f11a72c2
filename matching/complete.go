package matching

import "github.com/allagehub/matcharenan/catalog"

// Completeness is the share of what buyers ask about that a listing tells, 0–1: the
// same that the criterion of complete listings counts.
func Completeness(p *catalog.Product) float64 { return completeness(p) }
