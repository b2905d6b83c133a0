"""Drives a running emulator with BytePlus's own SDK of the ARK API, from a prompt to a checked video and picture.

The emulator is useful only as long as a client for the real service sees no difference. This prints each step with its
answer, and exits with 1 at the first difference. The SDK sends a POST again when its answer is lost; the end shows that.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from byteplussdkarkruntime import Ark
from byteplussdkarkruntime._exceptions import ArkAPIStatusError

VIDEO = "seedance-1-5-pro-251215"
IMAGE = "seedream-4-5-251128"


def check(condition, what, found=""):
    print(f"{'ok' if condition else 'DIFFERENT'}: {what}{f' ({found})' if found != '' else ''}")
    if not condition:
        sys.exit(1)


def refused(call, status, code, what):
    try:
        call()
    except ArkAPIStatusError as error:
        body = error.body if isinstance(error.body, dict) else {}
        found = body.get("code") or (body.get("error") or {}).get("code")
        check(error.status_code == status and found == code, what, f"{error.status_code} {found}")
        return
    check(False, what, "accepted")


def probe(path):
    output = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name,width,height,r_frame_rate", "-of", "json", path],
        check=True, capture_output=True, timeout=60,
    ).stdout
    return {stream["codec_name"]: stream for stream in json.loads(output)["streams"]}


def wait(ark, task):
    statuses = []
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        found = ark.content_generation.tasks.get(task_id=task)
        if not statuses or statuses[-1] != found.status:
            statuses.append(found.status)
        if found.status not in ("queued", "running"):
            return found, statuses
        time.sleep(0.1)
    check(False, "the task is done within two minutes", statuses)


def check_video(ark, image):
    data = base64.b64encode(open(image, "rb").read()).decode()
    content = [
        {"type": "text", "text": "the camera moves back"},
        {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{data}"}, "role": "first_frame"},
    ]
    task = ark.content_generation.tasks.create(
        model=VIDEO, content=content, resolution="480p", ratio="16:9", duration=4, return_last_frame=True,
        safety_identifier="check-ark",
    ).id
    check(task.startswith("cgt-"), "a task is created", task)
    found, statuses = wait(ark, task)
    check(found.status == "succeeded", "the task succeeds", " → ".join(statuses))
    tokens = 864 * 496 * (24 * 4 + 1) // 1024
    check(found.usage.completion_tokens == tokens, "the tokens follow the formula", found.usage.completion_tokens)
    check(found.resolution == "480p" and found.ratio == "16:9" and found.duration == 4, "the task repeats the request")
    with tempfile.TemporaryDirectory() as directory:
        path, _ = urllib.request.urlretrieve(found.content.video_url, os.path.join(directory, "video.mp4"))
        streams = probe(path)
        check(set(streams) == {"h264", "aac"}, "the video is H.264 with AAC")
        check((streams["h264"]["width"], streams["h264"]["height"]) == (864, 496), "the video has its size")
        check(streams["h264"]["r_frame_rate"] == "24/1", "the video has 24 frames a second")
        path, _ = urllib.request.urlretrieve(found.content.last_frame_url, os.path.join(directory, "frame.png"))
        check("png" in probe(path), "the last frame is a PNG")
    try:
        urllib.request.urlopen(urllib.request.Request(found.content.video_url, method="HEAD"))
        check(False, "a link refuses HEAD")
    except urllib.error.HTTPError as error:
        check(error.code == 403, "a link refuses HEAD", error.code)
    listed = ark.content_generation.tasks.list(page_num=1, page_size=10, model=VIDEO, status="succeeded")
    check(task in [item.id for item in listed.items], "the task is listed", listed.total)
    listed = ark.content_generation.tasks.list(page_num=1, page_size=10, task_ids=[task])
    check([item.id for item in listed.items] == [task], "the list is filtered by ids")
    ark.content_generation.tasks.delete(task_id=task)
    refused(lambda: ark.content_generation.tasks.get(task_id=task), 404, "ResourceNotFound", "a deleted task is gone")


def check_images(ark):
    answer = ark.images.generate(model=IMAGE, prompt="2 portraits", size="2K", sequential_image_generation="auto")
    check(len(answer.data) == 2 and answer.usage.generated_images == 2, "a series of pictures", len(answer.data))
    with tempfile.TemporaryDirectory() as directory:
        path, _ = urllib.request.urlretrieve(answer.data[0].url, os.path.join(directory, "picture.jpeg"))
        stream = list(probe(path).values())[0]
        check((stream["width"], stream["height"]) == (2048, 2048), "a picture has its size")
    answer = ark.images.generate(model=IMAGE, prompt="a cat", response_format="b64_json")
    check(base64.b64decode(answer.data[0].b64_json)[:3] == b"\xff\xd8\xff", "a picture in base64 is a JPEG")


def check_refusals(ark, arguments):
    text = [{"type": "text", "text": "a cat"}]
    create = ark.content_generation.tasks.create
    refused(lambda: create(model="no-such-model", content=text), 404, "InvalidEndpointOrModel.NotFound", "an unknown model")
    refused(lambda: create(model=VIDEO, content=text, duration=3), 400, "InvalidParameter", "a wrong duration")
    refused(lambda: create(model=VIDEO, content=text, resolution="4k"), 400, "InvalidParameter", "a wrong resolution")
    last = text + [{"type": "image_url", "image_url": {"url": "https://a.test/b.png"}, "role": "last_frame"}]
    refused(
        lambda: create(model=VIDEO, content=last), 400, "InvalidParameter.TaskTypeConstraint", "a last frame alone"
    )
    refused(
        lambda: ark.images.generate(model=IMAGE, prompt="a cat", size="1024x1024"), 400, "InvalidParameter",
        "too few pixels",
    )
    other = Ark(base_url=f"{arguments.endpoint}/api/v3", api_key="wrong", max_retries=0)
    refused(
        lambda: other.content_generation.tasks.get(task_id="cgt-1"), 401, "AuthenticationError", "a wrong key"
    )
    task = create(model=VIDEO, content=[{"type": "text", "text": "a cat --rs nonsense --dur 4"}], resolution="480p").id
    found, _ = wait(ark, task)
    check(found.duration == 4 and found.resolution == "480p", "flags in a prompt: good ones count, bad ones are ignored")


def check_repeats(arguments):
    """The SDK sends a creation again after a lost answer, so it pays twice; the helper of this project does not."""
    def statistics():
        with urllib.request.urlopen(f"{arguments.endpoint}/emulator/stats") as answer:
            return json.load(answer)["submits"]

    request = urllib.request.Request(
        f"{arguments.endpoint}/emulator/faults", data=b"CreateTask:reset-after", method="POST"
    )
    urllib.request.urlopen(request).close()
    before = statistics()
    ark = Ark(base_url=f"{arguments.endpoint}/api/v3", api_key=arguments.key)
    ark.content_generation.tasks.create(model=VIDEO, content=[{"type": "text", "text": "a cat"}], resolution="480p")
    check(statistics() - before == 2, "the SDK creates a second task when the first answer is lost", "2 tasks")


def main():
    samples = os.path.join(os.path.dirname(__file__), "..", "..", "..", "samples")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", default=os.environ.get("ARK_ENDPOINT"))
    parser.add_argument("--key", default=os.environ.get("ARK_API_KEY"))
    parser.add_argument("--image", default=os.path.join(samples, "astronaut.jpg"))
    arguments = parser.parse_args()
    if not (arguments.endpoint and arguments.key):
        parser.error("start it with the line that runner-emulator prints, or give both options")
    # The SDK and urllib would otherwise send requests for 127.0.0.1 to a proxy.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"
    ark = Ark(base_url=f"{arguments.endpoint}/api/v3", api_key=arguments.key, max_retries=0)
    check_video(ark, arguments.image)
    check_images(ark)
    check_refusals(ark, arguments)
    check_repeats(arguments)
    print("The official SDK gets its video and its pictures from the emulator.")


if __name__ == "__main__":
    main()
