"""Drives many runs with workers that are killed, suspended and restarted at random, and counts what the emulator saw.

    run.py BIN [--postgres] [--runs N] [--workers N] [--slots N] [--seconds-between S] [--seed N] [--long-stops]

BIN is the directory of the built programs. Each run has a seed of its own, by which the emulator's tasks are distinguished. At the end:
every run has ended, none was submitted twice, never more tasks at once than slots, no slot in use, and every unknown outcome is real,
that is, its submission was cut off. The runs are recorded in a new SQLite file, or in --store, an address such as postgres://….

--postgres starts a PostgreSQL server, which crashes, loses the connections of half of the workers, and runs out of disk, if the user is
root and may mount one. --long-stops also suspends workers for longer than a lease, which takes more than a minute each time.
"""

import argparse
import csv
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from database import Database

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.normpath(os.path.join(HERE, "..", ".."))
LEASE_SECONDS = 60
DOUBT_SECONDS = 600
OPEN = ("queued", "starting", "processing", "interrupted")
CUT = "CVSubmitTask:reset-after"
FAULTS = ["CVSubmitTask:busy*5", CUT, "CVGetResult:error-500*5", "CVSubmitTask:slow=2s*2", "CVSubmitTask:rate-limit*2", "video:cut*3"]


class Campaign:
    def __init__(self, arguments, directory):
        self.arguments = arguments
        self.directory = directory
        self.random = random.Random(arguments.seed)
        self.workers = {}
        self.suspended = {}
        self.counts = {}
        self.started = 0
        self.cuts = 0
        self.cut_at = []
        self.database = Database() if arguments.postgres else None
        self.disk_full_until = None
        self.healed_at = [None, None]
        self.log = open(os.path.join(directory, "workers.log"), "ab")
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": directory, "TMPDIR": directory, "LANG": "C.UTF-8",
            "RUNNER_STATE": os.path.join(directory, "state", "runs.sqlite"),
            "RUNNER_CACHE": os.environ.get("RUNNER_CACHE") or os.path.join(directory, "cache"),
            "RUNNER_POLL_INTERVAL": "0.1", "RUNNER_SLOTS": f"vision={arguments.slots}",
            "RUNNER_FILES": os.path.join(directory, "files"),
        }
        if self.database:
            self.environment["RUNNER_STORE"] = self.database.address()
        elif arguments.store:
            self.environment["RUNNER_STORE"] = arguments.store

    def program(self, name):
        return os.path.join(self.arguments.bin, name)

    # The service

    def start_emulator(self):
        self.emulator = subprocess.Popen(
            [self.program("runner-emulator"), "--quiet", "--anonymous", "--queue-time", "0.5s"],
            stdout=subprocess.PIPE, text=True)
        line = self.emulator.stdout.readline()
        if not line:
            sys.exit("the emulator does not start")
        self.environment.update(pair.split("=", 1) for pair in line.split())

    def add_fault(self):
        """Lets the service fail; each submission that it cuts off may leave one unknown outcome."""
        now = time.monotonic()
        # An unknown outcome counts as a slot for ten minutes, so too many of them would leave none.
        self.cut_at = [at for at in self.cut_at if now - at < DOUBT_SECONDS]
        fault = self.random.choice(FAULTS if len(self.cut_at) < self.arguments.slots // 2 else [f for f in FAULTS if f != CUT])
        if fault == CUT:
            self.cut_at.append(now)
        request = urllib.request.Request(self.environment["VISION_ENDPOINT"] + "/emulator/faults", data=fault.encode())
        urllib.request.urlopen(request, timeout=30).close()
        self.cuts += fault == CUT

    def statistics(self):
        address = self.environment["VISION_ENDPOINT"] + "/emulator/stats"
        with urllib.request.urlopen(address, timeout=30) as answer:
            return json.load(answer)

    # The runs

    def runner(self, *arguments):
        return subprocess.run([self.program("runner"), *arguments], env=self.environment, cwd=self.directory,
                              capture_output=True, text=True)

    def enqueue(self):
        """Records a run for each seed."""
        rows = os.path.join(self.directory, "rows.csv")
        with open(rows, "w", newline="") as file:
            csv.writer(file).writerows([["seed"], *([seed] for seed in range(1, self.arguments.runs + 1))])
        result = self.runner(
            "batch", os.path.join(PROJECT, "vision", "omnihuman-1-5"), rows, "--enqueue", "--yes", "--json",
            "--input", "image=" + os.path.join(PROJECT, "samples", "astronaut-and-cat.jpg"),
            "audio=" + os.path.join(PROJECT, "samples", "hello.wav"), "-o", "{seed}.mp4")
        if result.returncode != 0:
            sys.exit(f"the runs were not accepted: {result.stderr}")
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        return {line["row"]: line["run"] for line in lines if line.get("status") == "enqueued"}

    def runs(self):
        result = self.runner("runs", "list", "--json", "--limit", "100000")
        if result.returncode != 0:
            return None  # The store is away.
        return json.loads(result.stdout)

    # The workers

    def start_worker(self):
        environment = dict(self.environment)
        if self.database:
            environment["RUNNER_STORE"] = self.database.address(proxy=self.started)
        self.started += 1
        worker = subprocess.Popen(
            [self.program("runner"), "work", "--concurrency", "2", "--registry", os.path.join(PROJECT, "vision")],
            env=environment, cwd=self.directory, stdout=self.log, stderr=self.log, start_new_session=True)
        self.workers[worker.pid] = worker

    def children(self, process):
        found = []
        try:
            for task in os.listdir(f"/proc/{process}/task"):
                with open(f"/proc/{process}/task/{task}/children") as file:
                    found += [int(child) for child in file.read().split()]
        except OSError:
            pass
        return found

    def disturb(self):
        able = [pid for pid in self.workers if pid not in self.suspended]
        kinds = ["killed", "killed with its models", "suspended", "suspended with its models", "stopped"]
        if self.database:
            kinds += ["database crashed", "connections lost"] + ["disk full"] * self.database.has_disk
        what = self.random.choices(kinds, weights=[4, 2, 2, 1, 2, 1, 1, 1][:len(kinds)])[0]
        if what == "database crashed":
            self.database.crash()
        elif what == "connections lost":
            proxy = self.random.randrange(2)
            self.database.proxies[proxy].lose()
            self.healed_at[proxy] = time.monotonic() + self.random.choice([0, 5, 25, 40])
        elif what == "disk full":
            if self.disk_full_until is not None:
                return
            self.database.fill()
            self.disk_full_until = time.monotonic() + self.random.choice([2, 8])
        elif able:
            self.disturb_worker(self.random.choice(able), what)
        else:
            return
        self.counts[what] = self.counts.get(what, 0) + 1

    def disturb_worker(self, victim, what):
        group = [victim]
        if "with its models" in what:
            group = self.children(victim) + group
        if what.startswith("suspended"):
            length = self.random.choice([2, 5])
            if self.arguments.long_stops and self.random.random() < 0.3:
                length = LEASE_SECONDS + 15
                self.counts["for longer than a lease"] = self.counts.get("for longer than a lease", 0) + 1
            self.suspended[victim] = (time.monotonic() + length, group)
            send = signal.SIGSTOP
        else:
            send = signal.SIGTERM if what == "stopped" else signal.SIGKILL
        self.signal(group, send)

    def signal(self, group, number):
        for process in group:
            try:
                os.kill(process, number)
            except OSError:
                pass

    def recover(self, everything=False):
        """Ends disturbances whose time has come."""
        now = time.monotonic()
        for process, (end, group) in list(self.suspended.items()):
            if everything or now >= end:
                self.signal(group, signal.SIGCONT)
                del self.suspended[process]
        if self.disk_full_until is not None and (everything or now >= self.disk_full_until):
            self.database.empty()
            self.disk_full_until = None
        for index, end in enumerate(self.healed_at):
            if end is not None and (everything or now >= end):
                self.database.proxies[index].heal()
                self.healed_at[index] = None

    def restart(self):
        for process, worker in list(self.workers.items()):
            if worker.poll() is not None:
                del self.workers[process]
                self.suspended.pop(process, None)
        while len(self.workers) < self.arguments.workers:
            self.start_worker()

    def end_workers(self):
        self.recover(everything=True)
        for worker in self.workers.values():
            worker.terminate()
        for worker in self.workers.values():
            try:
                worker.wait(timeout=150)
            except subprocess.TimeoutExpired:
                worker.kill()

    # The campaign

    def run(self):
        self.start_emulator()
        started = time.monotonic()
        self.names = self.enqueue()
        print(f"{len(self.names)} runs enqueued in {time.monotonic() - started:.1f} s", flush=True)
        started = time.monotonic()
        self.restart()
        disturbed = reported = started
        while True:
            runs = self.runs()
            open_runs = [run for run in runs or [] if run["status"] in OPEN]
            if runs is not None and not open_runs:
                break
            now = time.monotonic()
            if now - started > self.arguments.limit:
                print(f"{len(open_runs)} runs have not ended in {self.arguments.limit} s", flush=True)
                break
            if now - reported >= 60 and runs is not None:
                print(f"{now - started:.0f} s: {len(open_runs)} runs left", flush=True)
                reported = now
            self.recover()
            # The end is left in peace, so that it comes.
            if now - disturbed >= self.arguments.seconds_between and (
                    runs is None or len(open_runs) > self.arguments.runs * 0.05):
                self.disturb()
                if self.arguments.faults and self.random.random() < 0.2:
                    self.add_fault()
                disturbed = time.monotonic()
            self.restart()
            time.sleep(1)
        self.elapsed = time.monotonic() - started
        # Unknown outcomes are looked into, and what is handed over settles.
        self.recover(everything=True)
        time.sleep(3)
        self.end_workers()
        return self.judge()

    def judge(self):
        statistics = self.statistics()
        runs = self.runs()
        fleet = json.loads(self.runner("fleet", "--json").stdout)
        tasks = {}
        for task in statistics["tasks"]:
            tasks.setdefault(task["fields"].get("seed"), []).append(task["id"])
        statuses = {}
        for run in runs:
            statuses.setdefault(run["status"], []).append(run)
        seeds = {name: seed for seed, name in self.names.items()}
        twice = {seed: ids for seed, ids in tasks.items() if len(ids) > 1}
        in_use = sum(slot["in_use"] for slot in fleet["slots"])
        unknown = statuses.get("unknown", [])
        # An unknown outcome is real when no process can have got the answer: nothing of it was recorded.
        unreal = [run["run"] for run in unknown if run.get("task_id")]
        missing = [seed for seed in self.names if not os.path.exists(os.path.join(self.directory, f"{seed}.mp4"))
                   and any(run["run"] == self.names[seed] for run in statuses.get("succeeded", []))]
        print(f"ended in {self.elapsed:.1f} s: " + ", ".join(f"{len(runs)} {status}" for status, runs in sorted(statuses.items())))
        print("disturbances: " + ", ".join(f"{count} {what}" for what, count in self.counts.items()))
        print(f"tasks at the emulator: {statistics['submits']}; most at once: {statistics['most_at_once']} of "
              f"{self.arguments.slots}; slots in use at the end: {in_use} (unknown outcomes count for ten minutes)")
        problems = []
        if len(runs) != self.arguments.runs:
            problems.append(f"{self.arguments.runs - len(runs)} runs are lost")
        left = [run["run"] for status in OPEN for run in statuses.get(status, [])]
        if left:
            problems.append(f"not ended: {left}")
        if twice:
            problems.append(f"submitted twice: {twice}")
        if statistics["most_at_once"] > self.arguments.slots:
            problems.append("more tasks at once than slots")
        if in_use > len(unknown):
            problems.append(f"{in_use} slots are in use, and {len(unknown)} outcomes are unknown")
        cut_off = self.cuts + self.counts.get("killed with its models", 0)
        if len(unknown) > cut_off:
            problems.append(f"{len(unknown)} outcomes are unknown, and {cut_off} submissions can have been cut off")
        if unreal:
            problems.append(f"not really unknown: {unreal}")
        if missing:
            problems.append(f"no output file: {missing}")
        for status in ("failed", "canceled"):
            for run in statuses.get(status, []):
                problems.append(f"{status}: {run['run']} (seed {seeds.get(run['run'])}): {run.get('error')}")
        for problem in problems:
            print("PROBLEM: " + problem)
        print("0 lost, 0 paid twice" if not problems else f"{len(problems)} problems")
        return 1 if problems else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--slots", type=int, default=5)
    parser.add_argument("--seconds-between", type=float, default=2)
    parser.add_argument("--limit", type=float, default=1800)
    parser.add_argument("--store")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long-stops", action="store_true")
    parser.add_argument("--no-faults", dest="faults", action="store_false")
    parser.add_argument("--keep", action="store_true", help="keep the directory")
    arguments = parser.parse_args()
    arguments.bin = os.path.abspath(arguments.bin)
    directory = tempfile.mkdtemp(prefix="runner-chaos-")
    campaign = Campaign(arguments, directory)
    try:
        status = campaign.run()
    finally:
        for worker in campaign.workers.values():
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
        campaign.emulator.kill()
        if campaign.database:
            campaign.database.close()
        if arguments.keep:
            print(directory)
        else:
            subprocess.run(["rm", "-rf", directory])
    sys.exit(status)


if __name__ == "__main__":
    main()
