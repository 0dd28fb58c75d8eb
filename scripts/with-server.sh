#!/usr/bin/env bash
# with-server.sh COMMAND... – starts bin/anlan with the demo city on free ports and data of its own, runs the command with
# ANLAN_URL, ANLAN_MQTT, ANLAN_HJ212 and ANLAN_DEMO_PASSWORD set, and takes the server away afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."
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
ready() { web=$(address web) && [ -n "$web" ] && curl -fsS -o /dev/null "http://$web/readyz" 2>/dev/null; }
for _ in $(seq 360); do
  kill -0 "$server" 2>/dev/null || { echo "the server ended:"; tail -n 40 "$work/out" "$work/log"; exit 1; }
  ready && break
  sleep 0.5
done
ready || { echo "not ready in 180 s:"; tail -n 40 "$work/out" "$work/log"; exit 1; }
echo "the demo city stands at http://$web"

export ANLAN_URL=http://$web ANLAN_MQTT ANLAN_HJ212
ANLAN_MQTT=$(address mqtt) ANLAN_HJ212=$(address hj212)
code=0
"$@" || code=$?
[ $code = 0 ] || { echo "the end of the server's log:"; tail -n 20 "$work/log"; }
exit $code
