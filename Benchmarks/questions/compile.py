"""How long does the first prediction of a new model take?"""

import statistics

from measuring import BIN, Row, once, text
from questions.registry import SOURCE, environment, write_model

NOTES = "A whole `runner predict`: the model is new, so it is compiled, loaded in a worker, and run."


def rows(directory):
    model = directory / "new-model"
    times = []
    for number in range(8):
        # In the past of no cache, also not in one that earlier measurements have left.
        write_model(model, f"{SOURCE}\n// {once(['date', '+%s.%N'])[2]}")
        command = [str(BIN / "runner"), "predict", "--quiet", "--yes", str(model), "--input", "name=Ada"]
        wall, _, said = once(command, env=environment(directory))
        if "Hello, Ada!" not in said:
            raise SystemExit(f"error: the model did not greet: {said}")
        if number > 0:
            times.append(wall)
    middle = statistics.median(times)
    return [
        Row(
            "compile a new model and predict", text(middle), "≤ 0.8 s", middle <= 0.8,
            spread=f"{text(min(times))} to {text(max(times))}",
        )
    ]
