package catalog

// Product is one listing in the catalogue, as a company publishes it. Absent
// members are unknown, which is not the same as no: a nil slice or pointer and
// an [Unknown] fact say that nobody has told us.
//
// The validate tags are the rules; omitempty on a group of members means that a
// group of which nothing is known is not checked.
type Product struct {
	ID            string        `json:"id" validate:"required,id"`
	Name          string        `json:"name" validate:"required,max=200"`
	Summary       string        `json:"summary,omitzero" validate:"max=1000"`
	Description   string        `json:"description,omitzero" validate:"max=20000"`
	Keywords      []string      `json:"keywords,omitzero" validate:"max=50,dive,required,max=100"`
	Language      string        `json:"language,omitzero" validate:"omitempty,vocab=language"`
	Vendor        Vendor        `json:"vendor,omitzero" validate:"omitempty"`
	ProductTypes  []string      `json:"productTypes,omitzero" validate:"max=20,distinct,dive,vocab=product_type"`
	Functions     []string      `json:"functions,omitzero" validate:"max=50,distinct,dive,vocab=function"`
	ISO9999       *ISO9999      `json:"iso9999,omitzero"`
	TargetGroups  []string      `json:"targetGroups,omitzero" validate:"distinct,dive,vocab=target_group"`
	Settings      []string      `json:"settings,omitzero" validate:"distinct,dive,vocab=setting"`
	LifeAreas     []string      `json:"lifeAreas,omitzero" validate:"distinct,dive,vocab=life_area"`
	CareActs      []string      `json:"careActs,omitzero" validate:"distinct,dive,vocab=care_act"`
	TRL           *int          `json:"trl,omitzero" validate:"omitempty,min=1,max=9"` // technology readiness level, 1–9
	Medical       Medical       `json:"medical,omitzero" validate:"omitempty"`
	Radio         Radio         `json:"radio,omitzero" validate:"omitempty"`
	Data          Data          `json:"data,omitzero" validate:"omitempty"`
	Security      Security      `json:"security,omitzero" validate:"omitempty"`
	Connectivity  []string      `json:"connectivity,omitzero" validate:"distinct,dive,vocab=connectivity"`
	WorksWithout  []string      `json:"worksWithout,omitzero" validate:"distinct,dive,vocab=works_without"`
	ActiveUse     Fact          `json:"requiresActiveUse,omitzero"`
	Integrations  []string      `json:"integrations,omitzero" validate:"max=100,dive,required,max=100"`
	Login         []string      `json:"login,omitzero" validate:"distinct,dive,vocab=login"`
	Languages     []string      `json:"languages,omitzero" validate:"max=100,distinct,dive,langcode"` // of the user interface
	Accessibility Accessibility `json:"accessibility,omitzero" validate:"omitempty"`
	Price         Price         `json:"price,omitzero" validate:"omitempty"`
	TrialOffer    TrialOffer    `json:"trialOffer,omitzero" validate:"omitempty"`
	Claims        []Claim       `json:"claims,omitzero" validate:"max=80,dive"`
	Status        string        `json:"status,omitzero" validate:"omitempty,vocab=product_status"`
	ValidUntil    Date          `json:"validUntil,omitzero"` // last day of the listing
}

// Medical says whether the manufacturer's stated purpose makes the product a
// medical device under regulation (EU) 2017/745 (MDR), and its standing there.
type Medical struct {
	Purpose  Fact   `json:"purpose,omitzero"`
	MDRClass string `json:"mdrClass,omitzero" validate:"omitempty,vocab=mdr_class"`
	CEMarked Fact   `json:"ceMarked,omitzero"`
}

// Radio says whether the product is internet-connected radio equipment and is
// declared to EN 18031 (regulation (EU) 2022/30).
type Radio struct {
	Connected Fact `json:"connected,omitzero"`
	EN18031   Fact `json:"en18031,omitzero"`
}

// Data says what the product senses, and what becomes of personal data.
type Data struct {
	Personal           Fact   `json:"personal,omitzero"`
	Location           string `json:"location,omitzero" validate:"omitempty,vocab=data_location"`
	ProcessorAgreement Fact   `json:"processorAgreement,omitzero"`
	Camera             string `json:"camera,omitzero" validate:"omitempty,vocab=capture"`
	Audio              string `json:"audio,omitzero" validate:"omitempty,vocab=capture"`
	Positioning        Fact   `json:"positioning,omitzero"`
}

// Security is the KLASSA level, 0–3, that the product is built for in each of
// three aspects.
type Security struct {
	Confidentiality *int `json:"confidentiality,omitzero" validate:"omitempty,min=0,max=3"`
	Integrity       *int `json:"integrity,omitzero" validate:"omitempty,min=0,max=3"`
	Availability    *int `json:"availability,omitzero" validate:"omitempty,min=0,max=3"`
}

// Accessibility says whether the product has an EN 301 549 statement.
type Accessibility struct {
	EN301549 Fact `json:"en301549,omitzero"`
}

// Price is the price of one unit, excluding VAT.
type Price struct {
	Model       string   `json:"model,omitzero" validate:"omitempty,vocab=price_model"`
	PerMonthSEK *float64 `json:"perMonthSEK,omitzero" validate:"omitempty,min=0,max=10000000"` // comparable monthly cost, SEK
	StartSEK    *float64 `json:"startSEK,omitzero" validate:"omitempty,min=0,max=1000000000"`  // once, SEK
}

// TrialOffer is what the company offers a municipality that wants to test.
type TrialOffer struct {
	Available Fact `json:"available,omitzero"`
	Units     *int `json:"units,omitzero" validate:"omitempty,min=0,max=1000000"`
	Weeks     *int `json:"weeks,omitzero" validate:"omitempty,min=0,max=520"`
	From      Date `json:"from,omitzero"`
	To        Date `json:"to,omitzero" validate:"omitempty,notbefore=From"`
}

// Claim is one statement about the product's effect, with where it comes from
// and how long it may be used.
type Claim struct {
	Text       string `json:"text" validate:"required,max=2000"`
	Source     string `json:"source" validate:"required,vocab=claim_source"`
	Date       Date   `json:"date,omitzero" validate:"required"`
	ValidUntil Date   `json:"validUntil,omitzero" validate:"omitempty,notbefore=Date"`
	URL        string `json:"url,omitzero" validate:"omitempty,weburl"`
}

// ISO9999 is a class of assistive products. Codes have moved between editions,
// so a code means nothing without its edition.
type ISO9999 struct {
	Edition int    `json:"edition" validate:"required,oneof=2007 2011 2016 2022"` // year
	Code    string `json:"code" validate:"required,iso9999"`                      // "22 27 18"; 2, 4, 6 or 8 digits in pairs
}

// Vendor is a company that lists products.
type Vendor struct {
	ID        string `json:"id" validate:"required,id"`
	Name      string `json:"name" validate:"required,max=200"`
	OrgNumber string `json:"orgNumber,omitzero" validate:"omitempty,max=40,orgnr=Country"` // NNNNNN-NNNN when Swedish
	Country   string `json:"country,omitzero" validate:"omitempty,iso3166_1_alpha2"`
}
