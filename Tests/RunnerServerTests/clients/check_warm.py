"""Workers that serve one run after another: kept, replaced, stopped when idle, and without anything of one run left for the next."""

import base64
import os
import pathlib
import signal
import time

from server import PROJECT, Emulator, Server, check, passed, wait_until

OPTIONS = "--concurrency", "1"

MANIFEST = """
namespace: test
name: spy
description: Writes down what it can see.
category: text
kernel: swift-6
resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
inputs:
    text: {type: string}
    note: {type: file, required: false, size: {max: 1MB}}
outputs:
    seen: {type: string}
    page: {type: file}
"""

CODE = """
import Foundation
import InferenceKit

struct Inference: Predictor {
    struct Input: Decodable, Sendable {
        var text: String
        var note: MediaFile?
    }
    struct Output: Codable, Sendable {
        var seen: String
        var page: MediaFile
    }

    init(_ setup: Setup) async throws {}

    private static let earlier = Places()

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        let files = FileManager.default
        let page = try context.path(for: "page")
        try Data("page of \\(input.text)".utf8).append(to: page)
        print("printed by \\(input.text)")
        while input.text == "stubborn" { usleep(50_000) }
        var seen: [String] = []
        var places = [context.scratchDirectory, page, files.temporaryDirectory.path]
        if let note = input.note, let path = note.path {
            places.append(path)
            seen.append("own:" + ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "unreadable"))
        }
        for place in Self.earlier.swap(places) {
            for path in [place, (place as NSString).deletingLastPathComponent] {
                for name in (try? files.contentsOfDirectory(atPath: path)) ?? [] where name.contains("secret") {
                    seen.append("found:" + name)
                }
                if let text = try? String(contentsOfFile: path, encoding: .utf8), path != page {
                    seen.append("read:" + text)
                }
            }
        }
        try Data("scratch of \\(input.text)".utf8).write(to: URL(filePath: "\\(context.scratchDirectory)/secret-\\(input.text)"))
        try Data("temporary".utf8).write(to: files.temporaryDirectory.appending(path: "secret-temporary-\\(input.text)"))
        if input.text == "stray" {
            let parent = (context.scratchDirectory as NSString).deletingLastPathComponent
            try Data("stray".utf8).write(to: URL(filePath: "\\(parent)/secret-stray"))
        }
        return Output(seen: seen.joined(separator: " "), page: MediaFile(name: "page", path: page))
    }
}

final class Places: @unchecked Sendable {
    private let lock = NSLock()
    private var places: [String] = []

    func swap(_ new: [String]) -> [String] {
        lock.withLock {
            defer { places = new }
            return places
        }
    }
}

extension Data {
    func append(to path: String) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.write(contentsOf: self)
        try file.close()
    }
}
"""


def workers(server):
    """The processes of models that the server has started."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError, ValueError):
            continue
        if parent == server.process.pid and words[0].endswith(b"/runner-worker") and b"--run" not in words:
            found.append(int(entry.name))
    return found


def greet(server, text, **input):
    answer = server.predict(text, {"Prefer": "wait"}, **input)
    check(answer.status == 201 and answer.json["status"] == "succeeded", answer)
    check(answer.json["output"] == f"Hello, {text}!", answer)
    return answer.json


def kept_and_replaced():
    with Server(*OPTIONS) as server:
        greet(server, "first")
        found = workers(server)
        check(len(found) == 1, found)
        for number in range(5):
            made = greet(server, f"next {number}", lines=3)
            check(made["logs"].count("line ") == 3 and "first" not in made["logs"], made)
        check(workers(server) == found, "the worker was not kept")
        failed = server.predict("fail", {"Prefer": "wait"}).json
        check(failed["status"] == "failed" and "asked to fail" in failed["error"], failed)
        check(workers(server) == found, "the worker was not kept after an error of the model")
        os.kill(found[0], signal.SIGKILL)
        # A run that the dying process was given has a process of its own.
        wait_until(lambda: not workers(server), 10)
        greet(server, "after the kill")
        others = workers(server)
        check(len(others) == 1 and others != found, (found, others))
        passed("the next run has the same process; a killed worker is replaced")

        made = server.predict("canceled", seconds=600).json
        wait_until(lambda: server.request("GET", f"/v1/predictions/{made['id']}").json["status"] == "processing", 30)
        server.request("POST", f"/v1/predictions/{made['id']}/cancel")
        wait_until(lambda: server.request("GET", f"/v1/predictions/{made['id']}").json["status"] == "canceled", 30)
        wait_until(lambda: others[0] not in workers(server), 10)
        greet(server, "after the cancellation")
        passed("the worker of a canceled run is replaced")

        last = workers(server)
        killed = server.predict("crash", seconds=600).json
        wait_until(lambda: server.request("GET", f"/v1/predictions/{killed['id']}").json["status"] == "processing", 30)
        os.kill(last[0], signal.SIGKILL)
        # The run was interrupted and continues later, in another process.
        wait_until(lambda: workers(server) and last[0] not in workers(server), 30)
        check(server.request("GET", f"/v1/predictions/{killed['id']}").json["status"] == "processing", killed)
        server.request("POST", f"/v1/predictions/{killed['id']}/cancel")
        wait_until(lambda: server.request("GET", f"/v1/predictions/{killed['id']}").json["status"] == "canceled", 30)
        greet(server, "after the crash")
        passed("a run whose worker dies continues in another process")
        present = workers(server)
        server.kill()
        wait_until(lambda: not any(os.path.exists(f"/proc/{process}/exe") for process in present), 20)
        passed("a worker that waits ends with its server")


def idle():
    with Server(*OPTIONS, "--idle", "1s") as server:
        greet(server, "one")
        check(len(workers(server)) == 1, "no worker waits")
        wait_until(lambda: not workers(server), 20)
        greet(server, "two")
    with Server(*OPTIONS, "--idle", "0") as server:
        greet(server, "one")
        check(not workers(server), "a worker waits")
    passed("a worker without work ends after --idle, at once with 0")


def several():
    with Server("--concurrency", "3") as server:
        ids = [server.predict(f"at once {number}", seconds=1).json["id"] for number in range(3)]
        wait_until(lambda: len(workers(server)) == 3, 30)
        server.ended()
        check(len(ids) == 3 and len(workers(server)) == 3, workers(server))
        passed("runs at the same time have a process each")


def apart():
    server = Server(*OPTIONS)
    place = server.directory / "models" / "spy"
    place.mkdir(parents=True)
    (place / "inf.yml").write_text(MANIFEST)
    (place / "Inference.swift").write_text(CODE)
    with server:
        def spy(text, **input):
            answer = server.predict(text, {"Prefer": "wait=60"}, model="test/spy", **input)
            check(answer.status == 201 and answer.json["status"] == "succeeded", answer)
            page = server.request("GET", answer.json["output"]["page"].removeprefix(server.base)).body.decode()
            check(page == f"page of {text}", page)
            check(f"printed by {text}" in answer.json["logs"], answer)
            return answer.json

        note = "data:text/plain;base64," + base64.b64encode(b"note of the first caller").decode()
        first = spy("alpha", note=note)
        check("own:note of the first caller" in first["output"]["seen"], first)
        found = workers(server)
        second = spy("beta")
        check(workers(server) == found, "the worker was not kept, so nothing was tried")
        check(second["output"]["seen"] == "", second)
        check("alpha" not in second["logs"], second)
        spy("stray")
        wait_until(lambda: workers(server) != found, 10)
        third = spy("gamma")
        check("secret" not in third["output"]["seen"], third)
        found = workers(server)
        made = server.predict("stubborn", model="test/spy").json
        wait_until(lambda: server.request("GET", f"/v1/predictions/{made['id']}").json["status"] == "processing", 30)
        server.request("POST", f"/v1/predictions/{made['id']}/cancel")
        wait_until(lambda: server.request("GET", f"/v1/predictions/{made['id']}").json["status"] == "canceled", 40)
        spy("delta")
        check(found[0] not in workers(server), "the worker was not replaced")
        passed("a model that does not end after its run was canceled is killed")
        passed("a run sees nothing of the files and the output of the run before; files left elsewhere cost the worker")
    check(not [path for path in pathlib.Path(server.directory).rglob("runner-scratch-*")], "files are left")


def speech(seed):
    def link(path, type):
        return f"data:{type};base64," + base64.b64encode((PROJECT / path).read_bytes()).decode()

    return {"input": {
        "image": link("samples/astronaut-and-cat.jpg", "image/jpeg"), "audio": link("samples/hello.wav", "audio/wav"), "seed": seed,
    }}


def buy(server, seed):
    answer = server.request("POST", "/v1/models/bytedance/omnihuman-1-5/predictions", speech(seed))
    check(answer.status == 201, answer)
    return answer.json["id"]


def succeeds(server, id):
    """Waits for a prediction; a client stops to ask as soon as one has failed."""
    def has_succeeded():
        run = server.request("GET", f"/v1/predictions/{id}").json
        check(run["status"] not in ("failed", "canceled"), run)
        return run["status"] == "succeeded"

    wait_until(has_succeeded, 90, server.output)


def paid():
    options = *OPTIONS, "--max-cost", "5"
    with Emulator() as emulator, Server(*options, environment={
        **emulator.environment, "RUNNER_POLL_INTERVAL": "0.1",
    }) as server:
        def tasks(seed):
            return [task for task in emulator.tasks() if task["fields"].get("seed") == seed]

        succeeds(server, buy(server, 1))
        found = workers(server)
        check(len(found) == 1, found)

        emulator.fault("CVSubmitTask:slow=3s")
        made = buy(server, 2)
        wait_until(lambda: emulator.stats()["requests"]["CVSubmitTask"] == 2, 60, server.output)
        check(workers(server) == found, "the run has no worker that has served another")
        server.kill()
        # The worker outlives the server until it has written down the answer.
        wait_until(lambda: not os.path.exists(f"/proc/{found[0]}/exe"), 30)
        server.start()
        succeeds(server, made)
        check(len(tasks(2)) == 1 and emulator.stats()["requests"]["CVSubmitTask"] == 2, emulator.stats())
        passed("a server that is killed during a submission of a worker in use again adopts the answer")

        succeeds(server, buy(server, 3))
        found = workers(server)
        check(len(found) == 1, found)
        emulator.fault("CVGetResult:slow=3s")
        made = buy(server, 4)
        wait_until(lambda: tasks(4), 60, server.output)
        check(workers(server) == found, "the run has no worker that has served another")
        wait_until(lambda: server.request("GET", f"/v1/runs/{made}").json.get("task_id"), 60, server.output)
        os.kill(found[0], signal.SIGKILL)
        succeeds(server, made)
        check(len(tasks(4)) == 1 and emulator.stats()["requests"]["CVSubmitTask"] == 4, emulator.stats())
        passed("a run whose worker is killed after the submission continues with the same task")

    with Emulator() as emulator, Server(*options, environment={
        **emulator.environment, "RUNNER_POLL_INTERVAL": "0.1", "RUNNER_FAULT": "before-record:submit:succeeded:worker",
    }) as server:
        succeeds(server, buy(server, 5))
        check(emulator.stats()["requests"]["CVSubmitTask"] == 1, emulator.stats())
        passed("the answer of a worker that is killed before it is recorded is adopted")


kept_and_replaced()
paid()
idle()
several()
apart()
