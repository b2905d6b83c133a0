"""Runs a command beside a stand-in for a service of jobs whose results are protected, and exits as the command does.

usage: jobs.py WHERE SOUND LOG -- COMMAND…      ENDPOINT in the command stands for the stand-in's address

WHERE is the place of a result: own (a path of the service), elsewhere (a link to another server), redirected (a path of the service that
leads to another server), or refused (the service accepts no job). The log has a line for each request, with the name of the server and the token.
"""
import http.server
import json
import subprocess
import sys
import threading

where, sound, log = sys.argv[1:4]
command = sys.argv[sys.argv.index("--") + 1 :]


class Handler(http.server.BaseHTTPRequestHandler):
    def note(self):
        name = "service" if self.server is service else "other"
        with open(log, "a") as file:
            file.write(f"{name} {self.command} {self.path} {self.headers.get('Authorization', '-')}\n")

    def answer(self, status, value, headers=()):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers:
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.note()
        self.rfile.read(int(self.headers["Content-Length"]))
        if where == "refused":
            return self.answer(422, {"error": "there is nobody to greet"})
        self.answer(200, {"id": "job-1"})

    def do_GET(self):
        self.note()
        if self.path == "/example/v1/greetings/job-1":
            link = f"{elsewhere}/sound" if where == "elsewhere" else "/result"
            return self.answer(200, {"status": "done", "speech": link})
        if self.path == "/result" and where == "redirected":
            return self.answer(302, b"", [("Location", f"{elsewhere}/sound")])
        if self.path in ("/result", "/sound"):
            with open(sound, "rb") as file:
                return self.answer(200, file.read())
        # A runner asks whether it talks to an emulator.
        self.answer(404, b"")

    def log_message(self, *arguments):
        pass


service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
for server in (service, other):
    threading.Thread(target=server.serve_forever, daemon=True).start()
endpoint = f"http://127.0.0.1:{service.server_port}"
elsewhere = f"http://127.0.0.1:{other.server_port}"
sys.exit(subprocess.run([word.replace("ENDPOINT", endpoint) for word in command]).returncode)
