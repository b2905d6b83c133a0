"""Waits for many tasks at once with aiohttp, the SDK's signer and sqlite3, as `runner-bench tasks` does with ours.

    aiohttp_tasks.py COUNT SECONDS INTERVAL IMAGE AUDIO STORE

The same questions at the same times, and the same transactions, of which the same are synchronized with the disk.
"""

import asyncio
import json
import os
import sqlite3
import sys
import time
from urllib.parse import urlsplit

import aiohttp
from byteplus_sdk.auth.SignerV4 import SignerV4
from byteplus_sdk.base.Request import Request
from byteplus_sdk.Credentials import Credentials

COUNT, SECONDS, INTERVAL = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
IMAGE, AUDIO, STORE = sys.argv[4:]
HOST = urlsplit(os.environ["VISION_ENDPOINT"]).netloc
KEY = "realman_avatar_picture_omni_cv"
CREDENTIALS = Credentials(
    os.environ["BYTEPLUS_ACCESS_KEY"], os.environ["BYTEPLUS_SECRET_KEY"], "cv", "ap-singapore-1"
)


class Store:
    def __init__(self):
        self.database = sqlite3.connect(STORE, isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("CREATE TABLE runs (id INTEGER PRIMARY KEY, text TEXT)")
        self.database.execute("CREATE TABLE steps (id INTEGER PRIMARY KEY, run INTEGER, text TEXT)")

    def write(self, synchronous, statement, *values):
        self.database.execute(f"PRAGMA synchronous = {synchronous}")
        self.database.execute("BEGIN IMMEDIATE")
        self.database.execute(statement, values)
        self.database.execute("COMMIT")


async def call(session, action, fields):
    request = Request()
    request.set_shema("http")
    request.set_method("POST")
    request.set_host(HOST)
    request.set_path("/")
    request.set_query({"Action": action, "Version": "2024-06-06"})
    request.set_headers({"Host": HOST, "Content-Type": "application/json"})
    request.set_body(json.dumps(fields))
    SignerV4.sign(request, CREDENTIALS)
    url = f"http://{HOST}/?Action={action}&Version=2024-06-06"
    async with session.post(url, data=request.body, headers=request.headers) as answer:
        return json.loads(await answer.read())["data"]


async def one(number, session, store):
    add, step = "INSERT INTO runs (id, text) VALUES (?, ?)", "INSERT INTO steps (run, text) VALUES (?, ?)"
    change = "UPDATE runs SET text = text || ? WHERE id = ?"
    store.write("NORMAL", add, number, "x" * 1200)
    store.write("NORMAL", change, "processing", number)
    deadline = time.monotonic() + SECONDS
    store.write("FULL", step, number, "submit")
    fields = {"req_key": KEY, "image_url": IMAGE, "audio_url": AUDIO}
    task = (await call(session, "CVSubmitTask", fields))["task_id"]
    store.write("NORMAL", change, task, number)
    store.write("FULL", step, number, task)
    store.write("NORMAL", step, number, "poll")
    wait, last, changes = INTERVAL, "", 0
    while True:
        state = (await call(session, "CVGetResult", {"req_key": KEY, "task_id": task}))["status"]
        if state != last:
            last, changes = state, changes + 1
        await asyncio.sleep(max(0, min(wait, deadline - time.monotonic())))
        wait = min(wait * 1.25, INTERVAL * 10 / 3)
        if time.monotonic() >= deadline:
            break
    late = time.monotonic() - deadline
    store.write("FULL", step, number, "out of time")
    store.write("FULL", change, "interrupted", number)
    return late, changes


async def main():
    store = Store()
    connector = aiohttp.TCPConnector(limit=512)
    async with aiohttp.ClientSession(connector=connector) as session:
        results = await asyncio.gather(*(one(number, session, store) for number in range(COUNT)))
    late = max(late for late, _ in results) * 1000
    print(json.dumps({"tasks": COUNT, "changes": sum(changes for _, changes in results), "late_ms": late}))


asyncio.run(main())
