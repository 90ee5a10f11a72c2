package api

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/web/session"
)

// provider is a provider of single sign-on that says what the test wants.
type provider struct {
	*httptest.Server
	key    *ecdsa.PrivateKey
	claims map[string]any // of the next ID token
	form   url.Values     // that the code was changed with
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{key: must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))}
	mux := http.NewServeMux()
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	answer := func(path string, value func(r *http.Request) any) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			if err := json.NewEncoder(w).Encode(value(r)); err != nil {
				t.Error(err)
			}
		})
	}
	answer("/.well-known/openid-configuration", func(*http.Request) any {
		return map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"ES256"},
		}
	})
	answer("/keys", func(*http.Request) any {
		point := must[[]byte](t)(p.key.PublicKey.Bytes())
		return map[string]any{"keys": []any{map[string]any{
			"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "1", "x": text64(point[1:33]), "y": text64(point[33:]),
		}}}
	})
	answer("/token", func(r *http.Request) any {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		p.form = r.PostForm
		return map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": p.sign(t)}
	})
	return p
}

func text64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (p *provider) sign(t testing.TB) string {
	t.Helper()
	body := text64([]byte(`{"alg":"ES256","kid":"1"}`)) + "." + text64(must[[]byte](t)(json.Marshal(p.claims)))
	sum := sha256.Sum256([]byte(body))
	der := must[[]byte](t)(p.key.Sign(rand.Reader, sum[:], crypto.SHA256))
	return body + "." + text64(plainSignature(der))
}

// plainSignature is a signature in DER as two numbers of 32 bytes.
func plainSignature(der []byte) []byte {
	out := make([]byte, 64)
	rest := der[2:]
	for i := range 2 {
		n := rest[2 : 2+int(rest[1])]
		rest = rest[2+int(rest[1]):]
		for len(n) > 32 {
			n = n[1:]
		}
		copy(out[32*(i+1)-len(n):], n)
	}
	return out
}

// begin goes to the provider, and returns where it was sent and the cookie.
func (s *testService) begin(query string) (to *url.URL, cookie string) {
	s.t.Helper()
	a := s.call("", http.MethodGet, "/providers/entra/start"+query, nil)
	if a.status != http.StatusSeeOther {
		s.t.Fatalf("%d: %s", a.status, a.body)
	}
	cookie, _, _ = strings.Cut(a.header.Get("Set-Cookie"), ";")
	return must[*url.URL](s.t)(url.Parse(a.header.Get("Location"))), cookie
}

// provided is a sign-in by the provider that lacks only the way back, of a person
// who has an account.
func (s *testService) provided() call {
	s.t.Helper()
	to, cookie := s.begin("")
	email := s.address()
	s.member("company", email, access.ProductEditor)
	s.provider.claims = map[string]any{
		"iss": s.provider.URL, "sub": email, "aud": "matcharenan", "exp": s.clock().Unix() + 60, "iat": s.clock().Unix(),
		"nonce": to.Query().Get("nonce"), "email": email, "email_verified": true, "name": "Någon",
	}
	return call{path: "/providers/entra/callback", query: "code=abc&state=" + to.Query().Get("state"), headers: []string{"Cookie", cookie}}
}

func providers(p *provider) []accounts.Provider {
	return []accounts.Provider{{
		ID: "entra", Name: "Entra", Issuer: p.URL, ClientID: "matcharenan", ClientSecret: "provider secret",
		RedirectURL: "http://example.com" + Root + "/providers/entra/callback",
	}}
}

// TestAPersonSignsInByAProvider goes there and back, and nowhere else.
func TestAPersonSignsInByAProvider(t *testing.T) {
	t.Parallel()
	s := newService(t)
	to, cookie := s.begin("?return=/listings")
	q := to.Query()
	if !strings.HasPrefix(to.String(), s.provider.URL+"/authorize?") || q.Get("state") == "" || q.Get("nonce") == "" ||
		q.Get("code_challenge") == "" || q.Get("code_challenge_method") != "S256" || q.Get("response_type") != "code" || cookie == "" {
		t.Fatalf("%s %s", to, cookie)
	}
	c := s.provided()
	got := c.with(s, "", http.MethodGet, c.query, nil)
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/" {
		t.Fatalf("%d %s: %s", got.status, got.header.Get("Location"), got.body)
	}
	if s.provider.form.Get("code_verifier") == "" || s.provider.form.Get("code") != "abc" {
		t.Errorf("the code was changed with %v", s.provider.form)
	}
	cookies := got.header.Values("Set-Cookie")
	if !slices.ContainsFunc(cookies, func(c string) bool {
		return strings.HasPrefix(c, "matcharenan=") && strings.Contains(strings.ToLower(c), "httponly")
	}) || !slices.ContainsFunc(cookies, func(c string) bool { return strings.HasPrefix(c, session.LoginCookie+"=;") }) {
		t.Errorf("cookies %q", cookies)
	}
	c.with(s, "", http.MethodGet, c.query, nil).problem(t, "the same answer again", http.StatusUnprocessableEntity, "")

	other := s.provided()
	other.headers = nil
	other.with(s, "", http.MethodGet, other.query, nil).problem(t, "another browser", http.StatusUnprocessableEntity, "")

	forged := s.provided()
	s.provider.claims["nonce"] = "another"
	forged.with(s, "", http.MethodGet, forged.query, nil).problem(t, "another nonce", http.StatusUnprocessableEntity, "")

	stranger := s.provided()
	s.provider.claims["email"], s.provider.claims["sub"] = "stranger@example.com", "stranger"
	stranger.with(s, "", http.MethodGet, stranger.query, nil).problem(t, "nobody known", http.StatusForbidden, "")

	refused := s.provided()
	refused.with(s, "", http.MethodGet, strings.Replace(refused.query, "code=abc", "error=access_denied", 1), nil).
		problem(t, "refused", http.StatusUnprocessableEntity, "")
}

// TestAProviderLeadsToOurOwnPagesOnly holds that the way back is a path of ours.
func TestAProviderLeadsToOurOwnPagesOnly(t *testing.T) {
	t.Parallel()
	s := newService(t)
	for _, path := range []string{"//evil.example", "https://evil.example", `/\evil.example`, `\\evil.example`, "javascript:alert(1)", "/\t/evil.example", "%2f%2fevil.example"} {
		to, cookie := s.begin("?return=" + url.QueryEscape(path))
		email := s.address()
		s.member("company", email, access.ProductEditor)
		s.provider.claims = map[string]any{
			"iss": s.provider.URL, "sub": email, "aud": "matcharenan", "exp": s.clock().Unix() + 60, "iat": s.clock().Unix(),
			"nonce": to.Query().Get("nonce"), "email": email, "email_verified": true,
		}
		got := s.call("", http.MethodGet, "/providers/entra/callback?code=abc&state="+to.Query().Get("state"), nil, "Cookie", cookie)
		where := must[*url.URL](t)(url.Parse(got.header.Get("Location")))
		if got.status != http.StatusSeeOther || where.Host != "" || where.Scheme != "" || where.Path != "/" {
			t.Errorf("%q leads to %q (%d)", path, got.header.Get("Location"), got.status)
		}
	}
	s.call("", http.MethodGet, "/providers/other/start", nil).problem(t, "no such provider", http.StatusNotFound, "")
}
