package journeys

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const imported = 50 // products of the file, beside three rows that are wrong

// TestACompanyIsInvitedAndItsProductsComeToThePublic follows a company from its
// invitation: it makes an account, tells of a product with a picture, imports many more
// and sends them in; the hub returns one and publishes the rest.
func TestACompanyIsInvitedAndItsProductsComeToThePublic(t *testing.T) {
	journey(t, func(v *visitor) {
		v.SignIn("systemadministratör")
		v.invite("Lumen Vård AB", "lo@lumen.example")
		v.SignOut()

		v.Visit(v.s.letter(v.t, "lo@lumen.example"))
		v.Fill("Namn", "Lo Lumen")
		v.Fill("Lösenord", "fyra ord som inte hör ihop")
		v.Press("Skapa konto och tacka ja")
		v.Follow("Våra produkter")
		v.tellOfAProduct()
		v.importMany()
		v.SignOut()

		v.SignIn("innehållsgranskare")
		v.review()
		v.SignOut()

		v.Visit("/sok?q=stiglampan+07")
		v.Follow("Stiglampan 07")
		v.See("Lumen Vård AB")
		v.Visit("/logga-in")
		v.Fill("E-postadress", "lo@lumen.example")
		v.Fill("Lösenord", "fyra ord som inte hör ihop")
		v.Press("Logga in")
		v.Follow("Våra produkter")
		v.See("Skriv hur lampan får ström.")
	})
}

// invite makes a company and invites its administrator.
func (v *visitor) invite(company, email string) {
	v.t.Helper()
	v.Follow("Organisationer")
	v.Follow("Ny organisation")
	v.Within("Slag").Choose("Företag")
	v.Fill("Namn", company)
	v.Press("Skapa")
	v.At(company)
	v.Follow("Bjud in någon")
	v.Fill("E-postadress", email)
	v.Within("Roller").Choose("Leverantörsadmin")
	v.Press("Skicka inbjudan")
	v.See("Inbjudan är på väg.")
}

func (v *visitor) tellOfAProduct() {
	v.t.Helper()
	v.Follow("Ny produkt")
	v.Fill("Produktens namn", "Ledlampan")
	v.Fill("Vad gör den?", "Tänds längs golvet när någon stiger upp på natten, så att hon hittar utan att falla.")
	v.Press("Spara utkast")
	v.See("Utkastet är sparat.")
	v.Follow("Uppgifter")
	v.Follow("Vad den gör och för vem")
	v.Within("Målgrupper").Choose("Äldre")
	v.Press("Spara och gå till")
	v.Follow("Bilder och dokument")
	v.Attach("Bildfil", "lampa.png", picture(v.t))
	v.Within("Bildfil").Fill("Vad visar bilden?", "En lampa på en list")
	v.Press("Lägg till bilden")
	v.See("Bilden är tillagd.")
	v.Follow("Översikt")
	v.Press("Skicka in för granskning")
	v.See("Produkten är inskickad.")
}

// importMany imports a file with three rows that are wrong, and sends in the others.
func (v *visitor) importMany() {
	v.t.Helper()
	v.Follow("Våra produkter")
	v.Follow("Läs in från fil")
	v.Attach("Fil", "lampor.csv", sheet())
	v.Choose("Skicka in de produkter som inte har några fel för granskning")
	v.Press("Läs in")
	for range 60 {
		if strings.Contains(v.text(), "Vad gör du nu?") {
			break
		}
		if v.scriptless {
			v.Follow("Visa hur långt det har kommit")
		}
	}
	v.See("Vad gör du nu?")
	v.Follow("Med fel (3)")
	v.See("Rad 52")
	v.DontSee("Stiglampan 07")
}

// review returns the product that was told of by hand and publishes all others.
func (v *visitor) review() {
	v.t.Helper()
	v.Follow("Granska")
	published := 0
	for waiting := v.called("link", "Stiglampan"); len(waiting) > 0; waiting = v.called("link", "Stiglampan") {
		v.Follow(waiting[0])
		v.Press("Publicera")
		v.DontSee(waiting[0])
		published++
	}
	if published != imported {
		v.t.Errorf("%d products were published, want the %d of the file", published, imported)
	}
	v.Follow("Ledlampan")
	v.Fill("Vad behöver ändras?", "Skriv hur lampan får ström.")
	v.Press("Skicka tillbaka")
	v.DontSee("Ledlampan")
}

// sheet is a file of products, of which the last three have something wrong.
func sheet() []byte {
	var b strings.Builder
	b.WriteString("id;name;summary;language;targetGroups;price.perMonthSEK\n")
	for n := 1; n <= imported; n++ {
		fmt.Fprintf(&b, "lumen-%02d;Stiglampan %02d;Tänds när någon stiger upp på natten.;sv;older;%d\n", n, n, 100+n)
	}
	b.WriteString("lumen-51;;Har inget namn.;sv;older;10\nlumen-52;Fel grupp;Har en okänd målgrupp.;sv;marsmän;10\nlumen-53;Fel pris;Kostar mindre än inget.;sv;older;-10\n")
	return []byte(b.String())
}

// picture is a small picture.
func picture(t testing.TB) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for x := range 640 {
		for y := range 480 {
			img.Set(x, y, color.RGBA{uint8(x / 3), uint8(y / 2), 120, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var letterLink = regexp.MustCompile(`http://[^/\s]+(/inbjudan/[\w-]+)`)

// letter is the path of the link in the letter to an address, which may be on its way.
func (s *service) letter(t testing.TB, to string) (path string) {
	t.Helper()
	if !becomes(func() bool {
		files, err := filepath.Glob(filepath.Join(s.data, "mail", "*.eml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if m := letterLink.FindStringSubmatch(letterTo(t, file, to)); m != nil {
				path = m[1]
			}
		}
		return path != ""
	}) {
		t.Fatalf("no letter to %s has come", to)
	}
	return path
}

// letterTo is the text of a letter, or nothing when it is to somebody else.
func letterTo(t testing.TB, file, to string) string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := mail.ReadMessage(f)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(m.Header.Get("To"), to) {
		return ""
	}
	text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
