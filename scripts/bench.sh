#!/usr/bin/env bash
# bench.sh [signal|law|city|exchange|alarms|plan|risk] – measures bin/anlan from outside (see bench/main.go): starts a demo city of its own on
# free ports, prints the figures as Markdown and writes them to bench/out. Then it measures how many values a second go from
# devices to alarms (bench/signal), the procedure engine beside the bare databases (bench/law), the questions of map and
# lists beside bare statements (bench/city), the import of a large table (bench/exchange), a storm of alarms (bench/alarms), and how long all plans of the city are held against it and all its
# risk points are graded anew (Go benchmarks); with the name of one only that. Arguments go to the program (-rate 3000 -for 60s; -h lists them). Without a browser or the built pages the map is
# left out, and the figures say so; without PostgreSQL only SQLite is measured.
set -euo pipefail
cd "$(dirname "$0")/.."
law() {
  CGO_ENABLED=0 go build -o bin/bench-law ./bench/law
  if scripts/need.sh initdb postgresql || [ -n "${ANLAN_TEST_POSTGRES:-}" ]; then
    # shellcheck disable=SC2016
    ANLAN_POSTGRES_DURABLE=1 scripts/with-postgres.sh bash -c 'exec bin/bench-law -dsn "$ANLAN_TEST_POSTGRES" "$@"' law "$@"
  else
    bin/bench-law "$@"
  fi
}
city() {
  [ -x bin/anlan ] || make -s build
  CGO_ENABLED=0 go build -o bin/bench-city ./bench/city
  if scripts/need.sh initdb postgresql || [ -n "${ANLAN_TEST_POSTGRES:-}" ]; then
    # shellcheck disable=SC2016
    ANLAN_POSTGRES_DURABLE=1 scripts/with-postgres.sh bash -c 'exec bin/bench-city -dsn "$ANLAN_TEST_POSTGRES" "$@"' city "$@"
  else
    bin/bench-city "$@"
  fi
}
exchange() {
  CGO_ENABLED=0 go build -o bin/bench-exchange ./bench/exchange
  bin/bench-exchange "$@"
  if scripts/need.sh initdb postgresql || [ -n "${ANLAN_TEST_POSTGRES:-}" ]; then
    # shellcheck disable=SC2016
    ANLAN_POSTGRES_DURABLE=1 scripts/with-postgres.sh bash -c 'exec bin/bench-exchange -dsn "$ANLAN_TEST_POSTGRES" "$@"' exchange "$@"
  fi
}
signal() {
  [ -x bin/anlan ] || make -s build
  scripts/need.sh mosquitto mosquitto || true # a peer; left out where it is missing
  CGO_ENABLED=0 go build -o bin/bench-signal ./bench/signal
  bin/bench-signal "$@"
}
alarms() {
  CGO_ENABLED=0 go build -o bin/bench-alarms ./bench/alarms
  bin/bench-alarms "$@"
  if scripts/need.sh initdb postgresql || [ -n "${ANLAN_TEST_POSTGRES:-}" ]; then
    # shellcheck disable=SC2016
    ANLAN_POSTGRES_DURABLE=1 scripts/with-postgres.sh bash -c 'exec bin/bench-alarms -dsn "$ANLAN_TEST_POSTGRES" "$@"' alarms "$@"
  fi
}
plan() {
  CGO_ENABLED=0 go test ./internal/citytest -run '^$' -bench '^BenchmarkLint$' -benchtime 5x "$@"
}
risk() {
  CGO_ENABLED=0 go test ./internal/system/risk -run '^$' -bench '^BenchmarkRegrade$' -benchtime 1x "$@"
  if scripts/need.sh initdb postgresql || [ -n "${ANLAN_TEST_POSTGRES:-}" ]; then
    CGO_ENABLED=0 ANLAN_POSTGRES_DURABLE=1 scripts/with-postgres.sh go test ./internal/system/risk -run '^$' -bench '^BenchmarkRegrade$' -benchtime 1x "$@"
  fi
}
case ${1:-} in
  signal | law | city | exchange | alarms | plan | risk)
    what=$1
    shift
    "$what" "$@"
    exit
    ;;
esac
[ -x bin/anlan ] || make -s build
if command -v npm >/dev/null; then
  scripts/web.sh install
  scripts/need.sh chromium chromium || true
fi
CGO_ENABLED=0 go build -o bin/bench ./bench
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
node=web/node_modules/.bin/node
[ -x "$node" ] || node=$(command -v node || echo node)
bin/bench -chromium "$chromium" -node "$node" "$@"
signal
law
city
exchange
alarms
plan
risk
