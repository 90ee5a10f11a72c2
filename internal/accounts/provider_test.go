package accounts

import (
	"bufio"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/id"
)

// An OpenID Connect provider: small, but a process of its own that one talks to by
// HTTP only. The test binary is it when the environment variable is set. What a
// tester adds to the query of the authorization request says who signs in, and what
// the provider does wrong.

const asProvider = "MATCHARENAN_TEST_PROVIDER"

const (
	clientID     = "matcharenan"
	clientSecret = "provider's secret"
	redirectURL  = "https://example.test/sign-in/town"
)

// startProvider starts the provider and returns its issuer.
func startProvider(t testing.TB) string {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary)
	cmd.Env = append(os.Environ(), asProvider+"=1")
	cmd.Stderr = os.Stderr
	// When the tests are killed, the provider sees the end of its input and ends.
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	issuer, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the provider does not start: %v", err)
	}
	return strings.TrimSpace(issuer)
}

// grant is what a code stands for.
type grant struct {
	query  url.Values // of the authorization request
	issued time.Time
}

type testProvider struct {
	issuer string
	mu     sync.Mutex
	key    *rsa.PrivateKey
	kid    string
	grants map[string]grant
}

func serveProvider() int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	p := &testProvider{issuer: "http://" + listener.Addr().String(), grants: map[string]grant{}}
	if err := p.rotate(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("POST /rotate", func(w http.ResponseWriter, _ *http.Request) {
		if err := p.rotate(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	fmt.Fprintln(os.Stdout, p.issuer)
	_, _ = io.Copy(io.Discard, os.Stdin)
	_ = server.Close()
	return 0
}

// rotate replaces the key that signs. The old one is good no more.
func (p *testProvider) rotate() error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.key, p.kid = key, id.Secret()
	return nil
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (p *testProvider) discovery(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]any{
		"issuer": p.issuer, "authorization_endpoint": p.issuer + "/authorize", "token_endpoint": p.issuer + "/token",
		"jwks_uri": p.issuer + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"},
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"code_challenge_methods_supported": []string{"S256"},
	})
}

func (p *testProvider) keys(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	encode := base64.RawURLEncoding.EncodeToString
	answer(w, map[string]any{"keys": []map[string]string{{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": p.kid,
		"n": encode(p.key.N.Bytes()), "e": encode(big.NewInt(int64(p.key.E)).Bytes()),
	}}})
}

func (p *testProvider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != clientID || q.Get("redirect_uri") != redirectURL || q.Get("response_type") != "code" ||
		!strings.Contains(q.Get("scope"), "openid") || q.Get("code_challenge_method") != "S256" || q.Get("state") == "" {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	code := id.Secret()
	p.mu.Lock()
	p.grants[code] = grant{query: q, issued: time.Now()}
	p.mu.Unlock()
	http.Redirect(w, r, redirectURL+"?"+url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {p.issuer}}.Encode(), http.StatusFound)
}

func (p *testProvider) token(w http.ResponseWriter, r *http.Request) {
	refuse := func(why string) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, `{"error":%q}`, why)
	}
	user, secret, ok := r.BasicAuth()
	user, _ = url.QueryUnescape(user)
	secret, _ = url.QueryUnescape(secret)
	if !ok || user != clientID || secret != clientSecret {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	code := r.PostFormValue("code")
	g, ok := p.grants[code]
	delete(p.grants, code)
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	switch {
	case !ok || time.Since(g.issued) > time.Minute:
		refuse("invalid_grant")
	case r.PostFormValue("redirect_uri") != redirectURL:
		refuse("redirect_uri")
	case base64.RawURLEncoding.EncodeToString(challenge[:]) != g.query.Get("code_challenge"):
		refuse("code_verifier")
	default:
		idToken, err := p.sign(g.query)
		if err != nil {
			refuse(err.Error())
			return
		}
		body := map[string]any{"access_token": id.Secret(), "token_type": "Bearer", "expires_in": 300, "id_token": idToken}
		if g.query.Get("wrong") == "no ID token" {
			delete(body, "id_token")
		}
		answer(w, body)
	}
}

// sign makes the ID token, wrong in the way that was asked for.
func (p *testProvider) sign(q url.Values) (string, error) {
	now := time.Now()
	claims := map[string]any{
		"iss": p.issuer, "aud": clientID, "sub": q.Get("sub"), "nonce": q.Get("nonce"),
		"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
		"email": q.Get("email"), "email_verified": q.Get("verified") == "true", "name": q.Get("name"),
	}
	header, key := map[string]string{"alg": "RS256", "typ": "JWT", "kid": p.kid}, p.key
	switch q.Get("wrong") {
	case "nonce":
		claims["nonce"] = id.Secret()
	case "no nonce":
		delete(claims, "nonce")
	case "audience":
		claims["aud"] = "another"
	case "party":
		claims["aud"] = []string{clientID, "another"}
		claims["azp"] = "another"
	case "expired":
		claims["exp"] = now.Add(-time.Minute).Unix()
	case "issuer":
		claims["iss"] = "https://another.test"
	case "no subject":
		delete(claims, "sub")
	case "unsigned":
		header["alg"] = "none"
	case "key":
		var err error
		if key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			return "", err
		}
	case "text":
		claims["email_verified"] = q.Get("verified")
	}
	return jwt(header, claims, key)
}

func jwt(header, claims any, key *rsa.PrivateKey) (string, error) {
	h, err := json.Marshal(header)
	if err != nil {
		return "", err
	}
	c, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode(h) + "." + encode(c)
	if strings.Contains(string(h), `"none"`) {
		return signed + ".", nil
	}
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	return signed + "." + encode(signature), err
}
