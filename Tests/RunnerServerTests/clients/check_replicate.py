"""Replicate's own Python client works unchanged."""

import base64

import replicate
from server import PROJECT, Server, check, passed


def client(server):
    return replicate.Client(api_token="none", base_url=server.base)


def runs_a_model(server):
    output = client(server).run("test/echo", input={"text": "Ada"})
    check(output == "Hello, Ada!", output)
    passed("replicate.run returns the output")


def reports_a_failure(server):
    try:
        client(server).run("test/echo", input={"text": "fail"})
    except replicate.exceptions.ModelError as error:
        check("asked to fail" in str(error), error)
    else:
        raise AssertionError("no error")
    passed("replicate.run raises what the model failed with")


def reports_wrong_inputs(server):
    try:
        client(server).run("test/echo", input={"text": "Ada", "number": 99, "nmber": 1})
    except replicate.exceptions.ReplicateError as error:
        check(error.status == 422, error)
        check("number" in error.detail and "did you mean" in error.detail, error.detail)
    else:
        raise AssertionError("no error")
    passed("replicate.run raises every wrong input with its fix")


def waits_for_a_slow_model(server):
    output = client(server).run("test/echo", input={"text": "slow", "seconds": 2.5}, wait=1)
    check(output == "Hello, slow!", output)
    passed("a run that takes longer than the wait is polled to its end")


def creates_and_follows(server):
    api = client(server)
    prediction = api.predictions.create(model="test/echo", input={"text": "poll", "seconds": 1})
    check(prediction.status == "starting", prediction)
    prediction.wait()
    check(prediction.status == "succeeded" and prediction.output == "Hello, poll!", prediction)
    check(prediction.metrics["predict_time"] >= 1, prediction.metrics)
    check(prediction.started_at and prediction.completed_at, prediction)
    check("working on poll" in prediction.logs, prediction.logs)
    again = api.predictions.get(prediction.id)
    check(again.output == prediction.output, again)
    listed = [one.id for one in api.predictions.list()]
    check(prediction.id in listed, listed)
    passed("predictions are created, followed, read and listed")


def shows_progress(server):
    api = client(server)
    prediction = api.predictions.create(model="test/echo", input={"text": "bar", "seconds": 1.5})
    seen = None
    while prediction.status not in ("succeeded", "failed"):
        prediction.reload()
        seen = prediction.progress or seen
    check(seen is not None and seen.total == 2, seen)
    passed("progress reaches the client's progress bar")


def cancels(server):
    api = client(server)
    prediction = api.predictions.create(model="test/echo", input={"text": "cancel", "seconds": 60})
    prediction.cancel()
    prediction.wait()
    check(prediction.status == "canceled", prediction)
    passed("a prediction is canceled")


def versions(server):
    api = client(server)
    model = api.models.get("test/echo")
    version = model.versions.list()[0]
    check(model.latest_version.id == version.id, version)
    check(version.openapi_schema["components"]["schemas"]["Input"]["properties"]["text"]["type"] == "string", version)
    output = api.run(f"test/echo:{version.id}", input={"text": "version"})
    check(output == "Hello, version!", output)
    names = [f"{one.owner}/{one.name}" for one in api.models.list()]
    check("test/echo" in names and "bytedance/omnihuman-1-5" in names, names)
    passed("models and versions are listed, and a version predicts")


def streams(server):
    events = list(client(server).stream("test/echo", input={"text": "stream"}))
    text = "".join(str(event) for event in events if event.event.value == "output")
    check(text == "Hello, stream!", events)
    passed("replicate.stream gets the output")


def makes_a_video(server):
    def link(path, type):
        return f"data:{type};base64," + base64.b64encode((PROJECT / path).read_bytes()).decode()

    prediction = client(server).predictions.create(
        model="bytedance/omnihuman-1-5",
        input={
            "image": link("samples/astronaut-and-cat.jpg", "image/jpeg"), "audio": link("samples/hello.wav", "audio/wav"),
            "mask_index": 1,
        },
    )
    prediction.wait()
    check(prediction.status == "succeeded" and prediction.output.endswith(".mp4"), prediction)
    passed("files inside the request make a video, offline")


def main():
    with Server("--emulator") as server:
        for step in (
            runs_a_model, reports_a_failure, reports_wrong_inputs, waits_for_a_slow_model, creates_and_follows,
            shows_progress, cancels, versions, streams, makes_a_video,
        ):
            step(server)


main()
