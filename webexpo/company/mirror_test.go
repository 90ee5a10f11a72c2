package company

import (
	"net/http"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/frame"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

// mirrored is a company with a product that costs too much for two needs, of which one
// has a camera against it as well, and that a third need suits.
func mirrored(t *testing.T) (s *sitetest.Site, product string) {
	t.Helper()
	s = desk(t)
	p := sitetest.Product("Golvljus")
	p.Summary = "Ljuset tänds längs golvet när någon stiger upp på natten."
	p.Price, p.Data = catalog.Price{Model: "subscription", PerMonthSEK: new(900.0)}, catalog.Data{Camera: "recording"}
	product = s.Published("company", p).ID
	for title, requires := range map[string]testbeds.Requirements{
		"Ljus som inte kostar för mycket": {MaxPricePerMonthSEK: new(300.0)},
		"Ljus utan kamera":                {MaxPricePerMonthSEK: new(500.0), Camera: "none"},
		"Ljus på natten":                  {DataLocation: "sweden"},
	} {
		n := sitetest.Need(title)
		n.Requires = requires
		s.PublishedNeed("municipality", n)
	}
	return s, product
}

func TestTheMirrorTellsWhatOpensMost(t *testing.T) {
	t.Parallel()
	s, product := mirrored(t)
	p := sitetest.Product("En annan")
	s.Published("other company", p)
	s.SignIn(editor).Get(mirrorPath).Says(http.StatusOK, "Golvljus", mirrorPath+"/"+product, "Passar ett behov.", "Stoppas från 2.",
		"öppnas ett behov till", "pris per månad", "not", "En annan")
}

func TestAProductsMirrorTellsWhyAndWhyNot(t *testing.T) {
	t.Parallel()
	s, product := mirrored(t)
	page := s.SignIn(editor).Get(mirrorPath + "/" + product)
	page.Says(http.StatusOK,
		"Pris per månad (kr)", "≤ 300", "900", "kamera", "inspelning", "ingen", "Stoppas också av: kamera",
		"/mina-produkter/"+product+"/redigera?tema=price#f-price-perMonthSEK",
		"Ljus på natten", "Samma ord:", "Var uppgifter lagras: ett behov frågar efter det", "/redigera?tema=data#f-data-location",
		"not", "desk.reflection")
	price, camera := strings.Index(page.Text, "<h3>Pris per månad"), strings.Index(page.Text, "<h3>Kamera")
	if price < 0 || camera < price {
		t.Errorf("the price, which opens a need, stands at %d and the camera, which opens none, at %d", price, camera)
	}
	s.SignIn(other).Get(mirrorPath + "/" + product).Says(http.StatusForbidden)
	s.SignIn("need_owner").Get(mirrorPath).Says(http.StatusForbidden)
	s.SignIn(editor).Get(mirrorPath + "/" + s.Draft("company", sitetest.Product("Utkast")).ID).Says(http.StatusNotFound)
}

func TestAMirrorWithoutProductsSaysWhatToDo(t *testing.T) {
	t.Parallel()
	desk(t).SignIn(editor).Get(mirrorPath).Says(http.StatusOK, "Inga publicerade produkter", `href="/mina-produkter"`)
}

// TestStopsAreOrderedByWhatTheyOpen counts by hand: the price stops three needs and
// alone two of them, the camera two and alone one.
func TestStopsAreOrderedByWhatTheyOpen(t *testing.T) {
	t.Parallel()
	price := matching.Outcome{Rule: "H18", Name: "price", State: matching.Fail, Needs: "≤ 300", Has: "900"}
	camera := matching.Outcome{Rule: "H20", Name: "camera", State: matching.Fail, Needs: "none", Has: "live"}
	m := &matching.ProductMirror{
		Product: &matching.ProductRef{ID: "p", Name: "Golvljus"},
		Stopped: []matching.NeedStop{
			{Need: matching.NeedRef{ID: "a"}, Fails: []matching.Outcome{camera}},
			{Need: matching.NeedRef{ID: "b"}, Fails: []matching.Outcome{price}},
			{Need: matching.NeedRef{ID: "c"}, Fails: []matching.Outcome{price}},
			{Need: matching.NeedRef{ID: "d"}, Fails: []matching.Outcome{price, camera}},
		},
		Changes: []matching.Change{{Rule: "H18", Name: "price", Admits: 2}, {Rule: "H20", Name: "camera", Admits: 1}},
	}
	v := newReflectionPage(frame.Base{}, m, nil, 9, func(rule string) string { return "/" + rule })
	if len(v.Stops) != 2 || v.Stops[0].Edit != "/H18" || len(v.Stops[0].Needs) != 3 || v.Stops[1].Edit != "/H20" || len(v.Stops[1].Needs) != 2 {
		t.Fatalf("stops %+v", v.Stops)
	}
	if got := v.Stops[0].Opens; !strings.HasPrefix(got, "Öppnar 2 behov") || !strings.HasSuffix(got, "Stoppar i 3 behov.") {
		t.Errorf("the price %q", got)
	}
	if got := v.Stops[0].Needs[2]; got.Wants != "≤ 300" || got.Has != "900" || got.Others != "Stoppas också av: kamera" {
		t.Errorf("the need that two rules stop: %+v", got)
	}
	if got := v.Stops[1].Needs[0]; got.Wants != "ingen" || got.Has != "direktvisning utan inspelning" || got.Others != "" {
		t.Errorf("the need that the camera stops: %+v", got)
	}
}

// TestTheHubChoosesACompany: the hub's people see every company's mirror, page by page.
func TestTheHubChoosesACompany(t *testing.T) {
	t.Parallel()
	s, _ := mirrored(t)
	b := s.SignIn("content_reviewer")
	b.Get(mirrorPath).Says(http.StatusOK, "Välj företag", mirrorPath+"?foretag="+s.Organisation("company"))
	b.Get(mirrorPath+"?efter=").Says(http.StatusOK, "Välj företag")
	b.Get(mirrorPath+"?foretag="+s.Organisation("company")).Says(http.StatusOK, "Golvljus")
	b.Get(mirrorPath + "?foretag=" + s.Organisation("municipality")).Says(http.StatusNotFound)
}
