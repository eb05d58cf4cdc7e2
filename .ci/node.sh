#!/usr/bin/env bash
# Puts a real Node of a major version (`.ci/node.sh 24`) into .cache/node24 from its npm package and prints the path of the folder that
# holds `node`. Does nothing when it is there. Exits non-zero when it cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."

major=$1
folder=".cache/node$major"
bin="$PWD/$folder/node_modules/node/bin"
runs() { "$bin/node" --version 2>/dev/null | grep -q "^v$major\."; }

if ! runs; then
  mkdir -p "$folder"
  echo '{ "private": true, "allowScripts": { "node": true } }' >"$folder/package.json"
  npm install --prefix "$folder" --no-save --no-audit --no-fund "node@$major" >&2 </dev/null
  runs || { echo "node@$major is installed, but does not run" >&2; exit 1; }
fi
echo "$bin"
