#!/usr/bin/env bash
# test.sh [STEP...] – everything that must hold, step by step; all steps when none is named. Every step runs, also after
# a failure; the table at the end and the exit code say how it went. ANLAN_TEST_SKIP="browser postgres" leaves steps out,
# and the table says so: a run with a step left out does not fail, but has not shown everything.
set -uo pipefail
cd "$(dirname "$0")/.."
lint=(go tool -modfile=tools/go.mod golangci-lint)
all=(prepare format vet lint arch sqlite postgres fuzz generated web browser)
# SQLite is C turned into Go: to watch each access to its memory finds no race and takes most of the time of a test.
race=(-race "-gcflags=modernc.org/sqlite/lib=-race=false -d=checkptr=0")
export CGO_ENABLED=0 # as the binary is built, so that most is compiled once; the race detector alone needs 1
steps=("$@")
[ ${#steps[@]} -gt 0 ] || steps=("${all[@]}")

# prepare gets what the other steps need: the linter and the packages of the web, at the same time.
prepare() {
  command -v go >/dev/null || { echo "MISSING: go (see go.mod for the version)"; return 69; }
  command -v gcc >/dev/null || scripts/need.sh gcc gcc libc6-dev || return # the race detector wants a C compiler
  go mod download || return
  go build -C tools -o /dev/null github.com/golangci/golangci-lint/v2/cmd/golangci-lint &
  local linter=$! bad=0
  scripts/web.sh install || bad=1
  wait "$linter" || bad=1
  return $bad
}

format() { "${lint[@]}" fmt --diff && echo "all files are formatted"; }
vet() { go vet ./...; }
lint() { "${lint[@]}" run ./...; }
arch() { go test -count=1 . ; }

# sqlite runs every Go test under the race detector, packages one beside the other, as many as there are processors; then
# the long walks over the full demo city and over all operations, which have one goroutine, without it.
sqlite() {
  local walks='^Test(FullCity|NothingIsInjected|RightsAreNotTakenFromTheBody|AnotherDistrictIsOutOfReach)$'
  env -u ANLAN_TEST_POSTGRES CGO_ENABLED=1 go test "${race[@]}" -timeout 60m ./... || return
  env -u ANLAN_TEST_POSTGRES go test -run "$walks" ./internal/demo/city ./internal/citytest
}

# postgres runs the tests that open a database once more, on PostgreSQL, without the race detector: it has seen them on
# SQLite. The packages in which two processes or many writers meet in the database have it here too; they run beside the
# others, on a cluster of their own, one at a time.
postgres() {
  local packages raced=(./internal/base/store ./internal/base/journal ./internal/base/bus ./internal/engine/procedure) bad=0
  [ -n "${ANLAN_TEST_POSTGRES:-}" ] || scripts/need.sh initdb postgresql || return
  packages=$(go list -test -f '{{range .Deps}}{{$.ForTest}} {{.}}{{"\n"}}{{end}}' ./... |
    awk '$1 != "" && $2 ~ /^anlan\/internal\/base\/store\/storetest$/ { print $1 }' | sort -u) || return
  packages=$(grep -vxF "$(go list "${raced[@]}")" <<<"$packages")
  [ -n "$packages" ] || { echo "no test opens a database: the search in scripts/test.sh is wrong"; return 1; }
  CGO_ENABLED=1 scripts/with-postgres.sh go test "${race[@]}" -p 1 -timeout 30m "${raced[@]}" &
  # shellcheck disable=SC2086 # one word a package
  scripts/with-postgres.sh go test -timeout 30m $packages || bad=1
  wait $! || bad=1
  return $bad
}

# fuzz runs the fuzz targets of every codec, of tables and layers, of mappings, of the spool, of the archive and of drawings for a while
# each (ANLAN_FUZZ, 30s), two at a time; the long form is ten minutes each. A target that takes milliseconds a run is given a
# number of runs: at the end of its time go test may say "context deadline exceeded" of a run that was under way.
fuzz() {
  local target bad=0
  for target in connect/obsjson:FuzzDecode connect/hj212:FuzzSplitter connect/hj212:FuzzParse connect/cap:FuzzParse connect/mapping:FuzzEvaluate \
    connect/sl651:FuzzSplitter connect/gb26875:FuzzSplitter connect/jt808:FuzzSplitter connect/jt808:FuzzBody connect/sparkplug:FuzzTake connect/narrow:FuzzJoin base/door:FuzzFrames \
    base/archive:FuzzVerify model/draw:FuzzCheck base/spool:FuzzLoad:10000x base/sheet:FuzzXLSX base/sheet:FuzzCSV base/geo/feature:FuzzFeatures \
    base/geo/shapefile:FuzzLayer engine/register/exchange:FuzzImport:10000x; do
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n || bad=1; done
    fuzz_one "$target" &
  done
  while [ -n "$(jobs -rp)" ]; do wait -n || bad=1; done
  return $bad
}

# fuzz_one PACKAGE:TARGET[:LENGTH]; that its time ran out is no finding, which would have been written down.
fuzz_one() {
  local target name length said code=0
  IFS=: read -r target name length <<<"$1"
  said=$(go test -run '^$' -fuzz "^$name\$" -parallel 1 -fuzztime "${ANLAN_FUZZ:-${length:-30s}}" -fuzzminimizetime 10x "./internal/$target" 2>&1) || code=$?
  printf '%s\n' "$said"
  [ "$code" = 0 ] || grep -q 'Failing input written' <<<"$said" || ! grep -qx ' *context deadline exceeded' <<<"$said" || return 0
  return "$code"
}

generated() { scripts/generated.sh check; }
web() { scripts/web.sh lint && scripts/web.sh test && scripts/web.sh build; }
browser() { scripts/browser-test.sh; }

# What tests write is thrown away: where the machine has memory to spare it is kept there, which takes half the time of a disk
# that syncs each commit.
logs=$(mktemp -d)
scratch=
trap 'rm -rf "$logs" "${scratch:-$logs}"' EXIT
free() { awk -v kib=$((12 << 20)) '/^MemAvailable/ { exit $2 < kib }' /proc/meminfo && [ "$(df --output=avail -k /dev/shm | tail -n 1)" -gt $((8 << 20)) ]; }
if [ -z "${TMPDIR:-}" ] && free 2>/dev/null; then
  scratch=$(mktemp -d /dev/shm/anlan.XXXXXX)
  chmod 711 "$scratch" # PostgreSQL runs as somebody else
  cp "$(type -P true)" "$scratch/true"
  if "$scratch/true" 2>/dev/null; then export TMPDIR=$scratch GOTMPDIR=$scratch; fi # programs may be run from there
fi
table=() failed=() bad=0 begin=$SECONDS
for step in "${steps[@]}"; do
  if [[ " ${ANLAN_TEST_SKIP:-} " == *" $step "* ]]; then
    table+=("$(printf '%-10s %6s  left out' "$step" '')")
    continue
  fi
  [[ " ${all[*]} " == *" $step "* ]] || { echo "test.sh: no step $step (there are: ${all[*]})" >&2; exit 2; }
  printf '\n==> %s\n' "$step"
  from=$SECONDS
  "$step" 2>&1 | tee "$logs/$step"
  code=${PIPESTATUS[0]}
  case $code in 0) verdict=ok ;; 69) verdict='FAILED: something is missing, see above' ;; *) verdict="FAILED ($code)" ;; esac
  [ "$code" = 0 ] || { bad=1; failed+=("$step"); }
  printf '<== %s: %s, %d s\n' "$step" "$verdict" $((SECONDS - from))
  table+=("$(printf '%-10s %5ds  %s' "$step" $((SECONDS - from)) "$verdict")")
done
# What failed stands once more at the end, where it is found: tests, steps of browser checks and races with the lines after them.
for step in "${failed[@]}"; do
  printf '\n--- %s failed:\n' "$step"
  grep -E -A 12 '^ *--- FAIL|^FAIL |^panic: |DATA RACE' "$logs/$step" | head -n 120 || tail -n 40 "$logs/$step"
done
printf '\n'
printf '%s\n' "${table[@]}"
printf '%-10s %5ds  %s\n' all $((SECONDS - begin)) "$([ $bad = 0 ] && echo ok || echo FAILED)"
exit $bad
