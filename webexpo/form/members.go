package form

import (
	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
)

// question is a line of the table: what is not known from the member's type and rules.
type question struct {
	theme string
	path  string
	words string // vocabulary whose labels name the values; empty for that of the rules
	list  string // vocabulary that is shown as boxes to tick, of a list that may hold others
	unit  string // key of the unit
	rows  int    // of a text area; 0 for one line
	none  bool   // whether "none of these" is an answer that the type tells from silence
	unset string // key of the answer that says nothing; empty for form.unset
}

// Product returns the form of products. What the service sets (id, vendor, status and
// last day) is not asked for.
func Product(t *thesaurus.Thesaurus) (*Form[catalog.Product], error) {
	return build[catalog.Product]("product", t, []question{
		{theme: "about", path: "name"},
		{theme: "about", path: "summary", rows: 2},
		{theme: "about", path: "description", rows: 10},
		{theme: "about", path: "keywords", rows: 4},
		{theme: "about", path: "language"},

		{theme: "use", path: "productTypes"},
		{theme: "use", path: "functions"},
		{theme: "use", path: "targetGroups"},
		{theme: "use", path: "settings"},
		{theme: "use", path: "lifeAreas"},
		{theme: "use", path: "careActs"},
		{theme: "use", path: "iso9999.edition"},
		{theme: "use", path: "iso9999.code"},

		{theme: "approval", path: "trl", words: "trl"},
		{theme: "approval", path: "medical.purpose"},
		{theme: "approval", path: "medical.mdrClass"},
		{theme: "approval", path: "medical.ceMarked"},
		{theme: "approval", path: "radio.connected"},
		{theme: "approval", path: "radio.en18031"},
		{theme: "approval", path: "accessibility.en301549"},

		{theme: "data", path: "data.personal"},
		{theme: "data", path: "data.location"},
		{theme: "data", path: "data.processorAgreement"},
		{theme: "data", path: "data.camera"},
		{theme: "data", path: "data.audio"},
		{theme: "data", path: "data.positioning"},
		{theme: "data", path: "security.confidentiality", words: "klassa"},
		{theme: "data", path: "security.integrity", words: "klassa"},
		{theme: "data", path: "security.availability", words: "klassa"},

		{theme: "technology", path: "connectivity", none: true},
		{theme: "technology", path: "worksWithout", none: true},
		{theme: "technology", path: "requiresActiveUse"},
		{theme: "technology", path: "integrations", rows: 4},
		{theme: "technology", path: "login"},
		{theme: "technology", path: "languages", list: "langcode"},

		{theme: "price", path: "price.model"},
		{theme: "price", path: "price.perMonthSEK", unit: "form.unit.sekMonth"},
		{theme: "price", path: "price.startSEK", unit: "form.unit.sek"},
		{theme: "price", path: "trialOffer.available"},
		{theme: "price", path: "trialOffer.units", unit: "form.unit.units"},
		{theme: "price", path: "trialOffer.weeks", unit: "form.unit.weeks"},
		{theme: "price", path: "trialOffer.from"},
		{theme: "price", path: "trialOffer.to"},

		{theme: "evidence", path: "claims.text", rows: 3},
		{theme: "evidence", path: "claims.source"},
		{theme: "evidence", path: "claims.date"},
		{theme: "evidence", path: "claims.validUntil"},
		{theme: "evidence", path: "claims.url"},
	})
}

// Need returns the form of needs. What the service sets (id and municipality) is not
// asked for.
func Need(t *thesaurus.Thesaurus) (*Form[testbeds.Need], error) {
	const free = "form.noLimit"
	return build[testbeds.Need]("need", t, []question{
		{theme: "story", path: "title", rows: 2},
		{theme: "story", path: "description", rows: 10},
		{theme: "story", path: "background", rows: 5},
		{theme: "story", path: "goal", rows: 3},
		{theme: "story", path: "language"},

		{theme: "statements", path: "statements.text", rows: 3},
		{theme: "statements", path: "statements.priority"},
		{theme: "statements", path: "statements.function"},

		{theme: "people", path: "targetGroups"},
		{theme: "people", path: "settings"},
		{theme: "people", path: "lifeAreas"},
		{theme: "people", path: "careActs"},

		{theme: "demands", path: "requires.maxPricePerMonthSEK", unit: "form.unit.sekMonth"},
		{theme: "demands", path: "requires.passiveUse", words: "demand"},
		{theme: "demands", path: "requires.worksWithout"},
		{theme: "demands", path: "requires.integrations", rows: 3},
		{theme: "demands", path: "requires.languages", list: "langcode"},
		{theme: "demands", path: "requires.minTRL", words: "trl", unset: free},
		{theme: "demands", path: "requires.ceMarked", words: "demand"},
		{theme: "demands", path: "requires.mdrClasses"},

		{theme: "privacy", path: "requires.camera", words: "capture", unset: free},
		{theme: "privacy", path: "requires.audio", words: "capture", unset: free},
		{theme: "privacy", path: "requires.positioning", words: "positioning", unset: free},
		{theme: "privacy", path: "requires.dataLocation", words: "data_location", unset: free},
		{theme: "privacy", path: "requires.security.confidentiality", words: "klassa", unset: free},
		{theme: "privacy", path: "requires.security.integrity", words: "klassa", unset: free},
		{theme: "privacy", path: "requires.security.availability", words: "klassa", unset: free},
		{theme: "privacy", path: "requires.en301549", words: "demand"},
		{theme: "privacy", path: "requires.en18031", words: "demand"},

		{theme: "trial", path: "requires.units", unit: "form.unit.units"},
		{theme: "trial", path: "requires.weeks", unit: "form.unit.weeks"},
		{theme: "trial", path: "requires.startFrom"},
		{theme: "trial", path: "requires.startTo"},

		{theme: "environment", path: "environment.connectivity", none: true},
		{theme: "environment", path: "environment.alarmReception"},
		{theme: "environment", path: "environment.careSystem"},

		{theme: "effects", path: "effectGoals.measure"},
		{theme: "effects", path: "effectGoals.unit"},
		{theme: "effects", path: "effectGoals.baseline"},
		{theme: "effects", path: "effectGoals.target"},
		{theme: "effects", path: "effectGoals.instrument"},

		{theme: "video", path: "video.url"},
		{theme: "video", path: "video.transcript", rows: 8},
	})
}
