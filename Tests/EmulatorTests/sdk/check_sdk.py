"""Drives a running emulator with BytePlus's own SDK, from a detection to a checked video.

The emulator is useful only as long as a client for the real service sees no difference. This prints each step with its
answer, and exits with 1 at the first difference.
"""

import argparse
import datetime
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from byteplus_sdk.auth.SignerV4 import SignerV4
from byteplus_sdk.visual.VisualService import VisualService

DETECTION = "realman_avatar_object_detection_cv"
OMNIHUMAN_10 = "realman_avatar_picture_omni_cv"
OMNIHUMAN_15 = "realman_avatar_picture_omni15_cv"


def check(condition, what, found=""):
    print(f"{'ok' if condition else 'DIFFERENT'}: {what}{f' ({found})' if found != '' else ''}")
    if not condition:
        sys.exit(1)


def service(arguments, secret_key=None):
    # VisualService is a singleton that each call reconfigures.
    visual = VisualService()
    visual.set_scheme("http")
    visual.set_host(urlsplit(arguments.endpoint).netloc)
    visual.set_ak(arguments.access_key)
    visual.set_sk(secret_key or arguments.secret_key)
    return visual


def upload(arguments, path):
    with open(path, "rb") as file:
        request = urllib.request.Request(
            f"{arguments.endpoint}/uploads/{os.path.basename(path)}", data=file.read(), method="PUT"
        )
    with urllib.request.urlopen(request) as answer:
        check(answer.status == 201, f"upload {os.path.basename(path)}", answer.status)
        return json.load(answer)["url"]


def success(answer, what):
    """Checks the envelope of a success, and returns its data."""
    envelope = (
        answer.get("code") == 10000 and answer.get("status") == 10000 and answer.get("message") == "Success"
        and re.fullmatch(r"\d{14}[0-9A-F]{18}", answer["request_id"])
        and re.fullmatch(r"\d+\.\d+m?s", answer["time_elapsed"])
    )
    if not envelope or what != "CVGetResult":
        check(envelope, f"{what}: success", "" if envelope else answer)
    return answer["data"]


def refused(answer, code, what):
    found = answer.get("code") == code and answer["data"] is None
    check(found, f"{what}: refused", f"{code} {answer['message']}" if found else answer)


def gateway_refused(answer, code, number, what):
    error = answer.get("ResponseMetadata", {}).get("Error", {})
    found = error.get("Code") == code and error.get("CodeN") == number
    check(found, f"{what}: refused", f"{code} {number}" if found else answer)


def probe(path):
    output = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name,r_frame_rate,pix_fmt,duration", "-show_entries",
         "format=duration", "-of", "json", path],
        check=True, capture_output=True, timeout=60,
    ).stdout
    return json.loads(output)


def wait(visual, body):
    """Polls a task until it is done; returns its data and the statuses on the way."""
    statuses = []
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        data = success(visual.cv_get_result(body), "CVGetResult")
        if not statuses or statuses[-1] != data["status"]:
            statuses.append(data["status"])
        if data["status"] not in ("in_queue", "generating"):
            return data, statuses
        time.sleep(0.1)
    check(False, "CVGetResult: the task is done within two minutes", statuses)


def video_url(data):
    inner = json.loads(data["resp_data"]) if "resp_data" in data else data
    return inner["video_url"]


def check_detection(arguments, image_url):
    visual = service(arguments)
    data = success(visual.cv_process({"req_key": DETECTION, "image_url": image_url}), "CVProcess")
    check(isinstance(data["resp_data"], str), "CVProcess: resp_data is JSON in a string")
    result = json.loads(data["resp_data"])
    masks = result["object_detection_result"]["mask"]["url"]
    check(result["code"] == 0 and result["status"] == 1, "CVProcess: subjects found")
    check(len(masks) == 2, "CVProcess: two subjects", len(masks))
    check(not any(url.endswith(".png") for url in masks), "CVProcess: masks have no suffix")
    with urllib.request.urlopen(masks[1]) as answer:
        check(answer.read(8) == b"\x89PNG\r\n\x1a\n", "mask is a PNG", answer.headers["Content-Type"])
    return masks


def check_video(arguments, image_url, audio_url, masks):
    visual = service(arguments)
    body = {
        "req_key": OMNIHUMAN_15, "image_url": image_url, "audio_url": audio_url, "mask_url": masks[1],
        "prompt": "smile — 微笑", "seed": 7, "output_resolution": 720, "pe_fast_mode": True,
    }
    task = success(visual.cv_submit_task(body), "CVSubmitTask")["task_id"]
    check(re.fullmatch(r"\d{19}", task) is not None, "CVSubmitTask: task_id", task)
    data, statuses = wait(visual, {"req_key": OMNIHUMAN_15, "task_id": task})
    check(data["status"] == "done", "the task is done", " → ".join(statuses))
    url = video_url(data)
    with tempfile.TemporaryDirectory() as directory:
        path, _ = urllib.request.urlretrieve(url, os.path.join(directory, "video.mp4"))
        answer = probe(path)
    streams = {stream["codec_name"]: stream for stream in answer["streams"]}
    check(set(streams) == {"h264", "aac"}, "the video is H.264 and AAC")
    check(streams["h264"]["r_frame_rate"] == "30/1", "the video has 30 frames a second")
    wanted = float(probe(arguments.audio)["format"]["duration"])
    for name, duration in [("file", answer["format"]["duration"]), ("video", streams["h264"]["duration"])]:
        check(abs(float(duration) - wanted) <= 0.1, f"the {name} is as long as the audio", f"{duration} s")
    request = urllib.request.Request(url, headers={"Range": "bytes=4-7"})
    with urllib.request.urlopen(request) as answer:
        check(answer.status == 206 and answer.read() == b"ftyp", "a range of the video")
    try:
        urllib.request.urlopen(url.split("?")[0])
        check(False, "the video without its signature is refused")
    except urllib.error.HTTPError as error:
        check(error.code == 403, "the video without its signature is refused", error.code)


def check_refusals(arguments, image_url, audio_url):
    visual = service(arguments)
    body = {"req_key": OMNIHUMAN_10, "image_url": image_url, "audio_url": audio_url}
    refused(visual.cv_submit_task({**body, "req_key": "no_such_key"}), 50200, "an unknown req_key")
    refused(visual.cv_submit_task({**body, "prompt": "hi"}), 50215, "a field that OmniHuman 1.0 does not have")
    refused(visual.cv_submit_task({"req_key": OMNIHUMAN_10, "image_url": image_url}), 50215, "a missing field")
    task = success(visual.cv_submit_task({**body, "audio_url": f"{arguments.endpoint}/none.wav"}), "CVSubmitTask")
    query = {"req_key": OMNIHUMAN_10, "task_id": task["task_id"]}
    deadline = time.monotonic() + 60
    while (answer := visual.cv_get_result(query))["code"] == 10000 and time.monotonic() < deadline:
        time.sleep(0.1)
    refused(answer, 50215, "audio that is not there")
    data = success(visual.cv_get_result({**query, "task_id": "1"}), "CVGetResult")
    check(data["status"] == "not_found", "an unknown task is not found")
    task = success(visual.cv_submit_task(body), "CVSubmitTask")["task_id"]
    success(visual.cv_cancel_task({"req_key": OMNIHUMAN_10, "task_id": task}), "CVCancelTask")
    data = success(visual.cv_get_result({"req_key": OMNIHUMAN_10, "task_id": task}), "CVGetResult")
    check(data["status"] == "canceled", "a task that was stopped", data["status"])
    visual = service(arguments, secret_key="not-the-secret")
    gateway_refused(visual.cv_get_result(query), "SignatureDoesNotMatch", 100010, "a wrong secret key")
    visual.set_ak("nobody")
    gateway_refused(visual.cv_get_result(query), "InvalidAccessKey", 100009, "an unknown access key")


def check_clock(arguments):
    visual = service(arguments)
    late = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=16)
    SignerV4.get_current_format_date = staticmethod(lambda: late.strftime("%Y%m%dT%H%M%SZ"))
    answer = visual.cv_get_result({"req_key": OMNIHUMAN_10, "task_id": "1"})
    gateway_refused(answer, "InvalidTimestamp", 100006, "a clock that is sixteen minutes late")


def main():
    samples = os.path.join(os.path.dirname(__file__), "..", "..", "..", "samples")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", default=os.environ.get("VISION_ENDPOINT"))
    parser.add_argument("--access-key", default=os.environ.get("BYTEPLUS_ACCESS_KEY"))
    parser.add_argument("--secret-key", default=os.environ.get("BYTEPLUS_SECRET_KEY"))
    parser.add_argument("--image", default=os.path.join(samples, "astronaut-and-cat.jpg"))
    parser.add_argument("--audio", default=os.path.join(samples, "hello.wav"))
    arguments = parser.parse_args()
    if not (arguments.endpoint and arguments.access_key and arguments.secret_key):
        parser.error("start it with the line that runner-emulator prints, or give all three options")
    # The SDK and urllib would otherwise send requests for 127.0.0.1 to a proxy.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"

    image_url, audio_url = upload(arguments, arguments.image), upload(arguments, arguments.audio)
    masks = check_detection(arguments, image_url)
    check_video(arguments, image_url, audio_url, masks)
    check_refusals(arguments, image_url, audio_url)
    check_clock(arguments)
    print("The official SDK gets its video from the emulator.")


if __name__ == "__main__":
    main()
