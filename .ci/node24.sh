#!/usr/bin/env bash
# Puts a real Node 24 into .cache/node24 from its npm package and prints the path of the folder that holds `node`.
# Does nothing when it is there. Exits non-zero when it cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."

bin="$PWD/.cache/node24/node_modules/node/bin"
runs() { "$bin/node" --version 2>/dev/null | grep -q '^v24\.'; }

if ! runs; then
  mkdir -p .cache/node24
  echo '{ "private": true, "allowScripts": { "node": true } }' >.cache/node24/package.json
  npm install --prefix .cache/node24 --no-save --no-audit --no-fund node@24 >&2 </dev/null
  runs || { echo 'node@24 is installed, but does not run' >&2; exit 1; }
fi
echo "$bin"
