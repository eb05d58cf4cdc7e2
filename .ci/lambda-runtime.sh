#!/usr/bin/env bash
# Puts AWS's Node runtime client for Lambda into .cache/lambda, for the tests that run the bundle as Lambda does.
# It compiles an addon (about a minute; needs cmake, make, a C++ compiler and xz), which is why it is no dependency.
# Does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")/.."

node24="$(.ci/node.sh 24)"
addon=.cache/lambda/node_modules/aws-lambda-ric/rapid-client.node
[ -f "$addon" ] && exit 0

for tool in cmake make c++ xz; do
  command -v "$tool" >/dev/null || { echo "aws-lambda-ric cannot be compiled: $tool is missing" >&2; exit 1; }
done

# The client needs Node 22 or newer also while it is installed; the headers come with the package.
PATH="$node24:$PATH"
headers="$(node -p 'require("node:path").resolve(process.execPath, "../..")')"
[ -d "$headers/include/node" ] && export npm_config_nodedir="$headers"

mkdir -p .cache/lambda
echo '{ "private": true, "allowScripts": { "aws-lambda-ric": true } }' >.cache/lambda/package.json
npm install --prefix .cache/lambda --no-save --no-audit --no-fund aws-lambda-ric@4 </dev/null
[ -f "$addon" ] || { echo 'aws-lambda-ric is installed, but its addon was not built' >&2; exit 1; }
