"""How fast do processes share a queue of runs?"""

import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile

from measuring import BIN, PROJECT, Row, once

NOTES = """
A claim is one transaction that takes the lease of the next enqueued run; each process takes one run at a time until none is left. The time from
the end of the call that enqueues a run to the end of the one that takes it is measured one run at a time, at random moments. PostgreSQL is Debian's
15 with its default settings, on a disk and on the same machine as the processes, and the peer, procrastinate, uses the same server: a claim of it takes the next job with
one function at the server.
"""

PROGRAMS = pathlib.Path("/usr/lib/postgresql/15/bin")
PYTHON = PROJECT / ".build" / "bench" / "venv" / "bin" / "python"
PEER = PROJECT / "Benchmarks" / "peers" / "procrastinate_claims.py"
EXERCISER = BIN / "run-store-exerciser"
RUNS = 2000
PICKUPS = 200
OWNER = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []


class Server:
    """A PostgreSQL server on a Unix socket in a directory that is removed at the end."""

    def __enter__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="fleet-", dir="/var/tmp"))
        if OWNER:
            shutil.chown(self.directory, "postgres")
        self.run("initdb", "-D", "data", "-U", "runner", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.run("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", f"-k {self.directory} -c listen_addresses=", "start")
        self.count = 0
        return self

    def __exit__(self, *_):
        self.run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.directory)

    def run(self, program, *arguments):
        # The server must not keep a pipe of this process open.
        subprocess.run(
            [*OWNER, PROGRAMS / program, *arguments], cwd=self.directory, check=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )

    def address(self):
        """A new database."""
        self.count += 1
        self.run("createdb", "-h", str(self.directory), "-U", "runner", f"bench{self.count}")
        return f"postgresql://runner@/bench{self.count}?host={self.directory}"


def drain(command, workers):
    """Claims of all processes in a second."""
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(workers)
    ]
    for process in processes:
        process.stdout.readline()
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate()[0].split() for process in processes]
    taken = sum(int(answer[0]) for answer in answers)
    if taken != RUNS:
        raise SystemExit(f"error: {taken} of {RUNS} were taken")
    return taken / max(float(answer[1]) for answer in answers)


def pickup(command):
    return sorted(map(float, once(list(map(str, command)))[2].split()))


def percentile(times, share):
    return times[min(len(times) - 1, int(len(times) * share))]


def claims(server, directory):
    for workers in (1, 4, 8):
        ours, lite, theirs = [], [], []
        for number in range(3):
            address = server.address()
            once([str(EXERCISER), "enqueue", address, str(RUNS)])
            ours.append(drain([EXERCISER, "drain", address], workers))
            path = str(directory / f"{workers}-{number}.sqlite")
            once([str(EXERCISER), "enqueue", path, str(RUNS)])
            lite.append(drain([EXERCISER, "drain", path], workers))
            address = server.address()
            once([str(PYTHON), str(PEER), "fill", address, str(RUNS)])
            theirs.append(drain([PYTHON, PEER, "drain", address], workers))
        middle, other = statistics.median(ours), statistics.median(theirs)
        yield Row(
            f"claims a second in PostgreSQL, {workers} processes", f"{middle:.0f}", "at least 500", middle >= 500,
            "procrastinate, same server", f"{other:.0f}", f"{middle / other:.2f}", f"{min(ours):.0f} to {max(ours):.0f}",
        )
        yield Row(
            f"claims a second in SQLite, {workers} processes", f"{statistics.median(lite):.0f}", "–", None,
            spread=f"{min(lite):.0f} to {max(lite):.0f}",
        )


def latencies(server, directory):
    theirs = pickup([PYTHON, PEER, "pickup", server.address(), PICKUPS])
    for title, place, mode in [
        ("PostgreSQL, listening", server.address(), "listen"), ("PostgreSQL, asking every second", server.address(), "poll"),
        ("SQLite, listening", directory / "pickup.sqlite", "listen"),
    ]:
        times = pickup([EXERCISER, "pickup", place, PICKUPS if mode == "listen" else 30, mode])
        middle, late = statistics.median(times), percentile(times, 0.99)
        listens = title == "PostgreSQL, listening"
        peer = {}
        if listens:
            peer = {
                "peer": "procrastinate, listening", "theirs": f"{statistics.median(theirs):.1f}, p99 {percentile(theirs, 0.99):.1f} ms",
                "ratio": f"{statistics.median(theirs) / middle:.2f}",
            }
        yield Row(
            f"until an enqueued run is taken: {title}", f"{middle:.1f}, p99 {late:.1f} ms", "p99 at most 50 ms" if listens else "–",
            late <= 50 if listens else None, spread=f"{times[0]:.1f} to {times[-1]:.1f} ms", **peer,
        )


def rows(directory):
    # A disk and not memory.
    place = pathlib.Path(tempfile.mkdtemp(prefix="fleet-", dir="/var/tmp"))
    try:
        with Server() as server:
            return [*claims(server, place), *latencies(server, place)]
    finally:
        shutil.rmtree(place)
