#!/usr/bin/env bash
# bench.sh – measures a demo city of its own: from a device's message to the event stream under load, and what is lost;
# then, in a real browser, from a device's message to the map. Arguments go to the first part (-rate 3000 -for 30s).
set -euo pipefail
cd "$(dirname "$0")/.."
go build -o bin/bench ./cmd/bench
code=0
scripts/with-server.sh bin/bench "$@" || code=1
if grep -q '"bench"' web/package.json; then
  scripts/need.sh chromium chromium
  scripts/with-server.sh npm --prefix web run -s bench || code=1
fi
exit $code
