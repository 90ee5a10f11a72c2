package expo

import (
	"slices"
	"strconv"
	"testing"

	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

func TestLabelsBecomeSentences(t *testing.T) {
	for _, test := range []struct {
		language i18n.Language
		labels   []string
		want     string
	}{
		{i18n.Swedish, nil, ""},
		{i18n.Swedish, []string{"Äldre"}, "Äldre"},
		{i18n.Swedish, []string{"Hemtjänst", "Skola", "Ute"}, "Hemtjänst, skola och ute"},
		{i18n.English, []string{"Home care", "School"}, "Home care and school"},
		{i18n.Swedish, []string{"Trygghet och säkerhet", "Att röra sig"}, "Trygghet och säkerhet, att röra sig"},
		{i18n.Swedish, []string{"Skola", "LSS-boende"}, "Skola och LSS-boende"},
	} {
		if got := sentence(&frame.Base{Language: test.language}, test.labels); got != test.want {
			t.Errorf("%q: %q, want %q", test.labels, got, test.want)
		}
	}
}

func TestTextsAreCutBetweenWords(t *testing.T) {
	for _, test := range []struct {
		text string
		most int
		want string
	}{
		{"", 5, ""},
		{"kort", 5, "kort"},
		{"två ord till", 8, "två ord …"},
		{"ett,", 4, "ett,"},
		{"åäöåäö", 4, "åäöå …"},
		{"slut. Mer text", 8, "slut …"},
	} {
		if got := clip(test.text, test.most); got != test.want {
			t.Errorf("%q at %d: %q, want %q", test.text, test.most, got, test.want)
		}
	}
}

func TestBandsKeepTheirOrder(t *testing.T) {
	counts := []fulltext.FacetValue{{Value: "unknown", Count: 9}, {Value: "free", Count: 1}, {Value: "0-100", Count: 5}}
	var got []string
	for _, v := range inOrder(bands["pris"], counts) {
		got = append(got, v.Value)
	}
	if !slices.Equal(got, []string{"free", "0-100", "unknown"}) {
		t.Errorf("got %v", got)
	}
	if same := inOrder(nil, counts); !slices.Equal(same, counts) {
		t.Errorf("others are put in another order: %v", same)
	}
}

func TestEveryProductIsInOneFileOfTheSitemap(t *testing.T) {
	inPart := make([]int, 4)
	for i := range 4000 {
		inPart[partOf("product"+strconv.Itoa(i), 3)]++
	}
	if inPart[0] != 0 || inPart[1] < 1000 || inPart[2] < 1000 || inPart[3] < 1000 {
		t.Errorf("the parts have %v", inPart)
	}
	if partOf("anything", 1) != 1 {
		t.Error("one part does not have everything")
	}
}

func TestAnAddressSaysWhatIsAsked(t *testing.T) {
	q := asked{words: "larm & ljus", chosen: map[string][]string{"plats": {"school"}, "funktion": {"F02", "F01"}}, order: "namn", page: 3, compared: []string{"a"}}
	const all = "/sok?q=larm+%26+ljus&funktion=F02&funktion=F01&plats=school&sortera=namn&p=a&sida=3"
	if got := q.path(); got != all {
		t.Errorf("got %s", got)
	}
	if got := q.without("funktion", "F02").path(); got != "/sok?q=larm+%26+ljus&funktion=F01&plats=school&sortera=namn&p=a" {
		t.Errorf("without a value: %s", got)
	}
	if q.path() != all {
		t.Error("asking without a value has changed what was asked")
	}
	empty := asked{page: 1}
	if got := empty.path(); got != "/sok" {
		t.Errorf("nothing is asked at %s", got)
	}
	if s := q.query(); s.From != 40 || s.Size != hitsOnPage || s.Sort.Field != "name" || len(s.Filters) != 2 {
		t.Errorf("the search is %+v", s)
	}
}
