"""What do many tasks at once cost?"""

import dataclasses
import json
import shutil
import tempfile

from measuring import BIN, PROJECT, Emulator, Row, once

NOTES = """
Each task is submitted, asked for every second (the pauses grow by a quarter, as they do in any run) until the five seconds of its run are over,
and recorded in a store of runs as `runner` does it; the peer writes the same transactions with sqlite3. Both are one process, and both
send the same requests to runner-emulator; its own work is not counted. 10,000 tasks are asked for every three seconds, which is what
runner does without being told otherwise. A deadline is missed when a run ends more than a second after it.

By `perf record -g` of 500 tasks, three fifths of our processor time belong to the store (its queue's thread: SQLite 20 %, the kernel's writes
17 %, GRDB and our rows 22 %), and two fifths to requests (libcurl and one connection for each of them). Every run is nine transactions, of which
five wait for the disk, one after the other on the store's one connection: that is what makes the beginnings of many runs late.
"""


def measure(command, emulator):
    """One run with a store of its own: seconds of processors, MB, requests, and what the program says."""
    folder = tempfile.mkdtemp(prefix="tasks-", dir="/var/tmp")
    try:
        before = emulator.requests
        timed = ["/usr/bin/time", "-f", "%M", "-o", f"{folder}/peak", *map(str, command), f"{folder}/runs.sqlite"]
        _, cpu, said = once(timed, env=emulator.environment)
        with open(f"{folder}/peak") as file:
            peak = int(file.read()) * 1024 / 1e6
        return Run(cpu, peak, emulator.requests - before, json.loads(said)["late_ms"])
    finally:
        shutil.rmtree(folder)


@dataclasses.dataclass
class Run:
    cpu: float
    peak: float
    requests: int
    late: float

    @property
    def text(self):
        return f"{self.cpu:.2f} s of processors, {self.peak:.1f} MB, ends at most {self.late:.0f} ms late"


def rows(folder):
    python = folder / "venv" / "bin" / "python"
    slow = "--queue-time", "2", "--generation-time", "1h"
    with Emulator(*slow) as emulator:
        inputs = [emulator.image, emulator.audio]
        ours = [BIN / "runner-bench", "tasks", "1000", "5", "1", *inputs]
        theirs = [python, PROJECT / "Benchmarks/peers/aiohttp_tasks.py", "1000", "5", "1", *inputs]
        pairs = [(measure(ours, emulator), measure(theirs, emulator)) for _ in range(3)]
    with Emulator(*slow) as emulator:
        many = measure([BIN / "runner-bench", "tasks", "10000", "40", "3", emulator.image, emulator.audio], emulator)
    mine, peer = (sorted((pair[side] for pair in pairs), key=lambda run: run.cpu)[1] for side in (0, 1))
    return [
        Row(
            f"1,000 tasks, {mine.requests:,} requests", mine.text, "≤ 1 s, ≤ 40 MB", mine.cpu <= 1 and mine.peak <= 40,
            f"aiohttp, {peer.requests:,} requests", peer.text, f"{peer.cpu / mine.cpu:.1f}",
            f"{min(pair[0].cpu for pair in pairs):.2f} to {max(pair[0].cpu for pair in pairs):.2f} s",
        ),
        Row(
            f"10,000 tasks, {many.requests:,} requests", many.text, "≤ 120 MB, no deadline missed",
            many.peak <= 120 and many.late <= 1000,
        ),
    ]
