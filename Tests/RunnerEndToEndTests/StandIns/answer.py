"""Runs a command beside a service that gives every request one answer, and exits as the command does.

usage: answer.py STATUS BODY LOG -- COMMAND…      ENDPOINT in the command stands for the service's address
"""
import http.server
import subprocess
import sys
import threading

status, body, log = sys.argv[1:4]
command = sys.argv[sys.argv.index("--") + 1 :]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        with open(log, "a") as file:
            file.write(f"{self.command} {self.path}\n")
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(int(status))
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
endpoint = f"http://127.0.0.1:{server.server_port}"
sys.exit(subprocess.run([word.replace("ENDPOINT", endpoint) for word in command]).returncode)
