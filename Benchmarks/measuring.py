"""Runs commands in turn and says how long they took, what processor time they used and how much memory.

The commands of a comparison take turns, so that a machine that is busy for a while is busy for all of them. Times are those of
whole processes, from before the start to after the end; processor time is the operating system's account of the finished child
and its children. Memory is measured in runs of its own, by GNU time, since a child of Python is charged Python's pages.
"""

import dataclasses
import os
import pathlib
import shlex
import statistics
import subprocess
import time

PROJECT = pathlib.Path(__file__).resolve().parent.parent
BIN = PROJECT / ".build" / "release"


@dataclasses.dataclass
class Samples:
    """What the runs of one command came to: seconds, seconds of processors, and the peak in MB."""

    command: list[str]
    wall: list[float] = dataclasses.field(default_factory=list)
    cpu: list[float] = dataclasses.field(default_factory=list)
    memory: float = 0
    output: str = ""

    @property
    def seconds(self) -> float:
        return statistics.median(self.wall)

    @property
    def processor(self) -> float:
        return statistics.median(self.cpu)

    @property
    def spread(self) -> str:
        return f"{text(min(self.wall))} to {text(max(self.wall))}"


def text(seconds: float) -> str:
    """Writes a time with three digits and a unit that people read."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def once(command: list[str], **options) -> tuple[float, float, str]:
    """Runs a command to its end, which must be a good one unless `fails` allows another.

    Returns the seconds, the seconds of processors, and what it wrote to standard output.
    """
    fails = options.pop("fails", ())
    before = os.times()
    start = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)
    wall = time.perf_counter() - start
    after = os.times()
    if done.returncode != 0 and done.returncode not in fails:
        raise SystemExit(f"error: {shlex.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return wall, cpu, done.stdout


def memory(command: list[str], **options) -> float:
    """The peak of a command's resident memory, in MB: the median of three runs."""
    fails = options.pop("fails", ())
    peaks = []
    for _ in range(3):
        done = subprocess.run(
            ["/usr/bin/time", "-f", "%M", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        if done.returncode != 0 and done.returncode not in fails:
            raise SystemExit(f"error: {shlex.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
        peaks.append(int(done.stderr.split()[-1]) * 1024 / 1e6)
    return statistics.median(peaks)


def in_turn(runs: int, *commands: list[str], with_memory: bool = True, **options) -> list[Samples]:
    """Runs commands in turn, one run of each before the first that counts."""
    samples = [Samples([str(part) for part in command]) for command in commands]
    for number in range(runs + 1):
        for sample in samples:
            wall, cpu, output = once(sample.command, **options)
            sample.output = output
            if number > 0:
                sample.wall.append(wall)
                sample.cpu.append(cpu)
    if with_memory:
        for sample in samples:
            sample.memory = memory(sample.command, **options)
    return samples


def ratio(theirs: Samples, ours: Samples) -> float:
    """How many times as long the peer took: the median over the pairs."""
    return statistics.median(a / b for a, b in zip(theirs.wall, ours.wall))


@dataclasses.dataclass
class Row:
    """A question, and the answer to it."""

    question: str
    ours: str
    bar: str
    met: bool | None
    peer: str = "–"
    theirs: str = "–"
    ratio: str = "–"
    spread: str = "–"

    @property
    def verdict(self) -> str:
        return {True: "met", False: "**missed**", None: "–"}[self.met]

    @property
    def cells(self) -> list[str]:
        return [
            self.question, self.peer, self.theirs, self.ours, self.ratio, self.spread, self.bar, self.verdict,
        ]


class Emulator:
    """A running runner-emulator, with two inputs uploaded."""

    def __init__(self, *arguments: str):
        self.arguments = arguments

    def __enter__(self):
        self.process = subprocess.Popen(
            [BIN / "runner-emulator", "--quiet", *self.arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        self.settings = dict(pair.split("=", 1) for pair in line.split())
        self.endpoint = self.settings["VISION_ENDPOINT"]
        self.environment = {**os.environ, **self.settings, "no_proxy": "127.0.0.1"}
        self.image = self._upload("astronaut.jpg")
        self.audio = self._upload("hello.wav")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def _upload(self, name: str) -> str:
        import json
        import urllib.request

        content = (PROJECT / "samples" / name).read_bytes()
        request = urllib.request.Request(f"{self.settings['RUNNER_STAGING']}/{name}", data=content, method="PUT")
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["url"]

    @property
    def requests(self) -> int:
        """How many calls it has answered."""
        import json
        import urllib.request

        with urllib.request.urlopen(f"{self.endpoint}/emulator/stats") as answer:
            return sum(json.load(answer)["requests"].values())
