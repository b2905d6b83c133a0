"""Checks tokens, webhooks, files, checks and measurements of a server from outside.

usage: check_callers.py BIN
"""

import hashlib
import json
import sys

import openapi_spec_validator
import requests
import standardwebhooks
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from served import Receiver, Served, check, wait_until

# The receiver of messages is on this machine.
OPTIONS = ["--loopback-webhooks", "--metrics", "ada"]
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Caller:
    """Somebody with a token."""

    def __init__(self, served, token):
        self.served = served
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def send(self, method, path, status=200, headers=None, **arguments):
        url = path if path.startswith("http") else self.served.base + path
        answer = requests.request(method, url, headers={**self.headers, **(headers or {})}, timeout=90, **arguments)
        assert answer.status_code == status, (method, path, answer.status_code, answer.text)
        if status >= 400 and method != "HEAD":
            problem = answer.json()
            assert answer.headers["Content-Type"] == "application/problem+json", answer.headers
            assert problem["status"] == status and problem["title"] and problem["detail"], problem
        return answer

    def predict(self, name="Ada", model="demo/hello", status=201, headers=None, **members):
        body = {"input": {"name": name}, **members}
        return self.send("POST", f"/v1/models/{model}/predictions", status, headers, json=body).json()

    def wait(self, run):
        def ended():
            state = self.send("GET", f"/v1/predictions/{run}").json()
            return state if state["status"] in ("succeeded", "failed", "canceled") else None

        return wait_until(ended, f"the end of {run}")


def tokens(served):
    tokens = {}
    for name, *options in [
        ("ada", "--max-cost", "0.6", "--max-cost-per-day", "1.2"), ("bob",), ("eve", "--models", "demo/priced"),
        ("gone",), ("late", "--expires", "1ms"),
    ]:
        output = json.loads(served.runner("tokens", "add", name, *options, "--json"))
        assert output["name"] == name and output["token"] not in served.runner("tokens", "list"), output
        tokens[name] = output["token"]
    served.runner("tokens", "add", "ada", status=64)
    served.runner("tokens", "revoke", "gone")
    served.runner("tokens", "revoke", "gone", status=64)
    assert {entry["name"]: entry["status"] for entry in json.loads(served.runner("tokens", "list", "--json"))} == {
        "ada": "active", "bob": "active", "eve": "active", "gone": "revoked", "late": "expired",
    }
    with open(served.store, "rb") as store:
        content = store.read()
    assert all(token.encode() not in content for token in tokens.values()), "a token is in the store"
    return tokens


def check_callers(served, tokens):
    with check("a wrong token is refused"):
        other = tokens["ada"][:-1] + ("1" if tokens["ada"].endswith("0") else "0")
        for token in [None, "r8_abc", tokens["gone"], tokens["late"], other, tokens["ada"] + "x"]:
            answer = Caller(served, token).send("GET", "/v1/account", 401)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer"), answer.headers
        Caller(served, None).send("GET", "/v1/account", 401, headers={"Authorization": "Basic YTpi"})
        Caller(served, None).send("GET", "/health/live")
        Caller(served, None).send("GET", "/health/ready")
    ada, bob, eve = (Caller(served, tokens[name]) for name in ("ada", "bob", "eve"))
    with check("a revoked token is refused within seconds"):
        extra = json.loads(served.runner("tokens", "add", "extra", "--json"))["token"]
        caller = Caller(served, extra)
        wait_until(lambda: requests.get(f"{served.base}/v1/account", headers=caller.headers).ok, "the new token", 5)
        served.runner("tokens", "revoke", "extra")
        wait_until(
            lambda: requests.get(f"{served.base}/v1/account", headers=caller.headers).status_code == 401, "the end", 5
        )
    with check("a caller sees only its own predictions"):
        run = ada.predict()["id"]
        assert ada.wait(run)["output"] == "Hello, Ada!"
        for method, path in [("GET", ""), ("POST", "/cancel"), ("GET", "/stream"), ("GET", "/files/x")]:
            bob.send(method, f"/v1/predictions/{run}{path}", 404)
        assert [p["id"] for p in ada.send("GET", "/v1/predictions").json()["results"]] == [run]
        assert bob.send("GET", "/v1/predictions").json()["results"] == []
        # A shortened name is one of the command line.
        ada.send("GET", f"/v1/predictions/{run[-6:]}", 404)
    with check("a token names the models that it may use"):
        eve.predict(status=403)
        answer = eve.send("GET", "/v1/models/demo/hello", 404)
        assert "demo/hello" in answer.json()["detail"]
    with check("a token that names other models cannot continue a run or submit it again"):
        mia = Caller(served, json.loads(served.runner("tokens", "add", "mia", "--json"))["token"])
        wait_until(lambda: requests.get(f"{served.base}/v1/account", headers=mia.headers).ok, "the token", 5)
        run = mia.predict("Mia")["id"]
        mia.send("POST", f"/v1/runs/{run}/resubmit", 409, json={})
        served.runner("tokens", "revoke", "mia")
        mia = Caller(served, json.loads(served.runner("tokens", "add", "mia", "--models", "demo/priced", "--json"))["token"])
        wait_until(lambda: requests.get(f"{served.base}/v1/account", headers=mia.headers).ok, "the token", 5)
        for action in ("resume", "resubmit"):
            problem = mia.send("POST", f"/v1/runs/{run}/{action}", 403, json={}).json()
            assert problem["code"] == "model-not-allowed", problem
        mia.send("GET", f"/v1/predictions/{run}")
    with check("a paid run needs a limit that covers it"):
        problem = bob.predict(model="demo/priced", status=402)
        assert problem["code"] == "consent-required" and problem["price_usd"] == 0.5, problem
        assert "--max-cost 0.50" in problem["help"], problem
        problem = bob.predict(model="demo/priced", status=402, headers={"X-Max-Cost": "9"})
        assert problem["code"] == "consent-required", problem
        problem = ada.predict(model="demo/priced", status=402, headers={"X-Max-Cost": "0.4"})
        assert problem["code"] == "over-budget", problem
        for number in range(2):
            ada.wait(ada.predict(f"Ada {number}", "demo/priced")["id"])
        problem = ada.predict("Ada 3", "demo/priced", status=402)
        assert problem["code"] == "over-budget" and "of 'ada' is $1.20" in problem["detail"], problem
        ada.predict(model="demo/priced", status=400, headers={"X-Max-Cost": "much"})
    return ada, bob


def check_files(served, ada, bob):
    content = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
    digest = hashlib.sha256(content).hexdigest()
    with check("an upload is typed by its bytes and belongs to its caller"):
        form = {"content": ("../../etc/näive.jpg", content, "text/html"), "metadata": (None, '{"a": [1]}', "application/json")}
        file = ada.send("POST", "/v1/files", 201, files=form).json()
        assert file["content_type"] == "image/png" and file["size"] == len(content), file
        assert file["checksums"]["sha256"] == digest and file["metadata"] == {"a": [1]} and file["name"] == "näive.jpg", file
        bare = ada.send("POST", "/v1/files", 201, files={"content": (None, content)}).json()
        assert bare["id"] != file["id"] and bare["etag"] == file["etag"], bare
        assert ada.send("GET", file["urls"]["get"]).json() == file
        listed = ada.send("GET", "/v1/files").json()
        assert [entry["id"] for entry in listed["results"]] == [bare["id"], file["id"]], listed
        for caller, path, status in [(bob, "", 404), (bob, "/download", 404), (ada, "x", 404)]:
            caller.send("GET", f"/v1/files/{file['id']}{path}", status)
        bob.send("DELETE", f"/v1/files/{file['id']}", 404)
        assert bob.send("GET", "/v1/files").json()["results"] == []
    with check("its bytes come whole, in parts, or not at all"):
        place = f"/v1/files/{file['id']}/download"
        whole = ada.send("GET", place)
        assert whole.content == content and whole.headers["Content-Type"] == "image/png", whole.headers
        assert whole.headers["ETag"] == f'"{digest}"' and whole.headers["Accept-Ranges"] == "bytes"
        assert whole.headers["X-Content-Type-Options"] == "nosniff"
        for field, first, last in [("bytes=0-0", 0, 0), ("bytes=100-", 100, len(content) - 1), ("bytes=-5", len(content) - 5, len(content) - 1)]:
            part = ada.send("GET", place, 206, headers={"Range": field})
            assert part.content == content[first : last + 1], (field, part.content[:20])
            assert part.headers["Content-Range"] == f"bytes {first}-{last}/{len(content)}", part.headers
        assert ada.send("GET", place, 416, headers={"Range": "bytes=99999-"}).headers["Content-Range"] == f"bytes */{len(content)}"
        assert ada.send("GET", place, 200, headers={"Range": "bytes=0-1", "If-Range": '"x"'}).content == content
        assert ada.send("GET", place, 304, headers={"If-None-Match": f'"{digest}"'}).content == b""
        head = ada.send("HEAD", place)
        assert head.headers["Content-Length"] == str(len(content)) and head.content == b"", head.headers
    with check("a prediction takes the server's own files and data: URLs, and no path or private link"):
        for note in [file["urls"]["get"], file["urls"]["download"], "data:text/plain;base64,aGVsbG8="]:
            run = ada.predict("Ada", input={"name": "Ada", "note": note})
            assert ada.wait(run["id"])["output"].endswith("Thanks for the note."), run
        for note in [
            "/etc/hostname", "@/etc/hostname", "file:///etc/hostname", "http://127.0.0.1:1/x", "https://10.0.0.1/x",
            f"{served.base}/v1/files/abcdef", "data:text/plain;base64,*", "-", f"{served.base}/metrics",
        ]:
            ada.predict(status=422, input={"name": "Ada", "note": note})
        bob.predict(status=422, input={"name": "Bob", "note": file["urls"]["get"]})
    with check("a wrong upload is refused with the fix"):
        ada.send("POST", "/v1/files", 415, data=b"hello", headers={"Content-Type": "text/plain"})
        ada.send("POST", "/v1/files", 400, data=b"hello", headers={"Content-Type": "multipart/form-data; boundary=x"})
        ada.send("POST", "/v1/files", 400, data=b"hello", headers={"Content-Type": "multipart/form-data"})
        ada.send("POST", "/v1/files", 422, files={"other": b"hello"})
        ada.send("POST", "/v1/files", 422, files={"content": b"hello", "metadata": (None, "[")})
        ada.send("GET", "/v1/files?cursor=x", 400)
        for method in ["PATCH", "QUERY", "TRACE", "PROPFIND"]:
            answer = ada.send(method, "/v1/files", 405)
            assert answer.headers["Allow"] == "GET, HEAD, POST" and f"support {method}" in answer.json()["detail"], answer.text
        ada.send("QUERY", "/v1/nothing", 404)
    with check("a deleted file is gone"):
        ada.send("DELETE", f"/v1/files/{file['id']}", 204)
        ada.send("GET", f"/v1/files/{file['id']}", 404)
        ada.send("GET", f"/v1/files/{bare['id']}/download")


def check_webhooks(served, ada, bob):
    secrets = [caller.send("GET", "/v1/webhooks/default/secret").json()["key"] for caller in (ada, bob)]
    with check("messages arrive in order and are verified by Standard Webhooks' library"), Receiver() as receiver:
        run = ada.predict("Webhook", webhook=receiver.url, headers={"traceparent": TRACE})["id"]
        done = wait_until(lambda: [m for m in receiver.about(run) if m[1]["status"] == "succeeded" and m[1]["completed_at"]], "the last message")
        assert done[-1][1]["output"] == "Hello, Webhook!", done
        messages = list(receiver.messages)
        assert json.loads(messages[0][1])["status"] in ("starting", "processing"), messages[0]
        for headers, body, _ in messages:
            standardwebhooks.Webhook(secrets[0]).verify(body, {key.lower(): value for key, value in headers.items()})
            assert headers["traceparent"] == TRACE and headers["Content-Type"] == "application/json", headers
            for secret, changed in [(secrets[1], body), (secrets[0], body + b" ")]:
                try:
                    standardwebhooks.Webhook(secret).verify(changed, {key.lower(): value for key, value in headers.items()})
                    raise SystemExit("a forged message was accepted")
                except standardwebhooks.WebhookVerificationError:
                    pass
        assert len({headers["webhook-id"] for headers, _, _ in messages}) == len(messages)
    with check("only what was asked for is sent"), Receiver() as receiver:
        run = ada.predict("Filtered", webhook=receiver.url, webhook_events_filter=["completed"])["id"]
        wait_until(lambda: receiver.about(run), "the message")
        ada.wait(run)
        assert [message[1]["status"] for message in receiver.about(run)] == ["succeeded"], receiver.about(run)
    with check("a message survives kill -9 and keeps its name"), Receiver() as receiver:
        receiver.statuses = [503] * 2
        run = ada.predict("Survivor", webhook=receiver.url, webhook_events_filter=["completed"])["id"]
        wait_until(lambda: receiver.about(run), "the first attempt")
        served.kill()
        waiting = json.loads(served.runner("webhooks", "list", "--json", "--run", run))
        assert [entry["status"] for entry in waiting] == ["waiting"] and "secret" not in waiting[0]["url"], waiting
        served.start(*OPTIONS)
        served.runner("webhooks", "retry", waiting[0]["id"])
        wait_until(lambda: len(receiver.about(run)) >= 2, "the second attempt")
        served.runner("webhooks", "retry", waiting[0]["id"])
        wait_until(lambda: any(m[2] == 200 for m in receiver.about(run)), "the attempt that is accepted")
        assert {message[0]["webhook-id"] for message in receiver.about(run)} == {waiting[0]["id"]}
        wait_until(
            lambda: json.loads(served.runner("webhooks", "list", "--json", "--run", run))[0]["status"] == "delivered",
            "the record",
        )
    with check("private addresses are refused"):
        for url in ["https://10.0.0.1/", "https://[::1]:1/", "https://2130706433/", "https://localhost.localdomain/", "http://example.com/"]:
            status = 422 if "[::1]" not in url else 201  # The server has an option for receivers on its machine.
            ada.predict("Private", webhook=url, status=status)
        ada.predict(status=422, webhook="https://example.com/", webhook_events_filter=["end"])
    with check("a caller with a token reaches no program on the server's machine by default"), Receiver() as receiver:
        receiver.statuses = [503] * 9
        run = ada.predict("Pending", webhook=receiver.url, webhook_events_filter=["completed"])["id"]
        wait_until(lambda: receiver.about(run), "the first attempt")
        served.kill()
        served.start(*OPTIONS[1:])
        attempts = len(receiver.about(run))
        served.runner("webhooks", "retry", json.loads(served.runner("webhooks", "list", "--json", "--run", run))[0]["id"])
        wait_until(
            lambda: json.loads(served.runner("webhooks", "list", "--json", "--run", run))[0]["status"] == "failed", "the refusal"
        )
        assert len(receiver.about(run)) == attempts, receiver.about(run)
        for url in (receiver.url, "https://[::1]:1/", "http://localhost:1/"):
            ada.predict("Private", webhook=url, status=422)


def check_documents(served, ada, bob):
    with check("the OpenAPI document is valid"):
        document = ada.send("GET", "/openapi.json").json()
        openapi_spec_validator.validate(document)
        schema = document["components"]["schemas"]["demo.hello.Input"]
        assert schema["properties"]["note"]["x-bytes"] == {"max": 1_000_000}, schema
        assert schema["properties"]["name"]["maxLength"] == 40 and schema["required"] == ["name"], schema
    with check("a check finds everything and records nothing"):
        before = len(ada.send("GET", "/v1/predictions").json()["results"])
        answer = ada.send("POST", "/v1/models/demo/hello/check", json={"input": {"name": "", "nam": "x", "note": "data:,a"}}).json()
        assert not answer["valid"] and {f["input"] for f in answer["findings"]} == {"name", "nam"}, answer
        assert answer["price"]["is_free"] and answer["price"]["usd"] == 0, answer
        answer = ada.send("POST", "/v1/models/demo/hello/check", json={"input": {"name": "Ada"}}).json()
        assert answer["valid"] and answer["findings"] == [] and not answer["consent"]["is_needed"], answer
        answer = ada.send("POST", "/v1/models/demo/priced/check", json={"input": {"name": "x" * 41}}).json()
        assert answer["price"]["usd"] == 0.5 and not answer["valid"], answer
        ada.send("POST", "/v1/models/demo/none/check", 404, json={"input": {}})
        assert len(ada.send("GET", "/v1/predictions").json()["results"]) == before
    with check("measurements are OpenMetrics"):
        ada.send("GET", "/v1/files/none?cursor=secret", 404)
        assert bob.send("GET", "/metrics", 403).json()["code"] == "metrics-not-allowed"
        ada.predict(headers={"Prefer": "wait"})
        answer = ada.send("GET", "/metrics")
        assert answer.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0"), answer.headers
        families = {family.name: family for family in text_string_to_metric_families(answer.text)}
        for name in [
            "http_server_request_duration_seconds", "http_server_active_requests", "runner_predictions", "runner_queue_length",
            "runner_webhooks_messages", "runner_webhooks_attempts", "process_memory_usage_bytes",
        ]:
            assert families[name].samples, name
        done = [s for s in families["runner_predictions"].samples if s.labels["model"] == "demo/hello"]
        assert sum(sample.value for sample in done) >= 1, done
        routes = {s.labels["http_route"] for s in families["http_server_request_duration_seconds"].samples}
        assert any("file_id" in route for route in routes) and not any("cursor" in route for route in routes), routes


def check_log(served, tokens):
    with check("the log is JSON without secrets and queries"):
        entries = [json.loads(line) for line in served.log if line.startswith("{")]
        requests_ = [entry for entry in entries if entry["message"] == "request"]
        assert requests_ and all(entry["status"] and entry["path"].startswith("/") for entry in requests_)
        assert any(entry.get("client") == "ada" for entry in requests_)
        assert any(entry.get("trace_id") == TRACE.split("-")[1] for entry in requests_)
        text = "".join(served.log)
        assert not any(token[20:] in text for token in tokens.values()) and "cursor=" not in text and "key=secret" not in text


def main(programs):
    with Served(programs) as served:
        tokens_ = tokens(served)
        served.start(*OPTIONS)
        ada, bob = check_callers(served, tokens_)
        check_files(served, ada, bob)
        check_webhooks(served, ada, bob)
        check_documents(served, ada, bob)
        check_log(served, tokens_)
        with check("the server stops when it is asked to"):
            assert served.stop() == 0, served.log[-5:]


if __name__ == "__main__":
    main(sys.argv[1])
