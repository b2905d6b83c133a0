"""The list of runs: a thousand of them, filters, pages and what happens live; and canceling."""

import sqlite3
import time

from browser import Server, browser, check, passed, read, tab, until, wait_until

COUNT = 1_000


def copy_runs(server):
    """Makes a thousand runs of one, in the store of a server that is stopped."""
    made = server.predict("one of many").json["id"]
    wait_until(lambda: read(server, f"/v1/runs/{made}")["status"] == "succeeded", 60, server.output)
    check(server.stop() == 0, server.output())
    with sqlite3.connect(server.directory / "state" / "runs.sqlite") as store:
        digits = "0123456789abcdefghjkmnpqrstvwxyz"
        for table, key in [("runs", "id"), ("leases", "run")]:
            columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
            row = dict(zip(columns, store.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {key} = ?", (made,)).fetchone()))
            for number in range(1, COUNT):
                random = "".join(digits[number >> shift & 31] for shift in (25, 20, 15, 10, 5, 0))
                copy = {**row, key: f"{made.split('-')[0]}-{random}"}
                if table == "runs":
                    copy["created"] -= number * 1000
                store.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", list(copy.values()))
    server.start()


def thousand(program, server):
    with tab(program, server) as it:
        page = it.open("#/runs")
        page.wait_for_selector(".runs li")
        check(len(page.query_selector_all(".runs li")) == 100, "the first page")
        pauses = page.evaluate("""async () => {
            const frames = [];
            let last = performance.now();
            const list = document.querySelector(".runs");
            const end = last + 20000;
            while (performance.now() < end && (list.childElementCount < 1000 || scrollY + innerHeight < document.body.scrollHeight - 5)) {
                scrollBy(0, 400);
                await new Promise(requestAnimationFrame);
                const now = performance.now();
                frames.push(now - last);
                last = now;
            }
            return frames;
        }""")
        rows = len(page.query_selector_all(".runs li"))
        check(rows == COUNT, f"{rows} runs after scrolling")
        longest = max(pauses)
        check(longest < 250, f"the longest frame took {longest:.0f} ms")
        page.wait_for_selector(f"text={COUNT} runs are shown")
        pauses.sort()
        it.require_calm()
        passed(f"a list of {rows} runs scrolls: {len(pauses)} frames, half within {pauses[len(pauses) // 2]:.0f} ms, the longest {longest:.0f} ms")


def filters_and_news(program, server):
    with tab(program, server) as it:
        page = it.open("#/runs?status=failed")
        page.wait_for_selector("text=No matching runs.")
        failed = server.predict("fail").json["id"]
        page.wait_for_selector(f".runs li[data-run='{failed}'] .badge.failed")
        check("asked to fail" in page.inner_text(".runs"), page.inner_text(".runs"))
        page.select_option("select >> nth=0", "open")
        page.wait_for_selector("text=No matching runs.")
        slow = server.predict("slow", seconds=60).json["id"]
        page.wait_for_selector(f".runs li[data-run='{slow}'] .badge.processing")
        it.require_accessible("a list with a run that is under way")
        # The focus stays on the run while it changes.
        page.focus(f".runs li[data-run='{slow}'] a")
        page.wait_for_selector(f".runs li[data-run='{slow}'] progress")
        check(page.evaluate("document.activeElement.dataset.focus") == slow, "the focus is lost")
        page.keyboard.press("Enter")
        page.wait_for_selector("button:has-text('Cancel')")
        page.wait_for_selector("text=working on slow")
        page.click("button:has-text('Cancel')")
        page.wait_for_selector("h1 .badge.canceled")
        check(read(server, f"/v1/runs/{slow}")["status"] == "canceled", "not canceled")
        page.click("button:has-text('Run again')")
        page.wait_for_selector("form.form")
        check(page.input_value("[data-name=text]") == "slow", "the inputs of the run are not in the form")
        it.require_calm()
        passed("the list is filtered and live, keeps the focus, and a run is canceled and made again")


def lost_connection(program, server):
    with tab(program, server, expects=(0,)) as it:
        page = it.open("#/runs")
        page.wait_for_selector(".runs li")
        server.kill()
        page.wait_for_selector("text=The connection to the server was lost.")
        server.start()
        made = server.predict("while the page was away").json["id"]
        page.wait_for_selector(f".runs li[data-run='{made}'] .badge.succeeded", timeout=60_000)
        until(page, "document.getElementById('connection').textContent === ''")
        passed("a list catches up after the server was away")


with Server("--emulator", "--concurrency", "4") as server, browser() as program:
    copy_runs(server)
    thousand(program, server)
    filters_and_news(program, server)
    lost_connection(program, server)
