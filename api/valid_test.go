package api

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

var readContract = sync.OnceValues(func() (*openapi3.T, error) { return openapi3.NewLoader().LoadFromData(contract) })

// valid holds a good request and its answer to the contract.
func (s *testService) valid(o *operation, c call, got answer) {
	t := s.t
	t.Helper()
	doc := must[*openapi3.T](t)(readContract())
	item := doc.Paths.Value(o.Path)
	var body io.Reader
	if o.Body != nil {
		switch b := c.body.(type) {
		case string:
			body = strings.NewReader(b)
		default:
			body = bytes.NewReader(must[[]byte](t)(json.Marshal(b)))
		}
	}
	r := httptest.NewRequest(o.Method, "http://example.com"+Root+c.path+"?"+c.query, body)
	for i := 0; i+1 < len(c.headers); i += 2 {
		r.Header.Set(c.headers[i], c.headers[i+1])
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.etag != "" {
		r.Header.Set("If-Match", c.etag)
	}
	in := &openapi3filter.RequestValidationInput{
		Request: r, PathParams: pathParams(o.Path, c.path),
		Route: &routers.Route{Spec: doc, Path: o.Path, PathItem: item, Method: o.Method, Operation: item.GetOperation(o.Method)},
		Options: &openapi3filter.Options{
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, ExcludeRequestBody: o.Body == nil, ExcludeResponseBody: o.Result == nil,
			IncludeResponseStatus: true,
		},
	}
	if err := openapi3filter.ValidateRequest(t.Context(), in); err != nil {
		t.Errorf("the request is not in the contract: %v", err)
	}
	answer := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: got.status, Header: got.header, Options: in.Options}
	answer.SetBodyBytes([]byte(got.body))
	if err := openapi3filter.ValidateResponse(t.Context(), answer); err != nil {
		t.Errorf("the answer is not in the contract: %v\n%s", err, got.body)
	}
	media, _, _ := strings.Cut(got.header.Get("Content-Type"), ";")
	if response := item.GetOperation(o.Method).Responses.Status(got.status); got.status != http.StatusNoContent && len(response.Value.Content) > 0 &&
		response.Value.Content[media] == nil {
		t.Errorf("the contract knows no %s", media)
	}
}

func pathParams(pattern, path string) map[string]string {
	names := regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(pattern, -1)
	values := regexp.MustCompile("^" + regexp.MustCompile(`\{\w+\}`).ReplaceAllString(pattern, `([^/]+)`) + "$").FindStringSubmatch(path)
	params := map[string]string{}
	for i, n := range names {
		params[n[1]] = values[i+1]
	}
	return params
}
