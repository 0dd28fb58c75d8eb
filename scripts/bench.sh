#!/usr/bin/env bash
# bench.sh – measures bin/anlan from outside (see bench/main.go): starts a demo city of its own on free ports, prints the
# figures as Markdown and writes them to bench/out. Arguments go to the program (-rate 3000 -for 60s; -h lists them).
# Without a browser or the built pages the map is left out, and the figures say so.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x bin/anlan ] || make -s build
if command -v npm >/dev/null; then
  scripts/web.sh install
  scripts/need.sh chromium chromium || true
fi
CGO_ENABLED=0 go build -o bin/bench ./bench
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
node=web/node_modules/.bin/node
[ -x "$node" ] || node=$(command -v node || echo node)
exec bin/bench -chromium "$chromium" -node "$node" "$@"
