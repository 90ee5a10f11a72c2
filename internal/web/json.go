package web

import (
	"bytes"
	"maps"
	"net/http"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/jsonl"
)

// ReadJSON reads the body, a JSON object, into value, a pointer to a struct whose
// members have json tags. What is wrong with the body is a fault with its problems:
// unknown and doubled members, values of the wrong sort, more levels than
// [jsonl.MaxDepth], NUL and broken UTF-8 (422), or no JSON at all (400).
func ReadJSON(c *fiber.Ctx, value any) error {
	return ReadJSONUpTo(c, value, known(c).app.o.Limits.Body)
}

// ReadJSONUpTo is [ReadJSON] with a limit of its own, in bytes.
func ReadJSONUpTo(c *fiber.Ctx, value any, limit int64) error {
	switch mediaType(c) {
	case fiber.MIMEApplicationJSON, "application/merge-patch+json":
	default:
		return errMedia(fiber.MIMEApplicationJSON)
	}
	raw, err := Body(c, limit)
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return WithStatus(http.StatusBadRequest, fault.Invalid, "web.bodyEmpty", nil)
	}
	problems, whole := jsonl.Decode(raw, value)
	if whole {
		return fault.Bad(problems)
	}
	return unreadable(raw, problems)
}

// bodyKeys are messages about a body for those about a line of a file.
var bodyKeys = map[string]string{
	"read.syntax":    "web.bodySyntax",
	"read.cutOff":    "web.bodyCutOff",
	"read.trailing":  "web.bodyTrailing",
	"read.notObject": "web.bodyNotObject",
	"read.nul":       "web.bodyNUL",
}

// unreadable is the error of a body that is no JSON object.
func unreadable(raw []byte, problems []fault.Problem) error {
	bad := fault.Problem{Key: "read.syntax"}
	if len(problems) > 0 {
		bad = problems[0]
	}
	key := bad.Key
	if own, ok := bodyKeys[key]; ok {
		key = own
	}
	args := fault.Args{}
	maps.Copy(args, bad.Args)
	args["line"], args["column"] = place(raw, bad.Column)
	return WithStatus(http.StatusBadRequest, fault.Invalid, key, args)
}

// place turns the number of a character into its line and column, all from 1.
func place(raw []byte, character int) (line, column int) {
	line, column = 1, 1
	for ; character > 1 && len(raw) > 0; character-- {
		r, size := utf8.DecodeRune(raw)
		raw = raw[size:]
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
	}
	return line, column
}
