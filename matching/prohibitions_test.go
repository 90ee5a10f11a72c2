package matching

import (
	"slices"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// What a sentence in a need proposes, by rule and what it then needs.
const (
	noCamera      = "camera none"
	noAudio       = "audio none"
	noPositioning = "positioning none"
	inEU          = "dataLocation eu"
	passive       = "passiveUse no"
	noWifi        = "worksWithout wifi"
	noMobile      = "worksWithout mobile_network"
	noMains       = "worksWithout mains_power"
	noPhone       = "worksWithout smartphone"
)

var prohibitionSentences = []struct {
	text string
	want []string // none when nothing is forbidden
}{
	// Cameras and pictures.
	{"Vi vill inte ha kamera i lägenheten.", []string{noCamera}},
	{"Inte kamera.", []string{noCamera}},
	{"Inga kameror tack.", []string{noCamera}},
	{"Lösningen ska fungera utan kamera.", []string{noCamera}},
	{"Det ska gå utan att någon filmas.", []string{noCamera}},
	{"Hon vill absolut inte bli filmad.", []string{noCamera}},
	{"Kamera får inte användas hos oss.", []string{noCamera}},
	{"Kameror är uteslutet.", []string{noCamera}},
	{"Hyresgästerna vill slippa kameraövervakning.", []string{noCamera}},
	{"Ingen bildupptagning får ske.", []string{noCamera}},
	{"Vi undviker helst övervakningskameror.", []string{noCamera}},
	{"Anhöriga motsätter sig kameratillsyn.", []string{noCamera}},
	{"No cameras please.", []string{noCamera}},
	{"It must work without video surveillance.", []string{noCamera}},
	{"Residents must never be filmed.", []string{noCamera}},
	{"The residents refuse cameras in their rooms.", []string{noCamera}},
	// Named, but not forbidden.
	{"Inte bara kamera utan också sensorer.", nil},
	{"Vi vill ha inte enbart kamera.", nil},
	{"Kameran fungerar inte.", nil},
	{"Kameran har slutat fungera.", nil},
	{"Vi har ingen kamera idag.", nil},
	{"Vi har inget emot kamera.", nil},
	{"Vi vill kunna se med kamera att hon sover.", nil},
	{"Vi har kameror i korridoren sedan förut.", nil},
	{"Vi har inte provat kamera.", nil},
	{"We have no camera today.", nil},
	{"Not only cameras but also sensors.", nil},
	{"The camera does not work.", nil},
	{"We have no objection to cameras.", nil},
	{"She does not mind cameras.", nil},
	{"Vi hittar inte fjärrkontrollen till kameran.", nil},
	// Another sentence's negation.
	{"Kamera är bra. Vi har inte bråttom.", nil},
	{"Personalen hinner inte. Kamera vore en hjälp.", nil},
	// Sound.
	{"Inga mikrofoner.", []string{noAudio}},
	{"Ingen avlyssning av den boende.", []string{noAudio}},
	{"Samtal får inte spelas in och ljudupptagning är förbjuden.", []string{noAudio}},
	{"No microphones in the bedroom.", []string{noAudio}},
	{"Without any audio recording.", []string{noAudio}},
	{"Varken kamera eller mikrofon.", []string{noCamera, noAudio}},
	{"Neither camera nor microphone is allowed.", []string{noCamera, noAudio}},
	// Positioning.
	{"Han vill inte bli spårad.", []string{noPositioning}},
	{"Ingen GPS.", []string{noPositioning}},
	{"Utan positionering av brukaren.", []string{noPositioning}},
	{"No GPS tracking.", []string{noPositioning}},
	{"Vi behöver GPS för att hitta honom.", nil},
	// What is missing.
	{"Det finns inget wifi i husen.", []string{noWifi}},
	{"Wifi saknas på avdelningen.", []string{noWifi}},
	{"Lägenheterna saknar bredband.", []string{noWifi}},
	{"There is no wifi in the houses.", []string{noWifi}},
	{"Mobiltäckningen är dålig och mobiltäckning saknas i källaren.", []string{noMobile}},
	{"Området har dålig täckning.", []string{noMobile}},
	{"Det finns inget eluttag vid sängen.", []string{noMains}},
	{"There is no wall socket by the bed.", []string{noMains}},
	{"De flesta har ingen smartphone.", []string{noPhone}},
	{"Hon äger ingen mobiltelefon.", []string{noPhone}},
	{"Most of them do not have a smartphone.", []string{noPhone}},
	{"Vi har wifi i alla lägenheter.", nil},
	{"Alla har smartphone.", nil},
	{"Det finns eluttag vid varje säng.", nil},
	// Where data go.
	{"Uppgifterna får inte lämna EU och inte hamna i USA.", []string{inEU}},
	{"Ingen lagring utanför EU.", []string{inEU}},
	{"Data must not be stored outside the EU.", []string{inEU}},
	// What the person cannot do.
	{"Han kommer aldrig komma ihåg att trycka på något.", []string{passive}},
	{"Hon kan inte trycka på en knapp.", []string{passive}},
	{"Den boende ska inte behöva bära något.", []string{passive}},
	{"Han vägrar bära klocka.", []string{passive}},
	{"Hon vill inte ha något på kroppen.", []string{passive}},
	{"He will never remember to press a button.", []string{passive}},
	{"Nothing that has to be worn on the body; she refuses to wear a wristband.", []string{passive}},
	{"Hon trycker gärna på knappen.", nil},
	// Words that only look like it.
	{"Farfar är inte så mobil längre.", nil},
	{"Hon kan inte klockan.", nil},
	{"Vi har inte råd med kameror just nu.", nil},
	{"Utan dröjsmål ska personalen se på kameran.", nil},
	{"Personalen springer i onödan och hinner inte med.", nil},
	{"Vi accepterar inte kameralösningar.", []string{noCamera}},
	{"Man får inte filma här.", []string{noCamera}},
	{"Tekniken får inte kräva wifi.", []string{noWifi}},
	{"Ska fungera utan internet.", []string{noWifi}},
	{"Vi har inte wifi.", []string{noWifi}},
	{"Vi vill inte att data skickas till USA.", []string{inEU}},
	{"Vi vill slippa appar.", []string{noPhone}},
	{"She cannot press buttons.", []string{passive}},
	{"It should work without her having to wear anything.", []string{passive}},
	{"Ingen knapp att trycka på.", []string{passive}},
	{"Larmet ska inte kräva att man bär armband.", []string{passive}},
	{"Personen ska inte spåras dygnet runt.", []string{noPositioning}},
	{"Vi vill inte att någon lyssnar på dem.", []string{noAudio}},
	{"Röstinspelning är inte tillåten.", []string{noAudio}},
	{"Ingen ström i förrådet.", []string{noMains}},
	{"Our cameras are not enough.", nil},
	{"Han får inte tappa bort larmet.", nil},
	{"Nattpersonalen hinner inte svara i telefon.", nil},
	{"Knappen fungerar inte i duschen.", nil},
	{"Hon bär aldrig sin larmklocka.", []string{passive}},
	{"Hon laddar aldrig telefonen.", []string{passive}},
	{"Han kan inte hantera en surfplatta själv.", []string{passive}},
	{"Personer utan kontakt med anhöriga.", nil},
	{"De flesta boende kan inte gå utan rollator.", nil},
	{"Ingen märker när hon går ut.", nil},
	{"No one notices when he leaves.", nil},
	{"The staff cannot be everywhere at once.", nil},
	{"Ingen täckning i källaren.", []string{noMobile}},
	{"Vi har ingen uppkoppling i lägenheterna.", []string{noWifi}},
	{"Servrar utanför EU är uteslutet.", []string{inEU}},
	{"Vi vill inte ha amerikanska molntjänster.", []string{inEU}},
	{"KAMERA FÅR EJ FÖREKOMMA", []string{noCamera}},
	{"", nil},
}

// proposals are what the text of a need proposes, in a matcher without products.
func proposals(tb testing.TB, m *Matcher, text, lang string) (list []string) {
	tb.Helper()
	r := matchWith(tb, m, &testbeds.Need{ID: "n", Title: "Behov", Description: text, Language: lang}, Options{Day: today})
	for _, p := range r.Understood.Proposed {
		for need := range strings.SplitSeq(p.Needs, ", ") {
			list = append(list, p.Name+" "+need)
		}
	}
	slices.Sort(list)
	return list
}

func TestProhibitions(t *testing.T) {
	m := newMatcher(t)
	for _, tt := range prohibitionSentences {
		want := slices.Sorted(slices.Values(tt.want))
		if got := proposals(t, m, tt.text, ""); !slices.Equal(got, want) {
			t.Errorf("%q proposes %q, want %q", tt.text, got, want)
		}
	}
}

// TestAnUnconfirmedProhibitionLowers: who breaks what the text seems to forbid
// stays in the list, lower down, and the reason is named.
func TestAnUnconfirmedProhibitionLowers(t *testing.T) {
	m := newMatcher(t,
		fallProduct("films", func(p *catalog.Product) { p.Data.Camera = "live" }),
		fallProduct("films not", func(p *catalog.Product) { p.Data.Camera = "none" }),
		fallProduct("tells not", nil),
	)
	n := fallNeed()
	before := match(t, m, n)
	n.Description = "Vi vill inte ha kamera i lägenheten."
	r := match(t, m, n)
	if r.Eligible != 3 || len(r.NearMisses) != 0 || len(r.Musts) != 0 {
		t.Errorf("%d eligible, near misses %v, musts %v; what is not confirmed excludes nobody", r.Eligible, r.NearMisses, r.Musts)
	}
	if last := r.Matches[2]; last.ID != "films" || found(before, "films").Score < 3*last.Score {
		t.Errorf("ranking %s, before the prohibition %s; want the one that films last, with a quarter of its score", ranking(r), ranking(before))
	}
	want := map[string]State{"films": Fail, "films not": Pass, "tells not": Unknown}
	for id, state := range want {
		x := found(r, id)
		o := ruleOutcome(x, "H20")
		if o == nil || o.State != state || !o.Proposed || o.Needs != "none" {
			t.Errorf("product %s: outcome %+v, want %v, proposed", id, o, state)
		}
		taken := slices.IndexFunc(x.Contributions, func(c Contribution) bool { return c.Name == "unconfirmedProhibition" && c.Points < 0 })
		if (taken >= 0) != (state == Fail) {
			t.Errorf("product %s: contributions %+v; only who breaks it is lowered, by a contribution with a name", id, x.Contributions)
		}
	}
	if p := r.Understood.Proposed; len(p) != 1 || len(p[0].Source) != 1 || p[0].Source[0].Text != "kamera" || p[0].Source[0].Field != "description" {
		t.Errorf("proposed %+v, want the camera rule with where it was read", p)
	}
}

// TestAConfirmedProhibitionExcludes: once the need requires it, the text proposes
// it no more.
func TestAConfirmedProhibitionExcludes(t *testing.T) {
	m := newMatcher(t, fallProduct("films", func(p *catalog.Product) { p.Data.Camera = "live" }))
	n := fallNeed()
	n.Description = "Vi vill inte ha kamera i lägenheten."
	n.Requires.Camera = "none"
	r := match(t, m, n)
	if r.Eligible != 0 || len(r.Understood.Proposed) != 0 || len(r.NearMisses) != 1 {
		t.Errorf("%d eligible, proposed %v, near misses %v; want 0, none, one", r.Eligible, r.Understood.Proposed, r.NearMisses)
	}
}

// TestWhatIsForbiddenIsNotWanted: "utan kamera" does not make a need, or a
// product, be about cameras.
func TestWhatIsForbiddenIsNotWanted(t *testing.T) {
	m := newMatcher(t)
	for _, text := range []string{"Tillsyn på natten, absolut inte med kamera.", "Night supervision, but no cameras."} {
		u := matchWith(t, m, &testbeds.Need{ID: "n", Title: text}, Options{Day: today}).Understood
		for _, c := range slices.Concat(u.Functions, u.Types) {
			if c.Evidence != nil && strings.Contains(strings.ToLower(c.Evidence.Text), "kamera") {
				t.Errorf("%q is found to be about %s %s because of %q", text, c.ID, c.Swedish, c.Evidence.Text)
			}
		}
	}
}
