"""What the ARK API refuses: the fields of a request are checked strictly."""

import re

VIDEO_MODELS = {"seedance-1-0-pro-250528", "seedance-1-5-pro-251215"}
IMAGE_MODELS = {"seedream-4-5-251128"}
VIDEO_FIELDS = {
    "model", "content", "resolution", "ratio", "duration", "frames", "seed", "camera_fixed", "watermark",
    "generate_audio", "return_last_frame", "draft", "service_tier", "execution_expires_after", "priority",
    "callback_url", "safety_identifier",
}
IMAGE_FIELDS = {
    "model", "prompt", "image", "size", "seed", "response_format", "watermark", "sequential_image_generation",
    "sequential_image_generation_options", "optimize_prompt_options", "stream",
}
RATIOS = {"16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive"}
ROLES = {"first_frame", "last_frame", "reference_image"}


class Refusal(Exception):
    def __init__(self, status, code, message="refused", param=None):
        self.status, self.code, self.message, self.param = status, code, message, param


def check_video(body):
    check_fields(body, VIDEO_FIELDS, VIDEO_MODELS)
    content = body.get("content")
    if not isinstance(content, list) or not content:
        raise Refusal(400, "MissingParameter.content", param="content")
    roles = []
    for part in content:
        kind = part.get("type")
        if kind == "text":
            if not isinstance(part.get("text"), str):
                raise Refusal(400, "MissingParameter.content.text")
        elif kind == "image_url":
            if not re.match(r"https?://|data:image/", part.get("image_url", {}).get("url", "")):
                raise Refusal(400, "InvalidParameter.content.image_url")
            roles.append(part.get("role", "first_frame"))
        else:
            raise Refusal(400, "InvalidParameter.content.type")
    if not ROLES.issuperset(roles) or len(set(roles)) != len(roles) or roles == ["last_frame"]:
        raise Refusal(400, "InvalidParameter.TaskTypeConstraint")
    check(body, "resolution", lambda value: value in {"480p", "720p", "1080p"})
    check(body, "ratio", lambda value: value in RATIOS)
    check(body, "duration", lambda value: is_integer(value) and (value == -1 or 4 <= value <= 12))
    check(body, "seed", lambda value: is_integer(value) and -1 <= value <= 2**32 - 1)
    check(body, "service_tier", lambda value: value in {"default", "flex"})
    check(body, "safety_identifier", lambda value: isinstance(value, str) and len(value) <= 64)
    for name in ["camera_fixed", "watermark", "generate_audio", "return_last_frame", "draft"]:
        check(body, name, lambda value: isinstance(value, bool))


def check_image(body):
    check_fields(body, IMAGE_FIELDS, IMAGE_MODELS)
    if not body.get("prompt"):
        raise Refusal(400, "MissingParameter.prompt", param="prompt")
    size = re.fullmatch(r"(\d+)x(\d+)", body.get("size") or "2K")
    if size:
        width, height = int(size[1]), int(size[2])
        if not 3_686_400 <= width * height <= 16_777_216 or not 1 / 16 <= width / height <= 16:
            raise Refusal(400, "InvalidParameter", "size", "size")
    elif body.get("size") not in {None, "2K", "4K"}:
        raise Refusal(400, "InvalidParameter", "size", "size")
    check(body, "response_format", lambda value: value in {"url", "b64_json"})
    check(body, "sequential_image_generation", lambda value: value in {"auto", "disabled"})


def check_fields(body, fields, models):
    for name in body:
        if name not in fields:
            raise Refusal(400, "InvalidParameter." + name, "unknown field", name)
    if not body.get("model"):
        raise Refusal(400, "MissingParameter.model", param="model")
    if body["model"] not in models:
        raise Refusal(404, "InvalidEndpointOrModel.NotFound")


def check(body, name, holds):
    if body.get(name) is not None and not holds(body[name]):
        raise Refusal(400, "InvalidParameter." + name, param=name)


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)
