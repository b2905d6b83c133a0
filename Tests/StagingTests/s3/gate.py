"""Stands in front of moto and is as strict as S3 is: signatures, clocks and the life of links, all judged by botocore.

moto stores whatever it is sent; this refuses what S3 would refuse, and fails on demand: `faults` holds functions that
each take one request of the method they are for.
"""

import collections
import contextlib
import datetime
import email.utils
import http.client
import http.server
import re
import threading
import time
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

REGION = "eu-west-3"
ACCESS_KEY, SECRET_KEY, TOKEN = "AKIAGATEOFTHETESTS00", "gate/secret+key", "gate-token/+="
SKEW_LIMIT = 900  # seconds
PATCHED = threading.Lock()


def credentials(token=None):
    return Credentials(ACCESS_KEY, SECRET_KEY, token)


@contextlib.contextmanager
def at(date):
    """Lets botocore sign at a time of our choice."""
    moment = datetime.datetime.strptime(date, "%Y%m%dT%H%M%SZ")
    with PATCHED, mock.patch.object(botocore.auth, "get_current_datetime", lambda *arguments, **more: moment):
        yield


def presigned(url, date, seconds, token=None, region=REGION):
    """The link that botocore makes of the same."""
    request = AWSRequest("GET", url)
    with at(date):
        botocore.auth.S3SigV4QueryAuth(credentials(token), "s3", region, expires=seconds).add_auth(request)
    return request.url


class Refused(Exception):
    def __init__(self, status, code, message="", headers=(), more=""):
        super().__init__(code)
        self.status, self.headers = status, dict(headers)
        self.body = (f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message>'
                     f"{more}<RequestId>REQUEST0001</RequestId></Error>").encode()


class Dropped(Exception):
    """The connection ends without an answer."""


class Gate(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, backend, clock_offset=0, token=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.backend, self.clock_offset, self.token = backend, clock_offset, token
        self.counts = collections.Counter()
        self.bytes = 0  # of all bodies of PUT
        self.faults = {}
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A client that goes away is no fault of the server."""

    @property
    def now(self):
        return time.time() + self.clock_offset


def seconds(date):
    if not re.fullmatch(r"\d{8}T\d{6}Z", date or ""):
        raise Refused(403, "AccessDenied", "no date")
    moment = datetime.datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    return moment.timestamp()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Gate

    def log_message(self, *arguments):
        """The checks print their own lines."""

    def date_time_string(self, timestamp=None):
        return email.utils.formatdate(self.server.now, usegmt=True)

    def check_key(self, key, token):
        if key != ACCESS_KEY:
            raise Refused(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist.")
        if token != self.server.token:
            raise Refused(400, "ExpiredToken", "The provided token has expired.")

    def check_header(self):
        found = re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=([^/,]+)/(\d{8})/([^/]+)/s3/aws4_request, SignedHeaders=([a-z0-9;-]+), "
            r"Signature=([0-9a-f]{64})",
            self.headers.get("Authorization", ""),
        )
        if not found:
            raise Refused(403, "AccessDenied", "Anonymous")
        key, day, region, names, signature = found.groups()
        self.check_key(key, self.headers.get("x-amz-security-token"))
        date = self.headers["x-amz-date"]
        if abs(seconds(date) - self.server.now) > SKEW_LIMIT:
            raise Refused(403, "RequestTimeTooSkewed", "The difference is too large.")
        if region != REGION:
            raise Refused(400, "AuthorizationHeaderMalformed", "wrong region", more=f"<Region>{REGION}</Region>")
        assert {"host", "x-amz-content-sha256", "x-amz-date"} <= set(names.split(";")), names
        signer = botocore.auth.S3SigV4Auth(credentials(self.server.token), "s3", region)
        request = AWSRequest(
            self.command, f"http://{self.headers['Host']}{self.path}",
            headers={name: self.headers[name] for name in names.split(";")},
        )
        request.context["timestamp"] = date
        text = signer.string_to_sign(request, signer.canonical_request(request))
        if signer.signature(text, request) != signature:
            raise Refused(403, "SignatureDoesNotMatch", "The request signature we calculated does not match.")

    def check_link(self):
        query = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        self.check_key(query["X-Amz-Credential"].split("/")[0], query.get("X-Amz-Security-Token"))
        url = f"http://{self.headers['Host']}{self.path}"
        wanted = presigned(url.split("?")[0], query["X-Amz-Date"], int(query["X-Amz-Expires"]), self.server.token)
        if wanted != url:
            raise Refused(403, "SignatureDoesNotMatch", "not the link that botocore makes")
        if self.server.now > seconds(query["X-Amz-Date"]) + int(query["X-Amz-Expires"]):
            raise Refused(403, "AccessDenied", "Request has expired")

    def handle_one(self):
        server = self.server
        server.counts[self.command] += 1
        length = int(self.headers.get("Content-Length") or 0)
        try:
            faults = server.faults.get(self.command, [])
            if faults:
                faults.pop(0)(self)
            self.check_link() if "X-Amz-Signature=" in self.path else self.check_header()
            backend = http.client.HTTPConnection(server.backend, timeout=600)
            headers = {name: value for name, value in self.headers.items() if name.lower() != "authorization"}
            # moto takes a request without one for somebody else's.
            headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential=x/20260101/{REGION}/s3/aws4_request"
            # The query of a link is a signature; any other is a question.
            path = self.path.split("?")[0] if "X-Amz-Signature=" in self.path else self.path
            backend.request(self.command, path, self.pieces(length) if length else b"", headers)
            answer = backend.getresponse()
            body = answer.read()
            if self.command == "PUT" and answer.status == 200:
                server.counts["objects"] += 1
        except Refused as refusal:
            self.close_connection = True  # the body was not read
            self.reply(refusal.status, refusal.headers, refusal.body)
            return
        except Dropped:
            self.close_connection = True
            return
        kept = {name: answer.headers[name] for name in ("Content-Type", "ETag", "Content-Length", "Content-Range", "Last-Modified")
                if answer.headers[name]}
        self.reply(answer.status, kept, body)

    do_GET = do_HEAD = do_PUT = do_DELETE = handle_one

    def pieces(self, length):
        while length:
            piece = self.rfile.read(min(length, 1 << 20))
            if not piece:
                raise Dropped
            length -= len(piece)
            self.server.bytes += len(piece)
            yield piece

    def reply(self, status, headers, body):
        self.send_response(status)
        if self.command != "HEAD" or "Content-Length" not in headers:
            headers["Content-Length"] = str(len(body))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


# Faults.


def drop_after(count):
    """Reads so much of the body and hangs up."""
    def fault(handler):
        handler.rfile.read(count)
        raise Dropped
    return fault


def answer(status, code, headers=(), more=""):
    def fault(handler):
        raise Refused(status, code, "on demand", headers, more)
    return fault
