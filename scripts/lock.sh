#!/usr/bin/env bash
# Recomputes the lock files: exact versions with hashes, and no address of where they came from.
set -euo pipefail
cd "$(dirname "$0")/.."
for set in run test; do
    echo "requirements/$set.txt"
    .venv/bin/uv pip compile --quiet "requirements/$set.in" -o "requirements/$set.txt" \
        --python-version 3.11 --generate-hashes --no-emit-index-url --no-header "$@"
done
echo "package-lock.json"
npm install --package-lock-only --ignore-scripts --no-audit --no-fund --silent
node --input-type=module -e '
import { readFileSync, writeFileSync } from "node:fs";
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const entry of Object.values(lock.packages)) { delete entry.funding; delete entry.resolved; }
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);'
