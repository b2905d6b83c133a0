"""How many requests are signed per second?"""

import statistics

from measuring import BIN, PROJECT, Row, once

NOTES = """
Counted inside one process on one core, without its start. `Benchmarks/hot-paths/Signing.swift` shows what is signed.

A signature costs 60,500 instructions, not counting the processor's own instructions for SHA-256: half of them are its fourteen blocks of SHA-256 and
the rest of libcrypto. With these instructions, `perf record` attributes a quarter of the time to libcrypto and a tenth to libc, most of that
for memory. The rest is spread over parsing the request and building its texts; no function takes more than 5 %. The rate varies with the load of
the machine: measured in turn with the previous signer, which needed 77,000 instructions, it was 1.5 to 1.9 times as fast.
"""


def rows(directory):
    python = directory / "venv" / "bin" / "python"
    ours, theirs = [], []
    for _ in range(5):
        ours.append(200_000 / float(once([str(BIN / "hot-paths"), "sign", "200000"])[2]))
        theirs.append(5_000 / float(once([str(python), str(PROJECT / "Benchmarks/peers/sdk_sign.py"), "5000"])[2]))
    rate = statistics.median(ours)
    return [
        Row(
            "signatures a second", f"{rate:,.0f}", "≥ 150,000", rate >= 150_000, "byteplus-sdk, SignerV4",
            f"{statistics.median(theirs):,.0f}", f"{statistics.median(a / b for a, b in zip(ours, theirs)):.0f}",
            f"{min(ours):,.0f} to {max(ours):,.0f}",
        )
    ]
