#!/bin/sh
# Checks the web page of the built server in a real browser, Debian's chromium.
#
#   run.sh BIN [PYTHON] [CHECK…]
#
# BIN is the directory of the built programs. PYTHON has what requirements.txt names; the default is the one in the project's .venv,
# which is created if it is missing. A CHECK is the name of a file here without check_ and .py; by default all of them. PAGE_SCREENSHOTS
# names a directory for the pictures of docs/serving.md. With PAGE_ASSETS=Sources/RunnerPage/Assets, changed files of the page are tried
# without a build.
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
if ! "$python" -c 'import axe_playwright_python, playwright' 2>/dev/null; then
    "$python" -m pip install --quiet --requirement "$here/requirements.txt"
fi
export PYTHONDONTWRITEBYTECODE=1
export RUNNER_EMULATOR_CACHE="$programs/test-media"

for check in ${*:-demo form money sessions runs sites}; do
    "$python" "$here/check_$check.py" "$programs"
done
