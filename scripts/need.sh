#!/usr/bin/env bash
# need.sh COMMAND|font:LANGUAGE PACKAGE... – makes sure that something from outside is there, and installs the Debian
# packages that bring it when it is not and the machine lets us (apt-get, as root or by sudo without a password).
# Exit 0: it is there. Exit 69: it is missing and could not be installed; the message says what to do.
set -euo pipefail
what=$1
shift

there() {
  case $what in
    font:*) command -v fc-list >/dev/null && [ -n "$(fc-list ":lang=${what#font:}" family)" ] ;;
    initdb) command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ;;
    *) command -v "$what" >/dev/null ;;
  esac
}

there && exit 0
say() { printf '%s\n' "$*" >&2; }
as_root=()
if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
  else
    say "MISSING: $what. Install it with: sudo apt-get install $*"
    exit 69
  fi
fi
if ! command -v apt-get >/dev/null; then
  say "MISSING: $what. This machine has no apt-get; install what Debian calls: $*"
  exit 69
fi
say "$what is missing: installing $* with apt-get"
export DEBIAN_FRONTEND=noninteractive
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >&2; }
apt install -y --no-install-recommends "$@" || { apt update && apt install -y --no-install-recommends "$@"; } || true
there && exit 0
say "MISSING: $what. apt-get could not install: $*"
exit 69
