"""The form: wrong files, dropping, pasting, recording, findings and limits; and hostile text, which stays text."""

from browser import SAMPLES, Server, browser, check, passed, tab, until

ATTACK = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script>"

HOSTILE = f"""
namespace: test
name: hostile
title: "{ATTACK} title"
description: "{ATTACK} description"
category: text
kernel: swift-6
resources: {{gpu: {{count: 0, vram: 0, type: none}}, ram: 1}}
metadata: {{tags: ["{ATTACK}"]}}
inputs:
    text: {{type: string, description: "{ATTACK} input", length: {{max: 200}}}}
    mood: {{type: string, required: false, enum: ["{ATTACK} choice", calm]}}
    share: {{type: number, default: 0.5, range: {{min: 0, max: 1}}}}
outputs:
    greeting: {{type: string}}
"""

CODE = """
import InferenceKit

struct Inference: Predictor {
    struct Input: Decodable, Sendable { var text: String; var mood: String?; var share: Double }
    struct Output: Codable, Sendable { var greeting: String }
    init(_ setup: Setup) async throws {}
    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        context.progress("<img src=x onerror=window.pwned=1> step", done: 1, total: 2)
        context.log("<img src=x onerror=window.pwned=1> log of \\(input.share)")
        if input.text == "fail" {
            throw PredictionError(
                .modelFailed, "<img src=x onerror=window.pwned=1> message",
                vendor: PredictionError.VendorDetail(code: "<b>code</b>", message: "<script>window.pwned=1</script> vendor")
            )
        }
        return Output(greeting: "<script>window.pwned=1</script>, \\(input.text)!")
    }
}
"""


class Hostile(Server):
    def start(self, wait=True):
        place = self.directory / "models" / "hostile"
        if not place.exists():
            place.mkdir(parents=True)
            (place / "inf.yml").write_text(HOSTILE)
            (place / "Inference.swift").write_text(CODE)
            (place / "README.md").write_text(
                f"# {ATTACK}\n\n{ATTACK}\n\n[click](javascript:window.pwned=1) [web](https://example.com) `{ATTACK}`\n\n"
                f"| {ATTACK} | b |\n|---|---|\n| **{ATTACK}** | c |\n\n- {ATTACK}\n\n> {ATTACK}\n\n```\n{ATTACK}\n```\n"
            )
        super().start(wait)


def wrong_files(program, server):
    with tab(program, server) as it:
        page = it.open("#/models/bytedance/omnihuman-1-5")
        page.wait_for_selector("form.form")
        check("Generate" == page.inner_text("button.generate"), "the button names a price that nobody knows")
        check(not page.query_selector(".findings .error"), "a form that was not touched has findings")
        page.set_input_files("input[data-name=image]", SAMPLES / "hello.wav")
        page.wait_for_selector("text=is a WAV file; this model takes JPEG or PNG")
        check(page.get_attribute("input[data-name=image]", "aria-invalid") == "true", "the field is not marked")
        # The sum of what is missing, once the button was pressed, and the focus at the first.
        page.click("button.generate")
        page.wait_for_selector("text=missing; the model needs an audio file")
        check(page.evaluate("document.activeElement.dataset.name") == "image", "the focus is not at what is wrong")
        it.require_accessible("a form with findings")
        page.set_input_files("input[data-name=image]", SAMPLES / "astronaut.jpg")
        page.wait_for_selector("text=One subject was found and selected.")
        page.wait_for_selector("text=mask_index=0 will be sent.")
        page.wait_for_selector("text=65 kB · 512×512 pixels")
        page.set_input_files("input[data-name=audio]", SAMPLES / "hello.mp3")
        page.wait_for_selector("text=5.7 s")
        page.click("summary:has-text('More inputs')")
        page.fill("textarea[data-name=prompt]", "x" * 301)
        page.wait_for_selector("text=at most 300", strict=False)
        page.wait_for_selector(".findings .error:has-text('300')")
        page.fill("textarea[data-name=prompt]", "")
        page.fill("input[data-name=seed]", "-5")
        page.wait_for_selector(".findings .error:has-text('-1')")
        page.fill("input[data-name=seed]", "7")
        page.wait_for_selector("button.generate:has-text('for free')")
        # What was entered outlives a reload.
        page.reload()
        page.wait_for_selector("button.generate:has-text('for free')")
        check(page.input_value("input[data-name=seed]") == "7", "the form is empty after a reload")
        page.click("button[aria-label='Remove hello.mp3']")
        page.wait_for_selector("button.generate:text-is('Generate')")
        it.require_calm()
        passed("a wrong file is named with what the model takes; sizes, pixels and seconds are shown; findings are the server's")


def no_subject(program, server):
    with tab(program, server) as it:
        page = it.open("#/models/bytedance/omnihuman-1-5")
        page.wait_for_selector("form.form")
        picture = page.evaluate("""async () => {
            const canvas = new OffscreenCanvas(640, 480);
            const pen = canvas.getContext("2d");
            pen.fillStyle = "#777"; pen.fillRect(0, 0, 640, 480);
            const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
            return [...bytes];
        }""")
        page.set_input_files("input[data-name=image]", {"name": "gray.png", "mimeType": "image/png", "buffer": bytes(picture)})
        page.wait_for_selector("text=No subject was found in the picture.")
        it.require_calm()
        passed("a picture without subjects is said to have none")


def turned_picture(program, server):
    """A picture that is stored turned is made upright, and its subjects are where they are seen."""
    import subprocess

    turned = server.directory / "turned.jpg"
    subprocess.run(["convert", SAMPLES / "astronaut-and-cat.jpg", "-rotate", "-90", turned], check=True)
    content = turned.read_bytes()
    # An EXIF segment with the orientation 6: turned by 90 degrees to the right when shown.
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    turned.write_bytes(content[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + content[2:])
    with tab(program, server) as it:
        page = it.open("#/models/bytedance/omnihuman-1-5")
        page.wait_for_selector("form.form")
        page.set_input_files("input[data-name=image]", turned)
        page.wait_for_selector("text=2 subjects were found")
        page.wait_for_selector("text=1024×576 pixels")
        until(page, "document.querySelector('.stage img').naturalWidth === 1024 && document.querySelector('canvas').width === 1024")
        check("1: lower right" in page.inner_text(".subjects"), page.inner_text(".subjects"))
        page.wait_for_selector("text=image will be adapted")
        it.require_calm()
        passed("a picture with an EXIF rotation is shown and sent upright, and its masks fit")


def dropped_and_recorded(program, server):
    with tab(program, server) as it:
        page = it.open("#/models/bytedance/omnihuman-1-5")
        page.wait_for_selector("form.form")
        content = list((SAMPLES / "astronaut.jpg").read_bytes())
        name = "<img src=x onerror=window.pwned=1>.jpg"
        for kind, target in [("drop", ".drop"), ("paste", "body")]:
            page.evaluate("""([kind, target, content, name]) => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(content)], name, { type: "image/jpeg" }));
                const event = kind === "drop" ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
                    : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
                document.querySelector(target).dispatchEvent(event);
            }""", [kind, target, content, name])
            page.wait_for_selector(f".file .name:text-is('{name}')")
            page.click(".file button")
            page.wait_for_selector(".file", state="detached")
        page.click("button:has-text('Record')")
        page.wait_for_selector("text=Recording, 1 s")
        page.click("button:has-text('Stop recording')")
        page.wait_for_selector(".file .name:has-text('recording.wav')")
        until(page, "document.querySelector('.file audio')?.duration > 0.5")
        check(page.evaluate("window.pwned") is None, "a script was run")
        it.require_calm()
        passed("files are dropped and pasted, the microphone is recorded as WAV, and a hostile file name is text")


def hostile_text(program, server):
    with tab(program, server) as it:
        page = it.open()
        page.wait_for_selector(f".card:has-text('{ATTACK} title')")
        check(f"{ATTACK} description" in page.inner_text(".cards"), page.inner_text(".cards"))
        page.click(f"text={ATTACK} title")
        page.wait_for_selector("form.form")
        page.click("summary:has-text('About this model')")
        page.wait_for_selector(".readme h3")
        readme = page.inner_text(".readme")
        check(readme.count("<script>window.pwned=1</script>") == 8, readme)
        check(page.eval_on_selector_all(".readme a", "links => links.map((link) => link.href)") == ["https://example.com/"], "links")
        it.require_accessible("a hostile model")
        page.fill("textarea[data-name=text], input[data-name=text]", "Ada")
        page.click("summary:has-text('More inputs')")
        page.select_option("select[data-name=mood]", label=f"{ATTACK} choice")
        page.fill("input[type=range]", "0.25")
        check(page.input_value("input[data-name=share]") == "0.25", "the slider sets nothing")
        page.wait_for_selector("button.generate:has-text('for free')")
        page.click("button.generate")
        page.wait_for_selector("text=<script>window.pwned=1</script>, Ada!", timeout=90_000)
        check("<img src=x onerror=window.pwned=1> log of 0.25" in page.inner_text(".run"), page.inner_text(".run"))
        it.open("#/models/test/hostile")
        page.wait_for_selector("form.form")
        page.fill("textarea[data-name=text], input[data-name=text]", "fail")
        page.click("button.generate")
        page.wait_for_selector(".failure:has-text('<img src=x onerror=window.pwned=1> message')")
        check("<b>code</b>: <script>window.pwned=1</script> vendor" in page.inner_text(".failure"), page.inner_text(".failure"))
        page.click("nav >> text=Runs")
        page.wait_for_selector(".runs li")
        check(page.evaluate("window.pwned") is None, "a script was run")
        check(not page.query_selector("main img[src=x]"), "an element was made from text")
        it.require_calm()
        passed("HTML in a manifest, a README, a log, a progress, an output and a vendor's message is text")


def script_errors(program, server):
    with tab(program, server) as it:
        page = it.open()
        page.wait_for_selector(".card")
        for script in ["setTimeout(() => { throw new Error('broken <b>here</b>'); })", "Promise.reject(new Error('broken <b>here</b>'))"]:
            page.evaluate(f"void ({script})")
            page.wait_for_selector("#banner:has-text('Something on this page went wrong: Uncaught Error: broken <b>here</b>'), #banner:has-text('wrong: broken <b>here</b>')")
            page.click("#banner button")
            check(page.inner_text("#banner") == "", "the banner stays")
    passed("an error of the page itself is shown, as text")


with Hostile("--emulator") as server, browser() as program:
    wrong_files(program, server)
    no_subject(program, server)
    turned_picture(program, server)
    dropped_and_recorded(program, server)
    hostile_text(program, server)
    script_errors(program, server)
