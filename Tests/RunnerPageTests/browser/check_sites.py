"""A page of another site, or of another name for this machine, can neither start a run nor read one."""

import http.server
import threading

from browser import Server, browser, check, passed, read, tab, wait_until

BODY = '{"input": {"text": "from elsewhere"}}'


class Foreign:
    """A site of somebody else, on another port of this machine."""

    def __enter__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<!doctype html><title>elsewhere</title><h1>elsewhere</h1>")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def by_header(server):
    before = len(read(server, "/v1/runs")["results"])
    path = "/v1/models/test/echo/predictions"
    for headers, status in [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:1"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Host": f"evil.example:{server.port}", "Origin": f"http://evil.example:{server.port}"}, 421),
    ]:
        for method, address in [("POST", path), ("POST", "/v1/files"), ("POST", "/v1/session"), ("DELETE", "/v1/session")]:
            answer = server.request(method, address, BODY, {"Content-Type": "application/json", **headers})
            check(answer.status == status and answer.json["help"], (headers, address, answer))
    for headers in [{"Host": "evil.example"}, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}]:
        for address in ["/v1/runs", "/v1/predictions", "/v1/events", "/v1/session", "/metrics"]:
            check(server.request("GET", address, headers=headers).status in (403, 421), (headers, address))
    check(len(read(server, "/v1/runs")["results"]) == before, "a run was made")
    answer = server.request("GET", "/")
    policy = answer.headers["Content-Security-Policy"]
    check("unsafe" not in policy and "frame-ancestors 'none'" in policy and answer.headers["X-Content-Type-Options"] == "nosniff", policy)
    tag = answer.headers["ETag"]
    check(server.request("GET", "/", headers={"If-None-Match": tag}).status == 304, "the tag")
    check(server.request("GET", "/page/../../etc/passwd").status == 404, "a path")
    passed("foreign origins and hosts are refused before anything else; the page is protected and cached by its tag")


def by_browser(program, server, foreign):
    before = len(read(server, "/v1/runs")["results"])
    with tab(program, server, expects=(403, 0)) as it:
        page = it.page
        page.goto(foreign.base)
        for script in [
            # Without a permission, a browser sends only what a form could, and shows the page nothing of the answer.
            """([base, body]) => fetch(base + "/v1/models/test/echo/predictions", { method: "POST", mode: "no-cors", body })
                .then((answer) => answer.type, () => "refused")""",
            """([base, body]) => fetch(base + "/v1/models/test/echo/predictions", { method: "POST", body,
                headers: { "Content-Type": "application/json" } }).then(() => "read", () => "refused")""",
            """([base]) => fetch(base + "/v1/runs").then(() => "read", () => "refused")""",
            """([base]) => new Promise((resolve) => { const image = new Image(); image.onload = () => resolve("read");
                image.onerror = () => resolve("refused"); image.src = base + "/v1/runs"; })""",
            """([base]) => new Promise((resolve) => { const script = document.createElement("script");
                script.onload = () => resolve("read"); script.onerror = () => resolve("refused");
                script.src = base + "/v1/runs"; document.head.append(script); })""",
        ]:
            answer = page.evaluate(script, [server.base, BODY])
            check(answer in ("refused", "opaque"), (script, answer))
        # A form that sends itself.
        page.evaluate("""([base, body]) => {
            const form = document.createElement("form");
            form.method = "POST"; form.enctype = "text/plain"; form.target = "_blank";
            form.action = base + "/v1/models/test/echo/predictions";
            form.innerHTML = '<input name=x>'; form.firstChild.value = body;
            document.body.append(form); form.submit();
        }""", [server.base, BODY])
        framed = page.evaluate("""([base]) => new Promise((resolve) => {
            const frame = document.createElement("iframe");
            frame.onload = () => resolve(frame.contentDocument === null);
            frame.src = base + "/"; document.body.append(frame);
        })""", [server.base])
        check(framed, "the page can be framed and read")
        page.wait_for_timeout(300)
        check("Models" not in "".join(frame.evaluate("document.body?.innerText ?? ''") for frame in page.frames[1:] if not frame.is_detached()), "framed")
    check(len(read(server, "/v1/runs")["results"]) == before, "a run was made")
    passed("a page of another site can neither start a run nor read one, nor frame the page")


def opening():
    """'--open' gives the address to the desktop's program, or prints it where there is no desktop."""
    with Server("--emulator", "--open") as server:
        wait_until(lambda: f"open {server.base}/page in a browser" in server.output(), 10, server.output)
    server = Server("--emulator", "--open", environment={"DISPLAY": ":99", "BYTEPLUS_SECRET_KEY": "a key of a service"})
    place = server.directory / "bin"
    place.mkdir()
    (place / "xdg-open").write_text(
        f'#!/bin/sh\necho "$1 $BYTEPLUS_SECRET_KEY" > {place}/opened.new\n'
        f"mv {place}/opened.new {place}/opened\nexec sleep 60\n"
    )
    (place / "xdg-open").chmod(0o755)
    server.environment["PATH"] = f"{place}:{server.environment['PATH']}"
    with server:
        for turn in range(2):
            if turn == 1:  # at the same address, while the browser still runs
                server.kill()
                server.start()
            wait_until((place / "opened").exists, 10, server.output)
            check((place / "opened").read_text() == f"{server.base}/page \n", (place / "opened").read_text())
            (place / "opened").unlink()
    passed("'--open' opens the page, and gives the browser neither a key of a service nor the server's socket")


opening()
with Server("--emulator") as server, Foreign() as foreign, browser() as program:
    made = server.predict("own").json["id"]
    check(read(server, f"/v1/runs/{made}")["id"] == made, "own")
    by_header(server)
    by_browser(program, server, foreign)
