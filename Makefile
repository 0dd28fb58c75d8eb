# Everything goes through here; `make help` lists it. What takes more than a line is in scripts/.
SHELL       := /bin/bash
.DEFAULT_GOAL := help
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
DATA        ?= data
# What make run passes to the server, after --demo --data $(DATA).
FLAGS       ?=
# The programs that check archives, for every machine an outsider may have; they go into the binary, and from it into archives.
VERIFIERS   := $(addprefix internal/base/archive/verifier/dist/anlan-verify-,linux-amd64 linux-arm64 linux-loong64 windows-amd64.exe)
VERIFY_SRC  := go.mod $(shell find cmd/anlan-verify internal/base/archive internal/base/journal/proof internal/model/draw internal/base/fail internal/base/lang -maxdepth 1 \( -name '*.go' -o -name '*.html' \) ! -name '*_test.go' 2>/dev/null)
WEB_FILES   := $(shell find web/src web/public web/*.html web/*.ts web/*.json -type f 2>/dev/null)

.PHONY: help build run test lint fmt gen web verifiers bench fault release clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

build: web verifiers ## the one binary, bin/anlan, with the built pages and the verifiers of archives inside
	CGO_ENABLED=0 go build -ldflags '-s -w -X main.version=$(VERSION)' -o bin/anlan ./cmd/anlan

run: build ## build all, start the demo city, print its address and logins
	bin/anlan serve --demo --data $(DATA) $(FLAGS)

test: ## everything that must hold: format, lint, rules, Go on both databases, web, browser
	@scripts/test.sh

lint: ## format, vet, linter, rules and documents, web lint
	@scripts/test.sh format vet lint arch && scripts/web.sh lint

fmt: ## format the Go files
	go tool -modfile=tools/go.mod golangci-lint fmt

gen: ## write all that is generated: package list, golden files, OpenAPI, types of the web
	@scripts/generated.sh write

web: web/dist/index.html ## the pages, into web/dist; without Node the binary carries a page that says so

web/dist/index.html: $(WEB_FILES)
	@if command -v npm >/dev/null; then scripts/web.sh build; \
	else echo "no Node.js here: the binary is built without the pages (install Node.js 20 or later and npm)"; fi

verifiers: $(VERIFIERS) ## anlan-verify for every platform; without it, archives bring no program that checks them

internal/base/archive/verifier/dist/anlan-verify-%: $(VERIFY_SRC)
	@p=$*; p=$${p%.exe}; echo "anlan-verify for $$p"; \
	CGO_ENABLED=0 GOOS=$${p%-*} GOARCH=$${p#*-} go build -trimpath -ldflags '-s -w' -o $@ ./cmd/anlan-verify

bench: build ## measure: the API's event stream under load, what is lost, and how soon the map shows an alarm
	@scripts/bench.sh

fault: ## the long forms of the fault tests (docs/reliability.md)
	CGO_ENABLED=1 ANLAN_FAULT=long go test -race -count=1 -timeout 12h ./...

release: web verifiers ## archives for every platform, with checksums, in release/
	@scripts/release.sh $(VERSION)

clean: ## remove what was built; the data folder stays
	rm -rf bin release web/dist/* internal/base/archive/verifier/dist/anlan-verify-* web/node_modules/.anlan-installed
