#!/usr/bin/env bash
# Checks the manifests of docs/containers with the schemas of Kubernetes, strictly, from a package on PyPI in .cache. Says so and passes
# where there is no Python or PyPI cannot be reached.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/python-package.sh

home="$PWD/.cache/kubernetes-validate"
python_package kubernetes_validate 1.37.0 "$home" || { echo 'left out: kubernetes-validate cannot be had' >&2; exit 0; }
"$home/bin/kubernetes-validate" --strict -k 1.37 docs/containers/kubernetes-*.yaml
