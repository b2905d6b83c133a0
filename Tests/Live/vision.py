"""A small client of the Vision API that signs, records what was exchanged, and never repeats a submission.

It uses Python's standard library only and shares nothing with the project's own client, so that it is a second opinion.
"""

import datetime
import hashlib
import hmac
import json
import os
import re
import urllib.error
import urllib.request
from urllib.parse import urlencode, urlsplit

ENDPOINT = "https://cv.byteplusapi.com"
REGION, SERVICE = "ap-singapore-1", "cv"
VERSION = "2024-06-06"
TIMEOUT = 60  # seconds
REDACTED = "REDACTED"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def signed_headers(url, body, access_key, secret_key, now):
    """Signs a POST request: HMAC-SHA256 over the canonical request, as AWS does it, without the `AWS4` prefix."""
    target = urlsplit(url)
    date = now.strftime("%Y%m%dT%H%M%SZ")
    headers = {
        "content-type": "application/json", "host": target.netloc, "x-content-sha256": sha256(body), "x-date": date,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = "\n".join(["POST", target.path or "/", target.query, lines, names, headers["x-content-sha256"]])
    scope = f"{date[:8]}/{REGION}/{SERVICE}/request"
    text = "\n".join(["HMAC-SHA256", date, scope, sha256(canonical.encode())])
    key = secret_key.encode()
    for part in (date[:8], REGION, SERVICE, "request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    headers["authorization"] = (
        f"HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return headers


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


# Redirects are not followed, since a signed request must not go elsewhere.
opener = urllib.request.build_opener(NoRedirect)


def fetch(url, limit=64 << 20):
    """Downloads a link; returns its HTTP status and content."""
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:
            return answer.status, answer.read(limit)
    except urllib.error.HTTPError as error:
        return error.code, error.read(limit)


class Client:
    """Calls actions and records each exchange without keys, signatures, links' queries and request ids."""

    def __init__(self, endpoint, access_key, secret_key, directory):
        self.endpoint, self.access_key, self.secret_key = endpoint, access_key, secret_key
        self.directory = directory
        self.step = ""

    def call(self, action, body):
        """Returns the HTTP status, the parsed JSON (`None` if it is not JSON) and the name of the recording."""
        data = json.dumps(body, sort_keys=True).encode()
        url = f"{self.endpoint}/?" + urlencode({"Action": action, "Version": VERSION})
        now = datetime.datetime.now(datetime.timezone.utc)
        headers = signed_headers(url, data, self.access_key, self.secret_key, now)
        request = urllib.request.Request(url, data, headers, method="POST")
        try:
            with opener.open(request, timeout=TIMEOUT) as answer:
                status, received, text = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            status, received, text = error.code, error.headers, error.read()
        try:
            parsed = json.loads(text)
        except ValueError:
            parsed = None
        name = self.record(action, body, status, received, parsed if parsed is not None else text.decode(errors="replace"))
        return status, parsed, name

    def record(self, action, body, status, headers, answer):
        os.makedirs(self.directory, exist_ok=True)
        number = len([name for name in os.listdir(self.directory) if name.endswith(".json")]) + 1
        name = f"{number:03}-{self.step}-{action}.json"
        kept = {field: headers[field] for field in ("Content-Type", "Retry-After") if headers[field]}
        exchange = {
            "action": action, "request": body, "status": status, "headers": kept, "answer": answer,
        }
        with open(os.path.join(self.directory, name), "w") as file:
            json.dump(self.redacted(exchange), file, indent=2, sort_keys=True)
            file.write("\n")
        return name

    def redacted(self, value):
        """Removes what must not become a fixture, wherever it is, also inside JSON in a string."""
        if isinstance(value, dict):
            return {
                name: REDACTED if name.lower() in ("request_id", "requestid") else self.redacted(part)
                for name, part in value.items()
            }
        if isinstance(value, list):
            return [self.redacted(part) for part in value]
        if not isinstance(value, str):
            return value
        try:
            inner = json.loads(value)
        except ValueError:
            inner = None
        if isinstance(inner, (dict, list)):
            return json.dumps(self.redacted(inner), sort_keys=True)
        for secret in (self.access_key, self.secret_key):
            value = value.replace(secret, REDACTED)
        return re.sub(r"(https?://[^\s?\"']+)\?[^\s\"']*", rf"\1?{REDACTED}", value)
