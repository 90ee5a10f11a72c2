package accounts

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/allagehub/matcharenan/internal/fault"
)

// Lengths of a password, in characters.
const (
	MinPassword = 12
	MaxPassword = 200
)

// fewest is how many different characters a password must have.
const fewest = 5

// minLocal is how long the part of an address before @ must be for passwords not to
// contain it; shorter ones stand in many words.
const minLocal = 3

//go:embed common.txt
var commonText string

// common are very common passwords of at least the least length, in lower case.
var common = sync.OnceValue(func() []string {
	list := strings.Fields(commonText)
	slices.Sort(list)
	return list
})

// normalPassword is a password in the form in which it is hashed, so that it does not
// matter how a keyboard writes an accent.
func normalPassword(password string) string { return norm.NFKC.String(password) }

// CheckPassword returns what is wrong with a password for the account with the
// address: Invalid when it is too short or too long, very common, or contains the
// part of the address before @.
func CheckPassword(password, email string) error {
	password = normalPassword(password)
	length := utf8.RuneCountInString(password)
	lower := strings.ToLower(password)
	local, _, _ := strings.Cut(strings.ToLower(email), "@")
	switch {
	case !utf8.ValidString(password):
		return bad("password", "check.invalid", nil)
	case length < MinPassword:
		return bad("password", "accounts.passwordShort", fault.Args{"limit": MinPassword})
	case length > MaxPassword:
		return bad("password", "accounts.passwordLong", fault.Args{"limit": MaxPassword})
	case isCommon(lower):
		return bad("password", "accounts.passwordCommon", nil)
	case utf8.RuneCountInString(local) >= minLocal && strings.Contains(lower, local):
		return bad("password", "accounts.passwordEmail", nil)
	}
	return nil
}

func isCommon(lower string) bool {
	different := map[rune]bool{}
	for _, r := range lower {
		different[r] = true
	}
	_, found := slices.BinarySearch(common(), lower)
	return found || len(different) < fewest
}
