#!/usr/bin/env bash
# postgres.sh start DIR – makes a throw-away PostgreSQL cluster in DIR (which must not exist) and prints its DSN.
# postgres.sh stop DIR  – stops it and removes DIR.
# The cluster trusts everybody who may open its socket, keeps nothing through a crash, and listens on no port. With
# ANLAN_POSTGRES_DURABLE=1 it keeps what it has acknowledged, as a server does: for figures. PostgreSQL refuses to run as
# root: then the user "postgres" runs it, or "nobody".
set -euo pipefail
verb=${1:?start or stop} dir=${2:?directory}

bin=$(dirname "$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)")
[ -x "$bin/initdb" ] || { echo "postgres.sh: no PostgreSQL here (Debian: apt-get install postgresql)" >&2; exit 69; }

owner=$(id -un)
run=()
if [ "$(id -u)" = 0 ]; then
  owner=nobody
  id postgres >/dev/null 2>&1 && owner=postgres
  run=(runuser -u "$owner" --)
fi

case $verb in
  start)
    mkdir -m 700 "$dir"
    chown "$owner" "$dir"
    cd "$dir" # somewhere that the owner may stand
    "${run[@]}" "$bin/initdb" -D "$dir/data" -U anlan -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 ||
      { cat "$dir/initdb.log" >&2; exit 1; }
    keep=off
    [ -z "${ANLAN_POSTGRES_DURABLE:-}" ] || keep=on
    cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
fsync = $keep
synchronous_commit = $keep
full_page_writes = $keep
max_connections = 300
max_locks_per_transaction = 256
shared_buffers = 128MB
CONF
    "${run[@]}" "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 -s start || { cat "$dir/log" >&2; exit 1; }
    echo "postgres://anlan@/postgres?host=$dir"
    ;;
  stop)
    cd /
    "${run[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate -s stop || true
    rm -rf "$dir"
    ;;
  *)
    echo "postgres.sh start|stop DIR" >&2
    exit 2
    ;;
esac
