#!/bin/sh
# Builds the fuzzers and runs each of them for FUZZ_SECONDS, 60 by default.
#
#   run.sh [NAME…]
#
# NAME is manifest, fixes, units or media; without one, all of them run. What they learn stays in .build/fuzz/corpus; an input
# that makes something wrong is kept in .build/fuzz/findings.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/.." && pwd)
directory=$project/.build/fuzz
seconds=${FUZZ_SECONDS:-60}
fixtures=$project/Tests/ManifestChecksTests/Fixtures

[ $# -gt 0 ] || set -- manifest fixes units media

swift build --package-path "$here" --scratch-path "$directory" --configuration release

# Swift's own report of a crash never ends in a program with a sanitizer; libFuzzer's is all that is needed.
export SWIFT_BACKTRACE=enable=no

for name in "$@"; do
    case $name in
    manifest | fixes) seeds="$fixtures/ok $fixtures/err" ;;
    *) seeds=$here/Seeds/$name ;;
    esac
    program=$directory/release/fuzz-$name
    mkdir -p "$directory/corpus/$name" "$directory/findings"
    echo "fuzzing $name for $seconds seconds"
    # Inputs of 64 KiB at most, a second and 1 GB each: more than any of the limits that are being tried.
    # The names of the seeds have no blanks of their own beyond those of the project's path.
    if ! (
        cd "$project"
        # shellcheck disable=SC2086
        "$program" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
            -artifact_prefix="$directory/findings/$name-" "$directory/corpus/$name" $seeds
    ) >"$directory/$name.log" 2>&1; then
        grep -a "Fatal error" "$directory/$name.log" >&2 || tail -n 40 "$directory/$name.log" >&2
        finding=$(sed -n 's/.*Test unit written to //p' "$directory/$name.log" | tail -n 1)
        echo "error: fuzzing $name found something" >&2
        if [ -n "$finding" ]; then
            echo "help: reproduce it with: SWIFT_BACKTRACE=enable=no $program $finding" >&2
        fi
        exit 1
    fi
    if grep -q 'instrumented for coverage?' "$directory/$name.log"; then
        echo "error: fuzz-$name is built without libFuzzer's instruments" >&2
        exit 1
    fi
    sed -n 's/^stat::number_of_executed_units: */  inputs tried: /p' "$directory/$name.log"
done
