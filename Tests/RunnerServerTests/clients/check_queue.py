"""The queue: serial clients never wait for themselves, callers of too much are told so, and positions are shown."""

import http.client
import time

from server import Server, check, passed, send, wait_until


def serial():
    with Server("--concurrency", "1", "--queue", "0") as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        statuses = {}
        start = time.monotonic()
        for number in range(500):
            answer = send(
                connection, "POST", "/cog/test/echo/predictions", {"input": {"text": f"serial {number}"}}
            )
            statuses[answer.status] = statuses.get(answer.status, 0) + 1
        elapsed = time.monotonic() - start
        check(statuses == {200: 500}, statuses)
        passed(f"500 serial requests over one connection at concurrency 1 without a queue: no 409, no 429; {elapsed:.1f} s")


def full():
    with Server("--concurrency", "1", "--queue", "2") as server:
        ids = [server.predict(f"full {number}", seconds=60).json["id"] for number in range(3)]
        wait_until(lambda: server.request("GET", f"/v1/predictions/{ids[0]}").json["status"] == "processing", 30)
        refused = server.predict("one too many", seconds=60)
        check(refused.status == 429 and int(refused.headers["Retry-After"]) >= 1, refused)
        check(refused.headers["x-should-retry"] == "true", refused.headers.items())
        second, third = (server.request("GET", f"/v1/predictions/{id}").json for id in ids[1:])
        check(second["queue"]["position"] == 0 and third["queue"]["position"] == 1, (second, third))
        canceled = server.request("POST", f"/v1/predictions/{ids[1]}/cancel").json
        check(canceled["status"] == "canceled", canceled)
        third = server.request("GET", f"/v1/predictions/{ids[2]}").json
        check(third["queue"]["position"] == 0, third)
        check(server.predict("there is room again", seconds=60).status == 201, "room")
        server.request("POST", f"/v1/predictions/{ids[0]}/cancel")
        wait_until(lambda: server.request("GET", f"/v1/predictions/{ids[2]}").json["status"] == "processing", 30)
        passed("a full queue answers 429 with Retry-After; positions are shown; what is canceled makes room")


def deadline():
    with Server() as server:
        made = server.predict("deadline", {"Cancel-After": "5s"}, seconds=60).json
        check(made["deadline"] > made["created_at"], made)
        wait_until(lambda: server.request("GET", f"/v1/predictions/{made['id']}").json["status"] == "canceled", 20)
        passed("Cancel-After cancels a run")


def repeated():
    with Server() as server:
        body = {"text": "repeated", "seconds": 0.2}
        first = server.predict(**body, headers={"Prefer": "wait", "x-stainless-retry-count": "0"}).json
        again = server.predict(**body, headers={"Prefer": "wait", "x-stainless-retry-count": "1"})
        check(again.json["id"] == first["id"] and again.headers["Idempotent-Replayed"] == "true", again)
        new = server.predict(**body, headers={"Prefer": "wait", "x-stainless-retry-count": "0"}).json
        check(new["id"] != first["id"], new)
        keyed = server.predict("keyed", {"Idempotency-Key": '"k1"'}).json
        same = server.predict("keyed", {"Idempotency-Key": "k1"})
        check(same.status == 201 and same.json["id"] == keyed["id"], same)
        other = server.predict("other", {"Idempotency-Key": "k1"})
        check(other.status == 422, other)
        flight = [server.predict("in flight", seconds=3).json["id"] for _ in range(2)]
        check(flight[0] == flight[1], flight)
        passed("repeated requests, idempotency keys and identical requests in flight mean one run")


def pages():
    with Server("--concurrency", "8") as server:
        for number in range(205):
            server.predict(f"page {number}", {"Prefer": "wait"})
        found = server.runs()
        check(len(found) == len({run["id"] for run in found}) == 205, len(found))
        times = [run["created_at"] for run in found]
        check(times == sorted(times, reverse=True), "order")
        first = server.request("GET", "/v1/predictions").json
        second = server.request("GET", first["next"].removeprefix(server.base)).json
        back = server.request("GET", second["previous"].removeprefix(server.base)).json
        check([run["id"] for run in back["results"]] == [run["id"] for run in first["results"]], "previous")
        middle = found[50]["created_at"]
        newer = server.request("GET", f"/v1/predictions?created_after={middle}").json["results"]
        older = server.request("GET", f"/v1/predictions?created_before={middle}").json["results"]
        check(found[50]["id"] in {run["id"] for run in newer}, "created_after is inclusive")
        check(found[50]["id"] not in {run["id"] for run in older}, "created_before is exclusive")
        passed("lists have pages in both directions and limits in time")


serial()
full()
deadline()
repeated()
pages()
