#!/usr/bin/env bash
# with-postgres.sh COMMAND... – runs a command with ANLAN_TEST_POSTGRES set to a throw-away PostgreSQL cluster, and takes
# the cluster away afterwards. When the variable is set already, that database is used.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ -n "${ANLAN_TEST_POSTGRES:-}" ] && exec "$@"
"$here/need.sh" initdb postgresql
dir=${TMPDIR:-/tmp}/anlan-postgres.$$
trap '"$here/postgres.sh" stop "$dir"' EXIT
trap 'exit 130' INT TERM
ANLAN_TEST_POSTGRES=$("$here/postgres.sh" start "$dir")
export ANLAN_TEST_POSTGRES
"$@"
