package app

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rows splits a result in TSV and holds that each line is need, product, rank and
// score.
func rows(t *testing.T, out string) (list [][]string) {
	t.Helper()
	form := regexp.MustCompile(`^[^\t]+\t[^\t]+\t\d+\t\d+\.\d\d$`)
	for line := range strings.Lines(out) {
		line = strings.TrimSuffix(line, "\n")
		if !form.MatchString(line) {
			t.Fatalf("not need, product, rank and score: %q", line)
		}
		list = append(list, strings.Split(line, "\t"))
	}
	return list
}

func TestTSV(t *testing.T) {
	t.Parallel()
	ranks, last := map[string]int{}, map[string]float64{}
	var first []string
	for _, row := range rows(t, standard(t, "tsv")) {
		need, product := row[0], row[1]
		if ranks[need]++; row[2] != strconv.Itoa(ranks[need]) {
			t.Errorf("%s, %s: rank %s, want %d", need, product, row[2], ranks[need])
		}
		score, _ := strconv.ParseFloat(row[3], 64)
		if ranks[need] == 1 {
			first = append(first, need+" "+product)
		} else if score > last[need] {
			t.Errorf("%s, %s: %g after %g", need, product, score, last[need])
		}
		if last[need] = score; score < 0 || score > 100 {
			t.Errorf("%s, %s: score %g", need, product, score)
		}
		if need == "n-fall" && (product == "p-camera" || product == "p-pills") {
			t.Errorf("%s breaks a requirement of %s, and is ranked", product, need)
		}
	}
	if !slices.Equal(first, []string{"n-fall p-radar", "n-pills p-pills"}) {
		t.Errorf("the best are %v", first)
	}
	if ranks["n-fall"] != 2 || ranks["n-pills"] != 4 {
		t.Errorf("products ranked: %v", ranks)
	}
}

func TestTopLimitsTheRanking(t *testing.T) {
	t.Parallel()
	for top, want := range []string{"", "n-fall p-radar, n-pills p-pills", "n-fall p-radar, n-fall p-button, n-pills p-pills, n-pills"} {
		var got []string
		for _, row := range rows(t, good(t, match("--format", "tsv", "--top", strconv.Itoa(top))...)) {
			got = append(got, row[0]+" "+row[1])
		}
		if ranking := strings.Join(got, ", "); !strings.HasPrefix(ranking, want) || len(got) != 2*top {
			t.Errorf("--top %d gives %s", top, ranking)
		}
	}
}

// TestTextIsForPeople in their language: it names need, product and company, why,
// what is near and what each requirement costs.
func TestTextIsForPeople(t *testing.T) {
	t.Parallel()
	for language, want := range map[string][]string{
		"sv": {
			"Behov n-fall: Fall på natten upptäcks för sent (Testköping)", "4 produkter jämförda, 2 klarar kraven",
			"1.  ", "Fallradar Stilla, Sydsensor AB  [p-radar]", "Poäng: ", "Gemensamt: ", "Ord: fall–Fallradar",
			"larma passivt vid fall", "Nära, men faller på en regel", "Ögat [p-camera] – kamera", "inspelning",
			"Vad varje krav kostar", "pris per månad (kr) ≤ 500", "Behov n-pills: Glömda läkemedel\n",
			"Dosetten Klara, Nordlarm AB  [p-pills]", "Fråga leverantören – integrationer",
		},
		"en": {
			"Need n-fall: Fall på natten upptäcks för sent (Testköping)", "4 products compared, 2 meet the requirements",
			"1.  ", "Fallradar Stilla, Sydsensor AB  [p-radar]", "Points: ", "In common: ", "Words: fall–Fallradar",
			"raise an alarm when someone falls", "Near, but failing one rule", "Ögat [p-camera] – camera", "recording",
			"What each requirement costs", "price per month (SEK) ≤ 500", "Need n-pills: Glömda läkemedel\n",
			"Dosetten Klara, Nordlarm AB  [p-pills]", "Ask the supplier – integrations",
		},
	} {
		out := good(t, match("--language", language)...)
		for _, w := range want {
			if !strings.Contains(out, w) {
				t.Errorf("%s: the text does not hold %q", language, w)
			}
		}
		if key := regexp.MustCompile(`\b(match|criterion|rule|value|mirror)\.[a-z]\w+|\{\w+\}`).FindString(out); key != "" {
			t.Errorf("%s: the text shows %s, a message that is missing or not filled in", language, key)
		}
		if decimals := regexp.MustCompile(`(?m)^ *1\. +\d+([.,])\d\d `).FindStringSubmatch(out); decimals == nil || (decimals[1] == ",") != (language == "sv") {
			t.Errorf("%s: scores are written as %q", language, decimals)
		}
	}
}

func TestLanguageFromTheEnvironment(t *testing.T) {
	t.Setenv("MATCHARENAN_LANGUAGE", "en")
	if out := good(t, match("--top", "1")...); !strings.HasPrefix(out, "Need n-fall") {
		t.Errorf("the text begins %.40q", out)
	}
	if out := good(t, match("--top", "1", "--language", "sv")...); !strings.HasPrefix(out, "Behov n-fall") {
		t.Errorf("the flag goes before the environment; the text begins %.40q", out)
	}
}

// TestTheDayDecides: p-radar's listing runs out on 31 January 2027.
func TestTheDayDecides(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]bool{"2027-01-31": true, "2027-02-01": false} {
		out := good(t, match("--format", "tsv", "--day", day)...)
		if got := strings.Contains(out, "\tp-radar\t"); got != want {
			t.Errorf("on %s p-radar is ranked: %t, want %t", day, got, want)
		}
	}
	today := standard(t, "json")
	if dated := good(t, match("--format", "json", "--day", now().Format("2006-01-02"))...); today != dated {
		t.Error("without --day the clock's day does not count")
	}
}

func TestTheSameRunGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"text", "json"} {
		if a, b := standard(t, format), good(t, match("--format", format)...); a != b || a == "" {
			t.Errorf("%s: two runs differ, or give nothing", format)
		}
	}
}
