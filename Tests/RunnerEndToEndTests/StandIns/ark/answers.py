"""How a stand-in answers, or fails to answer."""

import http.server
import json
import socket


class Answering(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass

    def refuse(self, refusal):
        message = f"{refusal.message}. Request id: 0217a"
        error = {"code": refusal.code, "message": message, "type": "BadRequest"}
        if refusal.param:
            error["param"] = refusal.param
        self.json(refusal.status, {"error": error})

    def json(self, status, value):
        self.send(status, json.dumps(value).encode())

    def send(self, status, body, mime="application/json", headers={}):
        self.send_response(status)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Request-Id", "0217a")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def cut(self, body, closing=True):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()
        if closing:
            self.drop()

    def drop(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def wait_for_client(self):
        try:
            self.connection.recv(1)
        except OSError:
            pass
