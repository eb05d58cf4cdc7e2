#!/usr/bin/env bash
# Puts the Python SDK into .cache for the tests that read answers with its models, and prints where its Python is.
# Does nothing but print when it is there. Needs Python 3.9 or newer and the registry of its packages.
set -euo pipefail
cd "$(dirname "$0")/.."

version=2.9.1
home="$PWD/.cache/sdk-python-$version"

if [ ! -x "$home/bin/python" ]; then
  command -v python3 >/dev/null || { echo 'there is no python3' >&2; exit 1; }
  rm -rf "$home.new"
  python3 -m venv "$home.new" >&2 || { echo 'python3 has no venv' >&2; exit 1; }
  "$home.new/bin/pip" install --quiet --disable-pip-version-check "svix==$version" >&2 || { rm -rf "$home.new"; echo 'the SDK cannot be installed' >&2; exit 1; }
  mv "$home.new" "$home"
fi
echo "$home/bin/python"
