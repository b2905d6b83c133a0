#!/usr/bin/env python3
"""Writes docs/kit.md, the reference of what a model may import, from the doc comments in the sources.

    .ci/kit-reference.py            writes the page
    .ci/kit-reference.py --check    fails when the page differs, or a public declaration has no doc comment
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "kit.md"
MODULES = {"InferenceKit": "What every model imports."} | {
    path.name: f"What a model of the {path.name.removesuffix('Helper')} API also imports."
    for path in sorted((ROOT / "Sources").glob("*Helper"))
}
KINDS = r"(?:struct|class|enum|protocol|func|init|var|let|typealias|case|subscript)"
TYPE = re.compile(r"^\s*(?:public\s+|package\s+|private\s+|fileprivate\s+|internal\s+)?(?:final\s+|indirect\s+)*"
                  r"(struct|class|enum|protocol|extension|actor)\s+([A-Za-z_.]+)")
PUBLIC = re.compile(r"^\s*public\s+(?:static\s+|final\s+|mutating\s+|nonisolated\s+|indirect\s+|internal\(set\)\s+"
                    r"|package\(set\)\s+|private\(set\)\s+|package\s+internal\(set\)\s+)*" + KINDS + r"\b")
REQUIREMENT = re.compile(r"^\s*(?:static\s+|mutating\s+)*(?:func|var|init|associatedtype|subscript)\b")
CASE = re.compile(r"^\s*(?:indirect\s+)?case\s+[a-z]")


def signature(lines, index):
    """The declaration from a line on, without its body, on one line."""
    text = ""
    for line in lines[index:index + 30]:
        text += " " + line.strip()
        outside = re.sub(r"\"[^\"]*\"", "\"\"", text)
        if outside.count("(") == outside.count(")") and outside.count("[") == outside.count("]"):
            body = re.search(r"\s\{(?!\s*get\b)", outside)
            if body or not outside.rstrip().endswith((",", "(", "->", "=", ":")):
                break
    text = " ".join(text.split())
    depth = 0
    for place, letter in enumerate(text):
        if letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif letter == "{" and depth == 0:
            text = text[:place]
            break
    text = re.sub(r"\s=\s(?=[^=]*$)(?![^(]*\)).*$", "", text) if re.search(r"\b(let|var)\b", text) else text
    text = re.sub(r"^public\s+", "", text.strip())
    text = re.sub(r"(?:package|private|internal)(?:\(set\))?\s+(?=var|let)", "", text)
    text = text.replace("( ", "(").replace(" )", ")")
    return text.strip()


def declarations(path):
    """Every public declaration of a file: the types around it, its signature and its doc comment."""
    lines = path.read_text().split("\n")
    stack, comment, depth = [], [], 0
    for index, line in enumerate(lines):
        stripped = line.strip()
        if stripped.startswith("///"):
            comment.append(stripped[3:].removeprefix(" "))
            continue
        if stripped.startswith("@"):
            continue
        opened = TYPE.match(line)
        inside = stack[-1] if stack and stack[-1]["depth"] == depth - 1 else None
        isPublic = bool(PUBLIC.match(line))
        if inside and inside["public"]:
            if inside["kind"] == "protocol" and REQUIREMENT.match(line):
                isPublic = True
            if inside["kind"] == "enum" and CASE.match(line):
                isPublic = True
        if isPublic and not stripped.startswith(("public import", "public extension")):
            names = [entry["name"] for entry in stack]
            yield names, opened, signature(lines, index), comment, path, index + 1
        if opened and "{" in line:
            kind, name = opened.groups()
            outer = stack[-1] if stack and stack[-1]["depth"] < depth else None
            public = "public" in line.split("{")[0].split() or (kind == "extension")
            stack.append({"name": name, "kind": kind, "depth": depth, "public": public and kind != "extension"})
        code = re.sub(r"\"(?:\\.|[^\"\\])*\"", "", line).split("//")[0]
        depth += code.count("{") - code.count("}")
        while stack and depth <= stack[-1]["depth"]:
            stack.pop()
        if stripped:
            comment = []


def links(text):
    """Symbol links as code."""
    return re.sub(r"``([^`]+)``", lambda match: "`" + match.group(1).split("/")[-1] + "`", text)


def body(comment):
    """A doc comment as Markdown."""
    lines = [links(line) for line in comment]
    return "\n".join(lines).strip()


def page():
    undocumented = []
    text = ["# The kit", "", "What a model may import, generated from the doc comments in the sources by `.ci/kit-reference.py`.", ""]
    for module, words in MODULES.items():
        types = {}
        order = []
        for path in sorted((ROOT / "Sources" / module).rglob("*.swift")):
            for names, opened, declared, comment, place, line in declarations(path):
                if not comment:
                    undocumented.append(f"{place.relative_to(ROOT)}:{line}: no doc comment: {declared}")
                if opened:
                    name = ".".join(names + [opened.group(2)])
                    types.setdefault(name, {"members": []})
                    types[name].update(declared=declared, comment=comment)
                else:
                    name = ".".join(names) or "Functions"
                    types.setdefault(name, {"members": []})
                    types[name]["members"].append((declared, comment))
        text += [f"## {module}", "", words, ""]
        for name in sorted(types, key=str.lower):
            entry = types[name]
            if "declared" not in entry and not entry["members"]:
                continue
            text += [f"### {name}", ""]
            if "declared" in entry:
                text += ["```swift", entry["declared"], "```", "", body(entry["comment"]), ""]
            for declared, comment in entry["members"]:
                text += ["```swift", declared, "```", "", body(comment), ""]
    return "\n".join(text).rstrip() + "\n", undocumented


def main():
    text, undocumented = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text)
        return 0
    for problem in undocumented:
        print(problem)
    if not PAGE.exists() or PAGE.read_text() != text:
        print("docs/kit.md differs from the doc comments; write it with: .ci/kit-reference.py")
        return 1
    return 1 if undocumented else 0


if __name__ == "__main__":
    sys.exit(main())
