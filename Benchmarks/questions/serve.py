"""How many predictions per second does the server answer with a model that does nothing?"""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from measuring import BIN, PROJECT, Row

NOTES = """
Both servers have one model that returns a greeting, and answer `POST /predictions` of Cog's API with another text each time, sent by wrk over 1, 16
and 64 connections. Only answers with a result count. Cog has one place, its default, no queue and no record: it refuses with 409 what comes while
the place is taken, also what a single client sends next. Our server has one process of the model for each of its four places. Each run is recorded
before it starts and synchronized with the disk when it ends; the runs are counted in the store afterwards. MLServer is not compared: it records
nothing either, and its packages exclude those of the other peers.
"""

SECONDS = 8

MANIFEST = """
namespace: bench
name: noop
description: Greets.
category: text
kernel: swift-6
resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
inputs:
    text: {type: string}
outputs:
    greeting: {type: string}
"""

CODE = """
import InferenceKit

struct Inference: Predictor {
    struct Input: Decodable, Sendable { var text: String }
    struct Output: Codable, Sendable { var greeting: String }

    init(_ setup: Setup) async throws {}

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        Output(greeting: "Hello, \\(input.text)!")
    }
}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server on this machine that answers POST /predictions."""

    def __init__(self, command, port, directory, environment):
        self.port = port
        self.log = open(pathlib.Path(directory) / "log", "wb")
        self.process = subprocess.Popen(
            command, cwd=directory, env=environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log
        )

    def ask(self, text: str) -> bool:
        """Predicts once; gives whether that worked."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/predictions", json.dumps({"input": {"text": text}}).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer).get("status") == "succeeded"
        except (urllib.error.URLError, OSError):
            return False

    def wait(self):
        for number in range(600):
            if self.ask(f"first {number}"):
                return
            time.sleep(0.1)
        raise SystemExit(f"error: a server does not answer; see {self.log.name}")

    @property
    def memory(self) -> float:
        """The resident memory of the server without its models, in MB."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1]) * 1024 / 1e6
        return 0

    def load(self, connections: int):
        """Good answers and answers per second, and the 99th percentile of the time to answer in ms."""
        done = subprocess.run(
            [
                "wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--timeout", "20s",
                "-s", str(PROJECT / "Benchmarks/peers/serve.lua"), f"http://127.0.0.1:{self.port}/predictions",
            ],
            capture_output=True, text=True, check=True,
        )
        outcome = next(line for line in done.stdout.splitlines() if line.startswith("outcome ")).split()[1:]
        good, requests, seconds, p99 = (float(part) for part in outcome)
        return good / seconds, requests / seconds, p99 / 1000

    def stop(self):
        self.process.terminate()
        self.process.wait()


def ours(directory, root) -> Server:
    model = pathlib.Path(root) / "models" / "noop"
    model.mkdir(parents=True)
    (model / "inf.yml").write_text(MANIFEST)
    (model / "Inference.swift").write_text(CODE)
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"], "HOME": root, "RUNNER_CACHE": str(directory / "serve-cache"), "TMPDIR": root,
    }
    return Server(
        [
            BIN / "runner-server", model, "--listen", f"127.0.0.1:{port}", "--store", f"{root}/runs.sqlite", "--quiet",
        ],
        port, root, environment,
    )


def cog(directory, root) -> Server:
    venv = directory / "venv" / "bin"
    shutil.copy(PROJECT / "Benchmarks/peers/cog_noop.py", f"{root}/predict.py")
    (pathlib.Path(root) / "cog.yaml").write_text('build:\n  python_version: "3.11"\npredict: "predict.py:Predictor"\n')
    port = free_port()
    environment = {
        **os.environ, "PATH": f"{venv}:{os.environ['PATH']}", "PORT": str(port), "COG_LOG_LEVEL": "error",
        "COG_PREDICT_TYPE_STUB": "predict.py:Predictor",
    }
    return Server([venv / "python", "-m", "cog.server.http", "--host", "127.0.0.1"], port, root, environment)


def rows(directory):
    roots = [tempfile.mkdtemp(prefix="serve-", dir="/var/tmp") for _ in range(2)]
    servers = []
    try:
        for make, root in zip((ours, cog), roots):
            servers.append(make(directory, root))
        mine, theirs = servers
        time.sleep(2)
        idle = mine.memory
        for server in servers:
            server.wait()
        result = []
        memory = []
        for connections in (1, 16, 64):
            pairs = [(mine.load(connections), theirs.load(connections)) for _ in range(3)]
            memory.append(mine.memory)
            good = sorted(pair[0][0] for pair in pairs)
            a, b = (sorted((pair[side] for pair in pairs), key=lambda load: load[0])[1] for side in (0, 1))
            ratio = sorted(pair[0][0] / max(pair[1][0], 0.001) for pair in pairs)[1]
            refused = 1 - b[0] / max(b[1], 0.001)
            result.append(
                Row(
                    f"predictions over {connections} connection{'s' if connections > 1 else ''}",
                    f"{a[0]:.0f}/s, p99 {a[2]:.0f} ms", "≥ 3 × cog's, p99 below cog's", ratio >= 3 and a[2] < b[2],
                    "cog", f"{b[0]:.0f}/s, p99 {b[2]:.0f} ms, {refused:.0%} refused", f"{ratio:.2f}",
                    f"{good[0]:.0f} to {good[-1]:.0f}/s",
                )
            )
        result.append(Row("memory before the first request", f"{idle:.1f} MB", "≤ 45 MB", idle <= 45))
        growth = memory[-1] - memory[0]
        result.append(
            Row(
                "memory after each load", ", ".join(f"{value:.1f} MB" for value in memory), "≤ 10 MB more at the end",
                growth <= 10,
            )
        )
        return result
    finally:
        for server in servers:
            server.stop()
        for root in roots:
            shutil.rmtree(root, ignore_errors=True)
