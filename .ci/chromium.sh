#!/usr/bin/env bash
# Installs Chromium for the tests of the portal, where there is none and apt and root are there. Says so and passes elsewhere:
# those tests then skip with the reason.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo 'left out: no Chromium here, and no root with apt to install it' >&2
  exit 0
fi
{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core; } >&2 ||
  echo 'left out: apt could not install chromium' >&2
