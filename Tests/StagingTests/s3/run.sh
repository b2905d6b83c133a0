#!/bin/sh
# Proves staging against S3 as others have built it: moto stores the objects, boto3 and botocore judge the signatures.
#
#   run.sh BIN [--large] [PYTHON]
#
# BIN is the directory of the built programs. --large also uploads 1 GB and measures the worker's memory. PYTHON is one with
# moto, boto3 and byteplus-sdk; without it, that of .venv in the project, which is made when it is missing.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)
programs=$(cd "${1:?usage: run.sh BIN [--large] [PYTHON]}" && pwd)
shift
large=
if [ "${1:-}" = --large ]; then
    large=--large
    shift
fi
python=${1:-$project/.venv/bin/python}

if [ ! -x "$python" ]; then
    python3 -m venv "$project/.venv"
fi
if ! "$python" -c 'import boto3, byteplus_sdk, moto.server' 2>/dev/null; then
    "$python" -m pip install --quiet 'moto[server,s3]==5.2.5' 'boto3==1.44.5' 'byteplus-sdk==1.0.53'
fi
export PYTHONDONTWRITEBYTECODE=1
export RUNNER_EMULATOR_CACHE="$programs/test-media"
exec "$python" "$here/check_s3.py" "$programs/runner" $large
