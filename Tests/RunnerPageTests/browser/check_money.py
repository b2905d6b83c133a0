"""What is paid for: the price on the button, limits, lost answers, a server that is killed, outcomes that are unknown."""

import json

from browser import SAMPLES, Emulator, Server, browser, check, passed, playing, read, tab, until, wait_until

MODEL = "#/models/bytedance/omnihuman-1-5"

UNPRICED = """
namespace: test
name: unpriced
description: Says hello to a service whose price nobody knows.
category: text
kernel: swift-6
resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
secrets:
    - key: BYTEPLUS_ACCESS_KEY
      description: A key.
inputs:
    text: {type: string}
outputs:
    greeting: {type: string}
"""


class Paying(Server):
    def start(self, wait=True):
        place = self.directory / "models" / "unpriced"
        if not place.exists():
            place.mkdir(parents=True)
            (place / "inf.yml").write_text(UNPRICED)
            code = (self.directory / "models" / "echo" / "Inference.swift").read_text()
            lines = [line for line in code.splitlines() if "var number" not in line]
            (place / "Inference.swift").write_text(
                "\n".join(lines).replace("var seconds: Double", "").replace("var lines: Int", "")
                .replace("if input.lines > 0 {", "if false {").replace("for line in 1...input.lines", "for line in 1...2")
                .replace("\\(input.lines)", "").replace("if input.seconds > 0 { try await Task.sleep(for: .seconds(input.seconds)) }", "")
            )
        super().start(wait)


def fill(page, example="cat"):
    page.wait_for_selector("form.form")
    page.click(f".examples button:text-is('{example}')")
    page.wait_for_selector(".subject input")


def submissions(page):
    """The requests that create runs, as they are sent."""
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" and request.url.endswith("/predictions") else None)
    return sent


def price(program, server, emulator):
    with tab(program, server) as it:
        page = it.open(MODEL)
        sent = submissions(page)
        fill(page)
        page.wait_for_selector("button.generate:text-is('Generate for about $0.69')")
        page.click("button.generate")
        playing(page)
        check(len(sent) == 1, sent)
        headers, body = sent[0].headers, json.loads(sent[0].post_data)
        check(headers["x-max-cost"] == "0.69" and len(headers["idempotency-key"]) == 32, headers)
        check(body["consent"] is True and body["input"]["mask_index"] == 1, body)
        page.wait_for_selector(".spent:has-text('$0.69 in 24 hours')")
        check("$0.69" in page.inner_text(".run"), page.inner_text(".run"))
        page.click("nav >> text=Costs")
        page.wait_for_selector("svg.chart rect")
        check("$0.69" in page.inner_text("table"), page.inner_text("table"))
        it.require_accessible("costs")
        it.screenshot("costs")
        with page.expect_download() as download:
            page.click("text=Download as CSV")
        rows = open(download.value.path()).read().splitlines()
        check(rows[0].startswith("day,model,") and "bytedance/omnihuman-1-5,1,0.68" in rows[1], rows)
        it.require_calm()
    check(len(emulator.tasks()) == 1, emulator.tasks())
    passed("the button names the price, the request carries it as its limit, and it is in the costs, the chart and the CSV file")


def lost_answer(program, server, emulator):
    before = len(emulator.tasks())
    with tab(program, server, expects=(0,)) as it:
        page = it.open(MODEL)
        sent = submissions(page)
        fill(page, "astronaut")
        page.wait_for_selector("button.generate:has-text('$0.69')")

        def lose(route):
            route.fetch()
            route.abort("connectionreset")

        page.route("**/predictions", lose, times=1)
        page.click("button.generate")
        page.wait_for_selector("text=The server's response was lost.")
        # Also after a reload, it is the same request.
        page.reload()
        page.wait_for_selector("button.generate:has-text('$0.69')")
        page.click("button.generate")
        playing(page)
        keys = {request.headers["idempotency-key"] for request in sent}
        check(len(sent) == 2 and len(keys) == 1, keys)
    check(len(emulator.tasks()) == before + 1, emulator.tasks())
    passed("an answer that was lost is asked for again with the same key, and nothing is paid for twice")


def killed_server(program, server, emulator):
    before = len(emulator.tasks())
    with tab(program, server, expects=(0,)) as it:
        page = it.open(MODEL)
        fill(page, "directed")
        page.wait_for_selector("button.generate:has-text('$0.69')")
        page.click("button.generate")
        page.wait_for_selector(".run h1")
        wait_until(lambda: len(emulator.tasks()) > before, 30)
        server.kill()
        page.wait_for_selector("text=The connection to the server was lost.")
        it.require_accessible("a run without a server")
        server.start()
        until(page, "document.getElementById('connection').textContent === ''")
        playing(page)
        page.wait_for_selector("h1 .badge.succeeded")
    check(len(emulator.tasks()) == before + 1, emulator.tasks())
    passed("a server that is killed and started again: the page goes on to the video without a reload, and it is paid once")


def killed_before_sending(program, server, emulator):
    before = len(emulator.tasks())
    with tab(program, server, expects=(0,)) as it:
        page = it.open(MODEL)
        fill(page, "cat")
        page.wait_for_selector("button.generate:has-text('$0.69')")
        server.kill()
        page.click("button.generate")
        page.wait_for_selector("text=The server cannot be reached.")
        server.start()
        until(page, "document.getElementById('connection').textContent === ''")
        page.wait_for_selector("button.generate:has-text('$0.69')")
        page.click("button.generate")
        page.wait_for_selector(".run h1")
        playing(page)
    check(len(emulator.tasks()) == before + 1, emulator.tasks())
    passed("a server that cannot be reached is named, and the form works again when it is back")


def unknown_outcome(program, server, emulator):
    emulator.fault("CVSubmitTask:reset-after")
    before = len(emulator.tasks())
    with tab(program, server) as it:
        page = it.open(MODEL)
        fill(page, "astronaut")
        page.click("summary:has-text('More inputs')")
        page.fill("input[data-name=seed]", "99")
        page.wait_for_selector("button.generate:has-text('$0.69')")
        page.click("button.generate")
        page.wait_for_selector("h1 .badge.unknown", timeout=60_000)
        check(page.inner_text(".run .buttons").strip() == "Send again", page.inner_text(".run .buttons"))
        it.require_accessible("a run of unknown outcome")
        page.click("button:has-text('Send again')")
        page.wait_for_selector("dialog:has-text('charged a second time')")
        it.require_accessible("the question")
        page.click("dialog button:has-text('Leave it as it is')")
        check(len(emulator.tasks()) == before + 1, emulator.tasks())
        page.click("button:has-text('Send again')")
        page.click("dialog button:has-text('send again')")
        playing(page)
        it.require_calm()
    check(len(emulator.tasks()) == before + 2, emulator.tasks())
    passed("a run of unknown outcome is sent again only after its warning was answered")


def refused_by_the_service(program, server, emulator):
    emulator.fault("CVSubmitTask:risk-input-image")
    with tab(program, server) as it:
        page = it.open(MODEL)
        fill(page, "astronaut")
        page.click("summary:has-text('More inputs')")
        page.fill("input[data-name=seed]", "100")
        page.wait_for_selector("button.generate:has-text('$0.69')")
        page.click("button.generate")
        page.wait_for_selector(".failure")
        check("Pre Img Risk Not Pass" in page.inner_text(".failure"), page.inner_text(".failure"))
        check("Request id of the service" in page.inner_text(".run"), page.inner_text(".run"))
        it.require_calm()
    passed("a refusal of the service is shown in its own words, with its request id")


def unknown_price(program, server):
    with tab(program, server) as it:
        page = it.open("#/models/test/unpriced")
        page.wait_for_selector("form.form")
        page.fill("[data-name=text]", "Ada")
        page.wait_for_selector("button.generate:text-is('Generate at an unknown price')")
        before = len(read(server, "/v1/runs")["results"])
        page.click("button.generate")
        page.wait_for_selector("dialog:has-text('The price is unknown')")
        page.click("dialog button:has-text('Do not generate')")
        check(len(read(server, "/v1/runs")["results"]) == before, "a run was made")
        page.click("button.generate")
        page.click("dialog button:has-text('whatever it costs')")
        page.wait_for_selector("text=Hello, Ada!", timeout=90_000)
        it.require_calm()
    passed("an unknown price is called unknown, and asked about")


def full_disk(program, server):
    with tab(program, server, expects=(507,)) as it:
        page = it.open(MODEL)
        page.wait_for_selector("form.form")
        page.route("**/v1/files", lambda route: route.fulfill(status=507, content_type="application/problem+json", body=json.dumps({
            "status": 507, "title": "Insufficient Storage", "detail": "the server has no space for the file", "code": "no-room"})), times=1)
        page.set_input_files("input[data-name=image]", SAMPLES / "astronaut.jpg")
        page.wait_for_selector("text=astronaut.jpg: the server has no space for the file")
        page.click("#banner button")
        page.set_input_files("input[data-name=image]", SAMPLES / "astronaut.jpg")
        page.wait_for_selector(".file .name:has-text('astronaut.jpg')")
    passed("a full disk is said to be full, and the upload can be tried again")


with Emulator() as emulator, Paying(environment=emulator.environment) as server, browser() as program:
    price(program, server, emulator)
    lost_answer(program, server, emulator)
    killed_server(program, server, emulator)
    killed_before_sending(program, server, emulator)
    unknown_outcome(program, server, emulator)
    refused_by_the_service(program, server, emulator)
    unknown_price(program, server)
    full_disk(program, server)
