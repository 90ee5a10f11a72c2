package journeys

import (
	"bytes"
	"testing"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestATestLeaderRecordsANeedOnAPhoneAndLosesNothing tells a need, is signed out in
// the middle, goes on, and reads what fits.
func TestATestLeaderRecordsANeedOnAPhoneAndLosesNothing(t *testing.T) {
	const (
		story = "Boende stiger upp på natten i mörkret och faller på väg till toaletten. Personalen hör det inte."
		wish  = "Den boende ska hitta till toaletten på natten utan att väcka någon"
	)
	journey(t, func(v *visitor) {
		v.size(phoneWidth, phoneHeight)
		v.SignIn("testledare")
		v.Follow("Våra behov")
		v.Follow("Skriv ett nytt behov")
		v.Fill("Så ser det ut i dag", story)
		v.Fill("Rubrik", "Fall på natten på väg till toaletten")
		v.Press("Spara och fortsätt")
		v.See("Utkastet är sparat.")
		v.Follow("Fortsätt skriva")
		v.At("Ändra: Fall på natten på väg till toaletten")
		v.Fill("Behov", wish)
		v.Within("Hur viktigt är det?").Choose("Måste")

		v.forgetCookies()
		v.Press("Spara och gå vidare")
		v.At("Det du skrev finns kvar")
		v.beside(func(other *visitor) { other.SignIn("testledare") })
		v.Press("Fortsätt")
		v.Press("Spara det jag skrev")
		v.See("Utkastet är sparat.")

		v.Unfold("Del 3 av 9")
		v.Follow("Krav på lösningen")
		v.Fill("Högsta pris per månad", "150")
		v.Press("Spara och sluta")
		v.See("Utkastet är sparat.")
		v.Follow("Behov i korta meningar")
		v.Holds("Behov", wish)
		v.Press("Spara och sluta")

		v.Follow("Produkter som passar")
		v.At("Träffar")
		v.See("Båda handlar om:")
		v.See("Nära, men inte hela vägen")
		v.Within("Vad varje krav kostar").Follow("Mjuka upp kravet och se: Pris per månad")
		v.See("Uppmjukade krav")
		v.See("inget är sparat")
		if table := v.Download("Spara som Excel-fil"); !bytes.HasPrefix(table, []byte("PK")) {
			t.Errorf("the table is no workbook: %.40q", table)
		}
		v.Follow("Ta tillbaka kravet")
		v.DontSee("Uppmjukade krav")
	})
}

// forgetCookies ends the visitor's session, as closing the browser would.
func (v *visitor) forgetCookies() {
	v.t.Helper()
	set(v.tab, network.ClearBrowserCookies, cdp.Empty{})
}

// beside does steps in another tab of the same browser, which shares its cookies.
func (v *visitor) beside(steps func(other *visitor)) {
	v.t.Helper()
	b := *v.tab
	b.watch = newWatch(v.s.address)
	ctx, closeTab := chromedp.NewContext(v.ctx, chromedp.WithListener(b.see))
	defer closeTab()
	b.ctx = ctx
	if err := chromedp.Do(ctx); err != nil {
		v.t.Fatal(err)
	}
	set(&b, audits.Enable, cdp.Empty{})
	set(&b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	if v.scriptless {
		b.withoutScripts()
	}
	steps(&visitor{tab: &b, scriptless: v.scriptless})
	for _, wrong := range b.taken() {
		v.t.Error(wrong)
	}
}
