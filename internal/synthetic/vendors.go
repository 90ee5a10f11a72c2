package synthetic

import (
	"fmt"

	"github.com/allagehub/matcharenan/catalog"
)

// vendorCount is how many companies there are, in catalogues of any size.
const vendorCount = 1500

func newVendors(t *tongue) []catalog.Vendor {
	list := make([]catalog.Vendor, vendorCount)
	for i := range list {
		list[i] = newVendor(newDraw(0, streamVendors, i), t, i)
	}
	return list
}

func newVendor(d draw, t *tongue, i int) catalog.Vendor {
	v := catalog.Vendor{ID: fmt.Sprintf("v-%04d", i+1), Country: "SE"}
	v.Name = t.names.lemmas[i].forms[0]
	if d.chance(0.5) {
		v.Name += []string{" Omsorg", " Teknik", " Care", " Vård", " Hemma", " Digital"}[d.IntN(6)]
	}
	if d.chance(0.85) {
		v.Name += " AB"
		if d.chance(0.7) {
			v.OrgNumber = orgNumber(d)
		}
		return v
	}
	abroad := d.IntN(5)
	v.Country = []string{"NO", "DK", "FI", "DE", "NL"}[abroad]
	v.Name += []string{" AS", " ApS", " Oy", " GmbH", " BV"}[abroad]
	return v
}

// orgNumber is an organisation number of a limited company, with its check digit
// (Luhn).
func orgNumber(d draw) string {
	n := 559_000_000 + d.IntN(1_000_000)
	sum := 0
	for rest, double := n, true; rest > 0; rest, double = rest/10, !double {
		digit := rest % 10
		if double {
			digit *= 2
		}
		sum += digit/10 + digit%10
	}
	return fmt.Sprintf("%06d-%03d%d", n/1000, n%1000, (10-sum%10)%10)
}
