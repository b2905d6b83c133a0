#!/usr/bin/env python3
"""Checks the workflows and the YAML in docs: that they parse, and that the commands of runner in them exist.

usage: check-examples.py RUNNER
"""

import functools
import pathlib
import re
import shlex
import subprocess
import sys

from ruamel.yaml import YAML

PROJECT = pathlib.Path(__file__).resolve().parent.parent
# `runner validate models --format github`, wherever the program is.
COMMAND = re.compile(r"(?:^|[\s`'\"(])(?:[\w./]*/)?runner ((?:validate|schema|list|show|predict|emulator)\b[^\n`|>#…]*)")


@functools.cache
def help_of(runner, command):
    run = subprocess.run([runner, "help", command], capture_output=True, text=True, timeout=60)
    return run.stdout if run.returncode == 0 else None


def problems(runner, name, text):
    """What is wrong with the commands in a text."""
    for match in COMMAND.finditer(text):
        words = shlex.split(match[1], comments=True)
        manual = help_of(runner, words[0])
        if manual is None:
            yield f"{name}: runner has no command '{words[0]}'"
            continue
        for word, value in zip(words, [*words[1:], ""]):
            if word.startswith("--") and not re.search(rf"{word}\b", manual):
                yield f"{name}: 'runner {words[0]}' has no option '{word}'"
            elif word == "--format" and not re.search(rf"\b{value}\b", manual):
                yield f"{name}: 'runner {words[0]}' has no format '{value}'"


def main():
    runner = sys.argv[1]
    examples = {
        path: path.read_text(encoding="utf-8") for path in (PROJECT / ".github" / "workflows").glob("*.yml")
    }
    hooks = PROJECT / ".pre-commit-hooks.yaml"
    examples[hooks] = hooks.read_text(encoding="utf-8")
    for page in (PROJECT / "docs" / "ci.md", PROJECT / "docs" / "editors.md"):
        text = page.read_text(encoding="utf-8")
        blocks = re.findall(r"^```yaml\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
        examples |= {f"{page} (example {number})": block for number, block in enumerate(blocks, 1)}
        # The prose as well, without its line breaks.
        examples[f"{page} (text)"] = "# " + text.replace("\n", "\n# ")
    found, commands = [], 0
    for name, text in examples.items():
        YAML(typ="safe", pure=True).load(text)
        commands += len(COMMAND.findall(text))
        found += problems(runner, name, text)
    for problem in found:
        print(f"error: {problem}", file=sys.stderr)
    if not commands:
        sys.exit("error: no example has a command of runner")
    if found:
        sys.exit(1)
    print(f"{len(examples)} examples parse, and their {commands} commands exist")


if __name__ == "__main__":
    main()
