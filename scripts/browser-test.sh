#!/usr/bin/env bash
# browser-test.sh – plays the main job in a real browser: builds, starts the demo city on free ports with data of its
# own, runs the walks of web/e2e, and stops the server. ANLAN_E2E="one two" names the npm scripts to run (default: e2e).
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/need.sh chromium chromium
scripts/need.sh font:cjk fonts-noto-cjk fontconfig
scripts/need.sh mosquitto_pub mosquitto-clients
make -s build

work=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; }
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

ANLAN_DEMO_PASSWORD=demo-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
export ANLAN_DEMO_PASSWORD
bin/anlan serve --demo --data "$work/data" --http 127.0.0.1:0 --mqtt 127.0.0.1:0 --hj212 127.0.0.1:0 >"$work/out" 2>"$work/log" &
server=$!

# The server prints where it listens, one line a listener: "  web     http://127.0.0.1:43211/".
address() { sed -n "s|^ *$1 *\(http://\)\{0,1\}\([0-9.]*:[0-9]*\).*|\2|p" "$work/out" | head -n 1; }
for _ in $(seq 240); do
  kill -0 "$server" 2>/dev/null || { echo "the server ended:"; tail -n 40 "$work/out" "$work/log"; exit 1; }
  http=$(address web)
  [ -n "$http" ] && curl -fsS -o /dev/null "http://$http/readyz" 2>/dev/null && break
  sleep 0.5
done
[ -n "${http:-}" ] && curl -fsS -o /dev/null "http://$http/readyz" || { echo "not ready in 120 s:"; tail -n 40 "$work/out" "$work/log"; exit 1; }
echo "the demo city stands at http://$http"

export ANLAN_URL=http://$http ANLAN_MQTT ANLAN_HJ212
ANLAN_MQTT=$(address mqtt) ANLAN_HJ212=$(address hj212)
code=0
for walk in ${ANLAN_E2E:-e2e}; do
  (cd web && npm run -s "$walk") || code=1
done
[ $code = 0 ] || { echo "the end of the server's log:"; tail -n 20 "$work/log"; }
exit $code
