"""Runs `runner predict --endpoint` against a server that checks signatures with the vendor's own code.

    check_runner.py RUNNER [WORDS…]

Every case of `cases.py` runs in its own directory; WORDS select the cases whose names contain one of them. In every
case, a submission is never repeated once it may have been accepted, standard output contains the path of a complete video or
nothing, and neither the secret key nor the query of a signed link appears anywhere.
"""

import concurrent.futures
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

from cases import CASES, OMNIHUMAN_10, OMNIHUMAN_15
from vendor_server import ACCESS_KEY, SECRET_KEY, VendorServer

PROJECT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".."))
AT_ONCE = 8
# No case takes longer than this, so that a hanging runner is found.
LIMIT = 30
# The factor by which a response to a signal can be slower than on an idle machine.
SLACK = 2
LINES_SHOWN = 12


def make_files(directory):
    """Makes what the server serves; the video is H.264 and AAC, 30 frames a second, 2 seconds, its index at the start."""
    files = {}
    for name, suffix, options in (
        ("mask", "png", "-f lavfi -i color=white:size=64x64 -frames:v 1"),
        ("video", "mp4", "-f lavfi -i testsrc=size=320x240:rate=30 -f lavfi -i sine=frequency=440 -t 2 -c:v libx264"
                         " -preset ultrafast -pix_fmt yuv420p -c:a aac -movflags +faststart"),
    ):
        files[name] = os.path.join(directory, f"{name}.{suffix}")
        subprocess.run(["ffmpeg", "-v", "error", *options.split(), files[name]], check=True, timeout=60)
    files["image.jpg"] = os.path.join(PROJECT, "samples", "astronaut.jpg")
    files["audio.wav"] = os.path.join(PROJECT, "samples", "hello.wav")
    return {name: read(path) for name, path in files.items()}


def read(path):
    with open(path, "rb") as file:
        return file.read()


def video_faults(path):
    """Asks ffprobe whether a file is what the service promises."""
    answer = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name,r_frame_rate:format=duration", "-of", "json",
         path],
        capture_output=True, timeout=60,
    )
    found = json.loads(answer.stdout)
    streams = {stream["codec_name"]: stream["r_frame_rate"] for stream in found.get("streams", [])}
    if set(streams) != {"h264", "aac"} or streams["h264"] != "30/1" or answer.stderr:
        return f"ffprobe finds {streams} and says {answer.stderr.decode()!r}"
    return None if abs(float(found["format"]["duration"]) - 2) <= 0.1 else f"it lasts {found['format']['duration']} s"


class Run:
    """One run of one case: what was done, and the result."""

    def __init__(self, case, runner, cache, files):
        self.case, self.runner, self.cache, self.files = case, runner, cache, files
        self.faults = []
        self.signalled = None  # when the last signal was sent

    def perform(self):
        case = self.case
        self.server = VendorServer(case.script, self.files, case.subjects, case.video_place, case.clock_offset)
        starter = threading.Timer(case.server_starts_after, self.server.start)
        starter.start()
        with tempfile.TemporaryDirectory() as directory:
            self.home = os.path.join(directory, "home")
            self.directory = os.path.join(directory, "work")
            self.temporary = os.path.join(directory, "tmp")
            for path in (self.home, self.directory, self.temporary):
                os.mkdir(path)
            for name in case.files:
                with open(os.path.join(self.directory, name), "w") as file:
                    file.write("here before")
            self.execute()
            self.judge()
        starter.cancel()
        self.server.stop()
        return self

    def command(self):
        case, url = self.case, self.server.url
        inputs = {"image": f"{url}/input/image.jpg", "audio": f"{url}/input/audio.wav", **case.inputs}
        given = [f"{name}={value}".replace("URL", url).replace("TOKEN", self.server.token)
                 for name, value in inputs.items() if value is not None]
        endpoint = [] if case.endpoint is None else ["--endpoint", case.endpoint.replace("URL", url)]
        return [
            self.runner, "predict", os.path.join(PROJECT, "vision", case.model), "--cache", self.cache, "--yes", *endpoint,
            *case.options, "--input", *given,
        ]

    def execute(self):
        case = self.case
        environment = {
            "PATH": os.environ["PATH"], "HOME": self.home, "TMPDIR": self.temporary, "RUNNER_POLL_INTERVAL": "0.05",
            "BYTEPLUS_ACCESS_KEY": ACCESS_KEY, "BYTEPLUS_SECRET_KEY": SECRET_KEY,
            **{name: value.replace("URL", self.server.url) for name, value in case.environment.items()},
        }
        start = time.monotonic()
        process = subprocess.Popen(
            self.command(), cwd=self.directory, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, errors="replace",
        )
        try:
            self.signalled = self.send_signals(process)
            self.output, self.errors = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            self.output, self.errors = process.communicate()
            self.faults.append(f"still running after {LIMIT} s")
        self.seconds = time.monotonic() - (self.signalled or start)
        self.status = process.returncode

    def send_signals(self, process):
        """Sends each signal once the server has seen what the case waits for; returns when the last one was sent."""
        sent = None
        for name, number, what in self.case.signals:
            if isinstance(name, str) and not self.server.wait_for(name, number, 10):
                self.faults.append(f"{name} was not seen {number} times")
            time.sleep(0.3)  # until the answer that was counted has arrived
            process.send_signal(what)
            sent = time.monotonic()
        return sent

    def judge(self):
        case, counts = self.case, self.server.counts
        submits = case.tasks if case.submits is None else case.submits
        self.expect(is_one_of(self.status, case.exit), f"exit {self.status}, not {case.exit}")
        self.expect(is_one_of(counts["CVSubmitTask"], submits), f"{counts['CVSubmitTask']} submissions, not {submits}")
        self.expect(counts["tasks"] == case.tasks, f"{counts['tasks']} tasks, not {case.tasks}")
        self.expect(counts["CVCancelTask"] == case.cancels, f"{counts['CVCancelTask']} cancellations")
        self.expect(counts["repeated submissions"] == 0, "a submission that may have been accepted was repeated")
        self.expect(
            counts["bad signatures"] == case.bad_signatures, f"{counts['bad signatures']} signatures were refused"
        )
        if case.within is not None:
            self.expect(self.seconds <= case.within * SLACK, f"it took {self.seconds:.1f} s")
        for words in case.says:
            self.expect(re.search(words, self.errors, re.S), f"stderr does not say '{words}'")
        for words in case.never_says:
            self.expect(not re.search(words, self.errors + self.output, re.S), f"'{words}' was said")
        if case.names_task:
            tasks = list(self.server.polls)
            self.expect(tasks and tasks[-1] in self.errors.split("error:")[-1], "the error does not name the task")
        self.judge_output()
        self.judge_leaks()
        if case.check:
            try:
                case.check(self)
            except (AssertionError, KeyError, IndexError, ValueError, TypeError) as error:
                self.faults.append(f"{type(error).__name__}: {error}")

    def judge_output(self):
        """A success leaves a whole video and its path, anything else no video and no path."""
        expected = self.case.output and os.path.join(self.directory, self.case.output)
        succeeded = self.status == 0 and "--dry-run" not in self.case.options
        if succeeded:
            path = expected or os.path.join(self.directory, "omnihuman-1-5.mp4")
            try:
                self.expect(read(path) == self.files["video"], "the video is not the one that the service made")
                if self.case.probes:
                    fault = video_faults(path)
                    self.expect(not fault, fault)
            except OSError as error:
                self.faults.append(str(error))
            if "--json" not in self.case.options:
                shown = os.path.join(self.directory, self.output.removesuffix("\n"))
                self.expect(self.output.count("\n") == 1 and os.path.samefile(shown, path), "stdout is not the path")
        elif not {"--json", "--dry-run"} & set(self.case.options):
            self.expect(self.output == "", f"stdout holds {self.output!r}")
        found = sorted(os.listdir(self.directory))
        wanted = set(self.case.files) | ({os.path.basename(path)} if succeeded else set())
        extra = [name for name in found if name not in wanted]
        # A partly downloaded paid video is kept for 'runs resume', next to its destination.
        if "runner runs resume" in self.errors:
            kept = os.path.basename(expected or "omnihuman-1-5.mp4") + "."
            extra = [name for name in extra if not self.is_part(name, kept)]
        if self.case.leaves_worker:
            return
        self.expect(not extra, f"left behind: {extra}")
        self.expect(not os.listdir(self.temporary), f"left in TMPDIR: {os.listdir(self.temporary)}")

    def is_part(self, name, beginning):
        """Whether a file is a part of an output and not empty."""
        named = name.startswith(beginning) and name.endswith(".partial")
        return named and os.path.getsize(os.path.join(self.directory, name)) > 0

    def judge_leaks(self):
        texts = {"stdout": self.output, "stderr": self.errors}
        for parent in (self.directory, self.temporary, self.home):
            for root, _, names in os.walk(parent):
                for name in names:
                    texts[name] = read(os.path.join(root, name)).decode(errors="replace")
        for place, text in texts.items():
            for what in (SECRET_KEY, self.server.token, "Signature="):
                self.expect(what not in text, f"{place} holds {what!r}")
        self.expect("\x1b" not in self.output + self.errors, "control characters reach the terminal")

    def expect(self, condition, fault):
        if not condition:
            self.faults.append(fault)

    # What the checks of the cases use.

    def bodies(self, action="CVSubmitTask"):
        return [body for _, name, body in self.server.requests if name == action]

    def times(self, action="CVSubmitTask"):
        return [moment for moment, name, _ in self.server.requests if name == action]

    def report(self):
        counts = " ".join(f"{name}={number}" for name, number in sorted(self.server.counts.items()))
        verdict = "FAILED" if self.faults else "ok"
        line = f"{verdict}: {self.case.name} (exit {self.status}, {self.seconds:.1f} s, {counts})"
        if self.faults:
            line += "".join(f"\n    {fault}" for fault in self.faults)
            line += "".join(f"\n    | {text}" for text in (self.output + self.errors).splitlines()[-LINES_SHOWN:])
        return line


def is_one_of(found, allowed):
    return found in allowed if isinstance(allowed, (tuple, range)) else found == allowed


def compile_models(runner, cache, directory):
    """Fills the cache of compiled models, so that every case takes about the same time."""
    links = ["image=https://example.com/a.jpg", "audio=https://example.com/a.wav"]
    compilations = [
        subprocess.Popen(
            [runner, "predict", os.path.join(PROJECT, "vision", model), "--cache", cache, "--dry-run", "-i", *links],
            cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        for model in (OMNIHUMAN_10, OMNIHUMAN_15)
    ]
    for compilation in compilations:
        errors = compilation.communicate(timeout=120)[1]
        if compilation.returncode:
            sys.exit(errors.decode())


def main():
    runner, words = os.path.abspath(sys.argv[1]), sys.argv[2:]
    cases = [case for case in CASES if not words or any(word in case.name for word in words)]
    # The server is on this machine; nothing may be sent to a proxy.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"
    # What a shell starts in the background ignores SIGINT, and so would the runner.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    start, failed = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as directory, concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        files, cache = make_files(directory), os.path.join(directory, "cache")
        compile_models(runner, cache, directory)
        runs = [Run(case, runner, cache, files) for case in cases]
        for future in concurrent.futures.as_completed([pool.submit(run.perform) for run in runs]):
            run = future.result()
            failed += bool(run.faults)
            print(run.report(), flush=True)
    print(f"{len(cases) - failed} of {len(cases)} cases are right, in {time.monotonic() - start:.0f} s.")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
