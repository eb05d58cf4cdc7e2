#!/usr/bin/env bash
# Puts the Python SDK into .cache for the tests that read answers with its models, and prints where its Python is.
# Does nothing but print when it is there. Needs Python 3.9 or newer and the registry of its packages.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/python-package.sh

version=2.9.1
home="$PWD/.cache/sdk-python-$version"

python_package svix "$version" "$home"
echo "$home/bin/python"
