package config

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
)

var update = flag.Bool("update", false, "write the golden file anew")

// standard is a configuration of nothing but defaults, as the command line parser
// fills it.
func standard(t *testing.T) *Config {
	t.Helper()
	c := &Config{}
	fill(t, reflect.ValueOf(c).Elem())
	return c
}

func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	for i := range v.NumField() {
		f, tag := v.Field(i), v.Type().Field(i).Tag
		if _, ok := tag.Lookup("embed"); ok {
			fill(t, f)
			continue
		}
		given := tag.Get("default")
		if given == "" {
			continue
		}
		switch target := f.Addr().Interface().(type) {
		case *string:
			*target = given
		case *int:
			n, err := strconv.Atoi(given)
			if err != nil {
				t.Fatal(err)
			}
			*target = n
		case *Duration:
			if err := target.UnmarshalText([]byte(given)); err != nil {
				t.Fatal(err)
			}
		default:
			t.Fatalf("a default for a %T", target)
		}
	}
}

func TestDefaultsAreGood(t *testing.T) {
	c := standard(t)
	if err := c.Check(); err != nil {
		t.Fatal(i18n.Printer{Language: i18n.English}.Error(err))
	}
	if c.Index != filepath.Join("data", "index") || c.MailDir != filepath.Join("data", "mail") || c.HTTP.Secure() || c.HTTP.Public() != nil {
		t.Errorf("%+v", c)
	}
}

// TestEverySettingHasItsNames: the three names of a setting are made alike.
func TestEverySettingHasItsNames(t *testing.T) {
	flags, envs := map[string]bool{}, map[string]bool{}
	wellFormed := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	for _, s := range settings(&Config{}) {
		if !wellFormed.MatchString(s.flag) || flags[s.flag] {
			t.Errorf("flag %q", s.flag)
		}
		flags[s.flag] = true
		if s.flag == "oidc" { // a list of objects is no flag
			continue
		}
		if want := "MATCHARENAN_" + strings.ToUpper(strings.ReplaceAll(s.flag, "-", "_")); s.env != want || envs[s.env] {
			t.Errorf("--%s has the variable %s, want %s", s.flag, s.env, want)
		}
		envs[s.env] = true
		if len(s.path) == 0 || s.path[len(s.path)-1] == "" {
			t.Errorf("--%s has no member", s.flag)
		}
	}
	if len(flags) < 40 {
		t.Errorf("only %d settings were found", len(flags))
	}
}

func TestEverySettingHasHelp(t *testing.T) {
	var look func(typ reflect.Type)
	look = func(typ reflect.Type) {
		for f := range typ.Fields() {
			if _, ok := f.Tag.Lookup("embed"); ok {
				look(f.Type)
			} else if help := f.Tag.Get("help"); !strings.HasSuffix(help, ".") && !strings.HasSuffix(help, ").") {
				t.Errorf("%s has the help %q", f.Name, help)
			}
		}
	}
	look(reflect.TypeFor[Config]())
}

func env(values map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		v, ok := values[name]
		return v, ok
	}
}

func TestSource(t *testing.T) {
	file := `{"data": "/srv/m", "http": {"trustedProxies": ["10.0.0.0/8"], "grace": "5s"}, "smtp": {"port": 25, "host": "mail"},
		"oidc": [{"id": "a", "name": "A", "issuer": "https://a.example", "clientId": "c"}], "demo": false, "instance": null}`
	s, err := NewSource([]byte(file), "m.json", env(map[string]string{
		"MATCHARENAN_SMTP_PORT": "465", "MATCHARENAN_SMTP_HOST": "", "MATCHARENAN_LISTEN": ":80", "": "x", "MATCHARENAN_OIDC": "x",
	}))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"data": "/srv/m", "trusted-proxies": []any{"10.0.0.0/8"}, "grace": "5s", "smtp-port": "465", "smtp-host": "mail",
		"listen": ":80", "instance": nil, "demo": false, "index": nil, "nothing": nil,
	} {
		if got := s.Value(name); !reflect.DeepEqual(got, want) {
			t.Errorf("--%s is %#v, want %#v", name, got, want)
		}
	}
	if list, ok := s.Value("oidc").([]any); !ok || len(list) != 1 {
		t.Errorf("oidc: %#v", s.Value("oidc"))
	}
	if s, err := NewSource(nil, "", env(nil)); err != nil || s.Value("data") != nil {
		t.Errorf("nothing said: %v", err)
	}
}

func TestBadFiles(t *testing.T) {
	for name, test := range map[string]struct{ file, want string }{
		"unknown":        {`{"instanse": "x"}`, `m.json: the member "instanse" is not known. Did you mean "instance"?`},
		"unknown inside": {`{"smtp": {"pasword": "x"}}`, `"smtp.pasword" is not known. Did you mean "password"?`},
		"wrong sort":     {`{"http": {"listen": 80}}`, `"http.listen" must be text.`},
		"doubled":        {`{"data": "x", "data": "y"}`, `"data" stands twice.`},
		"no JSON":        {`data=x`, "not valid JSON"},
		"empty":          {" \n", "m.json is empty."},
		"long":           {strings.Repeat(" ", MaxFile+1), "larger than"},
	} {
		_, err := NewSource([]byte(test.file), "m.json", env(nil))
		if err == nil {
			t.Errorf("%s was accepted", name)
		} else if got := (i18n.Printer{Language: i18n.English}).Error(err); !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestCheckFinds(t *testing.T) {
	for name, test := range map[string]struct {
		change func(c *Config)
		want   string // member and key
	}{
		"no port":            {func(c *Config) { c.HTTP.Listen = "localhost" }, "http.listen config.address"},
		"big port":           {func(c *Config) { c.HTTP.Listen = "127.0.0.1:70000" }, "http.listen config.address"},
		"public missing":     {func(c *Config) { c.HTTP.Listen = ":8080" }, "http.publicUrl config.publicMissing"},
		"public path":        {func(c *Config) { c.HTTP.PublicURL = "https://a.example/m" }, "http.publicUrl config.publicPath"},
		"public nonsense":    {func(c *Config) { c.HTTP.PublicURL = "a.example" }, "http.publicUrl check.weburl"},
		"metrics twice":      {func(c *Config) { c.HTTP.MetricsListen = c.HTTP.Listen }, "http.metricsListen config.sameAddress"},
		"half TLS":           {func(c *Config) { c.HTTP.TLSCert = "a" }, "http.tlsCert config.tlsPair"},
		"proxy":              {func(c *Config) { c.HTTP.TrustedProxies = []string{"proxy"} }, "http.trustedProxies config.network"},
		"host":               {func(c *Config) { c.HTTP.AllowedHosts = []string{"https://a"} }, "http.allowedHosts config.host"},
		"every host":         {func(c *Config) { c.HTTP.AllowedHosts = []string{"*"} }, "http.allowedHosts config.host"},
		"origin":             {func(c *Config) { c.HTTP.CORSOrigins = []string{"https://a.example/"} }, "http.corsOrigins config.origin"},
		"no grace":           {func(c *Config) { c.HTTP.Grace = 0 }, "http.grace config.span"},
		"long session":       {func(c *Config) { c.Session.Lifetime = Duration(1000 * 24 * time.Hour) }, "session.lifetime config.span"},
		"lifetime":           {func(c *Config) { c.Session.Idle = Duration(24 * time.Hour) }, "session.lifetime config.lifetime"},
		"small upload":       {func(c *Config) { c.Limits.Upload = 2000 }, "limits.upload config.upload"},
		"small body":         {func(c *Config) { c.Limits.Body = 1 }, "limits.body check.atLeast"},
		"rate":               {func(c *Config) { c.Rates.Read = 0 }, "rates.read check.atLeast"},
		"mongodb":            {func(c *Config) { c.MongoDB.URI = "hunter2" }, "mongodb.uri config.mongodb"},
		"backup":             {func(c *Config) { c.BackupDir = filepath.Join("data", "backup") }, "backupDir config.backupInside"},
		"mail from":          {func(c *Config) { c.SMTP.Host = "mail" }, "smtp.from config.from"},
		"mail user":          {func(c *Config) { c.SMTP = mailed(c.SMTP); c.SMTP.User = "u" }, "smtp.user config.smtpUser"},
		"mail open":          {func(c *Config) { c.SMTP = mailed(c.SMTP); c.SMTP.TLS = "none" }, "smtp.tls config.smtpTLS"},
		"mail TLS":           {func(c *Config) { c.SMTP.TLS = "ssl" }, "smtp.tls check.vocab"},
		"level":              {func(c *Config) { c.Log.Level = "loud" }, "log.level check.vocab"},
		"no name":            {func(c *Config) { c.Instance = "" }, "instance check.required"},
		"webhook":            {func(c *Config) { c.Webhook.Attempts = 100 }, "webhooks.attempts check.atMost"},
		"provider":           {func(c *Config) { c.OIDC = []OIDCProvider{{ID: "a"}} }, "oidc[0].name check.required"},
		"provider twice":     {func(c *Config) { c.OIDC = []OIDCProvider{provider, provider} }, "oidc[1].id config.oidcTwice"},
		"provider's address": {func(c *Config) { p := provider; p.Issuer = "http://a.example"; c.OIDC = []OIDCProvider{p} }, "oidc[0].issuer config.oidcIssuer"},
	} {
		c := standard(t)
		test.change(c)
		err := c.Check()
		var found []string
		for _, p := range fault.Problems(err) {
			found = append(found, p.Member+" "+p.Key)
			for _, lang := range i18n.Languages() {
				if text := (i18n.Printer{Language: lang}).Problem(p); strings.Contains(text, "{") || strings.Contains(text, "hunter2") {
					t.Errorf("%s: %s", name, text)
				}
			}
		}
		if !strings.Contains(strings.Join(found, "\n")+"\n", test.want+"\n") {
			t.Errorf("%s: found %q, want %s", name, found, test.want)
		}
	}
}

var provider = OIDCProvider{ID: "a", Name: "A", Issuer: "https://a.example", ClientID: "c", ClientSecret: "hunter2"}

func mailed(s SMTP) SMTP {
	s.Host, s.From = "mail.example", "Matcharenan <post@example.org>"
	return s
}

func TestGoodSettings(t *testing.T) {
	c := standard(t)
	c.HTTP = HTTP{
		Listen: "0.0.0.0:0", PublicURL: "https://m.example/", TrustedProxies: []string{"10.0.0.0/8", "192.0.2.1", "fd00::1"},
		AllowedHosts: []string{"m.internal", "[::1]"}, CORSOrigins: []string{"https://a.example:8443"}, Grace: c.HTTP.Grace, MetricsListen: "0.0.0.0:0",
	}
	c.SMTP, c.MongoDB.URI, c.OIDC = mailed(c.SMTP), "mongodb+srv://u:p@h/d", []OIDCProvider{provider}
	c.BackupDir = "data-backup"
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	if p := c.HTTP.Proxies(); len(p) != 3 || p[1].String() != "192.0.2.1/32" || p[2].String() != "fd00::1/128" {
		t.Errorf("proxies: %v", p)
	}
	if u := c.HTTP.Public(); u == nil || u.Host != "m.example" || !c.HTTP.Secure() {
		t.Errorf("public: %v", u)
	}
}

func TestSecretsInFiles(t *testing.T) {
	files := map[string]string{"uri": "mongodb://u:p@h\n", "pw": " two words \r\n", "oidc": "s3", "empty": "\n", "nul": "a\x00b"}
	reading := func(name string) ([]byte, error) {
		v, ok := files[name]
		if !ok {
			return nil, errors.New("no such file")
		}
		return []byte(v), nil
	}
	c := &Config{MongoDB: MongoDB{URIFile: "uri"}, SMTP: SMTP{PasswordFile: "pw"}, OIDC: []OIDCProvider{{ClientSecretFile: "oidc"}}}
	if err := c.ReadSecrets(reading); err != nil {
		t.Fatal(err)
	}
	if c.MongoDB.URI != "mongodb://u:p@h" || c.SMTP.Password != " two words " || c.OIDC[0].ClientSecret != "s3" {
		t.Errorf("%+v", c)
	}
	for name, test := range map[string]struct {
		smtp SMTP
		key  string
	}{
		"both":    {SMTP{Password: "x", PasswordFile: "pw"}, "config.secretTwice"},
		"missing": {SMTP{PasswordFile: "missing"}, "config.secretFile"},
		"empty":   {SMTP{PasswordFile: "empty"}, "config.secretEmpty"},
		"NUL":     {SMTP{PasswordFile: "nul"}, "config.secretEmpty"},
	} {
		err := (&Config{SMTP: test.smtp}).ReadSecrets(reading)
		if p := fault.Problems(err); len(p) != 1 || p[0].Key != test.key || p[0].Member != "smtp.passwordFile" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPrint(t *testing.T) {
	c := standard(t)
	c.MongoDB.URI, c.SMTP.Password, c.OIDC = "mongodb://u:hunter2@h", "hunter2", []OIDCProvider{provider}
	c.HTTP.TrustedProxies = []string{"10.0.0.0/8"}
	var b bytes.Buffer
	if err := c.Print(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "hunter2") {
		t.Error("a secret is printed")
	}
	if c.SMTP.Password != "hunter2" || c.OIDC[0].ClientSecret != "hunter2" {
		t.Error("printing has changed the configuration")
	}
	golden := filepath.Join("testdata", "print.golden")
	if *update {
		if err := os.WriteFile(golden, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || b.String() != string(want) {
		t.Errorf("%v; it is now:\n%s", err, b.String())
	}
	if _, err := NewSource(b.Bytes(), "print", env(nil)); err != nil {
		t.Errorf("what is printed cannot be read: %v", err)
	}
	if err := c.Print(broken{}); err == nil {
		t.Error("a failed write is not told")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("full") }
