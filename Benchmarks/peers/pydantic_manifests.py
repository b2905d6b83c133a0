"""Checks every inf.yml below a directory with PyYAML (libyaml's parser) and pydantic, and prints how many have findings."""

import pathlib
import sys
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

Name = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Images(Strict):
    card: str | None = None
    thumbnail: str | None = None
    banner: str | None = None


class Secret(Strict):
    key: Annotated[str, Field(pattern=r"^[A-Z_][A-Z0-9_]*$")]
    description: str | None = None
    optional: bool = False


class GPU(Strict):
    count: int
    vram: int | str
    type: str


class Resources(Strict):
    gpu: GPU
    ram: int | str


class Bounds(Strict):
    min: int | float | str | None = None
    max: int | float | str | None = None
    above: int | float | str | None = None
    below: int | float | str | None = None
    recommended_max: int | float | str | None = None


class Input(Strict):
    type: Literal["image", "audio", "video", "file", "string", "integer", "number", "boolean"]
    description: str | None = None
    required: bool = True
    formats: list[str] = []
    size: Bounds | None = None
    width: Bounds | None = None
    height: Bounds | None = None
    duration: Bounds | None = None
    range: Bounds | None = None
    length: Bounds | None = None


class Output(Strict):
    type: Literal["image", "audio", "video", "file", "string", "integer", "number", "boolean"]
    description: str | None = None
    formats: list[str] = []
    frame_rate: int | float | None = None


class Pricing(Strict):
    usd_per_output_second: float
    duration_from: str


class Manifest(Strict):
    namespace: Name
    name: Name
    title: str | None = None
    description: str
    category: Literal["image", "video", "audio", "text", "chat", "3d", "other"]
    kernel: str
    metadata: dict[str, Any] | None = None
    images: Images | None = None
    secrets: list[Secret] = []
    resources: Resources
    inputs: dict[str, Input]
    outputs: dict[str, Output]
    pricing: Pricing | None = None


findings = 0
for path in sorted(pathlib.Path(sys.argv[1]).rglob("inf.yml")):
    try:
        Manifest.model_validate(yaml.load(path.read_bytes(), yaml.CSafeLoader))
    except (yaml.YAMLError, ValidationError) as error:
        findings += 1
        print(path, error)
print(findings)
