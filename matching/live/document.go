package live

import (
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/thesaurus"
)

// The fields of the search index that people filter, count and sort by.
const (
	FieldFunction    = "function"
	FieldType        = "productType"
	FieldTargetGroup = "targetGroup"
	FieldSetting     = "setting"
	FieldLifeArea    = "lifeArea"
	FieldCareAct     = "careAct"
	FieldPrice       = "price"     // a band: see priceBand
	FieldReadiness   = "readiness" // a band: see readinessBand
	FieldTrial       = "trialOffer"
	FieldVendor      = "vendor"
	FieldLanguage    = "language"

	FieldMonthlyPrice = "monthlyPrice"
	FieldTRL          = "trl"
	FieldPublished    = "published"
	FieldName         = "name"
)

// keywordFields are the fields of the index with counts, in the order in which
// pages show them.
var keywordFields = []string{
	FieldFunction, FieldType, FieldTargetGroup, FieldSetting, FieldLifeArea, FieldCareAct,
	FieldPrice, FieldReadiness, FieldTrial, FieldVendor, FieldLanguage,
}

// Facets returns the fields that can be filtered and counted by.
func Facets() []string { return append([]string(nil), keywordFields...) }

// documentVersion changes when documents are made otherwise than before.
const documentVersion = "1"

// Texts that documents are searched by: a field for each language, as a field has
// one analyzer.
var textWeights = map[string]float64{"title": 3, "summary": 2, "body": 1, "concepts": 1.5, "company": 1}

func indexOptions(t *thesaurus.Thesaurus, a *fulltext.Analyzer) fulltext.IndexOptions {
	o := fulltext.IndexOptions{
		Analyzer: a,
		Text:     make(map[string]fulltext.TextField),
		Keywords: keywordFields,
		Numbers:  []string{FieldMonthlyPrice, FieldTRL, FieldPublished},
		Sort:     []string{FieldName},
		Stamp:    documentVersion + " " + t.Version,
	}
	for name, weight := range textWeights {
		for _, lang := range []fulltext.Language{fulltext.Swedish, fulltext.English} {
			o.Text[textField(name, lang)] = fulltext.TextField{Language: lang, Weight: weight}
		}
	}
	return o
}

func textField(name string, lang fulltext.Language) string { return name + "_" + lang.String() }

// document is a published product as the search index holds it.
func (s *stock) document(p *Published) fulltext.Document {
	product := p.Product
	lang := matching.ProductLanguage(product)
	functions := s.reader.ProductFunctions(product)
	d := fulltext.Document{
		ID: p.ID, Version: stamp(origin(p)),
		Text: map[string]string{
			textField("title", lang):   product.Name,
			textField("summary", lang): product.Summary,
			textField("body", lang):    body(product),
			textField("company", lang): product.Vendor.Name,
		},
		Keywords: map[string][]string{
			FieldFunction: functions, FieldType: product.ProductTypes, FieldTargetGroup: product.TargetGroups,
			FieldSetting: product.Settings, FieldLifeArea: product.LifeAreas, FieldCareAct: product.CareActs,
			FieldPrice: {priceBand(product)}, FieldReadiness: {readinessBand(product)},
			FieldTrial: {product.TrialOffer.Available.String()}, FieldVendor: {product.Vendor.ID}, FieldLanguage: {lang.String()},
		},
		Numbers: map[string]float64{FieldPublished: float64(p.At.Unix())},
		Sort:    map[string]string{FieldName: product.Name},
		Labels:  []string{product.Name},
	}
	concepts := append(append([]string(nil), functions...), product.ProductTypes...)
	d.Text[textField("concepts", fulltext.Swedish)] = s.labels(concepts, false)
	d.Text[textField("concepts", fulltext.English)] = s.labels(concepts, true)
	if product.Price.PerMonthSEK != nil {
		d.Numbers[FieldMonthlyPrice] = *product.Price.PerMonthSEK
	}
	if product.TRL != nil {
		d.Numbers[FieldTRL] = float64(*product.TRL)
	}
	return d
}

func body(p *catalog.Product) string {
	parts := append([]string{p.Description}, p.Keywords...)
	for i := range p.Claims {
		parts = append(parts, p.Claims[i].Text)
	}
	return strings.Join(parts, ".\n")
}

func (s *stock) labels(ids []string, english bool) string {
	var labels []string
	for _, id := range ids {
		if c, ok := s.options.Thesaurus.Concept(id); ok {
			labels = append(labels, c.Label(english))
		}
	}
	return strings.Join(labels, ".\n")
}

// unknownBand is the band of what the company does not tell.
const unknownBand = "unknown"

// priceBand is the comparable monthly cost in SEK: free, or up to the limit that
// its name gives.
func priceBand(p *catalog.Product) string {
	switch price := p.Price.PerMonthSEK; {
	case p.Price.Model == "free":
		return "free"
	case price == nil:
		return unknownBand
	case *price <= 100:
		return "0-100"
	case *price <= 300:
		return "100-300"
	case *price <= 1000:
		return "300-1000"
	default:
		return "1000-"
	}
}

// readinessBand is the technology readiness level: idea and laboratory (1–4),
// tried (5–7), in use (8–9).
func readinessBand(p *catalog.Product) string {
	switch {
	case p.TRL == nil:
		return unknownBand
	case *p.TRL <= 4:
		return "1-4"
	case *p.TRL <= 7:
		return "5-7"
	default:
		return "8-9"
	}
}
