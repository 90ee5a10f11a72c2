package app

import (
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestEveryCommandHasHelp walks the commands as they are declared, so that a new
// one is held to this too.
func TestEveryCommandHasHelp(t *testing.T) {
	t.Parallel()
	parser, err := kong.New(&cli{}, kong.Name("matcharenan"))
	if err != nil {
		t.Fatal(err)
	}
	leaves := parser.Model.Leaves(true)
	if len(leaves) < 9 {
		t.Errorf("only %d commands were found", len(leaves))
	}
	overview := good(t, "--help")
	for _, leaf := range leaves {
		var words []string
		for w := range strings.FieldsSeq(leaf.Path()) {
			if !strings.HasPrefix(w, "<") && w != "matcharenan" {
				words = append(words, w)
			}
		}
		name := strings.Join(words, " ")
		if leaf.Help == "" || !strings.Contains(overview, "\n  "+name+" ") {
			t.Errorf("%s has no help, or is missing in that of the program", name)
		}
		for _, flag := range []string{"--help", "-h"} {
			out := good(t, append(words, flag)...)
			if !strings.HasPrefix(out, "Usage: matcharenan "+name) {
				t.Errorf("%s %s begins %.60q", name, flag, out)
			}
			for _, group := range leaf.AllFlags(true) {
				for _, f := range group {
					if !strings.Contains(out, "--"+f.Name) || f.Help == "" {
						t.Errorf("%s %s does not tell of --%s", name, flag, f.Name)
					}
				}
			}
			for _, arg := range leaf.Positional {
				if !strings.Contains(out, "<"+arg.Name+">") || arg.Help == "" {
					t.Errorf("%s %s does not tell of <%s>", name, flag, arg.Name)
				}
			}
		}
	}
}

func TestGroupsOfCommandsHaveHelp(t *testing.T) {
	t.Parallel()
	for group, want := range map[string]string{"eval": "match", "thesaurus": "check", "ruleset": "check", "products": "convert"} {
		if out := good(t, group, "--help"); !strings.Contains(out, want) {
			t.Errorf("%s --help does not name %s", group, want)
		}
	}
}

func TestTheProgramsHelpTellsOfExitCodes(t *testing.T) {
	t.Parallel()
	out := strings.Join(strings.Fields(good(t, "--help")), " ")
	for _, want := range []string{"0 done", "1 the input has errors", "2 wrong call", "3 a file could not be read or written", "130 interrupted"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not told", want)
		}
	}
}
