#!/bin/sh
# Checks the emulator with BytePlus's own SDKs, and runner with its signing code.
#
#   run.sh BIN [PYTHON]
#
# BIN is the directory of the built programs. PYTHON has byteplus-sdk 1.0.53 and byteplus-python-sdk-v2[ark] 3.0.63; the default is the one in the project's .venv,
# which is created if it is missing.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)
programs=$(cd "${1:?usage: run.sh BIN [PYTHON]}" && pwd)
python=${2:-$project/.venv/bin/python}

if [ ! -x "$python" ]; then
    python3 -m venv "$project/.venv"
fi
if ! "$python" -c 'import byteplus_sdk' 2>/dev/null; then
    "$python" -m pip install --quiet 'byteplus-sdk==1.0.53'
fi
if ! "$python" -c 'import byteplussdkarkruntime' 2>/dev/null; then
    "$python" -m pip install --quiet 'byteplus-python-sdk-v2[ark]==3.0.63' httpx sniffio
fi
export PYTHONDONTWRITEBYTECODE=1

directory=$(mktemp -d)
mkfifo "$directory/settings"
"$programs/runner-emulator" --quiet >"$directory/settings" &
process=$!
# The emulator is stopped in any case; if it does not stop cleanly, the check fails.
trap 'kill "$process" 2>/dev/null || true; rm -rf "$directory"' EXIT
trap 'exit 130' INT TERM

read -r settings <"$directory/settings"
# The line consists of assignments without blanks or quotes.
# shellcheck disable=SC2086
env $settings "$python" "$here/check_sdk.py"
# shellcheck disable=SC2086
env $settings "$python" "$here/check_ark.py"

trap 'rm -rf "$directory"' EXIT
kill "$process"
wait "$process"

"$python" "$here/check_runner.py" "$programs/runner"
