package sitetest

import (
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/testbeds"
)

// Organisation is the ID of an organisation, which is made when it is asked for
// first: "company", "other municipality" and so on.
func (s *Site) Organisation(word string) string {
	s.t.Helper()
	if id := s.organisations[word]; id != "" {
		return id
	}
	side := access.Side(strings.TrimPrefix(word, "other "))
	name := map[string]string{
		"company": "Nattljus AB", "other company": "Stegvis AB", "municipality": "Ekby kommun", "other municipality": "Sjövik kommun", "hub": "Navet",
	}[word]
	if name == "" {
		name = word
	}
	o := Must[accounts.Organisation](s.t)(s.Accounts.CreateOrganisation(
		s.t.Context(), access.Service("test"), side, accounts.Profile{Name: name, Country: "SE"}))
	s.organisations[word] = o.ID
	return o.ID
}

// Email is the address of somebody.
func Email(who string) string { return strings.ReplaceAll(who, " ", ".") + "@example.com" }

// Person is the ID of somebody, who is added when asked for first.
func (s *Site) Person(who string) string {
	s.t.Helper()
	if id := s.people[who]; id != "" {
		return id
	}
	role := access.Role(strings.TrimPrefix(who, "other "))
	prefix := strings.TrimSuffix(who, string(role))
	added := Must[accounts.Added](s.t)(s.Accounts.AddPerson(s.t.Context(), access.Service("test"), accounts.NewPerson{
		Email: Email(who), Name: who, Language: i18n.Swedish, Password: Password,
		Organisation: s.Organisation(prefix + string(sideOf(role))), Roles: []access.Role{role},
	}))
	s.people[who] = added.Person
	return added.Person
}

// session is the token of somebody's session.
func (s *Site) session(who string) string {
	s.t.Helper()
	if token := s.tokens[who]; token != "" {
		return token
	}
	s.Person(who)
	in := Must[accounts.SignedIn](s.t)(s.Accounts.SignIn(s.t.Context(), Email(who), Password, "", accounts.Client{Address: "192.0.2.1"}))
	s.tokens[who] = in.Token
	return in.Token
}

// Actor is somebody as the services know them.
func (s *Site) Actor(who string) access.Actor {
	s.t.Helper()
	actor, _, err := s.Accounts.Session(s.t.Context(), s.session(who))
	if err != nil {
		s.t.Fatal(err)
	}
	return actor
}

// Product is a product with nothing wrong with it.
func Product(name string) catalog.Product {
	return catalog.Product{
		Name: name, Summary: "Tänds när någon stiger upp.", Language: "sv",
		ProductTypes: []string{"P01"}, Settings: []string{"special_housing"}, TargetGroups: []string{"older"},
		Claims: []catalog.Claim{{Text: "Färre fall.", Source: "own", Date: catalog.MustParseDate("2026-01-01")}},
	}
}

// Need is a need with nothing wrong with it.
func Need(title string) testbeds.Need {
	return testbeds.Need{
		Title: title, Description: "Boende stiger upp på natten och faller.", Language: "sv", Settings: []string{"special_housing"},
		Statements: []testbeds.Statement{{Text: "Ljus tänds när någon stiger upp", Priority: testbeds.Must}},
	}
}

// Draft is the ID of a new listing of "company" or "other company".
func (s *Site) Draft(owner string, p catalog.Product) catalog.Item {
	s.t.Helper()
	return Must[catalog.Item](s.t)(s.Listings.Create(s.t.Context(), access.Service("test"), s.Now(), s.Organisation(owner), "", p))
}

// Published is a listing of a company that everybody sees.
func (s *Site) Published(owner string, p catalog.Product) catalog.Item {
	s.t.Helper()
	it := s.Draft(owner, p)
	it = Must[catalog.Item](s.t)(s.Listings.Submit(s.t.Context(), access.Service("test"), s.Now(), it.ID, it.Version))
	it = Must[catalog.Item](s.t)(s.Listings.Publish(s.t.Context(), access.Service("test"), s.Now(), it.ID, it.Version))
	s.CatchUp()
	return it
}

// DraftNeed is a new need of "municipality" or "other municipality".
func (s *Site) DraftNeed(owner string, n testbeds.Need) testbeds.Item {
	s.t.Helper()
	return Must[testbeds.Item](s.t)(s.Needs.Create(s.t.Context(), access.Service("test"), s.Now(), s.Organisation(owner), n))
}

// PublishedNeed is a need that everybody sees.
func (s *Site) PublishedNeed(owner string, n testbeds.Need) testbeds.Item {
	s.t.Helper()
	it := s.DraftNeed(owner, n)
	it = Must[testbeds.Item](s.t)(s.Needs.Submit(s.t.Context(), access.Service("test"), s.Now(), it.ID, it.Version))
	return Must[testbeds.Item](s.t)(s.Needs.Publish(s.t.Context(), access.Service("test"), s.Now(), it.ID, it.Version))
}
