package app

import (
	"bufio"
	"errors"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/internal/evaluation"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/jsonl"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/testbeds"
)

// readJudgements reads lines of need, product and grade 0–3, with tabs between.
// Blank lines and lines that begin with # are passed over.
func readJudgements(path string, needs []*testbeds.Need, products matching.Memory) (map[string]evaluation.Grades, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	known := make(map[string]bool)
	for _, n := range needs {
		known[n.ID] = true
	}
	listed := make(map[string]bool)
	for _, p := range products {
		listed[p.ID] = true
	}
	judged := make(map[string]evaluation.Grades)
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, jsonl.MaxLine)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		args := fault.Args{"file": filepath.Base(path), "line": n}
		need, product, grade, ok := judgement(text)
		if !ok {
			return nil, fault.New(fault.Invalid, "judgements.line", args)
		}
		if args["need"] = need; !known[need] {
			return nil, fault.New(fault.Invalid, "judgements.unknownNeed", args)
		}
		if args["product"] = product; !listed[product] {
			return nil, fault.New(fault.Invalid, "judgements.unknownProduct", args)
		}
		if judged[need] == nil {
			judged[need] = evaluation.Grades{}
		}
		judged[need][product] = grade
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return nil, fault.New(fault.Invalid, "judgements.tooLong", fault.Args{"file": filepath.Base(path), "limit": jsonl.MaxLine})
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(judged) == 0 {
		return nil, fault.New(fault.Invalid, "judgements.empty", fault.Args{"file": filepath.Base(path)})
	}
	return judged, nil
}

func judgement(line string) (need, product string, grade int, ok bool) {
	fields := strings.Split(line, "\t")
	if len(fields) != 3 || fields[0] == "" || fields[1] == "" {
		return "", "", 0, false
	}
	grade, err := strconv.Atoi(strings.TrimSpace(fields[2]))
	return fields[0], fields[1], grade, err == nil && grade >= 0 && grade <= 3
}
