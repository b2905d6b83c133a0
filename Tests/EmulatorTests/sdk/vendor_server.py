"""A stand-in for the Vision API on this machine that checks signatures with the vendor's own code.

It shares nothing with the project's emulator, so that the two cannot be wrong in the same way. A script says how it
misbehaves: for each action (and for "video" and "mask") an iterable of answers, of which each request takes the next;
`None` in it, and its end, mean a healthy answer.
"""

import collections
import dataclasses
import datetime
import http.server
import json
import os
import re
import secrets
import socket
import struct
import threading
import time
import types
from urllib.parse import parse_qsl, urlsplit

from byteplus_sdk.auth.SignerV4 import SignerV4

ACCESS_KEY = "AKTPvendorserver"
SECRET_KEY = "c2VjcmV0LW9mLXRoZS12ZW5kb3Itc2VydmVy+/8=="
SCOPE = ("ap-singapore-1", "cv", "request")
CLOCK_TOLERANCE = 900  # seconds


@dataclasses.dataclass(frozen=True)
class Answer:
    """How one request is answered; without a body, with what a healthy service would say."""

    body: bytes = None
    status: int = 200
    headers: tuple = ()
    delay: float = 0
    # whole; cut: half of it; hangup: whole, then closed without notice; reset: nothing, after the request was read;
    # reset-unread: nothing, before its body was read.
    ending: str = "whole"
    # length; chunked; or none: the end of the connection ends the answer.
    framing: str = "length"
    # What is sent before the status line.
    preface: bytes = b""
    drip: float = 0  # seconds between pieces
    # Whether a submission with this answer certainly created no task.
    refuses: bool = False
    clock_offset: float = None  # sets the server's clock


def envelope(code, message, data, **more):
    identifier = time.strftime("%Y%m%d%H%M%S") + secrets.token_hex(9).upper()
    return json.dumps({
        "code": code, "data": data, "message": message, "request_id": identifier, "status": code,
        "time_elapsed": "36.8ms", **more,
    }).encode()


def success(data, **more):
    """An answer with code 10000 and these data."""
    return Answer(envelope(10000, "Success", data), **more)


# These may have been accepted; every other refusal in the vendor's tables certainly was not.
AMBIGUOUS = {50500, 50501, "InternalError", "InternalServiceTimeout"}


def refusal(code, status=400, message=None, **more):
    """An error of the service."""
    body = envelope(code, message or f"vendor message {code}", None)
    return Answer(body, status, refuses=code not in AMBIGUOUS, **more)


def gateway(code, number, status, **more):
    """An error of the gateway in front of the service."""
    error = {"CodeN": number, "Code": code, "Message": f"vendor message {code}"}
    metadata = {"RequestId": secrets.token_hex(16), "Version": "2024-06-06", "Service": "cv", "Error": error}
    return Answer(json.dumps({"ResponseMetadata": metadata}).encode(), status, refuses=code not in AMBIGUOUS, **more)


def page(status, **more):
    """A page from a proxy between the client and the service."""
    headers = (("Content-Type", "text/html"),)
    return Answer(f"<html><h1>{status}</h1></html>".encode(), status, headers, refuses=400 <= status <= 499, **more)


def signature_problem(handler, body, now):
    """Recomputes the signature of a request with the vendor's signer; returns an answer if it is wrong."""
    authorization = re.fullmatch(
        r"HMAC-SHA256 Credential=([^/,]+)/(\d{8})/([^/]+)/([^/]+)/([^/]+), SignedHeaders=([a-z0-9;-]+), "
        r"Signature=([0-9a-f]{64})",
        handler.headers.get("Authorization", ""),
    )
    if not authorization:
        return gateway("MissingAuthenticationToken", 100003, 401)
    access_key, day, region, service, final, names, signature = authorization.groups()
    if access_key != ACCESS_KEY:
        return gateway("InvalidAccessKey", 100009, 401)
    date = handler.headers.get("X-Date", "")
    if not re.fullmatch(r"\d{8}T\d{6}Z", date) or day != date[:8] or (region, service, final) != SCOPE:
        return gateway("InvalidCredential", 0, 400)
    sent = datetime.datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    if abs(sent.timestamp() - now) > CLOCK_TOLERANCE:
        return gateway("InvalidTimestamp", 100006, 400)
    names = names.split(";")
    repeated = [name for name in names if len(handler.headers.get_all(name, [])) != 1]
    if repeated or not {"host", "x-date", "x-content-sha256"} <= set(names):
        return gateway("MissingSignature", 100005, 401)
    target = urlsplit(handler.path)
    # The vendor's signer looks for headers in this spelling, and writes the hash of the body itself.
    request = types.SimpleNamespace(
        method=handler.command, path=target.path, query=dict(parse_qsl(target.query, keep_blank_values=True)),
        headers={name.title(): handler.headers[name] for name in names}, body=body.decode(),
    )
    metadata = types.SimpleNamespace(set_signed_headers=lambda text: None, signed_headers=";".join(names))
    canonical = SignerV4.hashed_canonical_request_v4(request, metadata)
    key = SignerV4.get_signing_secret_key_v4(SECRET_KEY, day, region, service)
    text = "\n".join(["HMAC-SHA256", date, "/".join([day, region, service, final]), canonical])
    same_hash = handler.headers["X-Content-Sha256"] == request.headers["X-Content-Sha256"]
    if not same_hash or SignerV4.signature_v4(key, text) != signature:
        return gateway("SignatureDoesNotMatch", 100010, 401)
    return None


class VendorServer(http.server.ThreadingHTTPServer):
    """One Vision API with one script, on its own port."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, script, files, subjects=3, video_place="data", clock_offset=0):
        """Takes a port; connections to it are refused until the server is started.

        `files` holds what can be fetched: "image.jpg", "audio.wav", "mask" and "video".
        """
        super().__init__(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self.server_bind()
        self.script = {name: iter(answers) for name, answers in script.items()}
        self.files, self.subjects, self.video_place = files, subjects, video_place
        self.clock_offset = clock_offset
        self.token = secrets.token_hex(16)  # in the query of every link
        self.thread = None
        self.lock = threading.Condition()
        self.counts = collections.Counter()  # by action, and of "tasks", "repeated submissions", "bad signatures"
        self.requests = []  # (time, action, body)
        self.polls = collections.Counter()  # by task
        self.may_have_accepted = False
        self.url = f"http://127.0.0.1:{self.server_port}"

    def start(self):
        self.server_activate()
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def stop(self):
        if self.thread:
            self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """Ignores clients that disconnect."""

    def link(self, path):
        return f"{self.url}/{path}?X-Tos-Expires=3600&sig={self.token}"

    def count(self, name):
        with self.lock:
            self.counts[name] += 1
            self.lock.notify_all()

    def wait_for(self, name, number, seconds):
        """Waits until something has been counted that many times."""
        with self.lock:
            return self.lock.wait_for(lambda: self.counts[name] >= number, seconds)

    def next_answer(self, name):
        with self.lock:
            return next(self.script.get(name, iter(())), None) or Answer()

    def healthy(self, action, form):
        """What a healthy service answers."""
        if action == "CVProcess":
            masks = [self.link(f"mask/{index}") for index in range(self.subjects)]
            result = {"code": 0, "status": 1 if masks else 0}
            if masks:
                result["object_detection_result"] = {"mask": {"url": masks}}
            return success({"resp_data": json.dumps(result)})
        task = str(form.get("task_id"))
        if action == "CVSubmitTask":
            task = str(secrets.randbelow(9 * 10**18) + 10**18)
            self.polls[task] = 0
            self.count("tasks")
            return success({"task_id": task})
        if task not in self.polls:
            return success({"status": "not_found"})
        if action == "CVCancelTask":
            return success({})
        self.polls[task] += 1
        if self.polls[task] <= 2:
            return success({"status": ["in_queue", "generating"][self.polls[task] - 1]})
        link = self.link("video/result.mp4")
        inner = json.dumps({"code": 0, "msg": "ok", "vid": "v0", "video_url": link})
        places = {
            "data": {"video_url": link}, "resp_data": {"resp_data": inner},
            "resp_data, data empty": {"resp_data": inner, "video_url": ""},
        }
        return success({"status": "done", "aigc_meta_tagged": True, **places[self.video_place]})


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: VendorServer

    def log_message(self, *arguments):
        """Tests print their own lines."""

    def do_POST(self):
        server = self.server
        query = dict(parse_qsl(urlsplit(self.path).query))
        action = query.get("Action", "")
        scripted = server.next_answer(action)
        if scripted.clock_offset is not None:
            server.clock_offset = scripted.clock_offset
        if scripted.ending == "reset-unread":
            server.requests.append((time.monotonic(), action, None))
            self.note_submission(action, True)
            server.count(action)
            return self.reset()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        form = json.loads(body)
        server.requests.append((time.monotonic(), action, form))
        answer = scripted
        problem = signature_problem(self, body, time.time() + server.clock_offset)
        if problem:
            server.count("bad signatures")
        if problem and scripted.body is None:
            answer = problem
        elif scripted.body is None:
            answer = dataclasses.replace(scripted, body=server.healthy(action, form).body)
        self.note_submission(action, not answer.refuses)
        server.count(action)
        time.sleep(answer.delay)
        return self.send(answer, "application/json")

    def note_submission(self, action, accepts):
        """Counts what must never happen: another submission once one may have been accepted."""
        if action == "CVSubmitTask":
            if self.server.may_have_accepted:
                self.server.count("repeated submissions")
            self.server.may_have_accepted |= accepts

    def do_GET(self):
        target = urlsplit(self.path)
        kind, name = target.path.strip("/").split("/")
        self.server.count(kind)
        answer = self.server.next_answer(kind)
        content = self.server.files.get(name if kind == "input" else kind)
        time.sleep(answer.delay)
        if content is None or kind != "input" and dict(parse_qsl(target.query)).get("sig") != self.server.token:
            return self.send(page(403), "text/html")
        if answer.body is None:
            answer = dataclasses.replace(answer, body=content)
        return self.send(answer, "video/mp4" if kind == "video" else "application/octet-stream")

    def reset(self):
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def send(self, answer, content_type):
        """Writes an answer byte by byte as the script wants it."""
        if answer.ending == "reset":
            return self.reset()
        headers = {"Date": self.date_time_string(time.time() + self.server.clock_offset), "Content-Type": content_type}
        body, pieces = answer.body, [answer.body]
        if answer.framing == "length":
            headers["Content-Length"] = str(len(body))
        elif answer.framing == "chunked":
            headers["Transfer-Encoding"] = "chunked"
        self.close_connection = answer.ending != "whole" or answer.framing == "none"
        headers.update({name: value.replace("TOKEN", self.server.token) for name, value in answer.headers})
        lines = [f"HTTP/1.1 {answer.status} Whatever"]
        lines += [f"{name}: {value}" for name, value in headers.items() if value]
        if answer.ending == "cut":
            pieces = [body[:len(body) // 2]]
        if answer.drip:
            pieces = [body[start:start + len(body) // 10 + 1] for start in range(0, len(body), len(body) // 10 + 1)]
        self.wfile.write(answer.preface + "\r\n".join(lines).encode() + b"\r\n\r\n")
        for piece in pieces:
            if answer.framing == "chunked":
                piece = f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
            self.wfile.write(piece)
            time.sleep(answer.drip)
        if answer.framing == "chunked" and answer.ending != "cut":
            self.wfile.write(b"0\r\n\r\n")
