"""A stand-in for the Vision API that answers every disputed point differently from the project's emulator.

| question | emulator | here |
|---|---|---|
| masks | two, largest first | three, smallest first |
| mask_url | a string or a list | a list only |
| the link | in data.resp_data | in data.video_url |
| output_resolution | accepted | refused by CVSubmitTask |
| cancel | the task is canceled | refused; the task continues (`cancels=False`) |
| sound | up to 60 s | up to 35 s |
| an expired link | stays expired | CVGetResult gives a new one |
"""

import http.server
import io
import json
import secrets
import struct
import threading
import time
import urllib.request
import wave
import zlib
from urllib.parse import parse_qs, urlsplit

LONGEST = 35  # seconds


def png(size, white):
    """A gray PNG whose first rows are white."""
    rows = b"".join(b"\0" + (b"\xff" if row < white else b"\0") * size for row in range(size))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class ContraryServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, cancels):
        super().__init__(("127.0.0.1", 0), Handler)
        self.cancels = cancels
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.uploads, self.tasks, self.links, self.submissions = {}, {}, {}, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def link(self, path, life):
        token = secrets.token_hex(8)
        self.links[token] = time.monotonic() + life
        return f"{self.url}/{path}?signature={token}"


def answer(code, data=None, message="Success"):
    return {"code": code, "status": code, "message": message, "data": data, "request_id": secrets.token_hex(16)}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ContraryServer

    def log_message(self, *arguments):
        """Tests print their own lines."""

    def send(self, status, body, content_type="application/json"):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        name = f"/uploads/{len(self.server.uploads)}/{self.path.split('/')[-1]}"
        self.server.uploads[name] = self.rfile.read(int(self.headers["Content-Length"]))
        self.send(201, {"url": self.server.url + name})

    def do_GET(self):
        target = urlsplit(self.path)
        if target.path in self.server.uploads:
            return self.send(200, self.server.uploads[target.path], "application/octet-stream")
        token = parse_qs(target.query).get("signature", [""])[0]
        if time.monotonic() > self.server.links.get(token, 0):
            return self.send(403, b"expired", "text/plain")
        if target.path.startswith("/mask/"):
            return self.send(200, png(100, int(target.path.split("/")[-1])), "image/png")
        return self.send(200, b"no real video", "video/mp4")

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        action = parse_qs(urlsplit(self.path).query)["Action"][0]
        status, reply = getattr(self, action)(body)
        self.send(status, reply)

    def CVProcess(self, body):
        masks = [self.server.link(f"mask/{rows}", 60) for rows in (10, 20, 30)]
        inner = {"code": 0, "status": 1, "object_detection_result": {"mask": {"url": masks}}}
        return 200, answer(10000, {"resp_data": json.dumps(inner)})

    def CVSubmitTask(self, body):
        self.server.submissions.append(body)
        with urllib.request.urlopen(body["audio_url"], timeout=10) as sound, wave.open(io.BytesIO(sound.read())) as file:
            seconds = file.getnframes() / file.getframerate()
        if "output_resolution" in body or isinstance(body.get("mask_url"), str):
            return 400, answer(50215, message="Input invalid for this service.")
        task = str(secrets.randbelow(10**18) + 10**18)
        self.server.tasks[task] = {"seconds": seconds, "polls": 0, "canceled": False}
        return 200, answer(10000, {"task_id": task})

    def CVGetResult(self, body):
        task = self.server.tasks.get(body["task_id"])
        if task is None:
            return 200, answer(10000, {"status": "not_found"})
        if task["canceled"]:
            return 200, answer(10000, {"status": "not_found"})
        task["polls"] += 1
        if task["seconds"] > LONGEST:
            return 400, answer(50215, message="Input invalid for this service.")
        if task["polls"] < 3 or task["seconds"] > 10:
            return 200, answer(10000, {"status": "generating"})
        # The first link has expired by the time it arrives.
        task["links"] = task.get("links", 0) + 1
        link = self.server.link("video", 0 if task["links"] == 1 else 60)
        return 200, answer(10000, {"status": "done", "video_url": link})

    def CVCancelTask(self, body):
        if not self.server.cancels:
            return 400, answer(50200, message="The action is not supported.")
        self.server.tasks[body["task_id"]]["canceled"] = True
        return 200, answer(10000)
