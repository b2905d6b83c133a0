"""Starts the built server with a registry of small models, and sends it requests."""

import http.client
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PROJECT = pathlib.Path(__file__).resolve().parents[3]
PROGRAMS = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()

MANIFEST = """
namespace: test
name: {name}
description: Greets.
category: text
kernel: swift-6
resources: {{gpu: {{count: 0, vram: 0, type: none}}, ram: 1}}
inputs:
    text: {{type: string, description: Whom to greet.}}
    number: {{type: integer, required: false, range: {{min: 1, max: 10}}}}
    seconds: {{type: number, default: 0, range: {{min: 0, max: 600}}}}
    lines: {{type: integer, default: 0, range: {{min: 0, max: 1000000}}}}
outputs:
    greeting: {{type: string}}
"""

CODE = """
import InferenceKit

struct Inference: Predictor {
    struct Input: Decodable, Sendable {
        var text: String
        var number: Int?
        var seconds: Double
        var lines: Int
    }
    struct Output: Codable, Sendable { var greeting: String }

    init(_ setup: Setup) async throws {}

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        if input.text == "fail" { throw PredictionError(.modelFailed, "asked to fail") }
        context.progress("greeting", done: 0, total: 2)
        context.log("working on \\(input.text)")
        if input.lines > 0 {
            for line in 1...input.lines { context.log("line \\(line) of \\(input.lines) with some more text in it") }
        }
        if input.seconds > 0 { try await Task.sleep(for: .seconds(input.seconds)) }
        context.progress("greeting", done: 2, total: 2)
        return Output(greeting: "Hello, \\(input.text)!")
    }
}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server with its own store, which can be killed and started again at the same address."""

    def __init__(self, *arguments, environment=None, models=("echo",), files=None):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="runner-serve-"))
        for name in models:
            place = self.directory / "models" / name
            place.mkdir(parents=True)
            (place / "inf.yml").write_text(MANIFEST.format(name=name))
            (place / "Inference.swift").write_text(CODE)
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.arguments = list(arguments)
        # How many files and sockets it may have open.
        self.files = files
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(PROGRAMS / "test-home"),
            "RUNNER_CACHE": str(PROGRAMS / "test-cache"),
            "RUNNER_EMULATOR_CACHE": str(PROGRAMS / "test-media"),
            "TMPDIR": str(self.directory),
            **(environment or {}),
        }
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def start(self, wait=True):
        self.log = open(self.directory / "server.log", "ab")
        self.process = subprocess.Popen(
            [
                PROGRAMS / "runner", "serve", *self.arguments, "--listen", f"127.0.0.1:{self.port}",
                "--store", self.directory / "state" / "runs.sqlite",
                "--registry", self.directory / "models", "--registry", PROJECT / "vision",
            ],
            env=self.environment, cwd=self.directory, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
            preexec_fn=self.files and (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (self.files, self.files))),
        )
        if wait:
            wait_until(self.is_live, 20, self.output)

    def is_live(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the server has ended: {self.output()}")
        try:
            return self.request("GET", "/health/live").status == 200
        except OSError:
            return False

    def output(self):
        return (self.directory / "server.log").read_text()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def request(self, method, path, body=None, headers=None, timeout=70):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            return send(connection, method, path, body, headers)
        finally:
            connection.close()

    def predict(self, text, headers=None, model="test/echo", **input):
        return self.request("POST", f"/v1/models/{model}/predictions", {"input": {"text": text, **input}}, headers)

    def runs(self):
        """All predictions, by following the pages."""
        found, path = [], "/v1/predictions"
        while path:
            page = self.request("GET", path).json
            found += page["results"]
            path = page["next"] and page["next"].removeprefix(self.base)
        return found

    def ended(self, seconds=60):
        """All predictions, once each has ended."""
        over = {"succeeded", "failed", "canceled"}
        wait_until(lambda: all(run["status"] in over for run in self.runs()), seconds, self.output)
        return self.runs()


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:600]!r}"


def send(connection, method, path, body=None, headers=None):
    fields = dict(headers or {})
    if body is not None and not isinstance(body, (bytes, str)):
        body = json.dumps(body)
    if body is not None and "Content-Type" not in fields:
        fields["Content-Type"] = "application/json"
    connection.request(method, path, body, {name: value for name, value in fields.items() if value is not None})
    return Answer(connection.getresponse())


def wait_until(condition, seconds, explain=lambda: ""):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {explain()}")
        time.sleep(0.02)


def check(condition, what):
    if not condition:
        raise AssertionError(what)


class Emulator:
    """An emulator that outlives the server, as a service does."""

    def __init__(self, *arguments):
        self.arguments = arguments

    def __enter__(self):
        self.process = subprocess.Popen(
            [PROGRAMS / "runner-emulator", "--quiet", "--anonymous", "--queue-time", "0.2s", *self.arguments],
            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
        )
        line = self.process.stdout.readline().decode()
        self.environment = dict(pair.split("=", 1) for pair in line.split())
        self.endpoint = self.environment["VISION_ENDPOINT"]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def stats(self):
        host = re.sub("^http://", "", self.endpoint)
        connection = http.client.HTTPConnection(host)
        return send(connection, "GET", "/emulator/stats").json

    def tasks(self):
        return self.stats()["tasks"]

    def fault(self, text):
        """Lets something go wrong at the service, see docs/emulator.md."""
        connection = http.client.HTTPConnection(re.sub("^http://", "", self.endpoint))
        answer = send(connection, "POST", "/emulator/faults", text, {"Content-Type": "text/plain"})
        check(answer.status < 300, answer)


def passed(name):
    print(f"ok  {name}", flush=True)
