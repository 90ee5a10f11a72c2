package accounts

import "github.com/allagehub/matcharenan/internal/store"

// The names of the collections.
const (
	organisationsName = "organisations"
	peopleName        = "people"
	membershipsName   = "memberships"
	invitationsName   = "invitations"
	sessionsName      = "sessions"
	resetsName        = "resets"
	tokensName        = "api_tokens"
	loginsName        = "sso_logins"
	linksName         = "sso_links"
	triesName         = "sign_in_tries"
)

// Declarations returns the collections of this package.
func Declarations() []store.Declaration {
	hash := store.Index{Name: "hash", Fields: []string{"hash"}, Unique: true}
	expires := store.Index{Name: "expires", Fields: []string{"expires"}}
	by := func(first, second string) store.Index {
		return store.Index{Name: first, Fields: []string{first, second}}
	}
	return []store.Declaration{
		{Name: organisationsName, Indexes: []store.Index{
			by("side", "name"),
			{Name: "number", Fields: []string{"side", "country", "orgNumber"}, Unique: true},
		}},
		{Name: peopleName, Indexes: []store.Index{{Name: "email", Fields: []string{"email"}, Unique: true}}},
		// Memberships come as effects of making a person: their IDs keep them apart.
		{Name: membershipsName, Indexes: []store.Index{by("organisation", "person"), by("person", "organisation")}},
		{Name: invitationsName, Indexes: []store.Index{hash, expires, by("organisation", "made"), by("email", "made")}},
		{Name: sessionsName, Indexes: []store.Index{hash, expires, by("person", "began")}},
		{Name: resetsName, Indexes: []store.Index{hash, expires, by("person", "made")}},
		{Name: tokensName, Indexes: []store.Index{hash, by("organisation", "made"), by("person", "made")}},
		{Name: loginsName, Indexes: []store.Index{expires}},
		{Name: linksName, Indexes: []store.Index{by("person", "made")}},
		{Name: triesName, Indexes: []store.Index{expires}},
	}
}
