"""How fast does a large video arrive?"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from measuring import BIN, PROJECT, Row, in_turn, text

SIZE = 1 << 30
NOTES = "From a server on this machine that sends without copying, to files in memory (`/dev/shm`), so that no disk is measured."


def rows(directory):
    # Memory for three such files, else the disk.
    shared = pathlib.Path("/dev/shm")
    has_room = shared.is_dir() and os.statvfs(shared).f_bavail * os.statvfs(shared).f_frsize > 4 * SIZE
    place = pathlib.Path(tempfile.mkdtemp(prefix="download-", dir=shared if has_room else directory))
    try:
        source = place / "video.mp4"
        with open(source, "wb") as file:
            for _ in range(SIZE >> 20):
                file.write(os.urandom(1 << 10) * (1 << 10))
        server = subprocess.Popen(
            [sys.executable, PROJECT / "Benchmarks/peers/file_server.py", source], stdout=subprocess.PIPE, text=True
        )
        try:
            url = server.stdout.readline().strip()
            ours, curl = in_turn(
                5,
                [BIN / "runner-bench", "download", url, place / "ours"],
                ["curl", "--silent", "--fail", "--noproxy", "*", "--output", place / "theirs", url],
            )
        finally:
            server.terminate()
            server.wait()
        subprocess.run(["cmp", source, place / "ours"], check=True)
    finally:
        shutil.rmtree(place)
    speeds = [theirs / mine for theirs, mine in zip(curl.wall, ours.wall)]
    factor = sorted(speeds)[len(speeds) // 2]
    return [
        Row(
            "download 1 GiB", f"{text(ours.seconds)}, {ours.memory:.1f} MB", "≥ 0.8 × curl, ≤ 25 MB",
            factor >= 0.8 and ours.memory <= 25, "curl", f"{text(curl.seconds)}, {curl.memory:.1f} MB", f"{factor:.2f}",
            ours.spread,
        )
    ]
