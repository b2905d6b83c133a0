"""How fast are 1,000 manifests checked?"""

import subprocess

from measuring import BIN, PROJECT, Row, in_turn, ratio, text

COUNT = 1000
NOTES = """
Every tenth manifest contains a common mistake. check-jsonschema, jsonschema-rs and runner check the same schema, which
`runner schema manifest` prints; yamale and pydantic use their own schemas with the same keys and types, in `Benchmarks/peers`. What runner
checks beyond a schema (units, bounds against each other, similar names, the registry as a whole) has no counterpart.

According to callgrind a manifest of 2.3 kB costs 1.0 million instructions: 46 % are libyaml's, 17 % build the tree with positions, 1 % look for
bytes that are not allowed, 24 % decode the values with their units and bounds, and the rest checks the rules and frees memory.
"""


def rows(directory):
    models = directory / "manifests"
    subprocess.run([PROJECT / "Benchmarks" / "make-manifests", models, str(COUNT)], check=True)
    schema = directory / "inf.schema.json"
    schema.write_text(subprocess.run([BIN / "runner", "schema", "manifest"], check=True, capture_output=True, text=True).stdout)
    files = sorted(str(path) for path in models.rglob("inf.yml"))
    python, peers = directory / "venv" / "bin" / "python", PROJECT / "Benchmarks" / "peers"
    theirs = {
        "pydantic + PyYAML": ([python, peers / "pydantic_manifests.py", models], 2),
        "jsonschema-rs + PyYAML": ([python, peers / "jsonschema_rs_manifests.py", schema, models], 2),
        "yamale": ([python, peers / "yamale_manifests.py", peers / "manifest.yamale", models], 1),
        "check-jsonschema": ([directory / "venv" / "bin" / "check-jsonschema", "--schemafile", schema, *files], 1),
    }
    ours = [BIN / "runner", "validate", models]
    fastest = None
    result = []
    for name, (command, runs) in theirs.items():
        mine, peer = in_turn(runs, ours, command, fails=(1,))
        factor = ratio(peer, mine)
        fastest = min(fastest or factor, factor)
        result.append(
            Row(
                "`runner validate`", "", "", None, name,
                f"{text(peer.seconds)}, {COUNT / peer.seconds:.0f} files/s, {peer.memory:.0f} MB", f"{factor:.0f}",
            )
        )
    (mine,) = in_turn(15, ours, fails=(1,))
    rate = COUNT / mine.seconds
    for row in result:
        row.ours = f"{text(mine.seconds)}, {rate:,.0f} files/s, {mine.memory:.1f} MB"
        row.bar = "≥ 10,000 files/s, ≥ 8 × the fastest"
        row.met = rate >= 10_000 and fastest >= 8
        row.spread = mine.spread
    return result
