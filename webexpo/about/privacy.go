package about

import (
	"math"
	"time"

	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/outbox"
)

// privacyPage tells what is kept about people, and for how long.
type privacyPage struct {
	tabbed
	Kept []kept
}

// kept is a sort of data about people.
type kept struct{ What, Why, Until string }

// newPrivacyPage tells the times that the service keeps. A session ends idle after
// it was last used, and at the latest after longest.
func newPrivacyPage(t tabbed, idle, longest time.Duration) *privacyPage {
	p := &privacyPage{tabbed: t}
	add := func(name string, pairs ...any) {
		key := "about.privacy.kept." + name
		p.Kept = append(p.Kept, kept{What: p.T(key), Why: p.T(key + ".why"), Until: p.T(key+".until", pairs...)})
	}
	add("account")
	add("session", "idle", p.span(idle), "longest", p.span(longest))
	add("invitation", "invitation", p.span(accounts.InvitationLife), "reset", p.span(accounts.ResetLife))
	add("tries")
	add("mail", "sent", p.span(outbox.DefaultKeepSent), "dead", p.span(outbox.DefaultKeepDead))
	add("events")
	add("log")
	add("backup")
	return p
}

// day is how long a day is, for telling times.
const day = 24 * time.Hour

// span writes a length of time in its largest unit that comes out even.
func (p *privacyPage) span(d time.Duration) string {
	switch {
	case d >= 2*day && d%day == 0:
		return p.T("about.days", "n", int(d/day))
	case d == time.Hour:
		return p.T("about.hour")
	case d >= time.Hour && d%time.Hour == 0:
		return p.T("about.hours", "n", int(d/time.Hour))
	default:
		return p.T("about.minutes", "n", int(math.Ceil(d.Minutes())))
	}
}
