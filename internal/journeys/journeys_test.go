package journeys

import (
	"strings"
	"testing"
)

func TestEveryRoleSignsInAndOut(t *testing.T) {
	t.Parallel()
	v := newVisitor(t, newService(t))
	for role, email := range v.s.people {
		v.SignIn(role)
		v.Visit("/konto")
		v.At("Mitt konto")
		v.See(email)
		v.See(strings.ToUpper(role[:1]) + role[1:])
		v.SignOut()
		v.DontSee("Logga ut")
	}
}

func TestAGuestIsAskedToSignInAndComesBack(t *testing.T) {
	journey(t, func(v *visitor) {
		v.Visit("/konto/losenord")
		v.At("Logga in")
		v.Within("Testledare").Follow(v.s.email(v.t, "testledare"))
		v.Holds("E-postadress", v.s.email(v.t, "testledare"))
		v.Fill("Lösenord", "fel lösenord som prov")
		v.Press("Logga in")
		v.At("Logga in")
		v.See("Något behöver rättas")
		v.Holds("E-postadress", v.s.email(v.t, "testledare"))
		v.Fill("Lösenord", v.s.password)
		v.Press("Logga in")
		v.At("Byt lösenord")
	})
}

func TestTheLanguageIsChanged(t *testing.T) {
	journey(t, func(v *visitor) {
		v.Visit("/om/tillganglighet")
		v.Follow("English")
		v.See("Accessibility")
		v.DontSee("Tillgänglighet")
		v.Follow("Sign in")
		v.At("Sign in")
		v.Follow("Svenska")
		v.At("Logga in")
	})
}

func TestTheLanguageIsChangedBySomebodyWhoHasSignedIn(t *testing.T) {
	journey(t, func(v *visitor) {
		v.SignIn("testledare")
		v.Visit("/konto")
		v.Follow("English")
		v.At("My account")
		v.Within("Language").Choose("English")
		v.Press("Save")
		v.See("Your details are saved.")
		v.Within("Language").Choose("Swedish")
		v.Press("Save")
		v.At("Mitt konto")
	})
}

func TestThePasswordIsChanged(t *testing.T) {
	const other = "fyra ord som inte hör ihop"
	journey(t, func(v *visitor) {
		v.SignIn("testledare")
		v.Visit("/konto")
		v.Follow("Lösenord")
		v.Fill("Nuvarande lösenord", "ett annat lösenord")
		v.Fill("Nytt lösenord", other)
		v.Press("Byt lösenord")
		v.See("Det nuvarande lösenordet stämmer inte. Skriv det igen.")
		v.Fill("Nuvarande lösenord", v.s.password)
		v.Fill("Nytt lösenord", "kort")
		v.Press("Byt lösenord")
		v.See("Något behöver rättas")
		v.Fill("Nuvarande lösenord", v.s.password)
		v.Fill("Nytt lösenord", other)
		v.Press("Byt lösenord")
		v.See("Lösenordet är bytt. Du är utloggad överallt utom här.")
		v.SignOut()
		v.s.password = other
		v.SignIn("testledare")
	})
}

func TestAKeyIsMadeAndRevoked(t *testing.T) {
	journey(t, func(v *visitor) {
		v.SignIn("testledare")
		v.Visit("/konto")
		v.Follow("API-nycklar")
		v.Fill("Namn på nyckeln", "Vårt verksamhetssystem")
		v.Within("Vad får programmet göra?").Choose("Läsa behov som inte är publicerade")
		v.Select("Hur länge ska den gälla?", "30 dagar")
		v.Press("Gör nyckeln")
		v.At("Din nya nyckel")
		v.Follow("Klar, jag har kopierat den")
		key := v.Within("Vårt verksamhetssystem")
		key.See("Gäller")
		key.Unfold("Återkalla")
		key.Press("Återkalla nyckeln")
		v.See("Nyckeln är återkallad och går inte att använda mer.")
		v.See("Återkallad")
	})
}

func TestTheKeyboardIsEnough(t *testing.T) {
	journey(t, func(v *visitor) {
		v.Visit("/om")
		v.TabTo("Till innehållet")
		v.Enter()
		v.TabTo("Tillgänglighet")
		v.Enter()
		v.TabTo("Logga in")
		v.Enter()
		v.At("Logga in")
		v.TabTo("E-postadress")
		v.Type(v.s.email(v.t, "testledare"))
		v.TabTo("Till innehållet")
		v.Enter() // a leap within the page keeps what has been typed
		v.TabTo("Lösenord")
		v.Holds("E-postadress", v.s.email(v.t, "testledare"))
		v.Type(v.s.password)
		v.Enter()
		v.See("Logga ut")
	})
}
