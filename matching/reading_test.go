package matching

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// everyday are sentences as people at home and at work say them, with the
// functions of which one must be among the three that they are found to be about.
var everyday = []struct{ text, functions string }{
	{"Mormor sätter på plattan, går och lägger sig och vaknar av röklukt.", "F35"},
	{"Nyckelknippan ligger aldrig där den brukar, och vi letar efter den varje morgon.", "F46"},
	{"Pappa snubblade på väg till toan i mörkret och blev liggande.", "F02 F17 F18"},
	{"Vi kan inte lyfta honom ur sängen utan att få ont i ryggen.", "F31"},
	{"Rodnad på hälarna trots att vi ändrar läge varannan timme.", "F32 F33"},
	{"Han sväljer kvällstabletterna redan till lunch.", "F11 F12"},
	{"Kollegan blev knuffad och sparkad, och larmknappen låg i väskan.", "F43"},
	{"Hon hade legat i hallen sedan dagen innan när grannen hörde ropen.", "F02 F03"},
	{"Hon dricker knappt ett glas vatten om dagen.", "F24"},
	{"Händerna skakar så att ärtorna ramlar av skeden.", "F23"},
	{"Barnbarnen bor i Kanada och hon vill se deras ansikten.", "F10"},
	{"Vi förstår inte vad de nyanlända pensionärerna säger.", "F38"},
	{"Han kan inte prata efter sin stroke men pekar på bilder.", "F39"},
	{"Personalen skriver allt på lappar och för in det i datorn på kvällen.", "F37 F13"},
	{"Schemat spricker varje gång någon blir sjuk.", "F36"},
	{"Hemtjänsten kör fram och tillbaka för att hämta nycklar.", "F16"},
	{"Blöjan är genomblöt när vi kommer på morgonen.", "F22"},
	{"Hon skäms när någon annan torkar henne på toaletten.", "F21"},
	{"Hon sitter ensam framför teven och har ingen att prata med.", "F29"},
	{"Oroliga eftermiddagar då hon skriker tills någon håller henne i handen.", "F28"},
	{"Han får kramper i sömnen och ingen ser det.", "F34"},
	{"Vi vet inte om hon sover eller vandrar på nätterna.", "F44 F08 F04"},
	{"Hon minns inte vilken dag det är eller vad som ska hända.", "F14 F15"},
	{"Att duscha tar fyrtiofem minuter och två personer.", "F20"},
	{"Blodtrycket mäts på vårdcentralen fast det är fem mil dit.", "F25"},
	{"Dad leaves the house at night and we find him miles away.", "F05 F04 F06"},
	{"Nobody knows that he has fallen until the next morning.", "F02 F03"},
	{"The floors are dirty because there is no time to vacuum.", "F40"},
	{"New temps do not know how to use the hoist.", "F42"},
	{"My wife is worn out from looking after me day and night.", "F47"},
}

func TestEverydaySentencesLeadToFunctions(t *testing.T) {
	m := newMatcher(t)
	for _, tt := range everyday {
		u := matchWith(t, m, &testbeds.Need{ID: "n", Title: tt.text}, Options{Day: today}).Understood
		var got []string
		for _, c := range u.Functions[:min(3, len(u.Functions))] {
			got = append(got, fmt.Sprintf("%s %s %.2f", c.ID, c.Swedish, c.Strength))
		}
		if !slices.ContainsFunc(got, func(c string) bool { return slices.Contains(strings.Fields(tt.functions), c[:3]) }) {
			t.Errorf("%q is found to be about %q, want %s", tt.text, got, tt.functions)
		}
	}
}

// shelf is one product of each kind, in both languages.
func shelf() []*catalog.Product {
	p := func(id, lang, name, summary string) *catalog.Product {
		return &catalog.Product{ID: id, Language: lang, Name: name, Summary: summary}
	}
	return []*catalog.Product{
		p("fall-sv", "sv", "Golvvakten", "Fallarm som märker när någon ramlar och larmar personalen."),
		p("pills-en", "en", "PillPal", "Automatic medication dispenser that hands out the right tablets at the right time."),
		p("stove-sv", "sv", "Spisvännen", "Spisvakt som stänger av spisen när någon glömmer den."),
		p("shower-sv", "sv", "Duschbo", "Duschrobot för den som vill sköta sin hygien själv."),
		p("gps-en", "en", "WanderSafe", "GPS watch that shows relatives where a person with dementia is outdoors."),
		p("lock-sv", "sv", "Dörrkoll", "Digitalt lås som öppnas med mobilen i stället för nycklar i hemtjänsten."),
		p("video-sv", "sv", "Syns", "Videosamtal via TV för anhöriga som bor långt bort."),
		p("bed-en", "en", "DryNight", "Incontinence sensor that tells staff when a pad is wet."),
	}
}

func TestWordsFindTheirProduct(t *testing.T) {
	m := newMatcher(t, shelf()...)
	tests := []struct{ why, need, want string }{
		{"plain", "Fallarm", "fall-sv"},
		{"inflected", "Fallarmen", "fall-sv"},
		{"one letter too many", "Falllarm på boendet", "fall-sv"},
		{"letters swapped", "Fallalrm", "fall-sv"},
		{"a letter missing", "Spisvkt till mamma", "stove-sv"},
		{"written apart", "Spis vakt till mamma", "stove-sv"},
		{"written apart", "Dusch robot", "shower-sv"},
		{"with a hyphen", "Fall-larm", "fall-sv"},
		{"capitals", "SPISVAKT", "stove-sv"},
		{"decomposed letters", "Mormor ramlar och blir liggande pa\u030a golvet", "fall-sv"},
		{"Swedish for an English product", "Läkemedelsautomat som delar ut tabletter", "pills-en"},
		{"Swedish for an English product", "Han går vilse på promenaden och hittar inte hem", "gps-en"},
		{"Swedish for an English product", "Blöjan är blöt när vi kommer", "bed-en"},
		{"English for a Swedish product", "She forgets to turn off the cooker", "stove-sv"},
		{"English for a Swedish product", "Staff need to know when somebody falls", "fall-sv"},
		{"English for a Swedish product", "Home care drives around to fetch keys", "lock-sv"},
		{"English for a Swedish product", "Relatives far away want to see her face in video calls", "video-sv"},
	}
	for _, tt := range tests {
		r := match(t, m, &testbeds.Need{ID: "n", Title: tt.need})
		if len(r.Matches) == 0 || r.Matches[0].ID != tt.want || r.Matches[0].Score == 0 {
			t.Errorf("%s: %q finds %s; want %s first", tt.why, tt.need, ranking(r), tt.want)
		}
	}
}

// TestTraps holds needs against neighbours that share their words.
func TestTraps(t *testing.T) {
	tests := []struct {
		why, need   string
		right, trap *catalog.Product
	}{
		{
			"supervision of a person, not by an authority", "Tillsyn på natten utan att väcka de boende",
			&catalog.Product{Name: "Nattro", Summary: "Digital nattillsyn som låter den boende sova ostört."},
			&catalog.Product{Name: "Inspekto", Summary: "Ärendesystem för myndigheters tillsyn av livsmedel och serveringstillstånd."},
		},
		{
			"an alarm for staff, not for residents", "Kollegan blev slagen och kunde inte larma",
			&catalog.Product{Name: "Trygg i tjänst", Summary: "Personlarm för personal vid hot och våld."},
			&catalog.Product{Name: "Trygg hemma", Summary: "Trygghetslarm för äldre i ordinärt boende med larmknapp."},
		},
		{
			"a robot is a form, not a need", "Hon vill kunna äta själv trots att händerna skakar",
			&catalog.Product{Name: "Ätstödet", Summary: "Måltidsrobot som för maten till munnen för den som darrar på handen."},
			&catalog.Product{Name: "Golvisen", Summary: "Robotdammsugare som städar golven själv."},
		},
		{
			"handing out is more than reminding", "Han tar dubbla doser, tabletterna måste låsas in och delas ut en i taget",
			&catalog.Product{Name: "Dosa", Summary: "Låst läkemedelsautomat som delar ut rätt dos i rätt tid."},
			&catalog.Product{Name: "Pling", Summary: "App som påminner om mötestider och kalender."},
		},
		{
			"a GPS for who gets lost, not for cars", "Hon hittar inte hem från affären",
			&catalog.Product{Name: "Hitta hem", Summary: "GPS-klocka för personer med demens som går vilse."},
			&catalog.Product{Name: "Vagnparken", Summary: "GPS-spårning av hemtjänstens bilar och körjournal."},
		},
		{
			"a fall of a person, not of a price", "Larm när någon faller i badrummet",
			&catalog.Product{Name: "Badvakt", Summary: "Fallarm med radar i badrummet."},
			&catalog.Product{Name: "Prisfallet", Summary: "Prislarm när priserna faller hos leverantörerna."},
		},
	}
	for _, tt := range tests {
		tt.right.ID, tt.trap.ID = "right", "trap"
		r := match(t, newMatcher(t, tt.trap, tt.right), &testbeds.Need{ID: "n", Title: tt.need, Language: "sv"})
		if r.Matches[0].ID != "right" || r.Matches[0].Score == r.Matches[1].Score {
			t.Errorf("%s: %q gives %s", tt.why, tt.need, ranking(r))
		}
	}
}

func TestExplanationsQuoteTheTexts(t *testing.T) {
	j := judgedCollection(t)
	m := newMatcher(t, j.products...)
	byID := make(map[string]*catalog.Product)
	for _, p := range j.products {
		byID[p.ID] = p
	}
	for _, n := range j.needs[:12] {
		r := matchWith(t, m, n, Options{Day: today, Top: 10, Explain: 10})
		for _, x := range r.Matches {
			fields := productText(byID[x.ID])
			for _, w := range x.Words {
				p := w.Product
				if !slices.ContainsFunc(fields, func(s section) bool {
					return s.name == p.Field && p.End <= len(s.text) && s.text[p.Start:p.End] == p.Text
				}) {
					t.Errorf("need %s, product %s: the word %q is not at %d–%d of %s", n.ID, x.ID, p.Text, p.Start, p.End, p.Field)
				}
			}
		}
		for _, c := range slices.Concat(r.Understood.Functions, r.Understood.Types) {
			if e := c.Evidence; e != nil && !slices.ContainsFunc(needText(n, &TextWeights{}), func(s section) bool {
				return s.name == e.Field && e.End <= len(s.text) && s.text[e.Start:e.End] == e.Text
			}) {
				t.Errorf("need %s, concept %s: %q is not at %d–%d of %s", n.ID, c.ID, e.Text, e.Start, e.End, e.Field)
			}
		}
	}
}

func TestTheWeightiestWordIsNamedFirst(t *testing.T) {
	m := newMatcher(t,
		fallProduct("p", func(p *catalog.Product) { p.Description = "Byggd på kvarnolin." }), fallProduct("q", nil), fallProduct("r", nil))
	n := fallNeed()
	n.Title += " kvarnolin"
	words := found(match(t, m, n), "p").Words
	if len(words) < 3 || words[0].Need != "kvarnolin" || words[0].Product.Text != "kvarnolin" || words[0].Product.Field != "description" {
		t.Errorf("words %+v; want first the one that no other product has", words)
	}
}
