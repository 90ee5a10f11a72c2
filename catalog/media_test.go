package catalog

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
)

const pdf = "%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

func photo(t testing.TB, w, h int) *bytes.Reader {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	var out bytes.Buffer
	must(t, jpeg.Encode(&out, m, nil))
	return bytes.NewReader(out.Bytes())
}

func (b *bench) addPicture(t testing.TB, id string) Picture {
	t.Helper()
	it, err := b.AddPicture(t.Context(), editor, noon, id, 0, " En kamera i taket ", photo(t, 1600, 800))
	must(t, err)
	all := it.Value.Draft.Pictures
	return all[len(all)-1]
}

func (b *bench) blobs(t testing.TB) int {
	t.Helper()
	all, err := b.engine.Blobs().List(t.Context(), "", 1000)
	must(t, err)
	return len(all)
}

func TestPicturesAreShownWhenPublished(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	it := b.draft(t)
	p := b.addPicture(t, it.ID)
	if p.Alt != "En kamera i taket" || p.Width != 1280 || p.Height != 640 || p.Type != "image/jpeg" {
		t.Errorf("got %+v", p)
	}
	opens := func(a access.Actor, now time.Time, public bool, want error) {
		t.Helper()
		m, err := b.OpenMedia(ctx, a, now, p.ID, 0)
		if !errors.Is(err, want) {
			t.Fatalf("%s opens it: %v, want %v", a.ID, err, want)
		}
		if err != nil {
			return
		}
		defer func() { must(t, m.Close()) }()
		data, err := io.ReadAll(m)
		must(t, err)
		config, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err != nil || config.Width != 320 || m.Public != public || m.Type != "image/jpeg" || len(m.ETag) != 64 {
			t.Errorf("width %d, public %t, %s, %q, %v", config.Width, m.Public, m.Type, m.ETag, err)
		}
	}
	opens(editor, noon, false, nil)
	opens(access.Actor{}, noon, false, store.ErrNotFound)
	opens(rival, noon, false, store.ErrNotFound)
	_, err := b.Submit(ctx, editor, noon, it.ID, 0)
	must(t, err)
	_, err = b.Publish(ctx, reviewer, noon, it.ID, 0)
	must(t, err)
	opens(access.Actor{}, noon, true, nil)
	opens(access.Actor{}, noon.AddDate(1, 0, 1), false, store.ErrNotFound) // expired

	// The public goes on to see what has been removed from the working copy only.
	_, err = b.Detach(ctx, editor, noon, it.ID, 0, p.ID)
	must(t, err)
	opens(access.Actor{}, noon, true, nil)
	_, err = b.Submit(ctx, editor, noon, it.ID, 0)
	must(t, err)
	_, err = b.Publish(ctx, reviewer, noon, it.ID, 0)
	must(t, err)
	opens(access.Actor{}, noon, false, store.ErrNotFound)
	opens(editor, noon, false, nil) // version 1 has it
	_, err = b.Withdraw(ctx, editor, noon, it.ID, 0)
	must(t, err)
	opens(access.Actor{}, noon, false, store.ErrNotFound)

	for _, bad := range []string{"", "x", it.ID, it.ID + ".x", "x." + p.ID} {
		if _, err := b.OpenMedia(ctx, editor, noon, bad, 0); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestWidthsOfPictures(t *testing.T) {
	b := newBench(t)
	p := b.addPicture(t, b.draft(t).ID)
	for asked, want := range map[int]int{0: 320, 320: 320, 321: 1280, 5000: 1280} {
		m, err := b.OpenMedia(t.Context(), editor, noon, p.ID, asked)
		must(t, err)
		config, err := jpeg.DecodeConfig(m)
		if err != nil || config.Width != want {
			t.Errorf("asked for %d: %d, %v", asked, config.Width, err)
		}
		must(t, m.Close())
	}
}

func TestDocuments(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	it := b.draft(t)
	it, err := b.AddDocument(ctx, editor, noon, it.ID, it.Version, "Manual", strings.NewReader(pdf))
	must(t, err)
	d := it.Value.Draft.Documents[0]
	if d.Title != "Manual" || d.Size != int64(len(pdf)) || d.Type != PDFType {
		t.Errorf("got %+v", d)
	}
	m, err := b.OpenMedia(ctx, editor, noon, d.ID, 320)
	must(t, err)
	data, err := io.ReadAll(m)
	if err != nil || string(data) != pdf || m.Close() != nil {
		t.Errorf("got %q, %v", data, err)
	}
	it, err = b.Describe(ctx, editor, noon, it.ID, it.Version, d.ID, "Bruksanvisning")
	if err != nil || it.Value.Draft.Documents[0].Title != "Bruksanvisning" {
		t.Errorf("got %+v, %v", it.Value.Draft.Documents, err)
	}
	again, err := b.Describe(ctx, editor, noon, it.ID, it.Version, d.ID, "Bruksanvisning")
	if err != nil || again.Version != it.Version {
		t.Errorf("the same title makes version %d of %d, %v", again.Version, it.Version, err)
	}
	changes, err := b.Changes(ctx, editor, it.ID)
	if err != nil || len(changes) == 0 || changes[len(changes)-1].Member != "documents" || len(changes[len(changes)-1].Added) != 1 {
		t.Errorf("got %+v, %v", changes, err)
	}
	if _, err := b.Detach(ctx, editor, noon, it.ID, 0, "x.y"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestMediaThatAreRefused(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	id := b.draft(t).ID
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"no text":       {addPicture(b, id, editor, " ", photo(t, 8, 8)), "alt check.required"},
		"long text":     {addPicture(b, id, editor, strings.Repeat("å", MaxCaption+1), photo(t, 8, 8)), "alt check.tooLong"},
		"no title":      {addDocument(b, id, "", strings.NewReader(pdf)), "title check.required"},
		"PDF a picture": {addPicture(b, id, editor, "x", strings.NewReader(pdf)), "media.notPicture"},
		"no PDF":        {addDocument(b, id, "x", photo(t, 8, 8)), "media.notPDF"},
		"long PDF":      {addDocument(b, id, "x", io.MultiReader(strings.NewReader(pdf), zeros(MaxDocumentBytes))), "media.tooLarge"},
		"long picture":  {addPicture(b, id, editor, "x", io.MultiReader(photo(t, 8, 8), zeros(11<<20))), "media.tooLarge"},
		"another's":     {addPicture(b, id, rival, "x", photo(t, 8, 8)), "store.notFound"},
	} {
		if got := keysOf(problemsOf(tt.err)) + keyOf(tt.err); got != tt.want {
			t.Errorf("%s gives %s (%v), want %s", name, got, tt.err, tt.want)
		}
	}
	_, err := b.Submit(ctx, editor, noon, id, 0)
	must(t, err)
	if err := addPicture(b, id, editor, "x", photo(t, 8, 8)); keyOf(err) != "catalog.cannot.attach" {
		t.Errorf("while it is reviewed: %v", err)
	}
	if n := b.blobs(t); n != 0 {
		t.Errorf("%d blobs are left of what was refused", n)
	}
	if v := b.get(t, id).Value; len(v.Draft.Pictures)+len(v.Draft.Documents) != 0 {
		t.Error("something was added")
	}
}

func zeros(n int64) io.Reader { return io.LimitReader(endless{}, n) }

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func addPicture(b *bench, id string, a access.Actor, alt string, r io.Reader) error {
	_, err := b.AddPicture(b.ctx, a, noon, id, 0, alt, r)
	return err
}

func addDocument(b *bench, id, title string, r io.Reader) error {
	_, err := b.AddDocument(b.ctx, editor, noon, id, 0, title, r)
	return err
}

func TestAtMostTenOfEach(t *testing.T) {
	b := newBench(t)
	id := b.draft(t).ID
	for range MaxPictures {
		must(t, addPicture(b, id, editor, "x", photo(t, 4, 4)))
		must(t, addDocument(b, id, "x", strings.NewReader(pdf)))
	}
	if err := addPicture(b, id, editor, "x", photo(t, 4, 4)); keyOf(err) != "media.tooManyPictures" || !fault.Is(err, fault.TooLarge) {
		t.Errorf("got %v", err)
	}
	if err := addDocument(b, id, "x", strings.NewReader(pdf)); keyOf(err) != "media.tooManyDocuments" {
		t.Errorf("got %v", err)
	}
}

func TestAStaleTabAddsNoPicture(t *testing.T) {
	b := newBench(t)
	it := b.draft(t)
	b.addPicture(t, it.ID)
	_, err := b.AddPicture(t.Context(), editor, noon, it.ID, it.Version, "x", photo(t, 4, 4))
	if !errors.Is(err, store.ErrVersion) || len(b.get(t, it.ID).Value.Draft.Pictures) != 1 {
		t.Errorf("got %v", err)
	}
}

func TestTransparentPicturesStayPNG(t *testing.T) {
	b := newBench(t)
	var out bytes.Buffer
	must(t, png.Encode(&out, image.NewRGBA(image.Rect(0, 0, 9, 9))))
	it, err := b.AddPicture(t.Context(), editor, noon, b.draft(t).ID, 0, "x", &out)
	must(t, err)
	m, err := b.OpenMedia(t.Context(), editor, noon, it.Value.Draft.Pictures[0].ID, 0)
	if err != nil || m.Type != "image/png" {
		t.Fatalf("got %s, %v", m.Type, err)
	}
	must(t, m.Close())
}

// TestOnlyWhatNothingRefersToIsSwept has blobs of all sorts.
func TestOnlyWhatNothingRefersToIsSwept(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	put := func(id string) {
		t.Helper()
		_, err := b.engine.Blobs().Put(ctx, id, strings.NewReader("x"), 10)
		must(t, err)
	}
	inDraft := b.draft(t)
	b.addPicture(t, inDraft.ID) // 2 blobs, kept
	it := b.draft(t)
	inVersion := b.addPicture(t, it.ID) // 2, kept: version 1 has it
	_, err := b.Submit(ctx, editor, noon, it.ID, 0)
	must(t, err)
	_, err = b.Publish(ctx, reviewer, noon, it.ID, 0)
	must(t, err)
	_, err = b.Detach(ctx, editor, noon, it.ID, 0, inVersion.ID)
	must(t, err)
	removed := b.addPicture(t, it.ID) // 2, swept
	_, err = b.Detach(ctx, editor, noon, it.ID, 0, removed.ID)
	must(t, err)
	gone := b.draft(t)
	b.addPicture(t, gone.ID) // 2, swept: its listing is gone
	must(t, b.Delete(ctx, editor, noon, gone.ID, 0))
	put("media-" + it.ID + ".lost-320") // swept
	put("import-lost")                  // swept
	put("a-strangers")                  // kept
	put("zz-strangers")                 // kept
	running, err := b.StartImport(ctx, editor, noon, Upload{Owner: "acme", Name: "p.jsonl", Format: JSONL, File: strings.NewReader(`{"id":"a","name":"A"}`)})
	must(t, err) // 1, kept

	day := 24 * time.Hour
	if n, err := b.SweepBlobs(ctx, time.Now().Add(day-time.Minute)); n != 0 || err != nil {
		t.Errorf("%d younger than a day are swept, %v", n, err)
	}
	if n, err := b.SweepBlobs(ctx, time.Now().Add(day+time.Minute)); n != 6 || err != nil {
		t.Errorf("%d are swept, %v", n, err)
	}
	if n := b.blobs(t); n != 2+2+2+1 {
		t.Errorf("%d are left", n)
	}
	for _, p := range []string{inVersion.ID, b.get(t, inDraft.ID).Value.Draft.Pictures[0].ID} {
		m, err := b.OpenMedia(ctx, editor, noon, p, 0)
		must(t, err)
		must(t, m.Close())
	}
	if imp, err := b.ContinueImport(ctx, noon, running.ID); err != nil || imp.State != ImportDone {
		t.Errorf("the import is %s, %v", imp.State, err)
	}
	if n := b.blobs(t); n != 2+2+2 {
		t.Errorf("%d are left after the import", n)
	}
	if v := b.get(t, it.ID).Value; v.State != lifecycle.Draft {
		t.Errorf("state %s", v.State)
	}
}
