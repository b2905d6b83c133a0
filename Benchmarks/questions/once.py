"""How long does it take to submit one task and poll once for its result?"""

from measuring import BIN, PROJECT, Emulator, Row, in_turn, ratio, text

NOTES = "Whole processes against runner-emulator: `runner-bench once`, which uses VisionHelper as a model does, and the SDK."


def rows(directory):
    with Emulator("--queue-time", "1h") as emulator:
        ours, peer = in_turn(
            15,
            [BIN / "runner-bench", "once", emulator.image, emulator.audio],
            [directory / "venv" / "bin" / "python", PROJECT / "Benchmarks/peers/sdk_once.py", emulator.image, emulator.audio],
            env=emulator.environment,
        )
    factor = ratio(peer, ours)
    return [
        Row(
            "submit and ask once", f"{text(ours.seconds)}, {ours.memory:.1f} MB", "≤ 40 ms, ≥ 6 × as fast",
            ours.seconds <= 0.04 and factor >= 6, "byteplus-sdk", f"{text(peer.seconds)}, {peer.memory:.1f} MB",
            f"{factor:.0f}", ours.spread,
        )
    ]
