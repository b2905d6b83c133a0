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

What has been mended: writes that wait for the store are one transaction with one synchronization (each of the nine of a run was one
before, and ends came a minute late); questions for a result go over kept connections (each had one of its own).

What is left, by `perf record` of 1,000 tasks: the kernel's network and files 21 %, SQLite 17 %, malloc 17 %, libcurl 9 %, and 35 % in Swift,
of which reading and writing JSON is a quarter, GRDB nearly a third and signing a tenth; no function has more than 3 %. Even without any
store the bar would be missed.

Memory: the process has 31 MB with ten tasks, and each further one costs 50 KB. Half of that is the stack of its Swift task, by the page
faults of `perf record -e page-faults`: a dozen suspended functions between `submit` and the socket with frames of up to 2.4 KB each, which
Swift keeps for as long as the task lives.
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
