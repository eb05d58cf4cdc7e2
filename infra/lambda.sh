#!/bin/sh
# The command of a Lambda container: `lambda http` runs the function http under AWS's runtime client.
set -eu
export LAMBDA_TASK_ROOT="/app/dist/lambda/$1" _HANDLER=index.handler
cd "$LAMBDA_TASK_ROOT"
exec node --enable-source-maps /opt/lambda/node_modules/aws-lambda-ric/index.mjs
