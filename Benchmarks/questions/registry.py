"""Does a model start slower among 200 than among 2?"""

import os
import shutil
import subprocess

from measuring import BIN, PROJECT, Row, in_turn, ratio, text

SOURCE = """\
import InferenceKit

struct Inference: Predictor {
    struct Input: Decodable, Sendable { var name: String }
    struct Output: Codable, Sendable { var greeting: String }

    init(_ setup: Setup) async throws {}

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        Output(greeting: "Hello, \\(input.name)!")
    }
}
"""

MANIFEST = """\
namespace: demo
name: hello
description: Greets somebody.
category: text
kernel: swift-6
resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
inputs:
    name: {type: string, length: {min: 1, max: 40}}
outputs:
    greeting: {type: string}
"""


def write_model(directory, source=SOURCE):
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "inf.yml").write_text(MANIFEST)
    (directory / "Inference.swift").write_text(source)


def environment(directory):
    """The environment of a run that touches nothing of the user's."""
    return {**os.environ, "RUNNER_CACHE": str(directory / "cache"), "RUNNER_STATE": str(directory / "state" / "runs.sqlite")}


def rows(directory):
    shutil.rmtree(directory / "state", ignore_errors=True)
    registries = {}
    for count in (2, 200):
        registries[count] = directory / f"predict-{count}"
        shutil.rmtree(registries[count], ignore_errors=True)
        subprocess.run(
            [PROJECT / "Benchmarks" / "make-manifests", "--registry", registries[count], str(count - 1)], check=True
        )
        # Not the directory's name, so that 'hello' can be found in the manifest only.
        write_model(registries[count] / "zz-greeting")
    result = []
    for way, name in [
        ("by directory", None), ("by name", "hello"), ("by namespace/name", "demo/hello"),
    ]:
        few, many = in_turn(
            15,
            *(
                [BIN / "runner", "predict", "--quiet", "--yes", "--registry", registry, name or registry / "zz-greeting",
                 "--input", "name=Ada"]
                for registry in registries.values()
            ),
            with_memory=False,
            env=environment(directory),
        )
        if "Hello, Ada!" not in many.output:
            raise SystemExit(f"error: the model did not greet: {many.output}")
        slower = 1 / ratio(few, many)
        result.append(
            Row(
                f"`runner predict`, {way}", text(many.seconds), "no slower", slower <= 1.1, "the same, 2 models",
                text(few.seconds), f"{1 / slower:.2f}", many.spread,
            )
        )
    return result
