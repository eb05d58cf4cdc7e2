#!/usr/bin/env bash
# Runs a command with DynamoDB Local beside it, in memory, and POSTHORN_TEST_DYNAMODB_ENDPOINT naming it:
#   .ci/dynamodb-local.sh npx tap test/repositories
# Needs Java 17. The emulator's licence forbids handing it on, so it is fetched into .cache and never committed.
set -euo pipefail
cd "$(dirname "$0")/.."

for word in "$@"; do [ "$word" != --help ] || exec "$@"; done

package=amplify-dynamodb-simulator@2.9.30
home="$PWD/.cache/dynamodb-local"

if [ ! -f "$home/DynamoDBLocal.jar" ]; then
  fetched="$(mktemp -d)"
  trap 'rm -rf "$fetched"' EXIT
  npm pack --silent --pack-destination "$fetched" "$package" >/dev/null </dev/null
  mkdir -p "$home.part"
  tar xzf "$fetched"/*.tgz -C "$home.part" --strip-components=2 package/emulator
  rm -rf "$home" "$fetched"
  mv "$home.part" "$home"
fi

port="$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')"
java -Djava.library.path="$home/DynamoDBLocal_lib" -jar "$home/DynamoDBLocal.jar" \
  -inMemory -disableTelemetry -port "$port" >"$home/log" 2>&1 </dev/null &
emulator=$!
trap 'kill "$emulator" 2>/dev/null || true; wait "$emulator" 2>/dev/null || true' EXIT

for _ in $(seq 150); do
  kill -0 "$emulator" 2>/dev/null || { echo 'DynamoDB Local ended:' >&2; tail -20 "$home/log" >&2; exit 1; }
  (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && ready=yes && break
  sleep 0.2
done
[ "${ready:-}" = yes ] || { echo "DynamoDB Local does not listen on port $port after 30 s" >&2; exit 1; }

export POSTHORN_TEST_DYNAMODB_ENDPOINT="http://127.0.0.1:$port"
"$@"
