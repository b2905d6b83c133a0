"""Every wrong request gets its proper status and a sentence, and the server goes on."""

import socket
import subprocess
import tempfile

from server import PROGRAMS, PROJECT, Server, check, passed, wait_until

PREDICTIONS = "/v1/models/test/echo/predictions"


def problem(answer, status, *words):
    check(answer.status == status, (status, answer))
    check(answer.headers["Content-Type"] == "application/problem+json", answer.headers.items())
    body = answer.json
    check(body["status"] == status and body["title"] and body["detail"], body)
    check("x-should-retry" in answer.headers, answer.headers.items())
    for word in words:
        check(word in body["detail"], (word, body))


def bodies(server):
    post = lambda body, headers=None: server.request("POST", PREDICTIONS, body, headers)
    problem(post(b"["), 400, "JSON")
    problem(post(b"[" * 10_000_000), 400, "JSON")
    problem(post(b'{"a":' * 1_000_000), 400, "JSON")
    problem(post(b"\xff\xfe{}"), 400, "JSON")
    problem(post(b"[]"), 400, "object")
    problem(post(b"{}"), 422, "input")
    problem(post({"input": 3}), 422, "input")
    problem(post({"input": {"text": 3, "number": "many"}}), 422)
    problem(post(b"{}", {"Content-Type": "text/plain"}), 415, "text/plain")
    problem(post(b"{}", {"Content-Type": "application/jsonx"}), 415)
    problem(post(b" " * (33 << 20)), 413, "MiB")
    problem(post(b'{"input": {"text": [' + b"0," * (15 << 20) + b"0]}}"), 413, "values")
    problem(server.request("POST", "/v1/session", b" " * 20_000), 413, "KiB")
    check(post({"input": {"text": "fine"}}, {"Content-Type": "application/json; charset=utf-8"}).status == 201, "fine")
    passed("wrong bodies, 10 MB of '[' among them")


def headers(server):
    post = lambda **fields: server.request(
        "POST", PREDICTIONS, {"input": {"text": "x"}}, {name.replace("_", "-"): value for name, value in fields.items()}
    )
    problem(post(Prefer="wait=0"), 400, "wait")
    problem(post(Prefer="wait=61"), 400, "wait")
    problem(post(Prefer="wait=x"), 400, "wait")
    problem(post(Cancel_After="4s"), 400, "Cancel-After")
    problem(post(Cancel_After="soon"), 400, "Cancel-After")
    problem(post(Idempotency_Key="x" * 256), 400, "Idempotency-Key")
    problem(post(Idempotency_Key=""), 400, "Idempotency-Key")
    problem(post(X_Max_Cost="-1"), 400, "X-Max-Cost")
    problem(post(X_Max_Cost="nan"), 400, "X-Max-Cost")
    passed("wrong header fields")


def places(server):
    get = lambda path, method="GET": server.request(method, path)
    problem(get("/v1/predictions/none"), 404, "none")
    problem(get("/v1/predictions/" + "x" * 5_000), 404)
    problem(get("/v1/predictions/%ff%00"), 404)
    problem(get("/v1/predictions/../../etc/passwd"), 404)
    problem(get("/v1/models/test/none"), 404, "test/none")
    problem(get("/v1/models/..%2f..%2fetc/passwd"), 404)
    problem(get("/v1/models/test/echo/versions/none"), 404, "none")
    problem(get("/nowhere"), 404, "/nowhere")
    problem(get("/v1/predictions?cursor=x"), 400, "cursor")
    problem(get("/v1/predictions?created_after=yesterday"), 400, "created_after")
    check(get("/v1/predictions?created_after=2026-01-01&created_before=2100-01-01T00:00:00Z").status == 200, "times")
    problem(server.request("POST", "/v1/predictions", {"input": {"text": "x"}}), 422, "version")
    problem(server.request("POST", "/v1/predictions", {"version": "x" * 64, "input": {}}), 422, "version")
    answer = get("/v1/predictions", "DELETE")
    problem(answer, 405, "DELETE")
    check(answer.headers["Allow"] == "GET, HEAD, POST", answer.headers.items())
    check(get("/v1/predictions", "HEAD").body == b"", "HEAD")
    found = server.request("QUERY", "/v1/models", b"echo", {"Content-Type": "text/plain"})
    check(found.status == 200 and [model["name"] for model in found.json["results"]] == ["echo"], found)
    for method in ("QUERY", "PURGE", "TRACE"):
        problem(get("/v1/predictions", method), 405, method)
    check(get("/v1/models", "PURGE").headers["Allow"] == "GET, HEAD, QUERY", "Allow of /v1/models")
    passed("wrong ids, names, cursors, times, paths and methods")


def server_files(server):
    for path in ("/etc/hostname", "file:///etc/hostname", "@/etc/hostname", "hello.wav", "~/.ssh/id_rsa"):
        answer = server.request(
            "POST", "/v1/models/bytedance/omnihuman-1-5/predictions", {"input": {"image": path, "audio": path}}
        )
        problem(answer, 422)
        check("hostname'" not in answer.json["detail"] or "not a link" in answer.json["detail"], answer)
    private = (
        "http://127.0.0.1/a.jpg", "https://127.0.0.1/a.jpg", "https://localhost/a.jpg", "https://[::1]/a.jpg",
        "https://2130706433/a.jpg", "https://0x7f.1/a.jpg", "https://0177.0.0.1/a.jpg", "https://10.0.0.1/a.jpg",
        "https://169.254.169.254/latest", "https://192.168.1.1/a.jpg", "https://[fd00::1]/a.jpg", "ftp://a.example/a.jpg",
        "https://[::ffff:127.0.0.1]/a.jpg", "https://127.1/a.jpg", "https://0.0.0.0/a.jpg", "https://metadata.internal/x",
    )
    for link in private:
        answer = server.request(
            "POST", "/v1/models/bytedance/omnihuman-1-5/predictions", {"input": {"image": link, "audio": link}}
        )
        problem(answer, 422)
    problem(server.request(
        "POST", "/v1/models/bytedance/omnihuman-1-5/predictions", {"input": {"image": "data:image/png;base64,%%%"}}
    ), 422, "data:")
    passed("paths of the server, private addresses and broken data: URLs are no inputs")


def raw(server, text, seconds=20):
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as connection:
        connection.sendall(text)
        found = b""
        while part := connection.recv(65_536):
            found += part
            if b"\r\n\r\n" in found:
                break
        return found


def protocol(server):
    for text in (
        b"nonsense\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X%d: y\r\n" % i for i in range(1_000)) + b"\r\n",
        b"POST /v1/predictions HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/predictions HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ):
        found = raw(server, text)
        check(found == b"" or found.split(b" ")[1][:1] == b"4", (text[:60], found[:200]))
    host = b"GET /v1/models/test/echo HTTP/1.1\r\nHost: evil.example/<script>\r\n\r\n"
    check(b"<script>" not in raw(server, host), "the host of a request is repeated")
    check(server.is_live(), "the server has ended")
    passed("what is no HTTP, and headers that are too long")


def half_open():
    with Server("--concurrency", "1", files=320) as server:
        runs = [server.predict("half open", seconds=2).json["id"], server.predict("waits").json["id"]]
        silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(400)]
        for one in silent[::2]:
            one.sendall(b"GET / HTTP/1.1\r\nX: ")
        wait_until(lambda: server.request("GET", "/health/live", timeout=60).status == 200, 60, server.output)
        status = lambda run: server.request("GET", f"/v1/predictions/{run}", timeout=60).json
        wait_until(lambda: all(status(run)["status"] == "succeeded" for run in runs), 40, lambda: str([status(run) for run in runs]))
        for one in silent:
            one.close()
        passed("half-open connections take no file descriptors from runs, and are closed for others")


def settings():
    def serve(*arguments, **environment):
        return subprocess.run(
            [PROGRAMS / "runner", "serve", "--check", *arguments], capture_output=True, text=True,
            env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **environment},
        )

    check(serve("--listen", "0.0.0.0:80").returncode == 78, "listens everywhere without tokens")
    with tempfile.TemporaryDirectory() as directory:
        for proxied in ({"RUNNER_SERVE_PUBLIC_URL": "https://models.example.com"}, {"RUNNER_SERVE_LISTEN": "0.0.0.0:80"}):
            found = serve("--store", f"{directory}/runs.sqlite", "--registry", PROJECT / "vision", **proxied)
            check(found.returncode == 78 and "no tokens" in found.stderr, found)
    for wrong in (
        ("--listen", "x"), ("--concurrency", "0"), ("--queue", "-1"), ("--max-cost", "much"), ("--keep", "long"),
        ("--tls-certificate", "/nowhere.pem"), ("--config", "/nowhere.json"), ("no/model",),
        ("--tls-certificate", "/nowhere.pem", "--tls-key", "/nowhere.pem"),
    ):
        found = serve(*wrong)
        check(found.returncode in (64, 78) and "help:" in found.stderr.lower(), (wrong, found))
    check(serve("--nonsense").returncode == 64, "an unknown option")
    found = serve(RUNNER_SERVE_LISTEN="nowhere")
    check(found.returncode == 78 and "RUNNER_SERVE_LISTEN" in found.stderr, found)
    found = serve(RUNNER_SLOTS="vision")
    check(found.returncode == 78 and "RUNNER_SLOTS" in found.stderr, found)
    passed("wrong settings are named with their place")


def main():
    settings()
    half_open()
    with Server("--emulator") as server:
        for step in (bodies, headers, places, server_files, protocol):
            step(server)
        log = server.output()
        check("Fatal" not in log and "Traceback" not in log, log)


main()
