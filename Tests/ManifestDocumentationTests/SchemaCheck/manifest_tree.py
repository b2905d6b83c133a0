"""A manifest as an editor reads it: YAML 1.2 with its core schema, and for every value the lines it stands on."""

import re

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode

# https://yaml.org/spec/1.2.2/#1032-tag-resolution
CORE = [
    (re.compile(r"null|Null|NULL|~|"), lambda text: None),
    (re.compile(r"true|True|TRUE"), lambda text: True),
    (re.compile(r"false|False|FALSE"), lambda text: False),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+"), lambda text: int(text[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text[2:], 16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[-+]?(\.inf|\.Inf|\.INF)"), lambda text: float(text.replace(".", ""))),
    (re.compile(r"\.nan|\.NaN|\.NAN"), lambda text: float("nan")),
]


class Tree:
    """The values of a file, and by path the lines of each: where it is named, where it starts, and where it ends."""

    def __init__(self, text):
        self.lines = {}
        self.value = self._read(YAML(typ="rt").compose(text), (), None)

    def _read(self, node, path, name):
        first = node.start_mark.line + 1
        last = node.end_mark.line + (1 if node.end_mark.column else 0)
        keys = [key.start_mark.line + 1 for key, _ in node.value] if isinstance(node, MappingNode) else []
        self.lines[path] = (name or first, keys[0] if keys else first, max(first, last))
        if isinstance(node, ScalarNode):
            return scalar(node)
        if isinstance(node, MappingNode):
            return {
                key.value: self._read(value, (*path, key.value), key.start_mark.line + 1) for key, value in node.value
            }
        return [self._read(item, (*path, index), None) for index, item in enumerate(node.value)]


def scalar(node):
    """The value of a scalar: only one without quotes can be other than a string."""
    if node.style is None:
        for form, read in CORE:
            if form.fullmatch(node.value):
                return read(node.value)
    return node.value


__all__ = ["Tree", "YAMLError"]
