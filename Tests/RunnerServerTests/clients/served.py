"""A server of one small model with its own store, and a receiver of webhook messages, both on 127.0.0.1."""

import contextlib
import http.server
import json
import os
import signal
import subprocess
import tempfile
import threading
import time

MANIFEST = """\
namespace: demo
name: hello
description: Greets somebody, and says what it was given.
category: text
kernel: swift-6
resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
inputs:
    name: {type: string, length: {min: 1, max: 40}}
    note: {type: file, required: false, size: {max: 1MB}}
outputs:
    greeting: {type: string}
"""

CODE = """\
import InferenceKit

struct Inference: Predictor {
    struct Input: Decodable, Sendable {
        var name: String
        var note: MediaFile?
    }
    struct Output: Codable, Sendable { var greeting: String }

    init(_ setup: Setup) async throws {}

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        print("greeting \\(input.name)")
        return Output(greeting: "Hello, \\(input.name)!\\(input.note == nil ? "" : " Thanks for the note.")")
    }
}
"""

PRICED = MANIFEST.replace("name: hello", "name: priced") + "pricing: {usd_per_run: 0.5}\n"


def wait_until(condition, what, seconds=60):
    """Waits until a condition holds, and returns what it gave."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {seconds} s")


class Served:
    """The programs with a registry, a store and a server that can be killed and started again."""

    def __init__(self, programs):
        self.programs = programs
        self.directory = tempfile.TemporaryDirectory(prefix="served-")
        root = self.directory.name
        for name, manifest in [("hello", MANIFEST), ("priced", PRICED)]:
            os.makedirs(f"{root}/models/{name}")
            with open(f"{root}/models/{name}/inf.yml", "w") as file:
                file.write(manifest)
            with open(f"{root}/models/{name}/Inference.swift", "w") as file:
                file.write(CODE)
        self.store = f"{root}/state/runs.sqlite"
        self.process = None
        self.base = None
        self.log = []

    def runner(self, *arguments, status=0):
        """Runs a command with the server's store; gives its standard output."""
        command = [f"{self.programs}/runner", *arguments, "--state", self.store]
        result = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert result.returncode == status, (command, result)
        return result.stdout

    def start(self, *options, **variables):
        """Starts the server, and waits until it listens."""
        root = self.directory.name
        command = [
            f"{self.programs}/runner-server", "--listen", "127.0.0.1:0", "--registry", f"{root}/models", "--store", self.store,
            "--files", f"{root}/files", *options,
        ]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, **variables})
        for line in self.process.stderr:
            self.log.append(line)
            if "listening on " in line:
                self.base = line.split("listening on ")[1].split()[0]
                break
        assert self.base, self.log
        threading.Thread(target=self._collect, args=(self.process,), daemon=True).start()
        return self.base

    def _collect(self, process):
        for line in process.stderr:
            self.log.append(line)

    def kill(self):
        """Ends the server as a power failure would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Ends the server as systemd would; gives its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.kill()
        self.directory.cleanup()


class Receiver:
    """Receives webhook messages, and answers with the statuses that it was given, then with 200."""

    def __init__(self):
        self.messages = []
        self.statuses = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.statuses.pop(0) if receiver.statuses else 200
                receiver.messages.append((dict(self.headers), body, status))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?key=secret"

    def about(self, run):
        """The messages about a run: headers, JSON and the status that was answered."""
        parsed = [(headers, json.loads(body), status) for headers, body, status in list(self.messages)]
        return [message for message in parsed if message[1]["id"] == run]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


@contextlib.contextmanager
def check(name):
    """Names a check in the output and in its failure."""
    print(f"{name} … ", end="", flush=True)
    yield
    print("ok")
