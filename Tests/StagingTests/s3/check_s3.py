"""Runs `runner` with `--staging s3://…` against moto, behind a gate that is as strict as S3, and looks with boto3.

    check_s3.py RUNNER [--large]
"""

import concurrent.futures
import hashlib
import datetime
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import boto3
from botocore.config import Config
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

import gate
from gate import ACCESS_KEY, REGION, SECRET_KEY, TOKEN, Gate, answer, drop_after, presigned

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.normpath(os.path.join(HERE, "..", "..", ".."))
sys.path.insert(0, os.path.join(PROJECT, "Tests", "EmulatorTests", "sdk"))

import vendor_server  # noqa: E402

MANIFEST = """\
namespace: test
name: stage
description: Stages a file and gives its link.
category: text
kernel: swift-6
service: test
resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
inputs:
    file: {type: file, required: false}
    path: {type: string, required: false}
outputs:
    url: {type: string}
    seen: {type: string, description: What the model sees of the process it runs in.}
"""
MODEL = """\
import Glibc
import InferenceKit

struct Inference: Predictor {
    struct Input: Decodable, Sendable {
        var file: MediaFile?
        var path: String?
    }
    struct Output: Codable, Sendable {
        var url: String
        var seen: String
    }

    init(_ setup: Setup) async throws {}

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        var seen = ""
        for name in ["environ", "cmdline"] {
            guard let file = fopen("/proc/self/\\(name)", "r") else { continue }
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = fread(&bytes, 1, bytes.count, file)
            seen += name + " " + String(decoding: bytes[..<count].map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
            fclose(file)
        }
        let file = input.file ?? MediaFile(name: "path", path: input.path)
        return Output(url: try await context.stage(file), seen: seen)
    }
}
"""


class Check:
    def __init__(self, runner):
        self.runner, self.failures, self.count = runner, [], 0
        self.directory = tempfile.TemporaryDirectory()
        self.model = self.path("registry/stage")
        os.makedirs(self.model)
        for name, text in (("inf.yml", MANIFEST), ("Inference.swift", MODEL)):
            with open(os.path.join(self.model, name), "w") as file:
                file.write(text)
        os.environ.pop("AWS_PROFILE", None)
        self.moto = ThreadedMotoServer(port=0, verbose=False)
        self.moto.start()
        host, port = self.moto.get_host_and_port()
        self.backend = f"{host if host != '0.0.0.0' else '127.0.0.1'}:{port}"
        self.s3 = boto3.client(
            "s3", endpoint_url=f"http://{self.backend}", region_name=REGION, aws_access_key_id="x",
            aws_secret_access_key="x", config=Config(s3={"addressing_style": "path"}),
        )
        self.s3.create_bucket(Bucket="staged", CreateBucketConfiguration={"LocationConstraint": REGION})

    def path(self, name):
        return os.path.join(self.directory.name, name)

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def expect(self, name, truth, what=""):
        self.count += 1
        if not truth:
            self.failures.append(name)
            print(f"FAILED {name}: {what}", flush=True)

    def run(self, staging, *inputs, options=(), environment=(), endpoint="http://127.0.0.1:9", command=None, watch=None):
        """Runs a prediction; the keys are those of the gate unless told otherwise."""
        variables = {
            "PATH": os.environ["PATH"], "HOME": self.path("home"), "RUNNER_CACHE": self.path("cache"),
            "RUNNER_STAGING_ACCESS_KEY": ACCESS_KEY, "RUNNER_STAGING_SECRET_KEY": SECRET_KEY,
            "RUNNER_POLL_INTERVAL": "0.05", **dict(environment),
        }
        given = ["--input", *inputs] if inputs else []
        process = subprocess.Popen(
            [self.runner, *(command or ["predict", self.model, "--json"]), "--staging", staging, "--endpoint", endpoint,
             *options, *given],
            env=variables, cwd=self.directory.name, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, errors="replace",
        )
        if watch:
            watch(process)
        output, errors = process.communicate(timeout=600)
        run = subprocess.CompletedProcess([], process.returncode, output, errors)
        run.said = output + errors
        self.expect(f"no secret is shown {inputs}", SECRET_KEY not in run.said and TOKEN not in errors, run.said)
        return run

    def staged(self, door, content, query="", path="file.bin", prefix="in", **more):
        """Stages a file and gives its link, checked by boto3 and by fetching it."""
        local = self.write(path, content)
        query = f"endpoint={door.url}&region={REGION}{query}"
        run = self.run(f"s3://staged/{prefix}?{query}", f"file={local}", **more)
        self.expect(f"{path}: exit 0", run.returncode == 0, run.said)
        url = json.loads(run.stdout)["output"]["url"] if run.returncode == 0 else ""
        return run, url

    def witness(self, name, url, content, content_type="application/octet-stream"):
        if not url:
            return
        key = urllib.parse.unquote(urllib.parse.urlsplit(url).path).removeprefix("/staged/")
        digest = hashlib.sha256(content).hexdigest()
        self.expect(f"{name}: named by its hash", digest in key, key)
        found = self.s3.get_object(Bucket="staged", Key=key)
        self.expect(f"{name}: boto3 reads the same bytes", found["Body"].read() == content)
        self.expect(f"{name}: type", found["ContentType"] == content_type, found["ContentType"])
        with urllib.request.urlopen(url, timeout=60) as answer_:
            self.expect(f"{name}: the link serves it", answer_.read() == content)


def check_uploads(check):
    door = Gate(check.backend)
    for size in (1, 65_536, 5_000_001):
        content = os.urandom(size)
        run, url = check.staged(door, content, path=f"{size}.bin")
        check.witness(f"{size} bytes", url, content)
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        check.expect("the link is botocore's", url == presigned(url.split("?")[0], query["X-Amz-Date"], 7200))
        client = boto3.client(
            "s3", endpoint_url=door.url, region_name=REGION, aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY, config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
        )
        key = urllib.parse.unquote(urllib.parse.urlsplit(url).path).removeprefix("/staged/")
        with gate.at(query["X-Amz-Date"]):
            made = client.generate_presigned_url("get_object", {"Bucket": "staged", "Key": key}, ExpiresIn=7200)
        check.expect("the link is boto3's", made == url, f"{made}\n{url}")

    objects = door.counts["objects"]
    check.staged(door, content, path="another name.bin")
    check.expect("the same file is not sent twice", door.counts["objects"] == objects)
    check.s3.put_object(Bucket="staged", Key=key, Body=b"cut")
    _, url = check.staged(door, content, path="another name.bin")
    check.witness("an object of another length is replaced", url, content)

    for path, prefix in (
        ("with blank & 100% #1?.bin", "a+b%20c/d%25e"), ("Bild-Übersicht-漢字-🎬.bin", "%C3%BC/漢"), ("'\"$(x)`.bin", "~!*'()"),
        ("-o.bin", ""), ("line\nbreak.bin", "a//b/"),
    ):
        content = path.encode()
        _, url = check.staged(door, content, path=path, prefix=prefix)
        check.witness(repr(path), url, content)

    picture = open(os.path.join(PROJECT, "samples", "astronaut.jpg"), "rb").read()
    local = check.write("not.a.jpg.txt", picture)
    run = check.run(f"s3://staged/in?endpoint={door.url}&region={REGION}&life=1h", f"file={local}")
    check.expect("a file input is uploaded", run.returncode == 0, run.said)
    door.stop()

    door = Gate(check.backend, token=TOKEN)
    keys = {"RUNNER_STAGING_ACCESS_KEY": "", "RUNNER_STAGING_SECRET_KEY": "", "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_SESSION_TOKEN": TOKEN, "AWS_REGION": REGION}
    local = check.write("token.bin", b"token")
    run = check.run(f"s3://staged?endpoint={door.url}", f"file={local}", environment=keys)
    check.expect("AWS's variables and a token", run.returncode == 0, run.said)
    if run.returncode == 0:
        shown = json.loads(run.stdout)["output"]["url"]
        quoted = urllib.parse.quote(TOKEN, safe="")
        check.expect("the token is not shown", TOKEN not in run.stdout and quoted not in run.stdout, shown)
        check.witness("token", shown.replace("<redacted>", quoted), b"token")
    door.stop()


def check_secrecy(check):
    door = Gate(check.backend, token=TOKEN)
    local = check.write("secret.bin", b"secret")
    run = check.run(f"s3://staged/in?endpoint={door.url}&region={REGION}", f"file={local}",
                    environment={"RUNNER_STAGING_SESSION_TOKEN": TOKEN})
    check.expect("keys and token are used", run.returncode == 0, run.said)
    seen = json.loads(run.stdout)["output"]["seen"]
    check.expect("the model sees its own process", "environ " in seen and "cmdline " in seen and "model.so" in seen, seen)
    check.expect("the model sees no key", not any(key in seen for key in (ACCESS_KEY, SECRET_KEY, TOKEN)), seen)
    run = check.run(f"s3://staged/in?endpoint={door.url}&region={REGION}", f"path={check.path('missing')}")
    check.expect("a missing file is told", run.returncode == 65 and "cannot be read" in run.said, run.said)
    door.stop()


def check_refusals(check):
    door = Gate(check.backend)
    local = check.write("refused.bin", b"refused")
    base = f"endpoint={door.url}&region={REGION}"

    def refused(name, status, words, staging=f"s3://staged/in?{base}", **more):
        run = check.run(staging, f"file={local}", **more)
        check.expect(f"{name}: exit {status}", run.returncode == status, f"exit {run.returncode}: {run.said}")
        check.expect(f"{name}: says '{words}'", re.search(words, run.stderr), run.stderr)
        check.expect(f"{name}: has help", "help" in run.said, run.said)

    refused("an unknown key", 77, "does not know the access key", environment={"RUNNER_STAGING_ACCESS_KEY": "AKIAOTHER"})
    refused("a wrong key", 77, "does not belong", environment={"RUNNER_STAGING_SECRET_KEY": "other"})
    refused("a token that is over", 77, "temporary keys", environment={"RUNNER_STAGING_SESSION_TOKEN": "old"})
    refused("a missing bucket", 78, "no bucket 'missing-bucket'", f"s3://missing-bucket/in?{base}")
    refused("another region", 78, f"region '{REGION}', not in 'us-east-1'", f"s3://staged/in?endpoint={door.url}")
    door.faults["PUT"] = [answer(301, "PermanentRedirect", [("x-amz-bucket-region", "eu-north-1")])]
    refused("a redirect", 78, "region 'eu-north-1'")
    door.faults["PUT"] = [answer(403, "AccessDenied")]
    refused("no right to write", 77, "may not write")
    door.faults["PUT"] = [answer(503, "SlowDown")] * 9
    start = time.monotonic()
    refused("a service that stays too busy", 69, "too busy")
    check.expect("patience ends", time.monotonic() - start < 25)
    door.stop()
    refused("nobody there", 69, "cannot be reached")
    for staging, words in (
        ("s3://", "has no bucket"), ("s3://AB", "not the name of a bucket"), ("s3://key:secret@bucket/x", "user name"),
        ("s3://bucket?endpoint=ftp://x", "endpoint"), ("s3://bucket?endpoint=https://x/y", "more than a host"),
        ("s3://bucket?path_style=maybe", "path_style"), ("s3://bucket?life=8d", "life"), ("s3://bucket?regoin=x", "regoin"),
        ("s3://bucket?region=a/b", "region"), ("s3://bucket/%zz", "percent"), ("s3://bucket#x", "#"),
        ("s3://bucket?region=a&region=b", "twice"), ("s3://bucket?endpoint=http://10.0.0.1", "http"),
        ("s3://bucket?endpoint=http://127.0.0.1:1&path_style=false", "path_style"), ("", "empty"), ("bucket", "not an address"),
    ):
        run = check.run(staging, f"file={local}")
        check.expect(f"'{staging}' is refused", run.returncode == 78 and words in run.said, run.said)
    run = check.run(f"s3://bucket?endpoint=http://127.0.0.1:1", f"file={local}", endpoint="https://cv.example.com")
    check.expect("a bucket on this machine is not for a real service", run.returncode == 78, run.said)
    run = check.run("s3://bucket", f"file={local}", environment={"RUNNER_STAGING_ACCESS_KEY": ""})
    check.expect("keys are missing", run.returncode == 77 and "RUNNER_STAGING_ACCESS_KEY" in run.said, run.said)


def check_mishaps(check):
    door = Gate(check.backend)
    content = os.urandom(3_000_000)
    door.faults["PUT"] = [drop_after(1_000_000), answer(503, "SlowDown", [("Retry-After", "1")])]
    run, url = check.staged(door, content, path="dropped.bin")
    check.witness("a connection dropped in the middle", url, content)
    check.expect("it is said", "trying again" in run.stderr, run.stderr)
    check.expect("it was sent three times", door.counts["PUT"] == 3, door.counts)
    door.faults = {"HEAD": [drop_after(0)], "PUT": [drop_after(0)]}
    _, url = check.staged(door, b"early", path="early.bin")
    check.witness("a connection dropped at once", url, b"early")
    door.stop()

    for offset in (-5 * 3600, 2 * 86_400):
        door = Gate(check.backend, clock_offset=offset)
        content = f"clock {offset}".encode()
        _, url = check.staged(door, content, path="clock.bin")
        check.witness(f"a clock that is off by {offset} s", url, content)
        check.expect("the clock is corrected before the upload", door.counts["PUT"] == 1, door.counts)
        door.stop()

    door = Gate(check.backend)
    _, url = check.staged(door, b"life", query="&life=1min", path="life.bin")
    check.witness("a short life", url, b"life")
    check.expect("the life is in the link", "X-Amz-Expires=60&" in url, url)
    door.clock_offset = 62
    try:
        urllib.request.urlopen(url, timeout=10)
        check.expect("a link is over after its life", False)
    except urllib.error.HTTPError as error:
        check.expect("a link is over after its life", error.code == 403 and b"expired" in error.read())
    door.stop()


def check_cleanup(check):
    door = Gate(check.backend)
    for content, before in ((b"new", False), (b"old", True)):
        key = f"clean/{hashlib.sha256(content).hexdigest()}.bin"
        if before:
            check.s3.put_object(Bucket="staged", Key=key, Body=content)
        check.staged(door, content, path="clean.bin", prefix="clean", options=["--staging-cleanup"])
        left = "Contents" in check.s3.list_objects_v2(Bucket="staged", Prefix=key)
        check.expect(f"cleanup, there before: {before}", left == before)
    door.faults["DELETE"] = [answer(403, "AccessDenied")]
    run, _ = check.staged(door, b"stays", path="stays.bin", prefix="clean", options=["--staging-cleanup"])
    check.expect("what could not be removed is told", "could not be removed" in run.stderr, run.stderr)
    door.faults["DELETE"] = [answer(503, "SlowDown", [("Retry-After", "60")])]
    run, _ = check.staged(door, b"late", path="late.bin", prefix="clean", options=["--staging-cleanup", "--timeout", "8s"])
    check.expect("a bucket that is slow to remove costs no result", "took too long" in run.stderr, run.stderr)
    door.stop()


def check_files(check):
    """Files that machines share: what is accepted on one is driven on another, which has nothing but the bucket."""
    door = Gate(check.backend)
    query = f"endpoint={door.url}&region={REGION}"
    environment = {
        "RUNNER_FILES": f"s3://staged/shared/files?{query}", "RUNNER_FILES_ACCESS_KEY": ACCESS_KEY,
        "RUNNER_FILES_SECRET_KEY": SECRET_KEY, "RUNNER_STATE": check.path("shared/runs.sqlite"),
    }

    def runner(*arguments, **more):
        variables = {"PATH": os.environ["PATH"], "HOME": check.path("home"), "RUNNER_CACHE": check.path("cache"),
                     "RUNNER_STAGING_ACCESS_KEY": ACCESS_KEY, "RUNNER_STAGING_SECRET_KEY": SECRET_KEY, **environment}
        return subprocess.run([check.runner, *arguments], env=variables, cwd=check.directory.name, capture_output=True,
                              text=True, timeout=120, **more)

    def enqueue(name, content):
        local = check.write(name, content)
        run = check.run(f"s3://staged/in?{query}", f"file={local}", environment=environment,
                        command=["predict", check.model, "--enqueue", "--quiet"])
        check.expect(f"{name} is accepted", run.returncode == 0, run.said)
        os.unlink(local)
        return "shared/files/" + hashlib.sha256(content).hexdigest()

    def status():
        return [run["status"] for run in json.loads(runner("runs", "list", "--json").stdout)]

    def there(key):
        return "Contents" in check.s3.list_objects_v2(Bucket="staged", Prefix=key)

    content = os.urandom(300_000)
    key = enqueue("shared.bin", content)
    check.expect("an accepted input is in the bucket",
                 there(key) and check.s3.get_object(Bucket="staged", Key=key)["Body"].read() == content)
    worker = subprocess.Popen(
        [check.runner, "work", "--quiet", "--models", check.model], cwd=check.directory.name, stderr=subprocess.PIPE, text=True,
        env={"PATH": os.environ["PATH"], "HOME": check.path("home"), "RUNNER_CACHE": check.path("cache"),
             "RUNNER_STAGING_ACCESS_KEY": ACCESS_KEY, "RUNNER_STAGING_SECRET_KEY": SECRET_KEY, **environment})
    end = time.monotonic() + 60
    while status() != ["succeeded"] and time.monotonic() < end:
        time.sleep(0.2)
    worker.terminate()
    said = worker.communicate(timeout=60)[1]
    check.expect("a machine without the file drives the run", status() == ["succeeded"] and worker.returncode == 0, said)

    waiting = enqueue("waiting.bin", os.urandom(1_000))
    check.s3.put_object(Bucket="staged", Key="shared/files/not-a-hash", Body=b"somebody else's")
    time.sleep(2.5)
    early = runner("runs", "prune", "--older-than", "1s")
    check.expect("what a run may be about to use stays", early.returncode == 0 and there(key), early.stdout + early.stderr)
    stored = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets["staged"].keys[key]
    stored.last_modified -= datetime.timedelta(days=3)
    pruned = runner("runs", "prune", "--older-than", "1s")
    check.expect("cleanup works", pruned.returncode == 0 and "deleted 1 files" in pruned.stderr, pruned.stdout + pruned.stderr)
    check.expect("what no run needs is deleted", not there(key))
    check.expect("what a run waits with stays", there(waiting))
    check.expect("what is not ours stays", there("shared/files/not-a-hash"))
    door.faults["PUT"] = [answer(403, "AccessDenied")]
    local = check.write("refused.bin", b"not accepted")
    run = check.run(f"s3://staged/in?{query}", f"file={local}", environment=environment,
                    command=["predict", check.model, "--enqueue", "--quiet"])
    check.expect("a bucket that refuses keeps a run from being accepted", run.returncode == 69 and len(status()) == 1, run.said)
    door.stop()


def check_dry_run(check):
    door = Gate(check.backend)
    local = check.write("dry.bin", b"dry")
    run = check.run(f"s3://staged/in?endpoint={door.url}&region={REGION}", f"file={local}",
                    command=["predict", check.model, "--dry-run"])
    check.expect("a dry run shows the upload", run.returncode == 0 and f"PUT {door.url}/staged/in/" in run.said, run.said)
    check.expect("and sends nothing", not door.counts, door.counts)
    check.expect("and shows no signature", ACCESS_KEY not in run.said and "Signature" not in run.said, run.said)
    door.stop()


def check_doctor(check):
    door = Gate(check.backend)
    staging = f"s3://staged/doc?endpoint={door.url}&region={REGION}"
    findings = lambda run: [one for one in json.loads(run.stdout)["checks"] if one["check"] == "staging"]
    run = check.run(staging, command=["doctor", "--json"])
    check.expect("doctor tries staging", [one["status"] for one in findings(run)] == ["ok"], run.said)
    check.expect("doctor removes what it put", "Contents" not in check.s3.list_objects_v2(Bucket="staged", Prefix="doc"))
    check.expect("doctor put, fetched and removed", [door.counts[name] for name in ("PUT", "GET", "DELETE")] == [1, 1, 1])
    run = check.run(staging, command=["doctor", "--json"], environment={"RUNNER_STAGING_SECRET_KEY": "wrong"})
    check.expect("doctor sees a wrong key", findings(run)[0]["status"] == "failed" and findings(run)[0]["help"], run.said)
    check.expect("doctor fails then", run.returncode != 0)
    door.stop()


class FetchingServer(vendor_server.VendorServer):
    """A Vision API that fetches the links itself, as the real one does."""

    def healthy(self, action, form):
        if action in ("CVProcess", "CVSubmitTask"):
            for name in ("image_url", "audio_url"):
                if name not in form:
                    continue
                try:
                    with urllib.request.urlopen(form[name], timeout=10) as answer_:
                        same = answer_.read() == self.files[{"image_url": "image.jpg", "audio_url": "audio.wav"}[name]]
                except urllib.error.URLError:
                    same = False
                self.count(f"{name} {'fetched' if same else 'missing'}")
                if not same:
                    return vendor_server.refusal(50215)
        return super().healthy(action, form)


def check_prediction(check):
    """A whole prediction with local files, by a server that shares nothing with the project."""
    from check_runner import make_files
    door = Gate(check.backend)
    files = make_files(check.directory.name)
    server = FetchingServer({}, files)
    server.start()
    image, audio = (os.path.join(PROJECT, "samples", name) for name in ("astronaut.jpg", "hello.wav"))
    keys = {"BYTEPLUS_ACCESS_KEY": vendor_server.ACCESS_KEY, "BYTEPLUS_SECRET_KEY": vendor_server.SECRET_KEY}
    run = check.run(
        f"s3://staged/vision?endpoint={door.url}&region={REGION}", f"image={image}", f"audio={audio}",
        command=["predict", os.path.join(PROJECT, "vision", "omnihuman-1-5")], environment=keys, endpoint=server.url,
        options=["--yes", "--staging-cleanup"],
    )
    check.expect("a prediction with local files", run.returncode == 0, run.said)
    fetched = [server.counts[f"{name} fetched"] for name in ("image_url", "audio_url")]
    check.expect("the server fetched the links", fetched == [2, 1], server.counts)
    check.expect("the files are removed after it", "Contents" not in check.s3.list_objects_v2(Bucket="staged", Prefix="vision"))
    check.expect("no query of a link is shown", "X-Amz" not in run.said, run.said)
    server.stop()
    door.stop()


def check_resume(check):
    """A run that is resumed signs new links to what is there, at the place that was recorded."""
    from check_runner import make_files
    door = Gate(check.backend)
    files = make_files(tempfile.mkdtemp(dir=check.directory.name))
    server = FetchingServer({"CVProcess": [vendor_server.Answer(delay=4)]}, files)
    server.start()
    image, audio = (os.path.join(PROJECT, "samples", name) for name in ("astronaut.jpg", "hello.wav"))
    state = check.path("resume.sqlite")
    keys = {"BYTEPLUS_ACCESS_KEY": vendor_server.ACCESS_KEY, "BYTEPLUS_SECRET_KEY": vendor_server.SECRET_KEY,
            "RUNNER_STATE": state}
    staging = f"s3://staged/resumed?endpoint={door.url}&region={REGION}"
    run = check.run(
        staging, f"image={image}", f"audio={audio}", command=["predict", os.path.join(PROJECT, "vision", "omnihuman-1-5")],
        environment=keys, endpoint=server.url, options=["--yes", "--timeout", "3s"],
    )
    named = re.search(r"runner runs resume (\w+)", run.said)
    check.expect("the time is over", run.returncode == 75 and named, run.said)
    if named:
        environment = {"PATH": os.environ["PATH"], "HOME": check.path("home"), "RUNNER_CACHE": check.path("cache"),
                       "RUNNER_STAGING_ACCESS_KEY": ACCESS_KEY, "RUNNER_STAGING_SECRET_KEY": SECRET_KEY,
                       "RUNNER_POLL_INTERVAL": "0.05", **keys}
        objects = door.counts["objects"]
        resumed = subprocess.run([check.runner, "runs", "resume", named.group(1), "--yes"], env=environment, cwd=check.directory.name,
                                 capture_output=True, text=True, timeout=120)
        check.expect("it is resumed", resumed.returncode == 0, resumed.stdout + resumed.stderr)
        check.expect("nothing is sent twice", door.counts["objects"] == objects == 2, door.counts)
    stored = b"".join(open(state + end, "rb").read() for end in ("", "-wal") if os.path.exists(state + end))
    for secret in (SECRET_KEY, ACCESS_KEY, "X-Amz-Signature"):
        check.expect(f"'{secret[:4]}…' is not recorded", secret.encode() not in stored)
    server.stop()
    door.stop()


def check_large(check):
    door = Gate(check.backend)
    # The gate and moto keep what they get in memory; only the worker is measured.
    local = check.path("large.bin")
    with open(local, "wb") as file:
        for _ in range(1024):
            file.write(os.urandom(1 << 20))
    highest = []

    def watch(process):
        def measure():
            while process.poll() is None:
                for directory in os.listdir("/proc"):
                    try:
                        with open(f"/proc/{directory}/status") as file:
                            text = file.read()
                    except (OSError, ValueError):
                        continue
                    if f"\nPPid:\t{process.pid}\n" in text and "Name:\trunner-worker" in text:
                        found = re.search(r"VmHWM:\s+(\d+) kB", text)
                        highest.append(int(found.group(1)) if found else 0)
                time.sleep(0.05)
        threading.Thread(target=measure, daemon=True).start()

    start = time.monotonic()
    run = check.run(f"s3://staged/large?endpoint={door.url}&region={REGION}", f"file={local}", watch=watch)
    check.expect("1 GB", run.returncode == 0, run.said)
    check.expect("1 GB: all of it", door.bytes == 1 << 30, door.bytes)
    check.expect("1 GB: progress", re.search(r"uploading path, \d+\.\d MB of 1073\.7 MB", run.stderr), run.stderr[-500:])
    print(f"1 GB in {time.monotonic() - start:.1f} s, worker's memory at most {max(highest) // 1024} MB")
    check.expect("1 GB: memory stays flat", 0 < max(highest) < 150_000, max(highest))
    door.stop()


def timed(function, check):
    start = time.monotonic()
    function(check)
    print(f"{function.__name__}: {time.monotonic() - start:.1f} s", flush=True)


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    check = Check(os.path.abspath(sys.argv[1]))
    check.run("s3://unused", command=["predict", check.model, "--dry-run"])  # compiles the model
    checks = [
        check_uploads, check_resume, check_prediction, check_refusals, check_mishaps, check_doctor, check_cleanup,
        check_dry_run, check_secrecy, check_files,
    ]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda function: timed(function, check), checks))
    if "--large" in sys.argv:
        timed(check_large, check)
    check.moto.stop()
    print(f"{check.count} expectations, {len(check.failures)} failed")
    sys.exit(1 if check.failures else 0)


if __name__ == "__main__":
    main()
