package config

// Config is everything that the service is told.
type Config struct {
	Instance  string `json:"instance" name:"instance" env:"MATCHARENAN_INSTANCE" default:"matcharenan" help:"Name of the installation, in mail and on pages." validate:"required,max=100"`
	Demo      bool   `json:"demo" name:"demo" env:"MATCHARENAN_DEMO" help:"Fill an empty store with made-up examples and open accounts. Never where real data are."`
	Data      string `json:"data" name:"data" env:"MATCHARENAN_DATA" default:"data" type:"path" help:"Folder of the embedded store and of files." validate:"required,max=1000"`
	Index     string `json:"index" name:"index" env:"MATCHARENAN_INDEX" type:"path" help:"Folder of the search index, which can be made anew (default: index in the data folder)." validate:"max=1000"`
	BackupDir string `json:"backupDir" name:"backup-dir" env:"MATCHARENAN_BACKUP_DIR" type:"path" help:"Folder that backups are written to (default: none are)." validate:"max=1000"`
	Hunspell  string `json:"hunspell" name:"hunspell" env:"MATCHARENAN_HUNSPELL" default:"auto" help:"Swedish hunspell dictionary (.dic): a path, 'auto' or 'off'." validate:"max=1000"`
	Ruleset   string `json:"ruleset" name:"ruleset" env:"MATCHARENAN_RULESET" type:"path" help:"Rule set in YAML, instead of the built-in one." validate:"max=1000"`
	MailDir   string `json:"mailDir" name:"mail-dir" env:"MATCHARENAN_MAIL_DIR" type:"path" help:"Folder that mail is written to when no SMTP server is given (default: mail in the data folder)." validate:"max=1000"`

	HTTP    HTTP           `json:"http" embed:""`
	Limits  Limits         `json:"limits" embed:"" prefix:"limit-"`
	Rates   Rates          `json:"rates" embed:"" prefix:"rate-"`
	Session Session        `json:"session" embed:"" prefix:"session-"`
	MongoDB MongoDB        `json:"mongodb" embed:"" prefix:"mongodb-"`
	SMTP    SMTP           `json:"smtp" embed:"" prefix:"smtp-"`
	Webhook Webhook        `json:"webhooks" embed:"" prefix:"webhook-"`
	Log     Log            `json:"log" embed:"" prefix:"log-"`
	OIDC    []OIDCProvider `json:"oidc" name:"oidc" hidden:"" help:"Providers of single sign-on, in the file only." validate:"max=20,dive"`
}

// HTTP is where and for whom the service answers.
type HTTP struct {
	Listen         string   `json:"listen" name:"listen" env:"MATCHARENAN_LISTEN" default:"127.0.0.1:8080" help:"Address and port to answer on. Port 0 takes a free one." validate:"required,max=300"`
	MetricsListen  string   `json:"metricsListen" name:"metrics-listen" env:"MATCHARENAN_METRICS_LISTEN" help:"Address and port for /metrics (default: no metrics)." validate:"max=300"`
	PublicURL      string   `json:"publicUrl" name:"public-url" env:"MATCHARENAN_PUBLIC_URL" help:"How people reach the service, for links in mail; https makes cookies safe. Required unless it listens on this machine only." validate:"omitempty,weburl"`
	AllowedHosts   []string `json:"allowedHosts" name:"allowed-hosts" env:"MATCHARENAN_ALLOWED_HOSTS" help:"Host names that are answered besides that of the public address." validate:"max=50,dive,max=253"`
	TrustedProxies []string `json:"trustedProxies" name:"trusted-proxies" env:"MATCHARENAN_TRUSTED_PROXIES" help:"Addresses or networks of the proxies in front, whose X-Forwarded headers are believed." validate:"max=50,dive,max=50"`
	CORSOrigins    []string `json:"corsOrigins" name:"cors-origins" env:"MATCHARENAN_CORS_ORIGINS" help:"Other sites whose scripts may use the API with tokens." validate:"max=50,dive,weburl"`
	TLSCert        string   `json:"tlsCert" name:"tls-cert" env:"MATCHARENAN_TLS_CERT" type:"path" help:"Certificate chain in PEM. It is read again when it changes." validate:"max=1000"`
	TLSKey         string   `json:"tlsKey" name:"tls-key" env:"MATCHARENAN_TLS_KEY" type:"path" help:"Private key of the certificate, in PEM." validate:"max=1000"`
	Grace          Duration `json:"grace" name:"grace" env:"MATCHARENAN_GRACE" default:"20s" help:"How long running requests may take to end when the service stops."`
	Linger         Duration `json:"linger" name:"linger" env:"MATCHARENAN_LINGER" default:"0s" help:"How long to go on accepting requests after /readyz says that the service stops."`
}

// Limits are how much and how long, for one request and for all.
type Limits struct {
	Header      int      `json:"header" name:"header" env:"MATCHARENAN_LIMIT_HEADER" default:"16384" help:"Bytes of a request's head." validate:"min=4096,max=1048576"`
	Body        int      `json:"body" name:"body" env:"MATCHARENAN_LIMIT_BODY" default:"1048576" help:"Bytes of a body, unless it is a file." validate:"min=1024,max=16777216"`
	Upload      int      `json:"upload" name:"upload" env:"MATCHARENAN_LIMIT_UPLOAD" default:"67108864" help:"Bytes of a file." validate:"min=1024,max=1073741824"`
	Connections int      `json:"connections" name:"connections" env:"MATCHARENAN_LIMIT_CONNECTIONS" default:"10000" help:"Connections at a time." validate:"min=1,max=1000000"`
	Request     Duration `json:"request" name:"request" env:"MATCHARENAN_LIMIT_REQUEST" default:"30s" help:"Time to handle a request."`
	Read        Duration `json:"read" name:"read" env:"MATCHARENAN_LIMIT_READ" default:"10s" help:"Time to receive a request's head."`
	Write       Duration `json:"write" name:"write" env:"MATCHARENAN_LIMIT_WRITE" default:"30s" help:"Time to send an answer, or each part of a long one."`
	Idle        Duration `json:"idle" name:"idle" env:"MATCHARENAN_LIMIT_IDLE" default:"1m" help:"Time to keep a connection without a request."`
	Stream      Duration `json:"stream" name:"stream" env:"MATCHARENAN_LIMIT_STREAM" default:"15m" help:"Time for a file or a long answer."`
}

// Rates are requests of one person, token or address.
type Rates struct {
	Read      int `json:"read" name:"read" env:"MATCHARENAN_RATE_READ" default:"600" help:"Requests that read, in a minute." validate:"min=1,max=1000000"`
	Write     int `json:"write" name:"write" env:"MATCHARENAN_RATE_WRITE" default:"120" help:"Requests that change, in a minute." validate:"min=1,max=1000000"`
	Expensive int `json:"expensive" name:"expensive" env:"MATCHARENAN_RATE_EXPENSIVE" default:"30" help:"Matching, import and export, in a minute." validate:"min=1,max=1000000"`
	SignIn    int `json:"signIn" name:"sign-in" env:"MATCHARENAN_RATE_SIGN_IN" default:"10" help:"Attempts to sign in from one address, in five minutes." validate:"min=1,max=1000000"`
}

// Session is how long somebody stays signed in.
type Session struct {
	Idle     Duration `json:"idle" name:"idle" env:"MATCHARENAN_SESSION_IDLE" default:"2h" help:"Time without a request after which one has to sign in again."`
	Lifetime Duration `json:"lifetime" name:"lifetime" env:"MATCHARENAN_SESSION_LIFETIME" default:"12h" help:"Time after which one has to sign in again in any case."`
}

// MongoDB is the store of a service with several instances.
type MongoDB struct {
	URI      string `json:"uri" name:"uri" env:"MATCHARENAN_MONGODB_URI" secret:"" help:"Connection string of a replica set (default: the embedded store in the data folder)." validate:"max=2000"`
	URIFile  string `json:"uriFile" name:"uri-file" env:"MATCHARENAN_MONGODB_URI_FILE" type:"path" help:"File that holds the connection string." validate:"max=1000"`
	Database string `json:"database" name:"database" env:"MATCHARENAN_MONGODB_DATABASE" default:"matcharenan" help:"Name of the database." validate:"required,max=60"`
}

// SMTP is the server that mail is handed to.
type SMTP struct {
	Host         string `json:"host" name:"host" env:"MATCHARENAN_SMTP_HOST" help:"Host name of the mail server (default: mail is written to the mail folder)." validate:"max=253"`
	Port         int    `json:"port" name:"port" env:"MATCHARENAN_SMTP_PORT" default:"587" help:"Its port." validate:"min=1,max=65535"`
	User         string `json:"user" name:"user" env:"MATCHARENAN_SMTP_USER" help:"User name, when it wants one." validate:"max=300"`
	Password     string `json:"password" name:"password" env:"MATCHARENAN_SMTP_PASSWORD" secret:"" help:"Password." validate:"max=1000"`
	PasswordFile string `json:"passwordFile" name:"password-file" env:"MATCHARENAN_SMTP_PASSWORD_FILE" type:"path" help:"File that holds the password." validate:"max=1000"`
	From         string `json:"from" name:"from" env:"MATCHARENAN_SMTP_FROM" help:"Address that mail comes from." validate:"max=300"`
	TLS          string `json:"tls" name:"tls" env:"MATCHARENAN_SMTP_TLS" default:"starttls" help:"starttls, tls (from the first byte) or none (on this machine only)." validate:"oneof=starttls tls none"`
}

// Webhook is how events are sent to others.
type Webhook struct {
	AllowPrivate bool     `json:"allowPrivate" name:"allow-private" env:"MATCHARENAN_WEBHOOK_ALLOW_PRIVATE" help:"Send to private addresses too. Only for trials: it lets users reach machines inside."`
	Timeout      Duration `json:"timeout" name:"timeout" env:"MATCHARENAN_WEBHOOK_TIMEOUT" default:"10s" help:"Time for the receiver to answer."`
	Attempts     int      `json:"attempts" name:"attempts" env:"MATCHARENAN_WEBHOOK_ATTEMPTS" default:"12" help:"How often an event is sent before it is given up." validate:"min=1,max=50"`
}

// Log is what is told while running.
type Log struct {
	Level  string `json:"level" name:"level" env:"MATCHARENAN_LOG_LEVEL" default:"info" help:"debug, info, warn or error." validate:"oneof=debug info warn error"`
	Format string `json:"format" name:"format" env:"MATCHARENAN_LOG_FORMAT" default:"json" help:"json or text." validate:"oneof=json text"`
}

// OIDCProvider is a provider of single sign-on (OpenID Connect).
type OIDCProvider struct {
	ID               string   `json:"id" validate:"required,id"` // in addresses
	Name             string   `json:"name" validate:"required,max=100"`
	Issuer           string   `json:"issuer" validate:"required,weburl"`
	ClientID         string   `json:"clientId" validate:"required,max=300"`
	ClientSecret     string   `json:"clientSecret" secret:"" validate:"max=1000"`
	ClientSecretFile string   `json:"clientSecretFile" validate:"max=1000"`
	Domains          []string `json:"domains" validate:"max=100,dive,max=253"` // of the addresses that it may vouch for
}
