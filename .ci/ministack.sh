#!/usr/bin/env bash
# Puts MiniStack, an emulator of AWS, into .cache/ministack for the deploy test, and prints where its program is.
# Does nothing but print when it is there. Needs Python 3.10 or newer and the registry of its packages.
set -euo pipefail
cd "$(dirname "$0")/.."

version=1.5.33
home="$PWD/.cache/ministack-$version"
program="$home/bin/ministack"

if [ ! -x "$program" ]; then
  command -v python3 >/dev/null || { echo 'there is no python3' >&2; exit 1; }
  rm -rf "$home"
  python3 -m venv "$home" >&2 || { echo 'python3 has no venv' >&2; exit 1; }
  "$home/bin/pip" install --quiet --disable-pip-version-check "ministack==$version" >&2 || { rm -rf "$home"; echo 'ministack cannot be installed' >&2; exit 1; }
fi
echo "$program"
