package config

import (
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/internal/fault"
)

// maxSecret is how many bytes a secret's file may have.
const maxSecret = 64 << 10

// ReadSecrets reads the secrets that stand in files of their own. A line break at
// the end of a file is not part of the secret.
func (c *Config) ReadSecrets(read func(file string) ([]byte, error)) error {
	var problems []fault.Problem
	get := func(secret *string, file, group, member string) {
		if file == "" {
			return
		}
		member = group + "." + member
		if *secret != "" {
			problems = append(problems, fault.Problem{Member: member, Key: "config.secretTwice"})
			return
		}
		content, err := read(file)
		switch value := strings.TrimRight(string(content), "\r\n"); {
		case err != nil:
			problems = append(problems, fault.Problem{Member: member, Key: "config.secretFile", Args: fault.Args{"file": file}})
		case value == "" || len(value) > maxSecret || strings.ContainsRune(value, 0):
			problems = append(problems, fault.Problem{Member: member, Key: "config.secretEmpty", Args: fault.Args{"file": file}})
		default:
			*secret = value
		}
	}
	get(&c.MongoDB.URI, c.MongoDB.URIFile, "mongodb", "uriFile")
	get(&c.SMTP.Password, c.SMTP.PasswordFile, "smtp", "passwordFile")
	for i := range c.OIDC {
		get(&c.OIDC[i].ClientSecret, c.OIDC[i].ClientSecretFile, "oidc["+strconv.Itoa(i)+"]", "clientSecretFile")
	}
	return fault.Bad(problems)
}
