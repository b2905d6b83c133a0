"""What does the sandbox cost a prediction?"""

import statistics

from measuring import BIN, Row, in_turn, text
from questions.registry import environment, write_model, SOURCE

NOTES = """
A whole `runner predict` of a model that is compiled already, with its sandbox and with `--unsafe-models`, in turn. The difference is the median
over pairs; it is smaller than that between two runs of one command.
"""


def rows(directory):
    model = directory / "sandboxed"
    write_model(model, SOURCE)
    command = [BIN / "runner", "predict", "--quiet", "--yes", model, "--input", "name=Ada"]
    confined, free = in_turn(
        60, command, command + ["--unsafe-models"], with_memory=False, env=environment(directory)
    )
    if "Hello, Ada!" not in confined.output:
        raise SystemExit(f"error: the model did not greet: {confined.output}")
    cost = statistics.median(a - b for a, b in zip(confined.wall, free.wall))
    return [
        Row(
            "`runner predict` in the sandbox", text(confined.seconds), "≤ 2 ms more", cost <= 0.002, "`--unsafe-models`",
            text(free.seconds), f"{cost * 1000:+.1f} ms", confined.spread,
        )
    ]
