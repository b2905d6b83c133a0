"""What `runner predict` must get right: one case on each line where possible."""

import dataclasses
import itertools
import json
import signal
import time

from vendor_server import Answer, envelope, gateway, page, refusal, success

OMNIHUMAN_10, OMNIHUMAN_15 = "omnihuman-1-0-quick", "omnihuman-1-5"
DETECTION = "realman_avatar_object_detection_cv"
KEY_10, KEY_15 = "realman_avatar_picture_omni_cv", "realman_avatar_picture_omni15_cv"
ANY = range(100)
NEVER = 1e9
forever = itertools.repeat


@dataclasses.dataclass(frozen=True)
class Case:
    """One run: how the service behaves, what is requested, and the expected result."""

    name: str
    script: dict = dataclasses.field(default_factory=dict)
    model: str = OMNIHUMAN_15
    inputs: dict = dataclasses.field(default_factory=dict)
    options: tuple = ()
    environment: dict = dataclasses.field(default_factory=dict)
    endpoint: str = "URL"
    files: tuple = ()
    signals: tuple = ()  # (what the server has counted or None, how often, signal)
    # The service.
    subjects: int = 3
    video_place: str = "data"
    clock_offset: float = 0
    server_starts_after: float = 0
    # The expected result.
    exit: object = 0
    tasks: int = 1
    submits: object = None  # as many as tasks by default
    cancels: int = 0
    bad_signatures: int = 0
    says: tuple = ()
    never_says: tuple = ()
    names_task: bool = False
    output: str = None
    probes: bool = False
    within: float = None  # seconds, from the last signal
    leaves_worker: bool = False  # whether the worker of a submission outlives the command, with its files
    check: object = None


def body_is(**expected):
    """Checks the submission to the last field."""
    def check(run):
        url = run.server.url
        links = {"image_url": f"{url}/input/image.jpg", "audio_url": f"{url}/input/audio.wav"}
        masks = {"mask_url": run.server.link(f"mask/{expected['mask']}")} if "mask" in expected else {}
        more = {name: value for name, value in expected.items() if name != "mask"}
        wanted = {**links, **masks, **more}
        found = run.bodies()[-1]
        assert found == wanted and json.dumps(found, sort_keys=True) == json.dumps(wanted, sort_keys=True), found
    return check


def all_of(*checks):
    return lambda run: [check(run) for check in checks]


def gap_is(least, most):
    """Checks the time between the first two submissions."""
    def check(run):
        first, second = run.times()[:2]
        assert least <= second - first <= most, f"{second - first:.2f} s between the submissions"
    return check


def nothing_was_submitted_later(run):
    late = [moment for moment in run.times() if moment > run.signalled + 0.3]
    assert not late, f"{len(late)} submissions after Ctrl-C"


def nothing_was_sent(run):
    assert not run.server.requests and not run.server.counts, run.server.counts


def no_detection(run):
    assert not run.bodies("CVProcess"), "a detection for a model that needs none"


def prints_json(**expected):
    """Checks the one object on standard output; `error_…` are members of its `error`."""
    def check(run):
        result = json.loads(run.output)
        for name, value in expected.items():
            found = result["error"][name[6:]] if name.startswith("error_") else result[name]
            assert found == value, f"{name} is {found!r}"
    return check


def json_success(run):
    result = json.loads(run.output)
    assert result["status"] == "succeeded" and result["model"] == "bytedance/omnihuman-1-5", result
    assert result["task_id"] in run.server.polls and abs(result["price_usd"] - 0.24) < 0.01, result
    assert result["output"]["video"]["path"].endswith("omnihuman-1-5.mp4"), result


def json_failure(run):
    error = json.loads(run.output)["error"]
    assert error["task_id"] in run.server.polls and error["vendor"]["code"] == "50511", error


def json_dry_run(run):
    result = json.loads(run.output)
    assert [request["body"]["req_key"] for request in result["requests"]] == [DETECTION, KEY_15], result


def silent(run):
    assert run.errors == "", run.errors


def dry_run_text(run):
    assert "Action=CVSubmitTask" in run.output and "Authorization" not in run.output, run.output


STATUS = {word: success({"status": word}) for word in ("in_queue", "generating", "not_found", "expired", "canceled")}
RESET, RESET_UNREAD, CUT = Answer(ending="reset"), Answer(ending="reset-unread"), Answer(ending="cut")
EMPTY, EMPTY_503 = Answer(b""), Answer(b"", 503)
INTERNAL = gateway("InternalError", 100014, 500)
TIMEOUT = gateway("InternalServiceTimeout", 100016, 504)
FLOW = gateway("FlowLimitExceeded", 100018, 429)
CLOCK = gateway("InvalidTimestamp", 100006, 400)
DONE_WITHOUT_VIDEO = success({"status": "done", "resp_data": json.dumps({"code": 50500, "msg": "render failed"})})
AUDITS = (50411, 50412, 50413, 50511, 50512, 50513, 50514, 50516, 50517, 50518, 50519)
REFUSALS = {**dict.fromkeys(AUDITS, 65), 50215: 65, 50218: 65, 50520: 69, 50521: 69, 50522: 69, 50200: 78, 59999: 69}
DEADLINE = ("--timeout", "2s")

PLAIN = [
    Case("1.0", model=OMNIHUMAN_10, output="omnihuman-1-0.mp4", probes=True,
         check=all_of(body_is(req_key=KEY_10), no_detection)),
    Case("1.5", probes=True, check=body_is(req_key=KEY_15, mask=0)),
    *[Case(f"1.5, mask_index={index}", inputs={"mask_index": index}, check=body_is(req_key=KEY_15, mask=index))
      for index in (0, 1, 2)],
    Case("mask_index=9", inputs={"mask_index": 9}, exit=65, tasks=0, says=("mask_index is 9", "3 subjects", "0 .* 2")),
    Case("mask_index=-1", inputs={"mask_index": -1}, exit=65, tasks=0, says=("mask_index",), check=nothing_was_sent),
    Case("one subject, mask_index=1", inputs={"mask_index": 1}, subjects=1, exit=65, tasks=0, says=("only 1 subject",)),
    Case("no subject", subjects=0, says=("no subject", "without a mask"), check=body_is(req_key=KEY_15)),
    Case("no subject, mask_index=0", inputs={"mask_index": 0}, subjects=0, exit=65, tasks=0, says=("no subject",)),
    Case("every optional field", inputs={
        "mask_index": 1, "prompt": "winkt — 微笑 \"x\"", "seed": 7, "fast_mode": "true", "output_resolution": 720,
    }, check=body_is(req_key=KEY_15, mask=1, prompt="winkt — 微笑 \"x\"", seed=7, pe_fast_mode=True,
                     output_resolution=720)),
    Case("optional fields with empty values", inputs={"seed": 0, "fast_mode": "false"},
         check=body_is(req_key=KEY_15, mask=0, seed=0, pe_fast_mode=False)),
    Case("the video's URL in resp_data", video_place="resp_data"),
    Case("the video's URL in resp_data, an empty one outside", video_place="resp_data, data empty"),
    Case("VISION_ENDPOINT", endpoint=None, environment={"VISION_ENDPOINT": "URL/"}),
    Case("a task_id that is a number", {"CVGetResult": [success({"status": "in_queue"})]}),
]

DETECTIONS = [
    Case("detection: reset, cut, 502, 50429, then an answer",
         {"CVProcess": [RESET, CUT, page(502), refusal(50429, 429), EMPTY]}),
    Case("detection: the image cannot be read", {"CVProcess": [refusal(50215)]}, exit=65, tasks=0,
         says=("vendor message 50215", "request id", "help: ")),
    Case("detection: failed inside", {"CVProcess": [success({"resp_data": '{"code": 7, "msg": "bad face"}'})]},
         exit=65, tasks=0, says=("bad face",)),
    Case("detection: resp_data is not JSON", {"CVProcess": [success({"resp_data": "<html>"})]}, exit=69, tasks=0),
    Case("detection: data is null", {"CVProcess": [success(None)]}, exit=69, tasks=0),
    Case("detection: the picture does not pass", {"CVProcess": [refusal(50411)]}, exit=65, tasks=0, says=("image",)),
]

SUBMISSIONS = [
    *[Case(f"submit: {code} with HTTP {status}", {"CVSubmitTask": [refusal(code, status)] * 2}, submits=3)
      for code in (50429, 50430) for status in (200, 400, 429)],
    *[Case(f"submit: {name}, then accepted", {"CVSubmitTask": [answer]}, submits=2) for name, answer in {
        "FlowLimitExceeded": FLOW, "HTML 429": page(429), "an empty 429": Answer(b"", 429, refuses=True),
        "FailToConnect": gateway("FailToConnect", 0, 502),
        "ServiceUnavailableTemp": gateway("ServiceUnavailableTemp", 0, 503),
    }.items()],
    Case("submit: 50429 forever", {"CVSubmitTask": forever(refusal(50429, 429))}, exit=69, tasks=0, submits=8,
         says=("too many requests",)),
    Case("submit: 50430 forever", {"CVSubmitTask": forever(refusal(50430, 429))}, options=DEADLINE, exit=75, tasks=0,
         submits=ANY, says=("slots", "--timeout"), within=3),
    Case("submit: Retry-After in seconds", {"CVSubmitTask": [refusal(50429, 429, headers=(("Retry-After", "1"),))]},
         submits=2, check=gap_is(1, 2.5)),
    Case("submit: Retry-After is a date", {"CVSubmitTask": [refusal(50429, 429, headers=(
        ("Retry-After", time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() - 60))),))]},
         submits=2, check=gap_is(0, 1.5)),
    *[Case(f"submit: Retry-After: {value}", {"CVSubmitTask": [refusal(50429, 429, headers=(("Retry-After", value),))]},
           submits=2, check=gap_is(0, 1.5)) for value in ("soon", "-5", "0.5", "99999999999999999999")],
    Case("submit: Retry-After beyond the deadline", {"CVSubmitTask": forever(
        refusal(50429, 429, headers=(("Retry-After", "3600"),)))}, options=DEADLINE, exit=75, tasks=0, submits=1,
         within=2),
    *[Case(f"submit: {name}", {"CVSubmitTask": [answer]}, exit=76, tasks=tasks, submits=1,
           says=("may or may not have been accepted", "help: .*console"))
      for name, answer, tasks in (
          ("reset after it was read", RESET, 1), ("reset before it was read", RESET_UNREAD, 0),
          ("a cut answer", CUT, 1), ("a cut answer without a length", Answer(ending="cut", framing="none"), 1),
          ("a cut answer in chunks", Answer(ending="cut", framing="chunked"), 1),
          ("an empty 200", EMPTY, 0), ("an empty 503", EMPTY_503, 0), ("HTML 200", page(200), 0),
          ("HTML 500", page(500), 0), ("HTML 502", page(502), 0), ("HTML 503", page(503), 0),
          ("HTML 504", page(504), 0), ("50500", refusal(50500, 500), 0),
          ("50501 with HTTP 200", refusal(50501, 200), 0),
          ("InternalError", INTERNAL, 0), ("InternalServiceTimeout", TIMEOUT, 0),
          ("JSON without a code", Answer(b'{"message": "ok"}'), 0), ("a JSON list", Answer(b"[]"), 0),
          ("an unknown gateway code, 500", gateway("Whatever", 1, 500), 0),
      )],
    *[Case(f"submit: accepted, but {name}", {"CVSubmitTask": [success(data)]}, exit=76, tasks=0, submits=1)
      for name, data in {"data is null": None, "no task_id": {}, "an empty task_id": {"task_id": ""}}.items()],
    *[Case(f"submit: {code}", {"CVSubmitTask": [refusal(code)]}, exit=status, tasks=0, submits=1,
           says=(f"vendor message {code}", "request id", "help: ")) for code, status in REFUSALS.items()],
    Case("submit: HTML 404", {"CVSubmitTask": [page(404)]}, exit=69, tasks=0, submits=1, says=("404",)),
    Case("submit: HTML 403", {"CVSubmitTask": [page(403)]}, exit=(69, 77), tasks=0, submits=1, says=("403",)),
    Case("submit: a redirect",
         {"CVSubmitTask": [Answer(b"", 307, (("Location", "/elsewhere?sig=TOKEN"),), refuses=True)]},
         exit=(76, 78), tasks=0, submits=1),
    Case("submit: slower than --timeout", {"CVSubmitTask": [Answer(delay=3)]}, options=("--timeout", "1s"), exit=75,
         names_task=True, says=("is still charged",)),
    Case("submit: the connection of the detection is closed without a word", {"CVProcess": [Answer(ending="hangup")]}),
    Case("the service starts late", server_starts_after=0.6),
    Case("nothing listens", server_starts_after=NEVER, options=("--timeout", "20s"), exit=69, tasks=0,
         model=OMNIHUMAN_10, says=("nothing accepted a connection",), never_says=("may or may not",)),
]

RESULTS = [
    *[Case(f"result: {name}, then the video", {"CVGetResult": [None, *answers]}) for name, answers in {
        "resets and cut answers": [RESET, RESET_UNREAD, CUT, Answer(ending="cut", framing="chunked")],
        "HTML 502, 503 and 504": [page(502), page(503), page(504)],
        "empty answers": [EMPTY, EMPTY_503], "HTML 200 and 429": [page(200), page(429)],
        "HTML 403 and 404": [page(403), page(404)],
        "50500 and 50501": [refusal(50500, 500), refusal(50501, 200)],
        "InternalError and a timeout": [INTERNAL, TIMEOUT], "50429 and FlowLimitExceeded": [refusal(50429, 429), FLOW],
        "50430": [refusal(50430, 429)], "FailToConnect": [gateway("FailToConnect", 0, 502)],
        "unknown statuses": [success({"status": word}) for word in ("processing", "Rendering 3/7", "", "完成")],
        "no status": [success({}), success({"status": None}), success({"status": 7})],
        "data is null": [success(None)] * 2, "data is a list": [success([])],
        "not found twice": [STATUS["not_found"]] * 2,
    }.items()],
    Case("result: each answer is the last of its connection", {"CVGetResult": [Answer(ending="hangup")] * 3}),
    Case("result: the keys were withdrawn", {"CVGetResult": [None, gateway("InvalidAccessKey", 100009, 401)]}, exit=77,
         names_task=True, says=("InvalidAccessKey",)),
    Case("result: never found", {"CVGetResult": forever(STATUS["not_found"])}, exit=69, names_task=True),
    Case("result: expired", {"CVGetResult": [None, STATUS["expired"]]}, exit=69, names_task=True, says=("expired",)),
    Case("result: canceled", {"CVGetResult": [None, STATUS["canceled"]]}, exit=(69, 130), names_task=True),
    Case("result: done without a video", {"CVGetResult": [None, DONE_WITHOUT_VIDEO]}, exit=69, names_task=True,
         says=("render failed", "request id")),
    Case("result: done, resp_data is never JSON", {"CVGetResult": forever(success({"status": "done", "resp_data": "{"}))},
         exit=69, names_task=True),
    *[Case(f"result: {code}", {"CVGetResult": [None, refusal(code)]}, exit=status, names_task=True,
           says=(f"vendor message {code}", "request id", "help: ")) for code, status in REFUSALS.items()],
    Case("result: 502 forever", {"CVGetResult": forever(page(502))}, exit=69, names_task=True,
         says=("502", "charged")),
    Case("result: no answer until the deadline", {"CVGetResult": forever(Answer(delay=20))}, options=DEADLINE, exit=75,
         names_task=True, says=("is still charged",), within=4),
    Case("result: generating until the deadline", {"CVGetResult": forever(STATUS["generating"])}, options=DEADLINE,
         exit=75, names_task=True, says=("is still charged",), within=4),
]

KEYS = [
    Case("a wrong secret key", environment={"BYTEPLUS_SECRET_KEY": "wrong"}, exit=77, tasks=0, bad_signatures=1,
         says=("SignatureDoesNotMatch", "BYTEPLUS_SECRET_KEY")),
    Case("a wrong secret key, 1.0", model=OMNIHUMAN_10, environment={"BYTEPLUS_SECRET_KEY": "wrong"}, exit=77, tasks=0,
         submits=1, bad_signatures=1),
    Case("an unknown access key", environment={"BYTEPLUS_ACCESS_KEY": "AKnobody"}, exit=77, tasks=0, bad_signatures=1,
         says=("InvalidAccessKey", "BYTEPLUS_ACCESS_KEY")),
    Case("no secret key", environment={"BYTEPLUS_SECRET_KEY": ""}, exit=77, tasks=0, says=("BYTEPLUS_SECRET_KEY",),
         check=nothing_was_sent),
    Case("50400 with HTTP 401", {"CVProcess": [refusal(50400, 401)]}, exit=77, tasks=0, says=("activate",)),
    *[Case(f"submit: {code}", {"CVSubmitTask": [gateway(code, 0, status)]}, exit=exit_status, tasks=0, submits=1,
           says=(code, "help: ")) for code, status, exit_status in (
        ("AccessDenied", 403, 77), ("LackPolicy", 403, 77), ("InvalidCredential", 400, 77),
        ("InvalidAuthorization", 400, 78), ("MissingParameter", 400, 78), ("ServiceNotFound", 404, 78),
        ("InvalidActionOrVersion", 404, 78), ("NobodyKnowsThis", 403, 77),
    )],
    *[Case(f"a clock that is {hours} h off", clock_offset=hours * 3600, bad_signatures=1) for hours in (1, -1, 30000)],
    Case("a clock that is off, 1.0", model=OMNIHUMAN_10, clock_offset=3600, bad_signatures=1, submits=2, tasks=1,
         output="omnihuman-1-0.mp4"),
    Case("a clock that is refused forever", {"CVSubmitTask": forever(CLOCK)}, exit=78, tasks=0, submits=2,
         says=("clock",)),
    Case("a clock that is refused without a usable Date",
         {"CVProcess": forever(dataclasses.replace(CLOCK, headers=(("Date", "yesterday"),)))}, exit=78, tasks=0,
         says=("clock",)),
    Case("a clock that is set right during the run", {"CVGetResult": [None, Answer(clock_offset=0)]},
         clock_offset=3600, bad_signatures=2),
]

VIDEOS = [
    *[Case(f"video: {name}, then whole", {"video": [answer]}) for name, answer in {
        "cut": CUT, "cut in chunks": Answer(ending="cut", framing="chunked"), "reset": RESET,
        "500": page(500), "HTML 503": page(503), "429": page(429),
        "403, a dead link": page(403), "404": page(404), "410": page(410),
    }.items()],
    # Without a declared length, a cut video must not count as complete.
    Case("video: cut, no length, then whole", {"video": [Answer(ending="cut", framing="none")]}),
    Case("video: cut, no length, forever", {"video": forever(Answer(ending="cut", framing="none"))}, exit=69,
         names_task=True),
    *[Case(f"video: {name}", {"video": [answer]}) for name, answer in {
        "no length": Answer(framing="none"), "in chunks": Answer(framing="chunked"),
        "slow": Answer(drip=0.1), "redirected": Answer(b"", 302, (("Location", "/video/moved.mp4?sig=TOKEN"),)),
        "another Content-Type": Answer(headers=(("Content-Type", "application/octet-stream"),)),
    }.items()],
    *[Case(f"video: {name}", {"video": forever(answer)}, exit=exits, names_task=True, says=says)
      for name, answer, exits, says in (
          ("403 forever", page(403), 69, ("403",)), ("500 forever", page(500), 69, ("500",)),
          ("HTML instead of it", page(200), 69, ()), ("empty", Answer(b""), 69, ()),
          ("204", Answer(b"", 204), 69, ()),
          ("redirected in circles", Answer(b"", 302, (("Location", "/video/x?sig=TOKEN"),)), 69, ()),
          ("redirected to plain http elsewhere", Answer(b"", 302, (("Location", "http://192.0.2.1/v?sig=TOKEN"),)),
           (69, 78), ()),
      )],
    Case("video: slower than --timeout", {"video": forever(Answer(drip=1))}, options=("--timeout", "3s"), exit=75,
         names_task=True, within=6),
    Case("video: a link to elsewhere with plain http", {"CVGetResult": [success(
        {"status": "done", "video_url": "http://192.0.2.1/v.mp4?sig=x"})]}, says=("asking for a new link",)),
]

SLOW_SUBMIT = {"CVSubmitTask": [Answer(delay=1.2)]}
ENDLESS = {"CVGetResult": forever(STATUS["generating"])}
POLLING = ("CVGetResult", 2, signal.SIGINT)
SUBMITTING = ("CVSubmitTask", 1, signal.SIGINT)
CANCELS = ("--cancel-on-interrupt",)
SIGNALS = [
    Case("SIGINT while detecting", {"CVProcess": [Answer(delay=5)]}, signals=(("CVProcess", 1, signal.SIGINT),),
         exit=130, tasks=0, within=1.5, says=("nothing was submitted",)),
    Case("SIGINT while polling", ENDLESS, signals=(POLLING,), exit=130, names_task=True, within=1.5,
         says=("is still charged",)),
    Case("SIGINT while polling, --quiet", ENDLESS, signals=(POLLING,), options=("--quiet",), exit=130,
         names_task=True, within=1.5),
    Case("SIGINT while polling, --json", ENDLESS, signals=(POLLING,), options=("--json",), exit=130, within=1.5,
         names_task=True, check=prints_json(status="processing", error_code="interrupted")),
    Case("SIGTERM while polling", ENDLESS, signals=(("CVGetResult", 2, signal.SIGTERM),), exit=(130, 143),
         names_task=True, within=1.5),
    Case("SIGHUP while polling", ENDLESS, signals=(("CVGetResult", 2, signal.SIGHUP),), exit=(129, 130),
         names_task=True, within=1.5),
    Case("SIGINT between failures of results", {"CVGetResult": forever(page(502))},
         signals=(("CVGetResult", 3, signal.SIGINT),), exit=130, names_task=True, within=1.5),
    Case("SIGINT with --cancel-on-interrupt", ENDLESS, signals=(POLLING,), options=CANCELS, exit=130, cancels=1,
         names_task=True, within=1.5),
    Case("SIGINT twice with --cancel-on-interrupt", {**ENDLESS, "CVCancelTask": [Answer(delay=10)]}, options=CANCELS,
         signals=(POLLING, ("CVCancelTask", 1, signal.SIGINT)), exit=130, cancels=1, names_task=True, within=1.5,
         never_says=("was not canceled",)),
    Case("SIGINT with --cancel-on-interrupt, refused", {**ENDLESS, "CVCancelTask": [refusal(50215)]}, options=CANCELS,
         signals=(POLLING,), exit=130, cancels=1, names_task=True, within=1.5,
         says=("could not be canceled", "vendor message 50215", "error:.*(continues|paid)")),
    Case("SIGINT with --cancel-on-interrupt, cut once", {**ENDLESS, "CVCancelTask": [CUT]}, options=CANCELS,
         signals=(POLLING,), exit=130, cancels=2, names_task=True, within=2.5),
    Case("SIGINT during a submission", {**SLOW_SUBMIT, **ENDLESS}, signals=(SUBMITTING,), exit=130, names_task=True,
         within=2.5, says=("waiting for the response",)),
    Case("SIGINT twice during a submission", {"CVSubmitTask": [Answer(delay=10)]}, exit=130, leaves_worker=True,
         signals=(SUBMITTING, (None, 0, signal.SIGINT)), within=7,
         says=("cannot be undone", "it is kept", "runner runs resume")),
    Case("SIGINT during a submission with --cancel-on-interrupt", {**SLOW_SUBMIT, **ENDLESS}, signals=(SUBMITTING,),
         options=CANCELS, exit=130, cancels=1, names_task=True, within=2.5),
    Case("SIGINT during a submission that is refused", {"CVSubmitTask": [refusal(50411, delay=1)]}, exit=(65, 130),
         signals=(SUBMITTING,), tasks=0, submits=1, within=2.5),
    Case("SIGINT during a submission whose answer is cut", {"CVSubmitTask": [Answer(delay=1, ending="cut")]},
         exit=(76, 130), signals=(SUBMITTING,), says=("may or may not",), within=2.5),
    Case("SIGINT during a submission without a slot", {"CVSubmitTask": forever(refusal(50430, 429, delay=1))},
         signals=(SUBMITTING,), exit=130, tasks=0, submits=1, within=2.5),
    # A canceled run must not be charged a moment later.
    Case("SIGINT during a submission without a slot, which is free soon",
         {"CVSubmitTask": [refusal(50430, 429, delay=1)]}, signals=(SUBMITTING,), exit=130, tasks=0, submits=1,
         within=2.5),
    Case("SIGINT while waiting for a slot", {"CVSubmitTask": forever(refusal(50430, 429))},
         signals=(("CVSubmitTask", 3, signal.SIGINT),), options=("--timeout", "10s"), exit=130, tasks=0, submits=ANY,
         within=1.5, never_says=("may or may not",), check=nothing_was_submitted_later),
    Case("SIGINT while waiting for Retry-After", {"CVSubmitTask": forever(
        refusal(50429, 429, headers=(("Retry-After", "5"),)))}, signals=(SUBMITTING,), exit=130, tasks=0, submits=1,
         within=1.5, never_says=("may or may not",)),
    Case("SIGINT while waiting for a slot with --cancel-on-interrupt", {"CVSubmitTask": forever(refusal(50430, 429))},
         signals=(("CVSubmitTask", 3, signal.SIGINT),), options=CANCELS, exit=130, tasks=0, submits=ANY, within=1.5,
         check=nothing_was_submitted_later),
    Case("SIGINT while downloading", {"video": [Answer(drip=0.5)]}, signals=(("video", 1, signal.SIGINT),), exit=130,
         names_task=True, within=1.5, never_says=("task continues",)),
]

OUTPUTS = [
    Case("-o names a file", options=("-o", "clip.mp4"), output="clip.mp4"),
    Case("-o names a directory", options=("-o", ".")),
    Case("-o in a missing directory", options=("-o", "none/clip.mp4"), exit=73, tasks=0,
         says=("'none'", "mkdir"), check=nothing_was_sent),
    Case("-o names an existing file", options=("-o", "clip.mp4"), files=("clip.mp4",), exit=73, tasks=0,
         says=("exists", "--force"), check=nothing_was_sent),
    Case("-o and --force", options=("-o", "clip.mp4", "--force"), files=("clip.mp4",), output="clip.mp4"),
    Case("the default name is taken", files=("omnihuman-1-5.mp4",), output="omnihuman-1-5-2.mp4"),
    Case("--dry-run", options=("--dry-run",), tasks=0, says=("nothing was sent",),
         check=all_of(nothing_was_sent, dry_run_text)),
    Case("--dry-run --json", options=("--dry-run", "--json"), tasks=0, check=all_of(nothing_was_sent, json_dry_run)),
    Case("--json", options=("--json",), check=json_success),
    Case("--json, a failure", {"CVGetResult": [refusal(50511)]}, options=("--json",), exit=65,
         check=all_of(json_failure, prints_json(status="failed", error_code="content-refused"))),
    Case("--json, a wrong input", options=("--json",), inputs={"mask_index": "x"}, exit=65, tasks=0,
         check=all_of(prints_json(status="failed", error_code="invalid-input"), nothing_was_sent)),
    Case("--quiet", options=("--quiet",), check=silent),
    Case("an endpoint elsewhere with plain http", endpoint="http://192.0.2.1", exit=78, tasks=0,
         check=nothing_was_sent),
    Case("an endpoint with a path", endpoint="URL/api", exit=78, tasks=0, says=("endpoint",), check=nothing_was_sent),
    Case("a local file without staging", inputs={"audio": "voice.wav"}, files=("voice.wav",), exit=65, tasks=0,
         check=nothing_was_sent),
    Case("a signed link as input", inputs={"image": "URL/image.jpg?sig=TOKEN"}),
    Case("a signed link as input that the service quotes", {"CVProcess": [
        refusal(50215, message="cannot fetch https://host/a.jpg?X-Tos-Signature=abc&sig=0123456789 of yours")]},
         inputs={"image": "URL/image.jpg?sig=TOKEN"}, exit=65, tasks=0, never_says=("sig=0123456789", "Signature=abc")),
    Case("the service sends control characters", {"CVSubmitTask": [refusal(50215, message="a\x1b[2J\nerror: fake\rb")]},
         exit=65, tasks=0, submits=1),
    Case("a status of control characters", {"CVGetResult": [success({"status": "a\x1b[2J\r\nb"})]}),
]

BOM = b"\xef\xbb\xbf"
TASK = {"task_id": "7392616336519610409"}
HEADERS = [
    *[Case(f"headers: {name}", {"CVProcess": [answer], "CVSubmitTask": [answer], "CVGetResult": [answer]})
      for name, answer in {
          "chunks": Answer(framing="chunked"), "no length": Answer(framing="none"),
          "100 Continue before": Answer(preface=b"HTTP/1.1 100 Continue\r\n\r\n"),
          "103 Early Hints before": Answer(preface=b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
          "text/html": Answer(headers=(("Content-Type", "text/html; charset=gbk"),)),
          "many": Answer(headers=tuple((f"X-Filler-{index}", "x" * 1000) for index in range(50))),
          "no Date": Answer(headers=(("Date", ""),)),
          "Retry-After on success": Answer(headers=(("Retry-After", "60"),)),
          "HTTP 201": Answer(status=201), "HTTP 500 with code 10000": Answer(status=500),
          "ResponseMetadata as a header": Answer(headers=(("ResponseMetadata", "{}"),)),
          "piecemeal": Answer(drip=0.02),
      }.items()],
    Case("headers: more than a client should accept", {"CVSubmitTask": [Answer(headers=tuple(
        (f"X-Filler-{index}", "x" * 10_000) for index in range(40)))]}, exit=76),
    Case("a byte order mark before JSON", {"CVGetResult": [
        Answer(BOM + envelope(10000, "Success", {"status": "in_queue"}))]}),
    Case("the code is a text", {"CVGetResult": [Answer(envelope("10000", "Success", {"status": "in_queue"}))]}),
]

# The cases that wait longest come first.
CASES = sorted(
    PLAIN + DETECTIONS + SUBMISSIONS + RESULTS + KEYS + VIDEOS + SIGNALS + OUTPUTS + HEADERS,
    key=lambda case: not case.signals and "forever" not in case.name,
)
