package jsonl

import (
	"bufio"
	"fmt"
	"io"
	"iter"

	"github.com/go-json-experiment/json"
)

// Write writes one object a line, members in the order of the struct's fields.
func Write[T any](w io.Writer, values iter.Seq[T]) error {
	out := bufio.NewWriterSize(w, 64<<10)
	for v := range values {
		line, err := json.Marshal(&v)
		if err != nil {
			return fmt.Errorf("writing a line: %w", err)
		}
		line = append(line, '\n')
		if _, err := out.Write(line); err != nil {
			return fmt.Errorf("writing a line: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing lines: %w", err)
	}
	return nil
}
