#!/usr/bin/env bash
# Measures whole runs of `runner validate` over 1,000 manifests, files a second and memory, and of a peer in the same pass.
#
#   Benchmarks/validate.sh [RUNS]
#
# The peer is yamllint from PyPI, which checks less: no keys, no types, no units. Where it cannot be installed it is left out.
# On a machine that does other things as well, the shortest time is the one to believe, and it is the one that is shown.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-20}
count=1000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

swift build --configuration release --product runner
runner=$PWD/.build/release/runner
Benchmarks/make-manifests "$work/models" $count
bytes=$(find "$work/models" -name inf.yml -exec cat {} + | wc -c)
echo "$count manifests of $((bytes / count)) bytes on average, $(nproc) processors, best of $runs runs"

cd "$work"
measure() { "$OLDPWD/Benchmarks/measure" "$@" 2>"$work/seconds"; }

measure "$runs" 0 "runner --version" "$runner" --version
measure "$runs" $count "runner, JSON" "$runner" validate models --format json
measure "$runs" $count "runner" "$runner" validate models
ours=$(cat seconds)

if python3 -m venv peer && peer/bin/pip install --quiet --disable-pip-version-check yamllint 2>pip.log; then
  measure 3 $count "yamllint" peer/bin/yamllint -d relaxed models
  awk -v ours="$ours" -v theirs="$(cat seconds)" 'BEGIN { printf "runner is %.0f times as fast\n", theirs / ours }'
else
  echo "yamllint cannot be installed: $(tail -1 pip.log)"
fi
