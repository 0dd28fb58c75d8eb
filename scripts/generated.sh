#!/usr/bin/env bash
# generated.sh write – writes all that is generated: the package list in docs/architecture.md, golden files, the OpenAPI
# document and the types that the web makes of it.
# generated.sh check – writes it too, and fails, naming the files, when that changed anything; the old files come back.
set -euo pipefail
cd "$(dirname "$0")/.."

# Everything that "write" may touch.
made() {
  printf '%s\n' docs/architecture.md docs/law-rules.md docs/law-coverage.md docs/kinds.md docs/plan-form.md web/openapi.json web/src/api/schema.gen.ts
  find internal docs -path '*testdata*' -name '*.golden*' -o -path 'docs/procedures/*.md' | LC_ALL=C sort
}

write() {
  export CGO_ENABLED=0 # as in scripts/test.sh
  go test -count=1 -run '^TestDocsListPackages$' . -update
  local packages
  packages=$(grep -rl --include='*_test.go' 'flag.Bool("update"' internal | xargs -r -n1 dirname | sort -u | sed 's|^|./|')
  if [ -n "$packages" ]; then # on both databases: their tables are golden files too
    # shellcheck disable=SC2086 # one word a package
    env -u ANLAN_TEST_POSTGRES go test -count=1 $packages -update
    # shellcheck disable=SC2086
    scripts/with-postgres.sh go test -count=1 $packages -update
  fi
  go run ./cmd/anlan openapi >web/openapi.json.new
  mv web/openapi.json.new web/openapi.json
  scripts/web.sh gen
}

case ${1:-} in
  write) write ;;
  check)
    keep=$(mktemp -d)
    trap 'rm -rf "$keep"' EXIT
    made >"$keep/list"
    tar -cf "$keep/before.tar" --ignore-failed-read -T "$keep/list" 2>/dev/null || true
    sums() { made | xargs -r sha256sum 2>/dev/null || true; }
    sums >"$keep/before"
    write
    sums >"$keep/after"
    if cmp -s "$keep/before" "$keep/after"; then
      echo "all generated files are as they should be"
      exit 0
    fi
    echo "not as generated (run: make gen):"
    diff "$keep/before" "$keep/after" | awk '/^[<>]/ { print "  " $3 }' | sort -u
    tar -xf "$keep/before.tar"
    exit 1
    ;;
  *)
    echo "generated.sh write|check" >&2
    exit 2
    ;;
esac
