#!/usr/bin/env bash
# Puts two generators of clients into .cache, for the tests that generate clients from openapi/openapi.json and call a server with them:
# openapi-python-client from PyPI, and OpenAPI Generator, a jar from Maven Central, which needs Java. What cannot be had is said in a
# line, and its test skips with the reason.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/python-package.sh

python_package openapi_python_client 0.29.1 "$PWD/.cache/openapi-python-client" || echo 'left out: openapi-python-client' >&2

version=7.14.0
jar="$PWD/.cache/openapi-generator-$version.jar"
if [ ! -f "$jar" ]; then
  from="https://repo1.maven.org/maven2/org/openapitools/openapi-generator-cli/$version/openapi-generator-cli-$version.jar"
  mkdir -p .cache
  if curl --silent --show-error --fail --location --output "$jar.part" "$from" >&2; then mv "$jar.part" "$jar"; else echo 'left out: OpenAPI Generator cannot be fetched from Maven Central' >&2; fi
fi
for tool in java go; do command -v "$tool" >/dev/null || echo "left out: the client in Go needs $tool, which is not here" >&2; done
