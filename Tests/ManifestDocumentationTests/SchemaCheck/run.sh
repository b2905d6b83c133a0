#!/bin/sh
# Holds the JSON Schema that runner prints against runner's own verdicts.
#
#   run.sh BIN [PYTHON]
#
# BIN is the directory of the built programs. PYTHON is one with jsonschema and ruamel.yaml; without it, that of .venv in
# the project, which is made when it is missing.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)
programs=$(cd "${1:?usage: run.sh BIN [PYTHON]}" && pwd)
python=${2:-$project/.venv/bin/python}

if [ ! -x "$python" ]; then
    python3 -m venv "$project/.venv"
fi
if ! "$python" -c 'import jsonschema, ruamel.yaml' 2>/dev/null; then
    "$python" -m pip install --quiet 'jsonschema==4.26.0' 'ruamel.yaml==0.19.1'
fi
export PYTHONDONTWRITEBYTECODE=1

"$python" "$here/check_schema.py" "$programs/runner" "$project"
