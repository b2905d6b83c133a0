"""What a new user does: choose a model, an example and a subject, and watch the result; with a mouse, a keyboard and a phone."""

import time

from browser import PHONE, Server, browser, check, passed, playing, tab, until

MODEL = "#/models/bytedance/omnihuman-1-5"


def first_load(program, server):
    with tab(program, server) as it:
        sizes = []
        it.page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length", 0))))
        page = it.open()
        page.wait_for_selector(".card")
        # The first one finds files in no cache, of the server neither.
        check(len(page.query_selector_all(".card")) >= 4, "cards")
        loaded = sum(sizes)
        check(loaded <= 100_000, f"the first load has {loaded} bytes")
        times = []
        for _ in range(5):
            page = it.open()
            page.wait_for_selector(".card")
            times.append(page.evaluate("performance.getEntriesByName('interactive')[0].startTime"))
        median = sorted(times)[2]
        check(median <= 300, f"interactive after {times} ms")
        it.require_accessible("the models")
        page.fill("input[type=search]", "seedream")
        until(page, "document.querySelectorAll('.card').length === 1")
        it.require_calm()
        passed(f"the first load has {loaded} bytes and is interactive after {median:.0f} ms; the search finds a model")


def with_a_mouse(program, server):
    with tab(program, server) as it:
        page = it.open()
        page.click("text=OmniHuman 1.5")
        start = time.monotonic()
        page.click("button:has-text('astronaut')")
        page.wait_for_selector(".subject input")
        until(page, "document.querySelector('canvas').width > 1")
        check(page.inner_text(".picker [role=status]").startswith("2 subjects"), page.inner_text(".picker"))
        stage = page.locator(".stage canvas")
        stage.scroll_into_view_if_needed()
        box = stage.bounding_box()
        # The cat's face, in a picture of 1024 by 576 pixels.
        stage.hover(position={"x": box["width"] * 0.78, "y": box["height"] * 0.72})
        check(page.evaluate("document.querySelector('canvas').classList.contains('over')"), "the subject is not shown as one")
        stage.click(position={"x": box["width"] * 0.78, "y": box["height"] * 0.72})
        page.wait_for_selector("text=mask_index=1 will be sent.")
        check(page.is_checked("input[type=radio][value='1']"), "the list does not follow the picture")
        it.screenshot("model")
        # Beside the subjects nothing is chosen.
        stage.click(position={"x": box["width"] * 0.5, "y": box["height"] * 0.05})
        check(page.is_checked("input[type=radio][value='1']"), "a click beside the subjects has changed the choice")
        page.click("summary:has-text('The same request in code')")
        for kind, text in [("CLI", "mask_index=1"), ("Python", '"mask_index": 1'), ("curl", '"mask_index":1')]:
            page.click(f".tabs label:has-text('{kind}')")
            check(text in page.inner_text(".code pre"), page.inner_text(".code pre"))
        it.require_accessible("a model")
        page.wait_for_selector("button.generate:has-text('for free')")
        page.click("button.generate")
        state, seconds, width = playing(page)
        check(state >= 2 and 5.5 < seconds < 5.9 and width == 1024, (state, seconds, width))
        check("succeeded" in page.inner_text("h1"), page.inner_text("h1"))
        steps = page.inner_text("table")
        check(all(step in steps for step in ("detect", "submit", "poll", "download")), steps)
        it.require_accessible("a run")
        it.screenshot("run")
        page.click("button:has-text('Run again')")
        page.wait_for_selector("input[type=radio][value='1']:checked")
        page.wait_for_selector(".file .name:has-text('astronaut-and-cat.jpg')")
        it.require_calm()
        passed(f"with a mouse: the cat is chosen in the picture, and its video of {seconds:.1f} s plays; {time.monotonic() - start:.1f} s")


def with_a_keyboard(program, server):
    with tab(program, server) as it:
        page = it.open()
        page.wait_for_selector(".card")

        def tab_to(selector, most=60):
            for _ in range(most):
                page.keyboard.press("Tab")
                if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                    return
            raise AssertionError(f"the keyboard does not reach {selector}")

        tab_to(".card a[href$='omnihuman-1-5']")
        page.keyboard.press("Enter")
        page.wait_for_selector("form.form")
        check(page.evaluate("document.activeElement.id") == "main", "the focus is not at the new view")
        tab_to(".examples button")
        page.keyboard.press("Enter")
        page.wait_for_selector(".subject input")
        tab_to(".subject input")
        page.keyboard.press("1")
        page.wait_for_selector("text=mask_index=1 will be sent.")
        page.keyboard.press("ArrowUp")
        page.wait_for_selector("text=mask_index=0 will be sent.")
        page.keyboard.press("ArrowDown")
        page.wait_for_selector("text=mask_index=1 will be sent.")
        page.wait_for_selector("button.generate:has-text('for free')")
        tab_to("button.generate")
        page.keyboard.press("Enter")
        page.wait_for_selector(".run h1")
        playing(page)
        it.require_calm()
        passed("with the keyboard alone: a model, an example, a subject by its number and the arrows, and the video")


def on_a_phone(program, server):
    with tab(program, server, viewport=PHONE, has_touch=True, is_mobile=True) as it:
        page = it.open()
        page.wait_for_selector(".card")
        it.require_fits("the list of models")
        page.tap("text=OmniHuman 1.5")
        page.tap("button:has-text('cat')")
        page.wait_for_selector("text=mask_index=1 will be sent.")
        it.require_fits("a model")
        it.require_accessible("a model on a phone")
        page.wait_for_selector("button.generate:has-text('for free')")
        it.screenshot("phone")
        page.tap("button.generate")
        playing(page)
        it.require_fits("a run")
        for name in ("Runs", "Costs"):
            page.tap(f"nav >> text={name}")
            page.wait_for_selector(f"h1:has-text('{name}')")
            it.require_fits(name)
            it.require_accessible(f"{name} on a phone")
        it.require_calm()
        passed("in a window of 360 pixels")


with Server("--emulator") as server, browser() as program:
    first_load(program, server)
    with_a_mouse(program, server)
    with_a_keyboard(program, server)
    on_a_phone(program, server)
