package hub

import (
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/webexpo/frame"
)

// scheduled puts a schedule as crontab has it into words. One that it has no words for
// is told as it is.
func scheduled(b *frame.Base, text string) string {
	text = strings.TrimSpace(text)
	if text == "@daily" {
		text = "0 0 * * *"
	}
	f := strings.Fields(text)
	if len(f) != 5 || f[2] != "*" || f[3] != "*" || f[4] != "*" {
		return text
	}
	step, every := strings.CutPrefix(f[0], "*/")
	switch {
	case f[1] == "*" && f[0] == "*":
		return b.T("hub.schedule.minute")
	case f[1] == "*" && every && isNumber(step):
		return b.T("hub.schedule.minutes", "n", step)
	case f[1] == "*" && isNumber(f[0]):
		return b.T("hub.schedule.hour", "n", f[0])
	}
	var times []string
	for hour := range strings.SplitSeq(f[1], ",") {
		if !isNumber(hour) || !isNumber(f[0]) {
			return text
		}
		times = append(times, b.T("hub.schedule.clock", "hour", two(hour), "minute", two(f[0])))
	}
	return b.T("hub.schedule.daily", "times", b.List(times))
}

func isNumber(s string) bool {
	_, err := strconv.ParseUint(s, 10, 8)
	return err == nil
}

// two writes a number with two digits.
func two(n string) string {
	if len(n) == 1 {
		return "0" + n
	}
	return n
}
