package app

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// TestViolations puts each requirement against a product that breaks it, one
// that just meets it, and one that does not tell.
func TestViolations(t *testing.T) {
	tests := []struct {
		name            string
		requires        string
		breaks, meets   string
		breaksToo, none string // further products, when there are other ways
	}{
		{"maxPricePerMonthSEK", `{"maxPricePerMonthSEK":500}`, `{"price":{"perMonthSEK":500.5}}`, `{"price":{"perMonthSEK":500}}`, "", `{"price":{"model":"free"}}`},
		{"minTRL", `{"minTRL":7}`, `{"trl":6}`, `{"trl":7}`, "", ""},
		{"ceMarked", `{"ceMarked":true}`, `{"medical":{"ceMarked":false}}`, `{"medical":{"ceMarked":true}}`, "", ""},
		{"mdrClasses", `{"mdrClasses":["I","IIa"]}`, `{"medical":{"mdrClass":"IIb"}}`, `{"medical":{"mdrClass":"IIa"}}`, `{"medical":{"mdrClass":"none"}}`, ""},
		{"integrations", `{"integrations":["FHIR","Treserva"]}`, `{"integrations":["FHIR"]}`, `{"integrations":["treserva ","fhir","x"]}`, `{"integrations":[]}`, ""},
		{"dataLocation", `{"dataLocation":"eu"}`, `{"data":{"location":"outside_eu"}}`, `{"data":{"location":"eu"}}`, "", `{"data":{"location":"sweden"}}`},
		{"dataLocation", `{"dataLocation":"sweden"}`, `{"data":{"location":"eu"}}`, `{"data":{"location":"sweden"}}`, `{"data":{"location":"outside_eu"}}`, `{"data":{"location":"none"}}`},
		{"camera", `{"camera":"none"}`, `{"data":{"camera":"live"}}`, `{"data":{"camera":"none"}}`, `{"data":{"camera":"recording"}}`, ""},
		{"camera", `{"camera":"live"}`, `{"data":{"camera":"recording"}}`, `{"data":{"camera":"live"}}`, "", `{"data":{"camera":"none"}}`},
		{"audio", `{"audio":"none"}`, `{"data":{"audio":"live"}}`, `{"data":{"audio":"none"}}`, `{"data":{"audio":"recording"}}`, ""},
		{"positioning", `{"positioning":"none"}`, `{"data":{"positioning":true}}`, `{"data":{"positioning":false}}`, "", ""},
		{"worksWithout", `{"worksWithout":["wifi"]}`, `{"worksWithout":["smartphone"]}`, `{"worksWithout":["smartphone","wifi"]}`, `{"worksWithout":[]}`, ""},
		{"languages", `{"languages":["sv","fi"]}`, `{"languages":["sv"]}`, `{"languages":["fi","en","sv"]}`, "", ""},
		{"passiveUse", `{"passiveUse":true}`, `{"requiresActiveUse":true}`, `{"requiresActiveUse":false}`, "", ""},
		{"units", `{"units":10}`, `{"trialOffer":{"units":9}}`, `{"trialOffer":{"units":10}}`, "", ""},
		{"weeks", `{"weeks":8}`, `{"trialOffer":{"weeks":7}}`, `{"trialOffer":{"weeks":8}}`, "", ""},
		{"start", `{"startFrom":"2026-03-01","startTo":"2026-04-01"}`, `{"trialOffer":{"from":"2026-04-02"}}`, `{"trialOffer":{"from":"2026-04-01"}}`, `{"trialOffer":{"to":"2026-02-28"}}`, `{"trialOffer":{"from":"2026-01-01","to":"2026-03-01"}}`},
		{"confidentiality", `{"security":{"confidentiality":2}}`, `{"security":{"confidentiality":1}}`, `{"security":{"confidentiality":2}}`, "", ""},
		{"integrity", `{"security":{"integrity":2}}`, `{"security":{"integrity":1}}`, `{"security":{"integrity":3}}`, "", ""},
		{"availability", `{"security":{"availability":1}}`, `{"security":{"availability":0}}`, `{"security":{"availability":1}}`, "", ""},
		{"en301549", `{"en301549":true}`, `{"accessibility":{"en301549":false}}`, `{"accessibility":{"en301549":true}}`, "", ""},
		{"en18031", `{"en18031":true}`, `{"radio":{"en18031":false}}`, `{"radio":{"en18031":true}}`, "", ""},
	}
	seen := map[string]bool{}
	for _, test := range tests {
		seen[test.name] = true
		for product, want := range map[string][]string{test.breaks: {test.name}, test.breaksToo: {test.name}, test.meets: nil, test.none: nil, `{}`: nil} {
			if product == "" {
				continue
			}
			if got := violated(t, test.requires, product); !slices.Equal(got, want) {
				t.Errorf("%s, %s: violated %v, want %v", test.requires, product, got, want)
			}
			if got := violated(t, `{}`, product); got != nil {
				t.Errorf("nothing is required, and %s violates %v", product, got)
			}
		}
	}
	if len(seen) != 20 {
		t.Errorf("%d requirements are tested", len(seen))
	}
}

func violated(t *testing.T, requires, product string) []string {
	t.Helper()
	var n testbeds.Need
	var p catalog.Product
	if err := json.Unmarshal([]byte(`{"requires":`+requires+`}`), &n); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(product), &p); err != nil {
		t.Fatal(err)
	}
	return violations(&n, &p)
}

func TestEveryViolationIsNamed(t *testing.T) {
	got := violated(t, `{"minTRL":7,"camera":"none","languages":["sv"]}`, `{"trl":1,"data":{"camera":"live"},"languages":["en"]}`)
	if strings.Join(got, " ") != "minTRL camera languages" {
		t.Errorf("got %v", got)
	}
}
