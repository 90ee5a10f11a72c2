package catalog

import (
	"testing"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
)

// sample is a product with most members, about as long as real ones.
const sample = `{"id":"prod-0001","name":"Nattro tillsynskamera","summary":"Digital tillsyn på natten utan att väcka den som sover.","description":"Nattro ersätter fysiska tillsynsbesök med korta, planerade tillsyner via kamera. Personalen ser bara det som behövs och inget spelas in. Larmar vid utevistelse, sen hemkomst och när någon inte har lagt sig. Fungerar med mobilt nät och har reservbatteri. Den som bor hemma slipper väckas av nycklar i dörren och ficklampor, och personalen slipper köra mil efter mil om natten.","keywords":["nattillsyn","kamera","trygghet","tillsyn"],"language":"sv","vendor":{"id":"nattro-ab","name":"Nattro AB","orgNumber":"556036-0793","country":"SE"},"productTypes":["P01"],"functions":["F01","F12"],"iso9999":{"edition":2016,"code":"22 27 18"},"targetGroups":["older","dementia"],"settings":["ordinary_home","special_housing"],"lifeAreas":["safety","sleep"],"careActs":["SoL"],"trl":9,"medical":{"purpose":false,"mdrClass":"none","ceMarked":true},"radio":{"connected":true,"en18031":true},"data":{"personal":true,"location":"sweden","processorAgreement":true,"camera":"live","audio":"none","positioning":false},"security":{"confidentiality":2,"integrity":2,"availability":1},"connectivity":["wifi","mobile"],"worksWithout":["wifi","smartphone"],"requiresActiveUse":false,"integrations":["SCAIP","Treserva"],"login":["SITHS","BankID"],"languages":["sv","en"],"accessibility":{"en301549":true},"price":{"model":"subscription","perMonthSEK":349.5,"startSEK":1200},"trialOffer":{"available":true,"units":10,"weeks":8,"from":"2026-02-01","to":"2026-11-30"},"claims":[{"text":"Halverar antalet nattliga besök.","source":"reference","date":"2025-05-01","validUntil":"2027-05-01","url":"https://example.se/rapport"}],"status":"published","validUntil":"2027-01-31"}`

// thesaurus is a small stand-in for the real one.
func thesaurus() Thesaurus {
	return Thesaurus{ProductTypes: []string{"P01", "P02"}, Functions: []string{"F01", "F02", "F12"}}
}

func newChecker(t testing.TB) *Checker {
	t.Helper()
	c, err := NewChecker(thesaurus())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func parseSample(t testing.TB) Product {
	t.Helper()
	p, problems := newChecker(t).Parse([]byte(sample))
	if len(problems) > 0 {
		t.Fatalf("the sample has problems:\n%s", sentences(i18n.Swedish, problems))
	}
	return p
}

func sentences(lang i18n.Language, problems []fault.Problem) string {
	return i18n.Printer{Language: lang}.Error(fault.Bad(problems))
}
