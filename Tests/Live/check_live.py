"""Asks the real Vision API what is disputed about it, for about $1, and writes a report.

    make check-live ARGUMENTS="--files https://host/dir"

It needs BYTEPLUS_ACCESS_KEY and BYTEPLUS_SECRET_KEY, and a place where the service can fetch the inputs: either
RUNNER_STAGING is an address that accepts uploads with PUT (`http://…/uploads`), or --files names the public directory to
which you copied the files that `--write-files DIR` makes.

Before each step it shows the highest price and asks. --max-cost USD answers for you while the sum stays below that. What was
found is kept in the output directory, so the program can be stopped and started again; it then continues after the last
step. A submission is never repeated. The step about expired links has to wait for an hour: start it again then.

Output: report.md with the answer to each question and the line of docs/vision-api.md that it settles, and Recorded/ with each
exchange, without keys, signatures, links' queries and request ids, as fixtures for tests.
"""

import argparse
import json
import math
import os
import re
import sys
import tempfile
import time
import urllib.request
import wave

from steps import QUESTIONS, RULES, STEPS, USD_PER_SECOND, AccessRefused, Session, rounding, sound
from vision import ENDPOINT, Client

PROJECT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
DOCUMENT = "docs/vision-api.md"
PICTURE = os.path.join(PROJECT, "samples", "astronaut-and-cat.jpg")
SPEECH = os.path.join(PROJECT, "samples", "hello.wav")
# The exit codes of runner.
UNFINISHED, NOT_PERMITTED, CONFIGURATION = 75, 77, 78


def fail(status, message, help):
    print(f"error: {message}\nhelp: {help}", file=sys.stderr)
    sys.exit(status)


def parse(arguments):
    parser = argparse.ArgumentParser(description="Settle what is disputed about the Vision API.")
    parser.add_argument("--files", metavar="URL", help="public directory with the files of --write-files")
    parser.add_argument("--write-files", metavar="DIR", help="write the input files to a directory and stop")
    parser.add_argument("--output", metavar="DIR", default=os.path.join(PROJECT, "Tests", "Live", "Results"),
                        help="where the report and the recordings go; default: %(default)s")
    parser.add_argument("--max-cost", metavar="USD", type=float, help="run without questions up to this sum")
    parser.add_argument("--billed", metavar="TASK=USD", action="append", default=[],
                        help="what the console bills for a task; repeatable")
    parser.add_argument("--poll", metavar="S", type=float, default=5, help="seconds between questions about a task")
    parser.add_argument("--time-limit", metavar="S", type=float, default=3600, help="the longest wait for a task")
    parser.add_argument("--accept-after", metavar="S", type=float, default=30,
                        help="how long a task is 'generating' until its sound counts as accepted")
    parser.add_argument("--link-life", metavar="S", type=float, default=3660, help="when a link has surely expired")
    return parser.parse_args(arguments)


def write_files(directory):
    """Writes the picture and the sounds; returns their names and paths."""
    paths = {"picture": os.path.join(directory, "picture.jpg")}
    with open(PICTURE, "rb") as source, open(paths["picture"], "wb") as target:
        target.write(source.read())
    with wave.open(SPEECH) as source:
        parameters, frames = source.getparams(), source.readframes(source.getnframes())
    for seconds in sorted({step.seconds for step in STEPS if step.seconds}):
        name = sound(seconds)
        paths[name] = os.path.join(directory, f"{name}.wav")
        byte_count = round(seconds * parameters.framerate) * parameters.nchannels * parameters.sampwidth
        with wave.open(paths[name], "wb") as target:
            target.setparams(parameters)
            target.writeframes((frames * math.ceil(byte_count / len(frames)))[:byte_count])
    return paths


class Inputs(dict):
    """The links of the inputs; a file is uploaded when a step needs it."""

    def __init__(self, files, staging, directory):
        super().__init__()
        self.files, self.staging = files, staging
        self.paths = write_files(directory)

    def __missing__(self, name):
        path = self.paths[name]
        if self.files:
            self[name] = f"{self.files.rstrip('/')}/{os.path.basename(path)}"
        else:
            with open(path, "rb") as file:
                url = f"{self.staging}/{os.path.basename(path)}"
                request = urllib.request.Request(url, file.read(), method="PUT")
            with urllib.request.urlopen(request, timeout=60) as answer:
                self[name] = json.load(answer)["url"]
        return self[name]


class Consent:
    """Decides whether a step may run: asks at the terminal, or compares with the limit."""

    def __init__(self, limit):
        self.limit, self.spent = limit, 0.0
        if limit is None and not sys.stdin.isatty():
            fail(NOT_PERMITTED, "these calls cost money, and there is no terminal to ask at", "give --max-cost USD")

    def allows(self, step):
        price = step.highest_price
        note = "free" if not price else f"at most ${price:.2f}"
        if step.canceled and price:
            note += ", nothing if refused or if canceled tasks are free"
        if step.name == "masks":
            note = "free as far as known"
        print(f"\n{step.name}: {step.summary} ({note})", flush=True)
        if self.limit is None:
            allowed = input("Send? [y/N] ").strip().lower() in ("y", "yes")
        else:
            allowed = self.spent + price <= self.limit
        if allowed:
            self.spent += price
        else:
            print("  skipped")
        return allowed


def load(path):
    try:
        with open(path) as file:
            return json.load(file)
    except FileNotFoundError:
        return {"answers": {}, "tasks": {}, "steps": {}}


def save(state, path):
    with open(path + ".new", "w") as file:
        json.dump(state, file, indent=2, sort_keys=True)
    os.replace(path + ".new", path)


def is_over(step, state):
    """Whether a step is not run again: a submission that was started may have been accepted, so it is not repeated."""
    if step.name == "probe":
        return False  # The keys are checked at each start.
    return step.name in state["steps"] if step.seconds else state["steps"].get(step.name) == "done"


def is_due(step, state, options):
    """Whether a step can run now."""
    if step.name != "expired-link":
        return True
    if "link" not in state:
        return False
    wait = state["link_time"] + options.link_life - time.time()
    if wait > 0:
        print(f"\nexpired-link: start this again in {math.ceil(wait / 60)} min, when the link has expired")
    return wait <= 0


def run_steps(session, consent, state_path):
    state = session.state
    for step in STEPS:
        if is_over(step, state) or not is_due(step, state, session.options):
            continue
        if not consent.allows(step):
            continue
        session.client.step = step.name
        if step.seconds:
            state["steps"][step.name] = "started"
            save(state, state_path)
        try:
            step.run(session)
            state["steps"][step.name] = "done"
        except (OSError, TimeoutError, ValueError, KeyError) as error:
            state["steps"][step.name] = f"failed: {type(error).__name__}: {error}"
            print(f"  {state['steps'][step.name]}")
        save(state, state_path)


def ask_for_bill(session, options):
    """Compares what was billed with the lengths of the finished videos."""
    billed = dict(text.split("=", 1) for text in options.billed)
    finished = {task: entry["seconds"] for task, entry in session.state["tasks"].items() if entry["end"] == "done"}
    if options.max_cost is None and finished and not billed:
        print("\nWhat does the console bill for these tasks, in US dollars? Leave empty if unknown.")
        for task, seconds in finished.items():
            text = input(f"  task {task}, {seconds:g} s: ").strip().removeprefix("$")
            if text:
                billed[task] = text
    pairs = [(finished[task], float(usd)) for task, usd in billed.items() if task in finished]
    if pairs:
        rules = rounding(pairs)
        found = ", or ".join(rules) or f"by none of these rules: {', '.join(RULES)}"
        listed = ", ".join(f"{seconds:g} s for ${usd:.2f}" for seconds, usd in pairs)
        session.state["answers"]["rounding"] = {"answers": [f"{found} ({listed})"], "recordings": []}


def document_lines():
    """The line of the document that each question settles, by its anchor."""
    with open(os.path.join(PROJECT, DOCUMENT)) as file:
        lines = file.read().splitlines()
    found = {}
    for number, text in enumerate(lines, 1):
        for name in re.findall(r"<!-- live: ([a-z-]+) -->", text):
            found.setdefault(name, []).append((number, re.sub(r"\s*<!--.*?-->", "", text).strip()))
    return found


def report(state, endpoint):
    lines = [f"# What {endpoint} answered", ""]
    places = document_lines()
    for name, question in QUESTIONS.items():
        found = state["answers"].get(name)
        lines += [f"## {question}", ""]
        lines.append("; ".join(dict.fromkeys(found["answers"])) + "." if found else "Not settled.")
        for number, text in places.get(name, []):
            lines += ["", f"Settles {DOCUMENT}:{number}: {text}"]
        if found and found["recordings"]:
            recordings = ", ".join(f"`Recorded/{recording}`" for recording in dict.fromkeys(found["recordings"]))
            lines += ["", f"Seen in {recordings}."]
        lines.append("")
    lines += ["## Tasks", "", "| task | sound | end |", "|---|---|---|"]
    lines += [f"| {task} | {entry['seconds']:g} s | {entry['end']} |" for task, entry in state["tasks"].items()]
    seconds = sum(math.ceil(entry["seconds"]) for entry in state["tasks"].values() if entry["end"] == "done")
    lines += ["", f"Expected on the bill: ${seconds * USD_PER_SECOND:.2f}, if canceled and refused tasks are free.", ""]
    failed = [f"- {name}: {end}" for name, end in state["steps"].items() if end != "done"]
    if failed:
        lines += ["## Steps that failed", "", *failed, ""]
    return "\n".join(lines)


def main(arguments=None):
    options = parse(arguments)
    if options.write_files:
        os.makedirs(options.write_files, exist_ok=True)
        print("\n".join(write_files(options.write_files).values()))
        return 0
    if os.environ.get("CI"):
        fail(CONFIGURATION, "this calls the real service and is never run in CI", "run it on your own machine")
    keys = [os.environ.get(name, "") for name in ("BYTEPLUS_ACCESS_KEY", "BYTEPLUS_SECRET_KEY")]
    if not all(keys):
        fail(NOT_PERMITTED, "the keys are missing", "set BYTEPLUS_ACCESS_KEY and BYTEPLUS_SECRET_KEY")
    staging = os.environ.get("RUNNER_STAGING", "")
    if not options.files and not staging.startswith("http"):
        fail(CONFIGURATION, "the service cannot fetch files from this machine",
             "write them with --write-files DIR, copy them to a public place, and give its address with --files URL")
    consent = Consent(options.max_cost)
    endpoint = os.environ.get("VISION_ENDPOINT") or ENDPOINT
    os.makedirs(options.output, exist_ok=True)
    state_path = os.path.join(options.output, "state.json")
    state = load(state_path)
    print(f"Each step asks {endpoint}. The highest price of all steps is "
          f"${sum(step.highest_price for step in STEPS if not step.name.startswith('length')):.2f}, without the lengths.")
    with tempfile.TemporaryDirectory() as scratch:
        options.scratch = scratch
        client = Client(endpoint, *keys, os.path.join(options.output, "Recorded"))
        session = Session(client, Inputs(options.files, staging, scratch), state, options)
        try:
            run_steps(session, consent, state_path)
        except AccessRefused as error:
            fail(NOT_PERMITTED, error, "check the keys, and whether the service is activated for the account")
        ask_for_bill(session, options)
    save(state, state_path)
    path = os.path.join(options.output, "report.md")
    with open(path, "w") as file:
        file.write(report(state, endpoint))
    print(f"\n{path}")
    return 0 if all(name in state["answers"] for name in QUESTIONS) else UNFINISHED


if __name__ == "__main__":
    sys.exit(main())
