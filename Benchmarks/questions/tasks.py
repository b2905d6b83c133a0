"""What do many tasks at once cost?"""

import json
import shutil
import tempfile

from measuring import BIN, PROJECT, Emulator, Row, in_turn, memory, once

NOTES = """
Each task is submitted, asked for every second (the pauses grow by a quarter, as they do in any run) until the five seconds of its run are over,
and recorded in a store of runs as `runner` does it; the peer writes the same transactions with sqlite3. Both are one process, and both
send the same requests to runner-emulator; its own work is not counted. 10,000 tasks are asked for every three seconds, which is what
runner does without being told otherwise. A deadline is missed when a run ends more than a second after it.
"""


def measure(command, emulator):
    """One run with a store of its own: seconds of processors, MB, and what the program says."""
    folder = tempfile.mkdtemp(prefix="tasks-", dir="/var/tmp")
    try:
        before = emulator.requests
        _, cpu, said = once([*map(str, command), f"{folder}/cpu.sqlite"], env=emulator.environment)
        requests = emulator.requests - before
        return cpu, requests, json.loads(said)
    finally:
        shutil.rmtree(folder)


def peak(command, emulator):
    folder = tempfile.mkdtemp(prefix="tasks-", dir="/var/tmp")
    try:
        # Its three runs need three stores.
        shell = ["sh", "-c", 'exec "$@" "$(mktemp -d "$0/XXXXXX")/peak.sqlite"', folder, *map(str, command)]
        return memory(shell, env=emulator.environment)
    finally:
        shutil.rmtree(folder)


def rows(folder):
    python = folder / "venv" / "bin" / "python"
    with Emulator("--queue-time", "2", "--generation-time", "1h") as emulator:
        inputs = [emulator.image, emulator.audio]
        ours = [BIN / "runner-bench", "tasks", "1000", "5", "1", *inputs]
        theirs = [python, PROJECT / "Benchmarks/peers/aiohttp_tasks.py", "1000", "5", "1", *inputs]
        pairs = [(measure(ours, emulator), measure(theirs, emulator)) for _ in range(3)]
        our_peak, their_peak = peak(ours, emulator), peak(theirs, emulator)
    with Emulator("--queue-time", "2", "--generation-time", "1h") as emulator:
        many = [BIN / "runner-bench", "tasks", "10000", "40", "3", emulator.image, emulator.audio]
        cpu, requests, said = measure(many, emulator)
        many_peak = peak(many, emulator)
    mine = sorted((pair[0] for pair in pairs), key=lambda run: run[0])[1]
    peer = sorted((pair[1] for pair in pairs), key=lambda run: run[0])[1]
    late = max(pair[0][2]["late_ms"] for pair in pairs)
    return [
        Row(
            f"1,000 tasks, {mine[1]:,} requests",
            f"{mine[0]:.2f} s of processors, {our_peak:.1f} MB, ends at most {late:.0f} ms late", "≤ 1 s, ≤ 40 MB",
            mine[0] <= 1 and our_peak <= 40, f"aiohttp, {peer[1]:,} requests",
            f"{peer[0]:.2f} s, {their_peak:.1f} MB, {peer[2]['late_ms']:.0f} ms",
            f"{peer[0] / mine[0]:.1f}", f"{min(pair[0][0] for pair in pairs):.2f} to {max(pair[0][0] for pair in pairs):.2f} s",
        ),
        Row(
            f"10,000 tasks, {requests:,} requests",
            f"{cpu:.2f} s of processors, {many_peak:.1f} MB, ends at most {said['late_ms']:.0f} ms late",
            "≤ 120 MB, no deadline missed", many_peak <= 120 and said["late_ms"] <= 1000,
        ),
    ]
