"""Cog's HTTP API behaves as Cog's own server does, and better where the documentation says so."""

import concurrent.futures
import json

from server import Server, check, passed, wait_until


def shapes(server):
    index = server.request("GET", "/").json
    check(index["predictions_url"] == "/predictions" and index["openapi_url"] == "/openapi.json", index)
    health = server.request("GET", "/health-check")
    check(health.status == 200 and health.json["status"] in ("READY", "BUSY"), health)
    schema = server.request("GET", "/openapi.json").json
    check(schema["components"]["schemas"]["Input"]["required"] == ["text"], schema)
    passed("the index, the health and the schema have Cog's shapes")


def synchronous(server):
    answer = server.request("POST", "/predictions", {"input": {"text": "Cog", "unknown": 1}})
    check(answer.status == 200, answer)
    body = answer.json
    check(body["status"] == "succeeded" and body["output"] == "Hello, Cog!", body)
    check(body["metrics"]["predict_time"] >= 0 and "input" not in body, body)
    failed = server.request("POST", "/predictions", {"input": {"text": "fail"}})
    check(failed.status == 200 and failed.json["status"] == "failed", failed)
    check("asked to fail" in failed.json["error"], failed)
    passed("a prediction is answered with its end; a failure of the model is data")


def asynchronous(server):
    answer = server.request("POST", "/predictions", {"id": "one", "input": {"text": "later"}}, {"Prefer": "respond-async"})
    check(answer.status == 202 and answer.json == {"id": "one", "status": "starting"}, answer)
    wait_until(lambda: server.request("GET", "/predictions/one").json["status"] == "succeeded", 30, server.output)
    again = server.request("PUT", "/predictions/one", {"input": {"text": "later"}})
    check(again.status == 200 and again.json["output"] == "Hello, later!", again)
    check(again.headers["Idempotent-Replayed"] == "true", again.headers)
    other = server.request("PUT", "/predictions/one", {"input": {"text": "something else"}})
    check(other.status == 422 and "one" in other.json["error"], other)
    passed("an id means one prediction, during it and after it; with other inputs it is refused")


def put_of_a_running_id(server):
    body = {"input": {"text": "run", "seconds": 1.5}}
    first = server.request("PUT", "/predictions/running", body, {"Prefer": "respond-async"})
    check(first.status == 202, first)
    second = server.request("PUT", "/predictions/running", body, {"Prefer": "respond-async"})
    check(second.status == 202 and second.json["id"] == "running" and "input" in second.json, second)
    third = server.request("PUT", "/predictions/running", body)
    check(third.status == 200 and third.json["output"] == "Hello, run!", third)
    passed("a PUT of an id that is running joins it")


def concurrent_puts(server):
    before = len(server.runs())
    body = {"input": {"text": "concurrent", "seconds": 0.5}}
    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(lambda _: server.request("PUT", "/predictions/same", body), range(64)))
    check({answer.status for answer in answers} == {200}, {repr(answer) for answer in answers})
    check({answer.json["output"] for answer in answers} == {"Hello, concurrent!"}, answers)
    check(len(server.runs()) == before + 1, len(server.runs()))
    passed("64 concurrent PUTs of one id are one execution")


def refusals(server):
    wrong = server.request("POST", "/predictions", {"input": {"number": 99}})
    check(wrong.status == 422, wrong)
    details = {entry["loc"][-1]: entry for entry in wrong.json["detail"]}
    check(details["text"]["msg"] == "Field required" and details["text"]["type"] == "value_error.missing", details)
    check(details["number"]["type"] == "value_error", details)
    root = server.request("POST", "/predictions", {"input": []})
    check(root.status == 422 and root.json["detail"][0]["loc"][-1] == "__root__", root)
    mismatch = server.request("PUT", "/predictions/a", {"id": "b", "input": {"text": "x"}})
    check(mismatch.status == 422 and mismatch.json["detail"][0]["loc"] == ["body", "id"], mismatch)
    media = server.request("POST", "/predictions", "x", {"Content-Type": "text/plain"})
    check(media.status == 415 and b"application/json" in media.body, media)
    syntax = server.request("POST", "/predictions", b"{")
    check(syntax.status == 400 and b"JSON" in syntax.body, syntax)
    filters = server.request("POST", "/predictions", {"input": {"text": "x"}, "webhook_events_filter": ["never"]})
    check(filters.status == 422 and b"webhook_events_filter" in filters.body, filters)
    missing = server.request("POST", "/predictions/none/cancel")
    check(missing.status == 404 and missing.json == {}, missing)
    passed("wrong requests get Cog's statuses and shapes")


def cancels(server):
    server.request("PUT", "/predictions/long", {"input": {"text": "x", "seconds": 60}}, {"Prefer": "respond-async"})
    check(server.request("POST", "/predictions/long/cancel").json == {}, "cancel")
    wait_until(lambda: server.request("GET", "/predictions/long").json["status"] == "canceled", 30, server.output)
    passed("a prediction is canceled")


def events(answer):
    found = []
    for block in answer.body.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        if "event" in fields:
            found.append((fields["id"], fields["event"], json.loads(fields["data"])))
    return found


def streams(server):
    headers = {"Accept": "text/event-stream"}
    body = {"id": "streamed", "input": {"text": "stream", "seconds": 0.2}}
    found = events(server.request("POST", "/predictions", body, headers))
    names = [name for _, name, _ in found]
    check(names[0] == "start" and names[-1] == "completed" and "log" in names and "metric" in names, names)
    check(found[-1][2]["output"] == "Hello, stream!" and found[-2][1] == "output", found)
    check(len({id for id, _, _ in found}) == len(found), found)
    late = events(server.request("GET", "/predictions/streamed", headers=headers))
    check(late[-1][1] == "completed" and late[-1][2]["output"] == "Hello, stream!", late)
    passed("a stream has the start, logs, progress, output and end, each with an id")


def stream_continues(server):
    body = {"input": {"text": "again", "seconds": 2}}
    server.request("PUT", "/predictions/again", body, {"Prefer": "respond-async"})
    path, headers = "/predictions/again", {"Accept": "text/event-stream"}
    whole = events(server.request("GET", path, headers=headers))
    check(whole[-1][1] == "completed", whole)
    body = {"input": {"text": "again2", "seconds": 2}}
    server.request("PUT", "/predictions/again2", body, {"Prefer": "respond-async"})
    wait_until(lambda: server.request("GET", "/predictions/again2").json["status"] == "processing", 30)
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/predictions/again2", headers=headers)
    response = connection.getresponse()
    first = b""
    while b"\n\n" not in first:
        first += response.read1(64)
    connection.close()
    last = first.split(b"\n")[0].removeprefix(b"id: ").decode()
    rest = events(server.request("GET", "/predictions/again2", headers={**headers, "Last-Event-ID": last}))
    check(last not in [id for id, _, _ in rest] and rest[-1][1] == "completed", (last, rest))
    passed("a client that comes back with Last-Event-ID gets what it has missed")


def stream_of_any_number(server):
    """The generation of the stream is real, the number is not."""
    path, headers = "/predictions/numbers", {"Accept": "text/event-stream"}
    body = {"input": {"text": "numbers", "seconds": 3}}
    server.request("PUT", path, body, {"Prefer": "respond-async"})
    wait_until(lambda: server.request("GET", path).json["status"] == "processing", 30)
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", path, headers=headers)
    generation = connection.getresponse().readline().decode().removeprefix("id: ").split("-")[0]
    connection.close()
    rest = events(server.request("GET", path, headers={**headers, "Last-Event-ID": f"{generation}-{2**63 - 1}"}))
    check(rest[-1][1] == "completed" and rest[-1][2]["status"] == "succeeded", rest)
    numbers = [int(id.split("-")[1]) for id, _, _ in rest if id]
    check(numbers == sorted(numbers) and numbers[-1] < 1_000, rest)
    check(server.is_live(), "the server has ended")
    passed("a Last-Event-ID with any number ends the stream as usual")


def slow_reader(server):
    headers = {"Accept": "text/event-stream"}
    before = resident(server)
    body = {"input": {"text": "lines", "lines": 200_000}}
    answer = events(server.request("POST", "/predictions", body, headers, timeout=300))
    check(answer[-1][1] == "completed" and answer[-1][2]["status"] == "succeeded", answer[-1])
    check(resident(server) - before < 60_000, (before, resident(server)))
    passed("200,000 lines of log do not make memory grow")


def resident(server):
    """Resident memory of the server in KiB."""
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def main():
    with Server("test/echo") as server:
        for step in (
            shapes, synchronous, asynchronous, put_of_a_running_id, concurrent_puts, refusals, cancels, streams,
            stream_continues, stream_of_any_number, slow_reader,
        ):
            step(server)


main()
