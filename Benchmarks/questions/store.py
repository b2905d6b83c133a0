"""What does recording runs cost?"""

import os
import pathlib
import shutil
import sqlite3
import statistics
import tempfile
import time

from measuring import BIN, Row, memory, once

NOTES = """
Half of the time of the first use is spent on pages of code that each process touches for the first time; the peer is measured in a warm
process. The peer writes the same number of transactions of the same sizes, in turn with ours, so that both see the same disk at the same time. A
transaction that is not synchronized costs 0.02 ms; one that is costs the disk's `fdatasync`. Only what must survive a power failure
is synchronized: results of steps, the start of a paid step, outputs just before they get their names, and the end of a run.
"""


def exercise(*arguments):
    return once([str(BIN / "run-store-exerciser"), *map(str, arguments)])[2].split()


def peer(path):
    """The writes of one prediction in Python: milliseconds to open, and to write."""
    start = time.perf_counter()
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY, text TEXT)")
    database.execute("CREATE TABLE IF NOT EXISTS steps (id INTEGER PRIMARY KEY, text TEXT)")
    opened = time.perf_counter()
    writes = [("NORMAL", "runs", 2000)] + [("NORMAL", "runs", 0)] * 2
    for step in range(6):
        paid = step == 3
        writes.append(("FULL" if paid else "NORMAL", "steps", 100))
        writes += [("NORMAL", "runs", 0)] if paid else []
        writes.append(("FULL", "steps", 100))
    writes += [("FULL", "runs", 300), ("FULL", "runs", 900)]
    for pragma, table, size in writes:
        database.execute(f"PRAGMA synchronous = {pragma}")
        database.execute("BEGIN IMMEDIATE")
        if size:
            database.execute(f"INSERT INTO {table} (text) VALUES (?)", ("x" * size,))
        else:
            database.execute(f"UPDATE {table} SET text = text || 'y' WHERE id = (SELECT max(id) FROM {table})")
        database.execute("COMMIT")
    return (opened - start) * 1000, (time.perf_counter() - opened) * 1000


def fill(path):
    """Makes 100,000 runs of the one that is there."""
    database = sqlite3.connect(path)
    columns = [row[1] for row in database.execute("PRAGMA table_info(runs)")]
    copied = [
        {
            "id": "printf('%010d-%06d', 1000000 + n, (n * 7919) % 1000000)",
            "created": "created - 100000000 + n * 1000",
            "status": "CASE n % 20 WHEN 0 THEN 'failed' ELSE status END",
            "output": "CASE n % 20 WHEN 0 THEN NULL ELSE output END",
            "failure": "CASE n % 20 WHEN 0 THEN '{\"code\":\"x\",\"exitStatus\":70,\"message\":\"x\"}' END",
        }.get(column, column)
        for column in columns
    ]
    numbers = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000)"
    database.execute(f"{numbers} INSERT INTO runs SELECT {', '.join(copied)} FROM numbers, (SELECT * FROM runs LIMIT 1)")
    database.execute(
        "INSERT INTO leases (run, token, is_cancel_requested) "
        "SELECT id, 1, 0 FROM runs WHERE id NOT IN (SELECT run FROM leases)"
    )
    database.commit()
    database.close()


def sync_time(directory):
    """Milliseconds of one fdatasync of 4 KiB on this disk."""
    times = []
    descriptor = os.open(directory / "sync", os.O_CREAT | os.O_WRONLY)
    for _ in range(20):
        os.write(descriptor, b"x" * 4096)
        start = time.perf_counter()
        os.fdatasync(descriptor)
        times.append((time.perf_counter() - start) * 1000)
    os.close(descriptor)
    return statistics.median(times)


def row(title, values, peer_values=None, disk=None):
    middle = statistics.median(values)
    cells = {"spread": f"{min(values):.2f} to {max(values):.2f} ms"}
    if peer_values:
        other = statistics.median(peer_values)
        cells |= {"peer": f"Python's sqlite3; fdatasync takes {disk:.2f} ms", "theirs": f"{other:.2f} ms"}
        cells |= {"ratio": f"{other / middle:.2f}"}
    return Row(title, f"{middle:.2f} ms", "–", None, **cells)


def rows(directory):
    # A disk and not memory.
    place = pathlib.Path(tempfile.mkdtemp(prefix="run-store-", dir="/var/tmp"))
    try:
        ours, theirs, many = place / "ours.sqlite", place / "theirs.sqlite", place / "many.sqlite"
        exercise("measure", ours), peer(theirs)
        pairs = [(tuple(map(float, exercise("measure", ours))), peer(theirs)) for _ in range(20)]
        disk = sync_time(place)
        exercise("measure", many)
        fill(many)
        lists = [exercise("list", many, 50) for _ in range(20)]
        every = [str(BIN / "runner"), "runs", "list", "--all", "--json", "--state", str(many)]
        everything = [once(every) for _ in range(5)]
        if everything[0][2].count('"run":') < 100_001:
            raise SystemExit("error: not all runs were listed")
        peak = memory(every)
    finally:
        shutil.rmtree(place)
    result = [
        row("open", [ours[0] for ours, _ in pairs], [theirs[0] for _, theirs in pairs], disk),
        row(
            "record a whole prediction: 24 calls, 9 of them synchronized",
            [ours[1] for ours, _ in pairs], [theirs[1] for _, theirs in pairs], disk,
        ),
    ]
    seconds = statistics.median(wall for wall, _, _ in everything)
    result.append(
        Row(
            "`runner runs list --all --json` of 100,001 runs", f"{seconds:.2f} s, {peak:.0f} MB", "10 s and 100 MB",
            seconds <= 10 and peak <= 100,
            spread=f"{min(wall for wall, _, _ in everything):.2f} to {max(wall for wall, _, _ in everything):.2f} s",
        )
    )
    titles = ["open", "look for unknown outcomes", "list 50", "list 50 of a model in two states", "shorten 50 names", "count all"]
    for index, title in enumerate(titles):
        if index > 0:
            result.append(row(f"of 100,000 runs: {title}", [float(values[index + 1]) for values in lists]))
    return result
