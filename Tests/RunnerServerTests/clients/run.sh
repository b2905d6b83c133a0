#!/bin/sh
# Checks the built server with real clients, over sockets of this machine, and by killing it.
#
#   run.sh BIN [PYTHON] [CHECK…]
#
# BIN is the directory of the built programs. PYTHON has what requirements.txt names; the default is the one in the project's .venv,
# which is created if it is missing. A CHECK is the name of a file here without check_ and .py; by default all are run.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)
programs=$(cd "${1:?usage: run.sh BIN [PYTHON] [CHECK...]}" && pwd)
python=${2:-$project/.venv/bin/python}
shift
[ $# -eq 0 ] || shift

if [ ! -x "$python" ]; then
    python3 -m venv "$project/.venv"
fi
if ! "$python" -c 'import openapi_spec_validator, prometheus_client, replicate, requests, schemathesis, standardwebhooks' 2>/dev/null
then
    "$python" -m pip install --quiet --requirement "$here/requirements.txt"
fi
# The second version of Replicate's client has the name of the first.
export REPLICATE_2="$project/.venv/replicate-2"
beta='replicate==2.0.0b4'
if [ ! -e "$REPLICATE_2/replicate-2.0.0b4.dist-info" ]; then
    "$python" -m pip install --quiet --disable-pip-version-check --target "$REPLICATE_2" "$beta"
fi
export PYTHONDONTWRITEBYTECODE=1
export RUNNER_EMULATOR_CACHE="$programs/test-media"

for check in ${*:-replicate replicate_beta cog refusals rebinding callers contract queue warm hostile fleet durability}; do
    "$python" "$here/check_$check.py" "$programs"
done
