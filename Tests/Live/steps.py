"""What is disputed about the Vision API, and the smallest calls that settle it."""

import dataclasses
import json
import math
import os
import shutil
import subprocess
import time

from vision import fetch

DETECTION = "realman_avatar_object_detection_cv"
OMNIHUMAN_15 = "realman_avatar_picture_omni15_cv"
USD_PER_SECOND = 0.12
FINAL = {"done", "not_found", "expired", "canceled", "cancelled"}

# Each question with the anchor that marks its line in docs/vision-api.md: <!-- live: NAME -->.
QUESTIONS = {
    "masks": "How many masks does a picture with two subjects have, and in which order?",
    "mask-url": "Is mask_url a string or a list of strings?",
    "video-url": "Which member of the answer contains the link to the video?",
    "output-resolution": "Is output_resolution accepted?",
    "cancel": "What does CVCancelTask do to a task in progress?",
    "length": "How long can the sound be?",
    "expired-link": "What is left of a result when its link has expired?",
    "rounding": "How are seconds rounded on the bill?",
}


@dataclasses.dataclass(frozen=True)
class Step:
    """One call, or a few, that settle a question."""

    name: str
    summary: str
    seconds: float  # of sound; 0 for a step that submits nothing
    run: object  # a function of a Session
    canceled: bool = False  # whether the task is canceled, so that it may cost nothing

    @property
    def highest_price(self):
        """US dollars, if every started second is charged and a canceled task costs as much as a finished one."""
        return math.ceil(self.seconds) * USD_PER_SECOND


class AccessRefused(Exception):
    """The keys are wrong, or the service is not activated."""


class Session:
    """What the steps share: the client, the links of the inputs, and what was found so far."""

    def __init__(self, client, links, state, options):
        self.client, self.links, self.state, self.options = client, links, state, options

    def settle(self, question, answer, *recordings):
        found = self.state["answers"].setdefault(question, {"answers": [], "recordings": []})
        found["answers"].append(answer)
        found["recordings"] += [name for name in recordings if name]

    def submit(self, seconds, **fields):
        """Submits a task once; returns its id, or `None` and the answer's code."""
        body = {"req_key": OMNIHUMAN_15, "image_url": self.links["picture"], "audio_url": self.links[sound(seconds)]}
        _, answer, name = self.client.call("CVSubmitTask", {**body, **fields})
        task = ((answer or {}).get("data") or {}).get("task_id")
        if task:
            self.state["tasks"][task] = {"seconds": seconds, "end": "submitted"}
        return task, code(answer), name

    def result(self, task):
        status, answer, name = self.client.call("CVGetResult", {"req_key": OMNIHUMAN_15, "task_id": task})
        return Result(status, answer or {}, name)

    def wait(self, task, until=lambda result: False):
        """Polls a task until it is final, or until a condition is true."""
        deadline = time.monotonic() + self.options.time_limit
        while True:
            result = self.result(task)
            if result.is_final or until(result):
                if result.is_final:
                    self.state["tasks"][task]["end"] = result.word
                return result
            if time.monotonic() > deadline:
                raise TimeoutError(f"task {task} is still '{result.word}' after {self.options.time_limit:.0f} s")
            time.sleep(self.options.poll)


def code(answer):
    """The code of an answer: of the service, or the name that the gateway gives."""
    answer = answer or {}
    return answer.get("code") or (answer.get("ResponseMetadata", {}).get("Error") or {}).get("Code")


class Result:
    """The answer to CVGetResult."""

    def __init__(self, status, answer, recording):
        self.answer, self.recording = answer, recording
        self.code = code(answer)
        data = answer.get("data") or {}
        try:
            inner = json.loads(data.get("resp_data") or "{}")
        except ValueError:
            inner = {}
        self.status = data.get("status")
        self.places = [
            name for name, found in (("data.video_url", data), ("data.resp_data", inner)) if found.get("video_url")
        ]
        self.link = data.get("video_url") or inner.get("video_url")

    @property
    def is_final(self):
        return self.code != 10000 or self.status in FINAL

    @property
    def word(self):
        return f"refused with {self.code}" if self.code != 10000 else self.status


def sound(seconds):
    return f"sound-{seconds:g}"


# The steps, in the order in which they run.


def probe(session):
    """Asks for a task that does not exist: shows for free whether the keys work and the service is activated."""
    result = session.result("1")
    # A name is a code of the gateway; 50400 means that the service is not activated.
    if not isinstance(result.code, int) or result.code == 50400:
        raise AccessRefused(f"the service refuses the account: {result.code}")


def masks(session):
    body = {"req_key": DETECTION, "image_url": session.links["picture"]}
    _, answer, name = session.client.call("CVProcess", body)
    inner = json.loads(((answer or {}).get("data") or {}).get("resp_data") or "{}")
    urls = ((inner.get("object_detection_result") or {}).get("mask") or {}).get("url") or []
    session.state["masks"] = urls
    areas = [area(fetch(url)[1], session.options.scratch) for url in urls]
    if not urls:
        return session.settle("masks", f"none; the answer's code is {code(answer)}", name)
    known = [share for share in areas if share is not None]
    order = "" if len(known) < len(urls) else (
        ", largest first" if known == sorted(known, reverse=True) else ", not sorted by area"
    )
    listed = ", ".join("unknown" if share is None else f"{share:.0%}" for share in areas)
    return session.settle("masks", f"{len(urls)} masks{order}; parts of the picture: {listed}", name)


def area(png, scratch):
    """Which part of a mask is white, by ffmpeg; `None` without it."""
    if not shutil.which("ffmpeg"):
        return None
    path = os.path.join(scratch, "mask")
    with open(path, "wb") as file:
        file.write(png)
    command = ["ffmpeg", "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "-"]
    pixels = subprocess.run(command, capture_output=True, timeout=60).stdout
    return sum(pixel >= 128 for pixel in pixels) / len(pixels) if pixels else None


def finished(session, seconds, question, what, **fields):
    """Submits, waits, and says whether the service accepted the fields."""
    task, refused, name = session.submit(seconds, **fields)
    if not task:
        session.settle(question, f"{what}: refused with {refused} at once", name)
        return None
    result = session.wait(task)
    accepted = result.link is not None
    session.settle(question, f"{what}: {'accepted' if accepted else result.word}", name, result.recording)
    if not accepted:
        return None
    session.settle("video-url", " and ".join(result.places), result.recording)
    if "link" not in session.state:
        session.state.update(link=result.link, link_task=task, link_time=time.time())
    return result


def mask_as_string(session):
    finished(session, 1.2, "mask-url", "a string", **first_mask(session, list_of=False))


def mask_as_list(session):
    finished(session, 1.4, "mask-url", "a list", **first_mask(session, list_of=True))


def first_mask(session, list_of):
    urls = session.state.get("masks") or []
    return {"mask_url": urls[:1] if list_of else urls[0]} if urls else {}


def resolution(session):
    result = finished(session, 1.6, "output-resolution", "output_resolution 720", output_resolution=720)
    if result:
        path = os.path.join(session.options.scratch, "video.mp4")
        with open(path, "wb") as file:
            file.write(fetch(result.link)[1])
        session.settle("output-resolution", f"the video has {lines(path)} lines")


def lines(path):
    """The short side of a video, by ffprobe; `an unknown number of` without it."""
    if not shutil.which("ffprobe"):
        return "an unknown number of"
    entries = ["-select_streams", "v:0", "-show_entries", "stream=width,height", "-of", "csv=p=0"]
    output = subprocess.run(["ffprobe", "-v", "error", *entries, path], capture_output=True, text=True, timeout=60)
    sides = [int(side) for side in output.stdout.strip().split(",") if side.isdigit()]
    return min(sides, default="an unknown number of")


def cancel(session):
    task, refused, name = session.submit(1.8)
    if not task:
        return session.settle("cancel", f"not tried: the submission was refused with {refused}", name)
    return session.settle("cancel", *canceled(session, task))


def canceled(session, task):
    """Cancels a task, and reports the outcome."""
    before = session.result(task).word
    _, answer, name = session.client.call("CVCancelTask", {"req_key": OMNIHUMAN_15, "task_id": task})
    if code(answer) == 10000:
        for _ in range(5):
            after = session.result(task)
            if after.is_final:
                break
            time.sleep(session.options.poll)
        session.state["canceled"] = after.is_final and after.link is None
    else:
        session.state["canceled"] = False
        after = session.wait(task)
    session.state["tasks"][task]["end"] = f"canceled while {before}, then {after.word}"
    return f"CVCancelTask answers {code(answer)}; the task was '{before}' and is then '{after.word}'", name, after.recording


def length(seconds):
    def run(session):
        """Submits a long sound, and cancels the task as soon as the service seems to accept it."""
        if session.state.get("longest"):
            return
        if session.state.get("canceled") is not True:
            session.settle("length", f"{seconds} s: not tried, since canceling did not work")
            return
        task, refused, name = session.submit(seconds)
        if not task:
            session.settle("length", f"{seconds} s: refused with {refused} at once", name)
            return
        started = time.monotonic()
        result = session.wait(
            task, lambda result: result.status == "generating" and time.monotonic() - started > session.options.accept_after
        )
        if result.code != 10000:
            session.settle("length", f"{seconds} s: {result.word} by CVGetResult", name, result.recording)
            return
        session.state["longest"] = seconds
        session.settle("length", f"{seconds} s: accepted", name, result.recording)
        if not result.is_final:
            canceled(session, task)
    return run


def expired_link(session):
    link, task = session.state["link"], session.state["link_task"]
    old = fetch(link)[0]
    result = session.result(task)
    if not result.link:
        again = f"CVGetResult answers '{result.word}' without a link"
    elif result.link == link:
        again = "CVGetResult answers with the same link"
    else:
        again = f"CVGetResult answers with a new link, which answers HTTP {fetch(result.link)[0]}"
    session.settle("expired-link", f"the old link answers HTTP {old}; {again}", result.recording)


STEPS = [
    Step("probe", "Ask for a task that does not exist, to check keys and activation", 0, probe),
    Step("masks", "Detect the subjects of a picture with two", 0, masks),
    Step("mask-string", "Make a video of 1.2 s, mask_url as a string", 1.2, mask_as_string),
    Step("mask-list", "Make a video of 1.4 s, mask_url as a list", 1.4, mask_as_list),
    Step("resolution", "Make a video of 1.6 s with output_resolution 720", 1.6, resolution),
    Step("cancel", "Submit 1.8 s and cancel", 1.8, cancel, canceled=True),
    *[Step(f"length-{seconds}", f"Submit {seconds} s of sound and cancel once it is accepted; "
           "skipped if a longer sound was accepted", seconds, length(seconds), canceled=True)
      for seconds in (61, 59, 34, 14)],
    Step("expired-link", "Fetch a video whose link has expired, and ask for it again", 0, expired_link),
]


# The bill.

RULES = {
    "each task up to whole seconds": math.ceil,
    "each task to the nearest second": lambda seconds: math.floor(seconds + 0.5),
    "each task down to whole seconds": math.floor,
    "not rounded": lambda seconds: seconds,
}


def rounding(billed):
    """Which rules of rounding explain what was billed; pairs of seconds and US dollars."""
    return [
        name for name, rule in RULES.items()
        if all(abs(rule(seconds) * USD_PER_SECOND - usd) < 0.006 for seconds, usd in billed)
    ]
