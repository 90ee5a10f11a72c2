package expo

// thing is a product for search engines, in the words of schema.org (JSON-LD). What
// is not told is left out.
type thing struct {
	Context      string      `json:"@context"`
	Type         string      `json:"@type"`
	ID           string      `json:"@id"`
	URL          string      `json:"url"`
	Name         string      `json:"name"`
	Description  string      `json:"description,omitempty"`
	InLanguage   string      `json:"inLanguage,omitempty"`
	Category     []string    `json:"category,omitempty"`
	Image        []string    `json:"image,omitempty"`
	Manufacturer *maker      `json:"manufacturer,omitempty"`
	Offers       *thingOffer `json:"offers,omitempty"`
}

// maker is the company.
type maker struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

// thingOffer is the price.
type thingOffer struct {
	Type          string    `json:"@type"`
	Specification unitPrice `json:"priceSpecification"`
}

type unitPrice struct {
	Type        string  `json:"@type"`
	Price       float64 `json:"price"`
	Currency    string  `json:"priceCurrency"`
	UnitCode    string  `json:"unitCode"` // MON: a month (UN/CEFACT)
	VATIncluded bool    `json:"valueAddedTaxIncluded"`
}

// thingOf is the product of a page. Address makes the full address of a path.
func thingOf(v *productPage, address func(path string) string) *thing {
	p := &v.Product
	t := &thing{
		Context: "https://schema.org", Type: "Product", ID: v.Address, URL: v.Address,
		Name: p.Name, Description: p.Summary, InLanguage: p.Language,
		Manufacturer: &maker{Type: "Organization", Name: v.Company.Name},
	}
	if v.Company.Href != "" {
		t.Manufacturer.URL = address(v.Company.Href)
	}
	for _, l := range v.Does {
		t.Category = append(t.Category, l.Text)
	}
	for _, i := range v.Pictures {
		t.Image = append(t.Image, address(i.Large))
	}
	if p.Price.PerMonthSEK != nil {
		t.Offers = &thingOffer{Type: "Offer", Specification: unitPrice{
			Type: "UnitPriceSpecification", Price: *p.Price.PerMonthSEK, Currency: "SEK", UnitCode: "MON",
		}}
	}
	return t
}
