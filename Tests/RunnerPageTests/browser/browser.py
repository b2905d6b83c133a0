"""A browser with the page in it, which fails the check when the page logs an error or loads something from elsewhere."""

import contextlib
import json
import os
import pathlib
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

CLIENTS = pathlib.Path(__file__).resolve().parents[2] / "RunnerServerTests" / "clients"
sys.path.insert(0, str(CLIENTS))

from server import PROGRAMS, PROJECT, Emulator, Server, check, passed, wait_until  # noqa: E402, F401

SAMPLES = PROJECT / "samples"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
TYPES = {"js": "text/javascript", "css": "text/css", "html": "text/html"}


@contextlib.contextmanager
def browser():
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[
                *(["--no-sandbox"] if os.getuid() == 0 else []), "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required",
            ],
        )
        yield program
        program.close()


class Tab:
    """A tab with its own cookies. Everything that the page does not handle itself fails the check."""

    def __init__(self, program, server, viewport=None, expects=(), **options):
        self.server = server
        self.errors = []
        self.foreign = []
        # Statuses that this check causes on purpose; the browser writes each of them to its console.
        self.expects = [f"status of {status}" for status in expects] + ["ERR_CONNECTION", "ERR_EMPTY_RESPONSE"] * (0 in expects)
        self.context = program.new_context(viewport=viewport or DESK, permissions=["microphone"], **options)
        if assets := os.environ.get("PAGE_ASSETS"):
            self.context.route("**/page/*", lambda route: self._changed(route, assets))
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url))

    def _changed(self, route, assets):
        name = route.request.url.split("/page/")[1].split("?")[0]
        file = PROJECT / assets / name
        if not file.exists():
            return route.continue_()
        try:
            answer = route.fetch(headers={**route.request.headers, "if-none-match": ""})
        except Exception:
            return route.abort()
        route.fulfill(response=answer, body=file.read_bytes())

    def _note(self, url):
        if not url.startswith((self.server.base, "blob:", "data:")):
            self.foreign.append(url)

    def open(self, path=""):
        self.page.goto(f"{self.server.base}/{path}")
        return self.page

    def require_calm(self):
        """Nothing went wrong that was not meant to."""
        errors = [error for error in self.errors if not any(part in error for part in self.expects)]
        check(not errors, errors)
        check(not self.foreign, f"requests to other places: {self.foreign}")
        banner = self.page.inner_text("#banner")
        check(banner == "" or self.expects, banner)

    def require_accessible(self, what):
        """axe finds nothing, in light and in dark."""
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = Axe().run(self.page).response["violations"]
            names = [(entry["id"], [node["html"][:160] for node in entry["nodes"]][:3]) for entry in found]
            check(not names, f"{what}, {scheme}: {json.dumps(names, indent=1)}")
        self.page.emulate_media(color_scheme="light")

    def require_fits(self, what):
        """Nothing is wider than the window."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        check(wide <= 0, f"{what} is {wide} pixels too wide")

    def screenshot(self, name, **options):
        if directory := os.environ.get("PAGE_SCREENSHOTS"):
            self.page.screenshot(path=f"{directory}/{name}.jpg", type="jpeg", quality=72, **options)

    def close(self):
        self.context.close()


@contextlib.contextmanager
def tab(program, server, **options):
    opened = Tab(program, server, **options)
    try:
        yield opened
    except BaseException:
        if directory := os.environ.get("PAGE_FAILURES"):
            opened.page.screenshot(path=f"{directory}/failure.png")
        print(f"errors: {opened.errors}", file=sys.stderr)
        raise
    finally:
        opened.close()


def until(page, expression, seconds=30):
    """Waits until an expression of JavaScript holds; the page's policy forbids what playwright has for this."""
    wait_until(lambda: page.evaluate(f"Boolean({expression})"), seconds, lambda: f"{expression}: {page.inner_text('body')[:2000]}")


def playing(page):
    """Waits for the video of a run to be playable, and gives its readyState, seconds and width."""
    page.wait_for_selector("figure video", timeout=90_000)
    until(page, "document.querySelector('figure video').readyState >= 2")
    return page.evaluate("(() => { const v = document.querySelector('figure video'); return [v.readyState, v.duration, v.videoWidth]; })()")


def read(server, path):
    return server.request("GET", path).json
