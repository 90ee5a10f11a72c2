# Matcharenan: `make` lists the targets.

GOLANGCI_LINT_VERSION := v2.15.0
GOLANGCI_LINT := .tools/golangci-lint-$(GOLANGCI_LINT_VERSION)
AXE_VERSION := 4.14.1
AXE_SHA256 := e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745
# What the linter remembers stays in the clone.
export GOLANGCI_LINT_CACHE := $(CURDIR)/.tools/cache

# The race detector needs a C compiler.
race = $(if $(and $(filter 1,$(shell go env CGO_ENABLED)),$(shell command -v $$(go env CC))),-race)

.NOTPARALLEL:
.PHONY: help demo match build test vet lint fuzz unit browser pages measure-pages bench bench-service ferretdb

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## serve the service with examples on this machine
	./bin/matcharenan serve --demo --data .demo --log-level warn --log-format text

match: build ## match the example needs against the example products
	./bin/matcharenan match --products matching/testdata/products.jsonl --needs matching/testdata/needs.jsonl --top 3

build: ## build ./bin/matcharenan
	CGO_ENABLED=0 go build -trimpath -o bin/matcharenan ./cmd/matcharenan

test: vet lint fuzz unit ## everything: vet, lint, short fuzz runs, then the tests

vet: ## go vet
	go vet ./...

lint: $(GOLANGCI_LINT) ## lint rules, layers and format
	$(GOLANGCI_LINT) run
	$(GOLANGCI_LINT) fmt --diff

fuzz: ## every fuzz target for FUZZTIME (default 5s)
	.ci/fuzz

browser: ## Chromium and axe-core, which the tests of the pages need
	@.ci/browser $(AXE_VERSION) $(AXE_SHA256)

pages: browser ## the pages in a browser: journeys, accessibility; pictures in build/screenshots
	MATCHARENAN_TEST_BROWSER=1 go test -count=1 -timeout=20m ./internal/journeys

measure-pages: browser ## how soon pages are there on a slow phone
	MATCHARENAN_TEST_BROWSER=1 go test -run '^$$' -bench LargestPaint -benchtime 5x ./internal/journeys

unit: browser ## the tests, shuffled and with the race detector
	@test -e /usr/share/hunspell/sv_SE.dic || echo "note: hunspell-sv is not installed; tests that need it are skipped"
	@test -n "$(race)" || echo "note: no C compiler; the tests run without the race detector"
	MATCHARENAN_TEST_BROWSER=1 go test $(race) -shuffle=on -count=1 -timeout=20m ./...

ferretdb: ## the MongoDB engine against a look-alike, which is built first
	MATCHARENAN_TEST_FERRETDB=1 go test -count=1 -run FerretDB ./internal/store/mongostore

bench-service: build ## the service under load, beside what it shall reach
	./bin/matcharenan bench-service

bench: ## all benchmarks
	go test -run '^$$' -bench . -benchmem -timeout=60m ./...

$(GOLANGCI_LINT):
	GOBIN=$(CURDIR)/.tools go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)
	mv .tools/golangci-lint $@
