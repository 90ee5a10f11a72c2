package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// ask makes a request and reads the answer into into, unless that is nil.
func (a *asker) ask(ctx context.Context, method, path string, who caller, body, into any) (err error) {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if body == nil {
		data = nil
	}
	r, err := http.NewRequestWithContext(ctx, method, a.child.address+path, bytes.NewReader(data))
	if err != nil {
		return err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet {
		r.Header.Set("If-Match", "*")
	} else if into == nil {
		r.Header.Set("Accept-Encoding", "gzip")
	}
	for name, value := range who {
		r.Header.Set(name, value)
	}
	answer, err := a.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	return readAnswer(answer, into)
}

// readAnswer reads an answer to its end, so that its connection can be used again.
func readAnswer(answer *http.Response, into any) error {
	if answer.StatusCode >= http.StatusBadRequest {
		text, err := io.ReadAll(io.LimitReader(answer.Body, 2000))
		if err != nil {
			return err
		}
		return fmt.Errorf("%s %s: %s %s", answer.Request.Method, answer.Request.URL.Path, answer.Status, text)
	}
	if into != nil {
		return json.NewDecoder(answer.Body).Decode(into)
	}
	_, err := io.Copy(io.Discard, answer.Body)
	return err
}
