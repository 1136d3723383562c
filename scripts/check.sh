#!/usr/bin/env bash
# Everything that can be said about the code without running it. All checks run; the first failure does not hide the rest.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=()

check() {
    local name=$1
    shift
    printf -- '-- %s\n' "$name"
    "$@" || failed+=("$name")
}

check "form (ruff format)" "$bin/ruff" format --check --quiet .
check "lint (ruff)" "$bin/ruff" check --quiet .
check "types (mypy)" "$bin/mypy"
check "layers (import-linter)" "$bin/lint-imports" --no-logo
check "lengths and addresses" "$bin/python" -m scripts.tree
check "licences" "$bin/python" -m scripts.licenses

if [ ${#failed[@]} -gt 0 ]; then
    printf 'Not in order: %s\n' "$(IFS=,; echo "${failed[*]}")" >&2
    exit 1
fi
echo "All in order."
