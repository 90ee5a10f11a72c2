package catalog

// The values that a product's status may have. Only published products match.
const (
	StatusDraft     = "draft"
	StatusSubmitted = "submitted"
	StatusPublished = "published"
	StatusExpired   = "expired"
	StatusWithdrawn = "withdrawn"
)

// The values of data location, camera and audio that mean that there is none.
const (
	LocationNone = "none"
	CaptureNone  = "none"
)

// Vocabularies returns the closed lists of values by name, as the rules in the
// structs name them. Each list is in the order that people should see.
func Vocabularies() map[string][]string {
	return map[string][]string{
		"language":       Languages(),
		"target_group":   TargetGroups(),
		"setting":        Settings(),
		"life_area":      LifeAreas(),
		"care_act":       CareActs(),
		"mdr_class":      MDRClasses(),
		"data_location":  DataLocations(),
		"capture":        Captures(),
		"connectivity":   Connectivities(),
		"works_without":  WorksWithouts(),
		"login":          Logins(),
		"price_model":    PriceModels(),
		"claim_source":   ClaimSources(),
		"product_status": ProductStatuses(),
	}
}

// Languages returns the languages that texts may be written in.
func Languages() []string { return []string{"sv", "en"} }

// TargetGroups returns whom a product is for.
func TargetGroups() []string {
	return []string{
		"older", "dementia", "physical", "intellectual", "neuropsychiatric", "mental_health",
		"hearing", "vision", "relatives", "staff", "children",
	}
}

// Settings returns the places where a product is used.
func Settings() []string {
	return []string{
		"ordinary_home", "home_care", "special_housing", "lss_housing", "day_activity", "short_term",
		"hospital_home", "meeting_place", "school", "public_space",
	}
}

// LifeAreas returns the parts of everyday life that a product helps with.
func LifeAreas() []string {
	return []string{
		"safety", "medication", "mobility", "communication", "social", "meals", "hygiene", "sleep",
		"cognition", "rehabilitation", "work_environment", "planning", "monitoring", "access",
	}
}

// CareActs returns the acts under which help is given: the Social Services Act,
// the act on support for certain disabled people, and the Health Care Act.
func CareActs() []string { return []string{"SoL", "LSS", "HSL"} }

// MDRClasses returns the classes of medical devices, from none up.
func MDRClasses() []string { return []string{"none", "I", "IIa", "IIb", "III"} }

// DataLocations returns where personal data may be kept, the nearest first.
func DataLocations() []string { return []string{"none", "sweden", "eu", "outside_eu"} }

// Captures returns what a camera or microphone may do, the least first.
func Captures() []string { return []string{"none", "live", "recording"} }

// Connectivities returns the networks that a product can use.
func Connectivities() []string {
	return []string{"wifi", "ethernet", "mobile", "lorawan", "zigbee", "bluetooth"}
}

// WorksWithouts returns what a product can do without.
func WorksWithouts() []string {
	return []string{"wifi", "mobile_network", "mains_power", "smartphone"}
}

// Logins returns the ways to log in.
func Logins() []string { return []string{"SITHS", "BankID", "Freja", "SSO", "password", "none"} }

// PriceModels returns the ways to pay.
func PriceModels() []string { return []string{"subscription", "purchase", "licence", "free"} }

// ClaimSources returns who stands behind a claim, the weakest first.
func ClaimSources() []string { return []string{"own", "reference", "independent_test", "study"} }

// ProductStatuses returns the steps of a listing's life.
func ProductStatuses() []string {
	return []string{StatusDraft, StatusSubmitted, StatusPublished, StatusExpired, StatusWithdrawn}
}

// ISO9999Editions returns the editions whose codes are understood.
func ISO9999Editions() []int { return []int{2007, 2011, 2016, 2022} }
