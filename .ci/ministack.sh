#!/usr/bin/env bash
# Puts MiniStack, an emulator of AWS, into .cache for the deploy test, and prints where its program is.
# Does nothing but print when it is there. Needs Python 3.10 or newer and the registry of its packages.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/python-package.sh

version=1.5.33
home="$PWD/.cache/ministack-$version"

python_package ministack "$version" "$home"
echo "$home/bin/ministack"
