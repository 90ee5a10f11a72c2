package catalog

import (
	"fmt"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
)

func TestParseSample(t *testing.T) {
	p := parseSample(t)
	if p.Vendor.OrgNumber != "556036-0793" || p.ISO9999.Code != "22 27 18" || *p.TRL != 9 || p.Medical.Purpose != No ||
		p.ActiveUse != No || p.Claims[0].Date.String() != "2025-05-01" || *p.Price.PerMonthSEK != 349.5 {
		t.Errorf("got %+v", p)
	}
}

// TestParseSays holds a line with one mistake to the problems it must give.
func TestParseSays(t *testing.T) {
	long := strings.Repeat("å", 201)
	tests := []struct {
		line string
		want string // member key, joined by ;
	}{
		{`{"id":"a","name":"b"}`, ""},
		{`{"id":"a","name":"b","trl":null,"vendor":null,"iso9999":null,"claims":null,"targetGroups":null,"validUntil":null}`, ""},
		{`{"id":"a","name":"b","claims":[],"targetGroups":[]}`, ""},
		{` {"id":"a","name":"b"} `, ""},
		{`{"name":"b"}`, "id check.required"},
		{`{"id":null,"name":"b"}`, "id check.required"},
		{`{"id":"å","name":"b"}`, "id check.id"},
		{`{"id":"-a","name":"b"}`, "id check.id"},
		{`{"id":"` + strings.Repeat("a", 129) + `","name":"b"}`, "id check.id"},
		{`{"id":"a","name":""}`, "name check.required"},
		{`{"id":"a","name":"` + long + `"}`, "name check.tooLong"},
		{`{"id":"a","name":"` + long[:400] + `"}`, ""},
		{`{"id":"a","name":7}`, "name read.wantText"},
		{`{"id":"a","name":"b","colour":1}`, "colour read.unknownMember"},
		{`{"id":"a","name":"b","targetgroups":[]}`, "targetgroups read.unknownMemberGuess"},
		{`{"id":"a","name":"b","data":{"kamera":"none","kamra":1}}`, "data.kamera read.unknownMemberGuess;data.kamra read.unknownMember"},
		{`{"id":"a","name":"b","name":"c"}`, "name read.doubleMember"},
		{`{"id":"a","name":"b","claims":[{"text":"x","source":"own","date":"2026-02-30"}]}`, "claims[0].date read.wantDay"},
		{`{"id":"a","name":"b","claims":[{"text":"x","source":"own"}]}`, "claims[0].date check.required"},
		{`{"id":"a","name":"b","claims":[{"text":"x","source":"own","date":"2026-01-02","validUntil":"2026-01-01"}]}`, "claims[0].validUntil check.notBefore"},
		{`{"id":"a","name":"b","claims":[{"text":"x","source":"own","date":"2026-01-02","validUntil":"2026-01-02"}]}`, ""},
		{`{"id":"a","name":"b","claims":[{"text":"x","source":"own","date":"2026-01-02","url":"javascript:alert(1)"}]}`, "claims[0].url check.weburl"},
		{`{"id":"a","name":"b","claims":["x"]}`, "claims[0] read.wantObject"},
		{`{"id":"a","name":"b","claims":{}}`, "claims read.wantObjects"},
		{`{"id":"a","name":"b","trl":0}`, "trl check.atLeast"},
		{`{"id":"a","name":"b","trl":10}`, "trl check.atMost"},
		{`{"id":"a","name":"b","trl":"9"}`, "trl read.wantWhole"},
		{`{"id":"a","name":"b","trl":7.5}`, "trl read.wantWhole"},
		{`{"id":"a","name":"b","trl":99999999999999999999}`, "trl read.wantWhole"},
		{`{"id":"a","name":"b","price":{"perMonthSEK":-1}}`, "price.perMonthSEK check.atLeast"},
		{`{"id":"a","name":"b","price":{"perMonthSEK":1e999}}`, "price.perMonthSEK read.wantNumber"},
		{`{"id":"a","name":"b","price":{"perMonthSEK":"349"}}`, "price.perMonthSEK read.wantNumber"},
		{`{"id":"a","name":"b","price":349}`, "price read.wantObject"},
		{`{"id":"a","name":"b","requiresActiveUse":"no"}`, "requiresActiveUse read.wantYesNo"},
		{`{"id":"a","name":"b","targetGroups":"older"}`, "targetGroups read.wantTexts"},
		{`{"id":"a","name":"b","targetGroups":["oldr"]}`, "targetGroups[0] check.vocabGuess"},
		{`{"id":"a","name":"b","targetGroups":["older","zzz"]}`, "targetGroups[1] check.vocab"},
		{`{"id":"a","name":"b","targetGroups":["older","older"]}`, "targetGroups check.repeated"},
		{`{"id":"a","name":"b","targetGroups":["older",null]}`, "targetGroups[1] check.vocab"},
		{`{"id":"a","name":"b","careActs":["sol"]}`, "careActs[0] check.vocabGuess"},
		{`{"id":"a","name":"b","functions":["F99"]}`, "functions[0] check.vocab"},
		{`{"id":"a","name":"b","productTypes":["F01"]}`, "productTypes[0] check.vocab"},
		{`{"id":"a","name":"b","status":"live"}`, "status check.vocab"},
		{`{"id":"a","name":"b","languages":["SV"]}`, "languages[0] check.langcode"},
		{`{"id":"a","name":"b","vendor":{"name":"x"}}`, "vendor.id check.required"},
		{`{"id":"a","name":"b","vendor":{"id":"x"}}`, "vendor.name check.required"},
		{`{"id":"a","name":"b","vendor":{"id":"x","name":"y","orgNumber":"556036-0794"}}`, "vendor.orgNumber check.orgnr"},
		{`{"id":"a","name":"b","vendor":{"id":"x","name":"y","orgNumber":"HRB 1234","country":"DE"}}`, ""},
		{`{"id":"a","name":"b","vendor":{"id":"x","name":"y","country":"Sverige"}}`, "vendor.country check.country"},
		{`{"id":"a","name":"b","iso9999":{"code":"22"}}`, "iso9999.edition check.required"},
		{`{"id":"a","name":"b","iso9999":{"edition":2017,"code":"22"}}`, "iso9999.edition check.vocab"},
		{`{"id":"a","name":"b","iso9999":{"edition":2016,"code":"22 2"}}`, "iso9999.code check.iso9999"},
		{`{"id":"a","name":"b","trialOffer":{"from":"2026-02-02","to":"2026-02-01"}}`, "trialOffer.to check.notBefore"},
		{`{"id":"a","name":"b","security":{"integrity":4}}`, "security.integrity check.atMost"},
		{`{"id":7,"colour":1,"trl":12}`, "id read.wantText;colour read.unknownMember;name check.required;trl check.atMost"},
		{"{\"id\":\"a\",\"name\":\"b\xff\"}", "name read.utf8"},
		{`{"id":"a","name":"\ud800"}`, "name read.surrogate"},
		{`{"id":"a","name":"\ud83d\ude00"}`, ""},
		{`{"id":"a","name":"b\u0000"}`, "name read.nul"},
		{`{"id":"a","name":"b\\u0000"}`, ""},
		{`{"id":"a","name":"b","keywords":["x","\u0000"]}`, "keywords[1] read.nul"},
		{"{\"id\":\"a\",\"name\":\"b\x00\"}", " read.nul"},
		{`{"id":"a","name":"b"} x`, " read.trailing"},
		{`{"id":"a","name":"b"}{"id":"c","name":"d"}`, " read.trailing"},
		{`{"id":"a","name":"b"`, " read.cutOff"},
		{`{"id":"a",name:"b"}`, " read.syntax"},
		{`{'id':'a'}`, " read.syntax"},
		{`[{"id":"a","name":"b"}]`, " read.notObject"},
		{`null`, " read.notObject"},
		{`"x"`, " read.notObject"},
		{`{"id":"a","name":"b","x":` + strings.Repeat("[", 15) + strings.Repeat("]", 15) + `}`, "x read.unknownMember"},
		{`{"id":"a","name":"b","x":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + `}`, " read.tooDeep"},
		{`{"id":"a","name":"` + strings.Repeat("[", 50) + `"}`, ""},
	}
	c := newChecker(t)
	for _, tt := range tests {
		_, problems := c.Parse([]byte(tt.line))
		if got := keysOf(problems); got != tt.want {
			t.Errorf("%.120s\n got %s\nwant %s", tt.line, got, tt.want)
		}
	}
}

func TestParseNormalizes(t *testing.T) {
	c := newChecker(t)
	for _, number := range []string{"5560360793", "556036-0793", "165560360793", "16556036-0793"} {
		p, problems := c.Parse(fmt.Appendf(nil, `{"id":"a","name":"b","vendor":{"id":"v","name":"V","orgNumber":%q}}`, number))
		if len(problems) > 0 || p.Vendor.OrgNumber != "556036-0793" {
			t.Errorf("%s became %s, %v", number, p.Vendor.OrgNumber, problems)
		}
	}
	for code, want := range map[string]string{"222718": "22 27 18", "22 27": "22 27", "04": "04", "22  27 18 03": "22 27 18 03"} {
		p, problems := c.Parse(fmt.Appendf(nil, `{"id":"a","name":"b","iso9999":{"edition":2022,"code":%q}}`, code))
		if len(problems) > 0 || p.ISO9999.Code != want {
			t.Errorf("%s became %s, %v", code, p.ISO9999.Code, problems)
		}
	}
}

func TestNullListIsUnknownAndEmptyListIsNone(t *testing.T) {
	p, _ := ParseProduct([]byte(`{"targetGroups":null,"settings":[],"claims":[]}`))
	if p.TargetGroups != nil || p.Settings == nil || p.Claims == nil {
		t.Errorf("got %#v %#v %#v", p.TargetGroups, p.Settings, p.Claims)
	}
}

// TestSentences shows what people read, in both languages.
func TestSentences(t *testing.T) {
	tests := []struct{ line, sv, en string }{
		{
			`{"id":"a","name":"b","data":{"kamera":"none"}}`,
			`p.jsonl rad 3: medlemmen "data.kamera" känns inte igen. Menade du "camera"? Ta bort den eller rätta namnet.`,
			`p.jsonl line 3: the member "data.kamera" is not known. Did you mean "camera"? Remove it or correct its name.`,
		},
		{
			`{"id":"a","name":"b","trl":10}`,
			`p.jsonl rad 3: "trl" är 10 men får vara högst 9. Rätta värdet.`,
			`p.jsonl line 3: "trl" is 10 but may be at most 9. Correct the value.`,
		},
		{
			`{"id":"a","name":"b","careActs":["LAS"]}`,
			`p.jsonl rad 3: "careActs[0]" har värdet "LAS", som inte finns bland de tillåtna. Välj bland: SoL, LSS, HSL.`,
			`p.jsonl line 3: "careActs[0]" has the value "LAS", which is not among those allowed. Choose from: SoL, LSS, HSL.`,
		},
		{
			`{"id":"å","name" "b"}`,
			`p.jsonl rad 3, tecken 18: raden är inte giltig JSON härifrån. Kontrollera citattecken, kommatecken och klamrar.`,
			`p.jsonl line 3, character 18: the line is not valid JSON from here. Check quotation marks, commas and braces.`,
		},
		{
			`{"id":"a","name":"b","claims":[{"text":"x","source":"own","date":"2026-01-02","validUntil":"2026-01-01"}]}`,
			`p.jsonl rad 3: "claims[0].validUntil" är 2026-01-01, som ligger före "claims[0].date". Byt plats på dem eller rätta ett av dem.`,
			`p.jsonl line 3: "claims[0].validUntil" is 2026-01-01, which is before "claims[0].date". Exchange them or correct one of them.`,
		},
	}
	c := newChecker(t)
	for _, tt := range tests {
		_, problems := c.Parse([]byte(tt.line))
		fault.Place(problems, "p.jsonl", 3)
		if got := sentences(i18n.Swedish, problems); got != tt.sv {
			t.Errorf("got  %s\nwant %s", got, tt.sv)
		}
		if got := sentences(i18n.English, problems); got != tt.en {
			t.Errorf("got  %s\nwant %s", got, tt.en)
		}
	}
}

func TestCheckerRefusesAVocabularyThatIsNotGiven(t *testing.T) {
	if _, err := NewChecker(Thesaurus{}); err != nil {
		t.Errorf("an empty thesaurus is a small one, not an error: %v", err)
	}
	c, err := NewChecker(Thesaurus{})
	if err != nil {
		t.Fatal(err)
	}
	if _, problems := c.Parse([]byte(`{"id":"a","name":"b","functions":["F01"]}`)); len(problems) != 1 {
		t.Errorf("a function passed without a thesaurus: %v", problems)
	}
}

func keysOf(problems []fault.Problem) string {
	var all []string
	for _, p := range problems {
		all = append(all, p.Member+" "+p.Key)
	}
	return strings.Join(all, ";")
}
