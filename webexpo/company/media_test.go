package company

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

// picturePNG is a picture of the width and height.
func picturePNG(t *testing.T, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAPictureIsAddedDescribedAndRemoved(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Draft("company", sitetest.Product("Nattlampan"))
	page := listPath + "/" + it.ID + "/bilder"
	b := s.SignIn(editor)
	b.Upload(page+"/bild", "bild.file", "lampa.png", picturePNG(t, 640, 480), "version", text(it.Version), "alt", "Lampan på väggen").
		Leads(page + "?klart=deskPicture")
	got := now(t, s, it.ID)
	if len(got.Value.Draft.Pictures) != 1 {
		t.Fatalf("pictures %v", got.Value.Draft.Pictures)
	}
	id := got.Value.Draft.Pictures[0].ID
	b.Get(page).Says(http.StatusOK, `src="/media/`+id+`?width=320" alt="Lampan på väggen" width="320" height="240"`)
	b.Get(listPath+"/"+it.ID).Says(http.StatusOK, `alt="Lampan på väggen"`)

	b.Post(page+"/"+id+"/text", "version", text(got.Version), "text."+id, " ").
		Says(http.StatusUnprocessableEntity, `id="fel"`, "saknas", `alt="Lampan på väggen"`)
	b.Post(page+"/"+id+"/text", "version", text(got.Version), "text."+id, "Lampan vid sängen").Leads(page + "?klart=deskMediaText")
	b.Post(page+"/"+id+"/ta-bort", "version", text(got.Version)).Says(http.StatusConflict, "Någon annan hann före", "Lampan vid sängen")
	b.Post(page+"/"+id+"/ta-bort", "version", text(now(t, s, it.ID).Version)).Leads(page + "?klart=deskMediaGone")
	b.Get(page).Says(http.StatusOK, "Inga bilder än", "not", id)
}

// TestABadFileIsExplained: what was wrong is said at the field, and the text is kept.
func TestABadFileIsExplained(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Draft("company", sitetest.Product("Nattlampan"))
	page := listPath + "/" + it.ID + "/bilder"
	b := s.SignIn(editor)
	version := []string{"version", text(it.Version), "alt", "Lampan på väggen", "title", "Bruksanvisning"}
	for _, test := range []struct {
		kind, name string
		content    []byte
		says       string
	}{
		{"bild", "lampa.png", []byte("bara text"), "Filen är ingen bild"},
		{"bild", "lampa.png", picturePNG(t, 40, 40)[:60], "Filen är skadad"},
		{"bild", "lampa.png", append(picturePNG(t, 40, 40), make([]byte, 11<<20)...), "större än 10 MiB"},
		{"bild", "", nil, "Välj en fil."},
		{"dokument", "bok.pdf", picturePNG(t, 40, 40), "Filen är ingen PDF"},
	} {
		got := b.Upload(page+"/"+test.kind, test.kind+".file", test.name, test.content, version...)
		got.Says(http.StatusUnprocessableEntity, test.says, `href="#f-`+test.kind+`-file"`)
		if !strings.Contains(got.Text, "Lampan på väggen") {
			t.Errorf("%s: the text that was typed is lost", test.says)
		}
	}
	b.Upload(page+"/bild", "bild.file", "lampa.png", picturePNG(t, 40, 40), "version", text(it.Version), "alt", "").
		Says(http.StatusUnprocessableEntity, `href="#f-alt"`, "Beskrivning av bilden")
	b.Upload(page+"/bild", "bild.file", "lampa.png", picturePNG(t, 40, 40), "alt", "Utan version").Says(http.StatusBadRequest)
	if got := now(t, s, it.ID); len(got.Value.Draft.Pictures)+len(got.Value.Draft.Documents) != 0 {
		t.Error("a bad file was kept")
	}
}

func TestOthersCannotAddPictures(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Draft("company", sitetest.Product("Nattlampan"))
	page := listPath + "/" + it.ID + "/bilder"
	file := picturePNG(t, 40, 40)
	s.SignIn(other).Upload(page+"/bild", "bild.file", "a.png", file, "version", text(it.Version), "alt", "Min").Says(http.StatusNotFound)
	s.SignIn(reader).Upload(page+"/bild", "bild.file", "a.png", file, "version", text(it.Version), "alt", "Min").Says(http.StatusForbidden)
	s.Guest().Upload(page+"/bild", "bild.file", "a.png", file, "version", text(it.Version), "alt", "Min").Says(http.StatusUnauthorized)
	if len(now(t, s, it.ID).Value.Draft.Pictures) != 0 {
		t.Error("somebody else's picture was kept")
	}
}
