#!/usr/bin/env bash
# Runs the tests on both databases: starts the private PostgreSQL, hands its address to the tests, stops it afterwards.
# Several runs may share it; the last one out stops it.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p var
exec 9>var/postgres-users.lock
flock --shared 9
leave() {
    local status=$?
    flock --unlock 9
    if flock --exclusive --nonblock 9; then scripts/postgres.sh stop 9>&- || true; fi
    exit "$status"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

echo "Starting PostgreSQL for the tests"
XINFU_TEST_POSTGRES=$(scripts/postgres.sh start 9>&-)
export XINFU_TEST_POSTGRES
if [ -d var/lib ]; then export LD_LIBRARY_PATH="$PWD/var/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"; fi
echo "Running the tests"
.venv/bin/pytest -n "${XINFU_TEST_PROCESSES:-2}" "$@" 9>&-
