#!/usr/bin/env bash
# Prints where Prometheus's promtool is, for the tests of the rules: on the PATH, or from Debian's package, unpacked into .cache.
# Fails, in a line, where neither can be had.
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v promtool; then exit 0; fi
home="$PWD/.cache/promtool"
if [ ! -x "$home/usr/bin/promtool" ]; then
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || { echo 'left out: no promtool here, and no apt to get it' >&2; exit 1; }
  rm -rf "$home"
  mkdir -p "$home"
  # The lists of packages may be missing; only root can fetch them.
  { (cd "$home" && { apt-get download -qq prometheus || { apt-get update -qq && apt-get download -qq prometheus; }; } &&
    dpkg -x prometheus_*.deb . && rm -f prometheus_*.deb); } >&2 ||
    { rm -rf "$home"; echo 'left out: apt could not get prometheus, which has promtool' >&2; exit 1; }
fi
echo "$home/usr/bin/promtool"
