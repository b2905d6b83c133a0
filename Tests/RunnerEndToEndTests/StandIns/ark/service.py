"""A stand-in for the ARK API, written from the vendor's documentation and not from the emulator.

usage: service.py VIDEO PICTURE        prints its address and the directory of its accounts; ends when its standard input does

Each API key is an account. Its file KEY in the directory has a line for each fault, and KEY.log gets a line for each event:

    TARGET KIND [ARGUMENT …] [*COUNT]              COUNT is 1, or 'always'

TARGET is create, images, get, list, delete, video, frame or picture. KIND is

    refuse STATUS CODE [PARAM]   an error of the API; 'gateway STATUS CODE NAME' one of the gateway in front of it
    page STATUS                  an HTML page
    busy STATUS SECONDS          a page with Retry-After
    redirect                     a redirect to another host
    drop                         no answer, before anything is done; 'lose' after it was done; 'cut' in the middle of the answer
    hold                         no answer, and nothing is done until the client is gone; 'silence' no answer after it was done
    slow SECONDS                 the answer comes late
    mime TYPE                    the answer has another content type
    raw TEXT                     another body after it was done; 'empty' an empty one
    accepted STATUS              a success with another status
For tasks (get): status WORD, failed CODE, no-link, nulls, deleted, bare (an answer without a status)
For files: expire, truncate (a shorter file, with its length), other (an HTML page as a success), stall (half of the file)
For images: partial CODE, none, b64
"""

import http.server
import json
import re
import shutil
import sys
import tempfile
import threading
import time
import urllib.parse

from account import account, account_of_link
from answers import Answering
from fields import Refusal, check_image, check_video

VIDEO, PICTURE = sys.argv[1:3]
ACCOUNTS = tempfile.mkdtemp(prefix="ark-")
DAY = 86_400


class Handler(Answering):
    def do_HEAD(self):
        # Links are signed for GET.
        self.send(403, b"", "text/xml")

    def do_GET(self):
        self.serve()

    do_POST = do_DELETE = do_GET

    def serve(self):
        url = urllib.parse.urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        try:
            if url.path.startswith("/files/"):
                return self.file(url)
            if not url.path.startswith("/api/v3/"):
                return self.send(404, b"<html>not found</html>", "text/html")
            scheme, _, key = (self.headers.get("Authorization") or "").partition(" ")
            if scheme != "Bearer":
                raise Refusal(401, "AuthenticationError", "no API key")
            self.account = account(ACCOUNTS, key)
            self.call(url, body)
        except Refusal as refusal:
            self.refuse(refusal)

    # MARK: calls

    def call(self, url, body):
        path, query = url.path[len("/api/v3") :], urllib.parse.parse_qs(url.query)
        tasks = "/contents/generations/tasks"
        if self.command == "POST" and path == tasks:
            self.created("create", body, check_video, self.new_task)
        elif self.command == "POST" and path == "/images/generations":
            self.created("images", body, check_image, self.new_images)
        elif self.command == "GET" and path == tasks:
            self.done("list", lambda fault: self.list(query))
        elif path.startswith(tasks + "/") and self.command == "GET":
            self.done("get", lambda fault: self.task(path.rsplit("/", 1)[1], fault))
        elif path.startswith(tasks + "/") and self.command == "DELETE":
            self.done("delete", lambda fault: self.delete(path.rsplit("/", 1)[1]))
        else:
            raise Refusal(405, "100020")

    def created(self, target, body, check, make):
        self.account.log("received", target)

        def work(fault):
            if self.headers.get("Content-Type", "").split(";")[0] != "application/json":
                raise Refusal(400, "InvalidParameter", "not JSON")
            try:
                form = json.loads(body)
            except ValueError:
                raise Refusal(400, "InvalidParameter", "not JSON")
            check(form)
            answer = make(form, fault)
            self.account.log("accepted", target)
            return answer

        self.done(target, work)

    def done(self, target, work):
        """Does what was asked for, or what goes wrong instead."""
        fault = self.account.fault(target)
        kind, arguments = fault[0], fault[1:]
        if target not in {"create", "images"}:
            self.account.log(target)
        if kind == "refuse":
            param = arguments[2] if len(arguments) > 2 else None
            raise Refusal(int(arguments[0]), arguments[1], param=param)
        if kind == "gateway":
            error = {"CodeN": int(arguments[1]), "Code": arguments[2], "Message": "gateway"}
            return self.json(int(arguments[0]), {"ResponseMetadata": {"RequestId": "02g", "Error": error}})
        if kind == "page":
            return self.send(int(arguments[0]), b"<html>busy</html>", "text/html")
        if kind == "busy":
            return self.send(int(arguments[0]), b"<html>busy</html>", "text/html", {"Retry-After": arguments[1]})
        if kind == "redirect":
            return self.send(307, b"", "text/html", {"Location": "https://elsewhere.example.com" + self.path})
        if kind == "drop":
            return self.drop()
        if kind == "hold":
            self.account.log("held", target)
            self.wait_for_client()
            work(fault)
            return self.drop()
        answer = work(fault)
        if kind == "lose":
            return self.drop()
        if kind == "silence":
            self.wait_for_client()
            return self.drop()
        if kind == "cut":
            return self.cut(json.dumps(answer).encode())
        if kind == "slow":
            time.sleep(float(arguments[0]))
        if kind == "raw":
            return self.send(200, " ".join(arguments).encode())
        if kind == "empty":
            return self.send(200, b"")
        if kind == "mime":
            return self.send(200, json.dumps(answer).encode(), arguments[0])
        self.json(int(arguments[0]) if kind == "accepted" else 200, answer)

    # MARK: work

    def new_task(self, form, fault):
        now = int(time.time())
        task = {name: form.get(name) for name in form if name != "content"}
        task |= {"id": f"cgt-{self.account.number}-{len(self.account.tasks)}", "polls": 0, "created_at": now}
        task |= {"updated_at": now, "status": "queued"}
        with self.account.lock:
            self.account.tasks.append(task)
        self.account.log("task", task["id"])
        return {"id": task["id"]}

    def find(self, id):
        for task in self.account.tasks:
            if task["id"] == id:
                return task
        raise Refusal(404, "ResourceNotFound", "the task does not exist")

    def task(self, id, fault):
        task = self.find(id)
        kind, arguments = fault[0], fault[1:]
        if kind == "deleted":
            with self.account.lock:
                self.account.tasks.remove(task)
            raise Refusal(404, "ResourceNotFound", "the task does not exist")
        if task["status"] in {"queued", "running"}:
            task["polls"] += 1
            task["status"] = ["queued", "running", "succeeded"][min(task["polls"], 2)]
        if kind == "status":
            return self.shown(task) | {"status": arguments[0], "content": None}
        if kind == "bare":
            return {"id": id}
        if kind == "failed":
            task["status"] = "failed"
            error = {"code": arguments[0], "message": "it failed. Request id: 0217b"}
            return self.shown(task) | {"error": error, "content": None}
        if kind == "no-link":
            return self.shown(task) | {"status": "succeeded", "content": {"video_url": ""}}
        if kind == "nulls":
            return {name: None for name in self.shown(task)} | {"id": id, "status": "queued"}
        return self.shown(task)

    def shown(self, task):
        task = {name: value for name, value in task.items() if name != "polls"}
        task |= {"error": None, "framespersecond": 24}
        if task["status"] != "succeeded":
            return task
        content = {"video_url": self.link("video")}
        if task.get("return_last_frame"):
            content["last_frame_url"] = self.link("frame")
        sizes = {("480p", "16:9"): (864, 496), ("720p", "16:9"): (1280, 720)}
        width, height = sizes.get((task.get("resolution"), task.get("ratio")), (1280, 720))
        tokens = width * height * (24 * (task.get("duration") or 5) + 1) // 1024
        return task | {"content": content, "usage": {"completion_tokens": tokens, "total_tokens": tokens}}

    def list(self, query):
        number, size = int(query.get("page_num", ["1"])[0]), int(query.get("page_size", ["20"])[0])
        if number < 1 or not 1 <= size <= 500:
            raise Refusal(400, "InvalidParameter.page_size")
        tasks = [
            task
            for task in reversed(self.account.tasks)
            if query.get("filter.model", [task.get("model")])[0] == task.get("model")
            and query.get("filter.status", [task["status"]])[0] == task["status"]
            and task["id"] in query.get("filter.task_ids", [task["id"]])
        ]
        page = tasks[(number - 1) * size : number * size]
        return {"total": len(tasks), "items": [self.shown(task) for task in page]}

    def delete(self, id):
        task = self.find(id)
        if task["status"] == "running":
            raise Refusal(409, "TaskRunningCannotCancel")
        if task["status"] == "queued":
            task["status"] = "cancelled"
        else:
            self.account.tasks.remove(task)
        return {}

    def new_images(self, form, fault):
        most = (form.get("sequential_image_generation_options") or {}).get("max_images", 1)
        count = most if form.get("sequential_image_generation") == "auto" else 1
        data = [{"url": self.link("picture"), "size": "2048x2048"} for _ in range(count)]
        if fault[0] == "partial":
            data = data[1:] + [{"error": {"code": fault[1], "message": "not made"}}]
        if fault[0] == "none":
            data = []
        if fault[0] == "b64":
            data = [{"b64_json": "AAAA"}]
        made = sum("url" in item for item in data)
        usage = {"generated_images": made, "output_tokens": 16_384 * made, "total_tokens": 16_384 * made}
        return {"model": form["model"], "created": int(time.time()), "data": data, "usage": usage}

    # MARK: files

    def link(self, target):
        with self.account.lock:
            self.account.links += 1
            number = self.account.links
        port = self.server.server_address[1]
        return (
            f"http://127.0.0.1:{port}/files/{self.account.number}/{target}/{number}"
            f"?Expires={int(time.time()) + DAY}&Signature=s{number}"
        )

    def file(self, url):
        _, _, owner, target, number = url.path.split("/")
        query = urllib.parse.parse_qs(url.query)
        self.account = account_of_link(owner)
        self.account.log("file", target)
        if query.get("Signature") != ["s" + number] or int(query["Expires"][0]) < time.time():
            return self.send(403, b"<Error><Code>AccessDenied</Code></Error>", "text/xml")
        if number in self.account.expired:
            return self.send(403, b"<Error><Code>AccessDenied</Code></Error>", "text/xml")
        fault = self.account.fault(target)
        kind, arguments = fault[0], fault[1:]
        with open(VIDEO if target == "video" else PICTURE, "rb") as file:
            data = file.read()
        mime = "video/mp4" if target == "video" else "image/jpeg"
        if kind in {"refuse", "page"}:
            return self.send(int(arguments[0]), b"<Error/>", "text/xml")
        if kind == "expire":
            self.account.expired.add(number)
            return self.send(403, b"<Error><Code>AccessDenied</Code></Error>", "text/xml")
        if kind == "drop":
            return self.drop()
        if kind == "cut":
            return self.cut(data)
        if kind == "stall":
            self.cut(data, closing=False)
            self.account.log("stalled")
            self.wait_for_client()
            return self.drop()
        if kind == "truncate":
            data = data[: len(data) // 2]
        if kind == "empty":
            data = b""
        if kind == "other":
            data, mime = b"<html>sorry</html>", "text/html"
        if kind == "mime":
            mime = arguments[0]
        self.send(200, data, mime)


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


server = Server(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{server.server_address[1]} {ACCOUNTS}", flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
shutil.rmtree(ACCOUNTS, ignore_errors=True)
