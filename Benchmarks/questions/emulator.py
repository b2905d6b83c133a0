"""How many requests does the emulator answer per second?"""

import re
import socket
import subprocess
import time
import urllib.request

from measuring import Emulator, PROJECT, Row

NOTES = """
wrk with 16 connections and one thread on the same machine. Each request for a result is signed, so each answer means that the signature was
checked and the task was looked up. moto answers with a list of S3 buckets and checks no signature.
"""


def requests_per_second(url, script=None):
    command = ["wrk", "--threads", "1", "--connections", "16", "--duration", "5s", url]
    if script:
        command[1:1] = ["--script", str(script)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(re.search(r"Requests/sec:\s*([\d.]+)", said)[1]), "Non-2xx" in said


def moto(directory):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [directory / "venv/bin/moto_server", "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/").close()
                break
            except OSError:
                time.sleep(0.1)
        return requests_per_second(f"http://127.0.0.1:{port}/")[0]
    finally:
        server.terminate()
        server.wait()


def rows(directory):
    python = directory / "venv" / "bin" / "python"
    with Emulator("--queue-time", "1h") as emulator:
        said = subprocess.run(
            [python, PROJECT / "Benchmarks/peers/sdk_once.py", emulator.image, emulator.audio],
            check=True, capture_output=True, text=True, env=emulator.environment,
        ).stdout.strip()
        script = directory / "result.lua"
        script.write_text(
            subprocess.run(
                [python, PROJECT / "Benchmarks/peers/signed_request.py", said],
                check=True, capture_output=True, text=True, env=emulator.environment,
            ).stdout
        )
        rate, refused = requests_per_second(f"{emulator.endpoint}/?Action=CVGetResult&Version=2024-06-06", script)
        if refused:
            raise SystemExit("error: the emulator has refused requests")
    theirs = moto(directory)
    return [
        Row("questions for a result", f"{rate:,.0f} a second", "–", None, "moto_server", f"{theirs:,.0f} a second", f"{rate / theirs:.0f}")
    ]
