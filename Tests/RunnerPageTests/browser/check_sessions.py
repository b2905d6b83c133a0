"""Sessions: signing in with a token, two callers who see nothing of each other, and a session that ends."""

import json
import subprocess

from browser import PROGRAMS, Server, browser, check, passed, tab, wait_until


def token(server, name, *options):
    command = [PROGRAMS / "runner", "tokens", "add", name, *options, "--json", "--state", server.directory / "state" / "runs.sqlite"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True, env=server.environment).stdout)["token"]


def sign_in(page, secret):
    page.wait_for_selector("dialog[open]")
    page.fill("dialog input", secret)
    page.click("dialog button")
    page.wait_for_selector("dialog", state="detached")


def greet(page, text):
    page.wait_for_selector("form.form")
    page.fill("[data-name=text]", text)
    page.wait_for_selector("button.generate:has-text('for free')")
    page.click("button.generate")
    page.wait_for_selector(f"text=Hello, {text}!", timeout=90_000)


with Server("--emulator") as server, browser() as program:
    ada, bob = token(server, "ada"), token(server, "bob")
    wait_until(lambda: server.request("GET", "/v1/account").status == 401, 10)
    with tab(program, server, expects=(401, 404)) as first, tab(program, server, expects=(401, 404)) as second:
        page, other = first.open("#/models/test/echo"), second.open("#/runs")
        page.wait_for_selector("dialog[open]")
        first.require_accessible("signing in")
        page.fill("dialog input", ada[:-1] + "x")
        page.click("dialog button")
        page.wait_for_selector("dialog .finding:has-text('unknown')")
        sign_in(page, ada)
        page.wait_for_selector("button:has-text('Sign out (ada)')")
        cookies = page.context.cookies()
        check([(cookie["name"], cookie["httpOnly"], cookie["sameSite"]) for cookie in cookies] == [("runner_session", True, "Strict")], cookies)
        check(page.evaluate("document.cookie") == "" and ada not in page.url, "a script can read the token")
        greet(page, "Ada")
        run = page.url.split("/")[-1]
        passed("a token is asked for, a wrong one is refused, and the right one is in a cookie that scripts cannot read")

        sign_in(other, bob)
        other.wait_for_selector("text=There are no runs yet.")
        second.open(f"#/runs/{run}")
        other.wait_for_selector(f"h1:has-text(\"there is no prediction '{run}'\")")
        second.open("#/models/test/echo")
        greet(other, "Bob")
        page.click("nav >> text=Runs")
        page.wait_for_selector(".runs li")
        check(len(page.query_selector_all(".runs li")) == 1, page.inner_text(".runs"))
        passed("two callers see nothing of each other's runs, live ones included")

        page.click("nav >> text=Models")
        page.click("text=echo")
        page.wait_for_selector("form.form")
        page.fill("[data-name=text]", "kept")
        command = [PROGRAMS / "runner", "tokens", "revoke", "ada", "--state", server.directory / "state" / "runs.sqlite"]
        subprocess.run(command, check=True, env=server.environment, capture_output=True)
        wait_until(lambda: server.request("GET", "/v1/account", headers={"Authorization": f"Bearer {ada}"}).status == 401, 10)
        page.click("button.generate")
        page.wait_for_selector("dialog:has-text('Your session has expired')")
        new = token(server, "ada")
        wait_until(lambda: server.request("GET", "/v1/account", headers={"Authorization": f"Bearer {new}"}).status == 200, 10)
        sign_in(page, new)
        page.wait_for_selector("form.form")
        check(page.input_value("[data-name=text]") == "kept", "what was entered is gone")
        greet(page, "kept")
        passed("a session that has ended is said to have ended, and what was entered is still there")

        page.click("button:has-text('Sign out')")
        page.wait_for_selector("dialog[open]")
        check(page.context.cookies() == [], page.context.cookies())
        first.require_calm()
        second.require_calm()
        passed("signing out deletes the cookie")
