"""What was accepted reaches its end, whatever is killed; what was paid for is paid for once."""

import base64
import os
import pathlib
import random
import signal
import threading
import time

from server import PROJECT, Emulator, Server, check, passed, wait_until

ROUNDS = int(os.environ.get("KILLS", "6"))


def workers(server):
    """The processes of models that the server has started."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            name = (entry / "comm").read_text().strip()
        except (OSError, NotADirectoryError):
            continue
        if name == "runner-worker" and int(fields[1]) == server.process.pid:
            found.append(int(entry.name))
    return found


def free_models():
    random.seed(18)
    with Server("--concurrency", "4") as server:
        accepted, stopping = {}, threading.Event()

        def load(worker):
            number = 0
            while not stopping.is_set():
                number += 1
                text = f"load {worker} {number}"
                try:
                    answer = server.predict(text, {"Idempotency-Key": text}, seconds=random.choice([0, 0.1, 0.5]))
                except Exception:
                    time.sleep(0.01)
                    continue
                if answer.status == 201:
                    accepted[text] = answer.json["id"]

        threads = [threading.Thread(target=load, args=(worker,)) for worker in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(ROUNDS):
            time.sleep(random.uniform(0.3, 1.5))
            victim = random.choice(["server", "worker", "both"])
            if victim in ("worker", "both"):
                for process in workers(server):
                    try:
                        os.kill(process, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
            if victim in ("server", "both"):
                server.kill()
                server.start()
        stopping.set()
        for thread in threads:
            thread.join()
        ended = {run["id"]: run for run in server.ended(180)}
        for text, id in accepted.items():
            check(id in ended, f"'{text}' was accepted as {id} and is not recorded")
            check(ended[id]["status"] == "succeeded", ended[id])
            check(ended[id]["output"] == f"Hello, {text}!", ended[id])
        passed(f"{len(accepted)} accepted runs reached their end over {ROUNDS} kills")


def paid_models():
    with Emulator() as emulator, Server("--max-cost", "5", environment={
        **emulator.environment, "RUNNER_POLL_INTERVAL": "0.1",
    }) as server:
        ids = {}
        for seed in range(1, 5):
            answer = server.request("POST", "/v1/models/bytedance/omnihuman-1-5/predictions", speech(seed=seed))
            check(answer.status == 201, answer)
            ids[seed] = answer.json["id"]
            time.sleep(0.4)
            server.kill()
            server.start()
        runs = {run["id"]: run for run in server.ended(300)}
        submitted = [task["fields"].get("seed") for task in emulator.tasks()]
        for seed, id in ids.items():
            check(submitted.count(seed) <= 1, (seed, submitted))
            check(runs[id]["status"] in ("succeeded", "failed"), runs[id])
            if runs[id]["status"] == "failed":
                # A submission was cut off; its outcome is unknown, and it was not sent again.
                check("may or may not have been accepted" in runs[id]["error"], runs[id])
        passed(f"4 paid runs over 4 kills: {len(submitted)} submissions, none twice")


def speech(**input):
    def link(path, type):
        return f"data:{type};base64," + base64.b64encode((PROJECT / path).read_bytes()).decode()

    return {"input": {
        "image": link("samples/astronaut-and-cat.jpg", "image/jpeg"), "audio": link("samples/hello.wav", "audio/wav"), **input,
    }}


def consent():
    paid = "/v1/models/bytedance/omnihuman-1-5/predictions"
    with Emulator() as emulator:
        with Server(environment=emulator.environment) as server:
            for headers in ({}, {"X-Max-Cost": "100"}):
                answer = server.request("POST", paid, speech(), headers)
                check(answer.status == 402 and answer.json["code"] == "consent-required", answer)
                check(answer.json["price_usd"] > 0, answer)
            check(server.runs() == [] and emulator.tasks() == [], "something was recorded or sent")
        with Server("--max-cost", "5", environment=emulator.environment) as server:
            answer = server.request("POST", paid, speech(), {"X-Max-Cost": "0.1"})
            check(answer.status == 402 and answer.json["code"] == "over-budget", answer)
            free = server.predict("a model without a price", {"Prefer": "wait"})
            check(free.json["status"] == "succeeded", free)
        with Server("--max-cost-per-day", "0.1", environment=emulator.environment) as server:
            free = server.predict("a model without a price", {"Prefer": "wait"})
            check(free.json["status"] == "succeeded", free)
            answer = server.request("POST", paid, speech())
            check(answer.status == 402 and answer.json["code"] == "over-budget", answer)
        check(emulator.tasks() == [], "something was sent")
    passed("without a limit of the server that covers it, a paid run is refused with its price; nothing is recorded or sent")


def stops_in_time():
    with Server("--grace", "4s") as server:
        made = server.predict("stop", seconds=120).json
        wait_until(lambda: server.request("GET", f"/v1/predictions/{made['id']}").json["status"] == "processing", 30)
        start = time.monotonic()
        status = server.stop()
        check(status == 0 and time.monotonic() - start < 7, (status, time.monotonic() - start, server.output()))
        server.start()
        again = server.request("GET", f"/v1/predictions/{made['id']}").json
        check(again["status"] in ("starting", "processing"), again)
        server.request("POST", f"/v1/predictions/{made['id']}/cancel")
        wait_until(lambda: server.request("GET", f"/v1/predictions/{made['id']}").json["status"] == "canceled", 30)
        passed("the server stops within its grace, and the run continues after the next start")


def submission_outlasts_the_grace():
    paid = "/v1/models/bytedance/omnihuman-1-5/predictions"
    with Emulator("--faults", "CVSubmitTask:slow=6s") as emulator:
        with Server("--grace", "1s", "--max-cost", "5", environment=emulator.environment) as server:
            made = server.request("POST", paid, speech()).json
            wait_until(lambda: emulator.stats()["requests"].get("CVSubmitTask"), 60, server.output)
            start = time.monotonic()
            status = server.stop()
            check(status == 0 and time.monotonic() - start < 4, (status, time.monotonic() - start, server.output()))
            server.start()

            def has_succeeded():
                # A client stops to ask as soon as a prediction has failed.
                [run] = server.runs()
                check(run["status"] != "failed", run)
                return run["status"] == "succeeded"

            wait_until(has_succeeded, 60, lambda: f"{server.runs()}")
            check(len(emulator.tasks()) == 1, emulator.stats())
    passed("a submission that outlasts the grace is neither lost nor sent again")


stops_in_time()
submission_outlasts_the_grace()
consent()
free_models()
paid_models()
