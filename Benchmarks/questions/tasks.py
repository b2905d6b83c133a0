"""What do many simultaneous tasks cost?"""

import dataclasses
import json
import shutil
import tempfile

from measuring import BIN, PROJECT, Emulator, Row, once

NOTES = """
Each task is submitted, polled every second (the pauses grow by a quarter, as in any run) until the five seconds of its run have passed,
and recorded in a store of runs as `runner` does it. The peer writes the same transactions with sqlite3. Both are one process and
send the same requests to runner-emulator, whose own work is not counted. 10,000 tasks are polled every three seconds, which is runner's
default. A deadline is missed when a run ends more than a second after it.

Already fixed: writes that wait for the store share one transaction and one synchronization (each of a run's nine writes had its own,
and runs ended a minute late); requests for a result use kept connections (each opened one); the statement that ends a
step is prepared once (a partial index made SQLite prepare it for each value, a sixth of all instructions); the members of an answer are read by
their kinds (ten errors were created and discarded for each answer).

The rest of the time, according to `perf record` of 1,000 tasks: the kernel's network and files 24 %, libc 19 %, most of that malloc, libcurl 11 %,
SQLite 10 %, and Swift 34 %; no function takes more than 3 %. According to callgrind a run takes 3.2 million instructions: 42 % for its nine writes of
22 statements, 17 % for reading and writing JSON, partly for these, and 7 % for signing. To reach one second they would have to be halved twice, and
what is not ours (kernel, libc, libcurl, SQLite, GRDB, Foundation's JSON) takes more than that alone.

The rest of the memory: the process has 30 MB with ten tasks, half of it pages of its own code and a quarter pages of the 30 libraries that
libcurl loads, all shared with other processes. Each further task costs 15 to 22 KB (it was 50). According to massif 7.5 KB are the stack of its Swift
task (it was 23), where a dozen functions are suspended between `submit` and the socket, 1.2 KB the task itself, and 5 KB the request and the
answer while they wait for one of the 256 simultaneous transfers, as all do in the first second.
"""


def measure(command, emulator):
    """One run with a store of its own: seconds of processors, MB, requests, and what the program says."""
    directory = tempfile.mkdtemp(prefix="tasks-", dir="/var/tmp")
    try:
        before = emulator.requests
        timed = ["/usr/bin/time", "-f", "%M", "-o", f"{directory}/peak", *map(str, command), f"{directory}/runs.sqlite"]
        _, cpu, said = once(timed, env=emulator.environment)
        with open(f"{directory}/peak") as file:
            peak = int(file.read()) * 1024 / 1e6
        return Run(cpu, peak, emulator.requests - before, json.loads(said)["late_ms"])
    finally:
        shutil.rmtree(directory)


@dataclasses.dataclass
class Run:
    cpu: float
    peak: float
    requests: int
    late: float

    @property
    def text(self):
        return f"{self.cpu:.2f} s of processors, {self.peak:.1f} MB, ends at most {self.late:.0f} ms late"


def rows(directory):
    python = directory / "venv" / "bin" / "python"
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
