"""Runs a command beside a stand-in for the tasks of the ARK API, and exits as the command does.

usage: ark.py BEHAVIOUR VIDEO LOG -- COMMAND…      ENDPOINT in the command stands for the stand-in's address

BEHAVIOUR is good, or what goes wrong: lost (no answer to the submission), broken (an answer without a task), refused, denied, failed.
"""
import http.server
import json
import subprocess
import sys
import threading

behaviour, video, log = sys.argv[1:4]
command = sys.argv[sys.argv.index("--") + 1 :]
questions = 0


class Handler(http.server.BaseHTTPRequestHandler):
    def note(self):
        with open(log, "a") as file:
            file.write(f"{self.command} {self.path} {self.headers.get('Authorization', '')}\n")

    def answer(self, status, value):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.note()
        self.rfile.read(int(self.headers["Content-Length"]))
        if behaviour == "lost":
            self.close_connection = True
        elif behaviour == "broken":
            self.answer(200, b"<html>")
        elif behaviour == "refused":
            self.answer(400, {"error": {"code": "InvalidParameter", "message": "no"}})
        elif behaviour == "denied":
            self.answer(401, {"error": {"code": "AuthenticationError", "message": "no"}})
        else:
            self.answer(200, {"id": "cgt-1"})

    def do_GET(self):
        global questions
        self.note()
        if self.path == "/video":
            with open(video, "rb") as file:
                return self.answer(200, file.read())
        if not self.path.startswith("/api/"):
            # A runner asks whether it talks to an emulator.
            return self.answer(404, b"")
        questions += 1
        if questions == 2 and behaviour == "good":
            return self.answer(503, b"busy")
        if questions < 3:
            return self.answer(200, {"id": "cgt-1", "status": "running"})
        if behaviour == "failed":
            return self.answer(200, {"id": "cgt-1", "status": "failed", "error": {"code": "Oops", "message": "no"}})
        link = f"http://127.0.0.1:{self.server.server_port}/video"
        self.answer(200, {"id": "cgt-1", "status": "succeeded", "content": {"video_url": link}})

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
endpoint = f"http://127.0.0.1:{server.server_port}"
sys.exit(subprocess.run([word.replace("ENDPOINT", endpoint) for word in command]).returncode)
