"""A server as a part of a fleet: it is seen, and it can leave all runs to workers."""

import json
import signal
import subprocess

from server import PROGRAMS, Server, check, passed, wait_until


def command(server, *arguments):
    """The arguments and settings of `runner` with the store of a server."""
    environment = {**server.environment, "RUNNER_STATE": str(server.directory / "state" / "runs.sqlite")}
    return {"args": [PROGRAMS / "runner", *arguments], "env": environment, "cwd": server.directory}


def machines(server):
    done = subprocess.run(**command(server, "fleet", "--json"), capture_output=True, timeout=60)
    check(done.returncode == 0, done)
    return [machine for machine in json.loads(done.stdout)["machines"] if machine["is_there"]]


def shown():
    with Server("--concurrency", "3") as server:
        wait_until(lambda: machines(server), 20, server.output)
        [machine] = machines(server)
        check(machine["kind"] == "serve" and machine["concurrency"] == 3, machine)
        check(machine["process"] == server.process.pid, machine)
        check(server.stop() == 0, server.output())
        check(machines(server) == [], machines(server))
    passed("a server is one of the machines of the fleet while it runs")


def enqueues():
    with Server("--enqueue") as server:
        made = server.predict("left to a worker").json
        wait_until(lambda: machines(server), 20, server.output)
        check(machines(server)[0]["concurrency"] == 0, machines(server))
        worker = subprocess.Popen(**command(server, "work", "--registry", "models", "--quiet"))
        try:
            [run] = server.ended()
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(60)
        check(run["id"] == made["id"] and run["status"] == "succeeded", run)
        check(run["output"] == "Hello, left to a worker!", run)
    passed("with --enqueue, the server drives nothing, and a worker does")


shown()
enqueues()
