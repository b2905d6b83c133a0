"""How fast does a command start?"""

import subprocess

from measuring import BIN, PROJECT, Row, in_turn, ratio, text

NOTES = """
According to callgrind, `runner --help` executes 17 million instructions. The dynamic loader takes 5 million (the program is position-independent), and
Swift's search for conformances takes 8 million: the argument parser uses reflection, and each search goes through 7,600 records. `runner
list` takes 12 million more: 6 for parsing its own command, again by reflection, and 3 for each of the first two manifests, which build
the decoder's tables. Each further manifest takes 1 million. Neither command starts another thread. 800 pages are touched for the first time, a quarter of
them because the loader writes addresses into them. Loading the program at a different address each time is worth that.
"""


def rows(directory):
    registries = {}
    for count in (2, 200):
        registries[count] = directory / f"registry-{count}"
        subprocess.run([PROJECT / "Benchmarks" / "make-manifests", "--registry", registries[count], str(count)], check=True)
    peers = directory / "venv" / "bin"
    runner, check, llm = in_turn(
        15, [BIN / "runner", "--help"], [peers / "check-jsonschema", "--help"], [peers / "llm", "--help"]
    )
    few, many = in_turn(
        15, *([BIN / "runner", "list", "--registry", registries[count]] for count in (2, 200))
    )
    if len(many.output.splitlines()) != 201:
        raise SystemExit("error: runner did not list 200 models")
    ours = f"{text(runner.seconds)}, {runner.memory:.1f} MB"
    bar = "≤ 15 ms, ≤ 20 MB"
    met = runner.seconds <= 0.015 and runner.memory <= 20
    result = []
    for name, peer in [("check-jsonschema", check), ("llm", llm)]:
        result.append(
            Row(
                "`runner --help`", ours, bar, met, f"`{name} --help`",
                f"{text(peer.seconds)}, {peer.memory:.1f} MB", f"{ratio(peer, runner):.0f}", runner.spread,
            )
        )
    result.append(
        Row(
            "`runner list`, 2 models", f"{text(few.seconds)}, {few.memory:.1f} MB", bar,
            few.seconds <= 0.015 and few.memory <= 20, spread=few.spread,
        )
    )
    result.append(
        Row(
            "`runner list`, 200 models", f"{text(many.seconds)}, {many.memory:.1f} MB", "≤ 40 ms", many.seconds <= 0.04,
            spread=many.spread,
        )
    )
    return result
