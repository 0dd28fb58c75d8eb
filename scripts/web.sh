#!/usr/bin/env bash
# web.sh install|gen|lint|test|build – one task of the web. install does nothing when the packages are those of the lock
# file already. The packages bring a newer Node of their own; any Node from 20 on can install them.
set -euo pipefail
cd "$(dirname "$0")/../web"
command -v npm >/dev/null || { echo "MISSING: Node.js with npm, from version 20 on (Debian: apt-get install nodejs npm)" >&2; exit 69; }
task=${1:?install, gen, lint, test or build}
mark=node_modules/.anlan-installed
if ! cmp -s package-lock.json "$mark"; then
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json "$mark"
fi
[ "$task" = install ] || npm run -s "$task"
[ "$task" != build ] || touch dist/.keep # the built pages replace the folder; the kept file holds its place in git
