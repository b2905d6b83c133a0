#!/bin/sh
# Measures the store of runs: opening, recording a whole prediction, and listing 100,000 runs.
#
#     swift build -c release --product run-store-exerciser && Benchmarks/run-store.sh [FOLDER]
#
# FOLDER is where the stores are made; it should be on the disk that is meant. The peer is Python's sqlite3 with the same settings:
# the same number of transactions of the same sizes, in turn with ours, so that both meet the same disk at the same time.
set -eu
exerciser="$(cd "$(dirname "$0")/.." && pwd)/.build/release/run-store-exerciser"
exerciser="${EXERCISER:-$exerciser}"
folder="$(mktemp -d "${1:-/var/tmp}/run-store-XXXXXX")"
trap 'rm -rf "$folder"' EXIT

EXERCISER="$exerciser" FOLDER="$folder" python3 - <<'PYTHON'
import os, sqlite3, statistics, subprocess, time

exerciser, folder = os.environ["EXERCISER"], os.environ["FOLDER"]
ours, theirs = f"{folder}/ours.sqlite", f"{folder}/theirs.sqlite"


def run(*arguments):
    return subprocess.run([exerciser, *arguments], check=True, capture_output=True, text=True).stdout.split()


def peer():
    """The writes of one prediction: (pragma, bytes) for each transaction, in the order in which ours come."""
    start = time.perf_counter()
    database = sqlite3.connect(theirs, isolation_level=None)
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


run("measure", ours), peer()  # the first makes the file
rows = [(tuple(map(float, run("measure", ours))), peer()) for _ in range(20)]
syncs = []
descriptor = os.open(f"{folder}/sync", os.O_CREAT | os.O_WRONLY)
for _ in range(20):
    os.write(descriptor, b"x" * 4096)
    start = time.perf_counter()
    os.fdatasync(descriptor)
    syncs.append((time.perf_counter() - start) * 1000)


def line(title, values):
    print(f"{title:<44}{statistics.median(values):8.2f} ms  (best {min(values):.2f}, worst {max(values):.2f})")


line("fdatasync of 4 KiB on this disk", syncs)
line("open", [row[0][0] for row in rows])
line("open, Python", [row[1][0] for row in rows])
line("record a whole prediction", [row[0][1] for row in rows])
line("record a whole prediction, Python", [row[1][1] for row in rows])

many = f"{folder}/many.sqlite"
run("measure", many)
database = sqlite3.connect(many)
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
    "INSERT INTO leases (run, token, is_cancel_requested) SELECT id, 1, 0 FROM runs WHERE id NOT IN (SELECT run FROM leases)"
)
database.commit()
database.close()
rows = [run("list", many, "50") for _ in range(20)]
titles = ["open", "settle", "list 50", "list 50, two filters", "shorten 50 names", "count all"]
print(f"\n100,000 runs, {os.path.getsize(many) >> 20} MiB")
for index, title in enumerate(titles):
    line(title, [float(row[index + 1]) for row in rows])
PYTHON
