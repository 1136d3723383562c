#!/usr/bin/env bash
# A private PostgreSQL for tests and benchmarks: `postgres.sh start` prints its address, `stop` ends it, `url` prints
# the address of a running one. Durable as in production (fsync on). Nobody but this user (and root) can reach it.
set -euo pipefail
cd "$(dirname "$0")/.."

NAME=xinfu
me=$(id -un)
as() { "$@"; }
home=$PWD/var/postgres

# PostgreSQL refuses to run as root: then it runs as the user of the system package, in a folder which that user can reach.
if [ "$(id -u)" -eq 0 ]; then
    me=postgres
    id "$me" >/dev/null 2>&1 || { echo "PostgreSQL is missing: apt-get install postgresql" >&2; exit 1; }
    as() { (cd / && runuser -u "$me" -- "$@"); }
    mkdir -p "$home" && chown "$me" "$home"
    if ! as test -w "$home"; then
        rmdir "$home" 2>/dev/null || true
        home=/var/tmp/$NAME-postgres-$(printf %s "$PWD" | sha256sum | cut -c1-12)
        mkdir -p -m 700 "$home" && chown "$me" "$home"
    fi
else
    mkdir -p "$home"
fi
[ "$(stat -c %U "$home")" = "$me" ] || { echo "$home belongs to somebody else" >&2; exit 1; }
chmod 700 "$home"
data=$home/data
# The path of a socket may have 107 bytes at most.
socket=$home/socket
[ ${#socket} -le 80 ] || socket=/tmp/$NAME-$(printf %s "$home" | sha256sum | cut -c1-12)
url="postgresql+psycopg://$NAME@/postgres?host=${socket// /%20}"

find_bin() {
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    if [ -z "$found" ] && command -v initdb >/dev/null; then found=$(dirname "$(command -v initdb)"); fi
    [ -n "$found" ] || { echo "PostgreSQL is missing: apt-get install postgresql" >&2; exit 1; }
    echo "$found"
}

running() { as "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; }

make_cluster() {
    local version
    version=$("$bin/postgres" --version | sed -E 's/.* ([0-9]+).*/\1/')
    if as test -f "$data/PG_VERSION" && [ "$(as cat "$data/PG_VERSION")" = "$version" ] && as test -f "$home/complete"; then
        return 0
    fi
    as rm -rf "$data" "$home/complete"
    as "$bin/initdb" -D "$data" -U "$NAME" --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    as touch "$home/complete"
}

start() {
    running && return 0
    make_cluster
    [ -d "$socket" ] || as mkdir -m 700 "$socket"
    [ "$(stat -c %U "$socket")" = "$me" ] || { echo "$socket belongs to somebody else" >&2; exit 1; }
    as "$bin/pg_ctl" -D "$data" -w -t 60 -l "$home/log" -o \
        "-c listen_addresses='' -c unix_socket_directories='$socket' -c unix_socket_permissions=0700 -c max_connections=200 -c shared_buffers=128MB -c timezone=UTC" \
        start >/dev/null || { as tail -n 20 "$home/log" >&2; exit 1; }
}

stop() {
    running || return 0
    as "$bin/pg_ctl" -D "$data" -w -m fast stop >/dev/null || as "$bin/pg_ctl" -D "$data" -w -m immediate stop >/dev/null
}

bin=$(find_bin)
case ${1:-} in
    start)
        mkdir -p var
        exec 7>var/postgres.lock
        flock 7
        start 7>&-
        echo "$url"
        ;;
    stop) stop ;;
    url) running || { echo "not running: scripts/postgres.sh start" >&2; exit 1; }; echo "$url" ;;
    *) echo "usage: scripts/postgres.sh start|stop|url" >&2; exit 2 ;;
esac
