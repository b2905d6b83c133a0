"""The second version of Replicate's Python client, which is in beta, works unchanged.

It is installed beside the first, whose name it has.
"""

import os
import pathlib
import sys

from server import PROJECT, Server, check, passed

sys.path.insert(0, str(pathlib.Path(os.environ["REPLICATE_2"])))
import replicate  # noqa: E402
from replicate.exceptions import ModelError  # noqa: E402

assert replicate.__version__.startswith("2."), replicate.__version__


def client(server, **options):
    return replicate.Replicate(bearer_token="none", base_url=f"{server.base}/v1", **options)


def runs_a_model(server):
    check(client(server).run("test/echo", input={"text": "Ada"}) == "Hello, Ada!", "another output")
    check(client(server).run("test/echo", input={"text": "slow", "seconds": 2.5}, wait=1) == "Hello, slow!", "no output")
    passed("run returns the output, also of a slow model")


def reports_failures(server):
    try:
        client(server).run("test/echo", input={"text": "fail"})
        raise AssertionError("no error")
    except ModelError as error:
        check("asked to fail" in str(error), error)
    before = len(server.runs())
    try:
        client(server).run("test/echo", input={"text": "Ada", "number": 99})
        raise AssertionError("no error")
    except replicate.UnprocessableEntityError as error:
        check("number" in str(error), error)
    check(len(server.runs()) == before, "a refused request was recorded")
    passed("run raises what the model failed with, and wrong inputs, without a second attempt")


def creates_and_follows(server):
    api = client(server)
    made = api.models.predictions.create(model_owner="test", model_name="echo", input={"text": "poll", "seconds": 1})
    check(made.status == "starting" and made.urls.get and made.urls.cancel and made.data_removed is False, made)
    made = api.predictions.wait(made.id)
    check(made.output == "Hello, poll!" and made.metrics.predict_time >= 1, made)
    # Two pages at least: the address of the next one has to be absolute.
    names = [one.id for one in api.predictions.list()]
    check(made.id in names and len(names) == len(set(names)), names)
    slow = api.models.predictions.create(model_owner="test", model_name="echo", input={"text": "end", "seconds": 60})
    check(api.predictions.cancel(prediction_id=slow.id).id == slow.id, slow)
    slow = api.predictions.wait(slow.id)
    check(slow.status == "canceled", slow)
    passed("predictions are created, followed, listed and canceled")


def uses_versions(server):
    api = client(server)
    model = api.models.get(model_owner="test", model_name="echo")
    check(model.latest_version.openapi_schema["components"]["schemas"]["Input"]["properties"]["text"], model)
    # It makes a client of its own.
    os.environ |= {"REPLICATE_API_TOKEN": "none", "REPLICATE_BASE_URL": f"{server.base}/v1"}
    echo = replicate.use("test/echo")
    check(echo(text="use") == "Hello, use!", "another output")
    check(api.run(f"test/echo:{model.latest_version.id}", input={"text": "version"}) == "Hello, version!", "no output")
    passed("use and versions predict")


def repeats_only_what_is_safe(server):
    # It repeats a POST after a time-out; the second means the first's run.
    before = len(server.runs())
    try:
        client(server, timeout=1, max_retries=1).run("test/echo", input={"text": "twice", "seconds": 4}, wait=10)
    except replicate.APITimeoutError:
        pass
    check(len(server.runs()) == before + 1, server.runs()[:3])
    passed("a request that the client repeats makes one prediction")


def makes_a_video(server):
    with open(PROJECT / "samples/astronaut-and-cat.jpg", "rb") as image, open(PROJECT / "samples/hello.wav", "rb") as audio:
        output = client(server).run(
            "bytedance/omnihuman-1-5", input={"image": image, "audio": audio, "mask_index": 1}, wait=30
        )
    text = str(getattr(output, "url", output))
    check(text.endswith(".mp4") or ".mp4" in text, text)
    passed("files of this machine are uploaded and make a video, offline")


def main():
    with Server() as server:
        for step in (runs_a_model, reports_failures, creates_and_follows, uses_versions, repeats_only_what_is_safe):
            step(server)
    with Server("--emulator") as server:
        makes_a_video(server)


main()
