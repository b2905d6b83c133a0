"""Compares runner's verdicts on manifests with those of the JSON Schema that it prints, line by line.

usage: check_schema.py RUNNER PROJECT
"""

import copy
import itertools
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema
from manifest_tree import Tree, YAMLError

# Findings about the file as YAML: a validator of values never sees them, and reads the file differently or not at all.
YAML_RULES = {
    "yaml-syntax", "bad-encoding", "control-character", "tab", "duplicate-key", "complex-key", "multiple-documents",
    "alias", "merge-key", "tag", "directive", "too-deep", "too-large", "empty-document",
}  # fmt: skip

# Findings that no schema can make: they compare two values, count bytes, or do arithmetic.
UNSAYABLE_RULES = {
    "contradictory-bounds": "compares two limits",
    "bad-pattern": "compiles a regular expression",
    "invalid-default": "compares one key's value with another's",
    "invalid-example": "compares one key's value with another's",
    "duration-source": "names another key",
    "unknown-condition": "names another key",
    "related-input": "names another key",
    "subject-source": "names another key",
    "bad-formula": "reads a formula",
    "unknown-function": "names another key",
    "shadowed-secret": "names another key",
    "duplicate-model": "compares two files",
    "ambiguous-value": "looks at how a value is written",
    "exposed-secret": "guesses",
    "reserved-variable": "ignores case",
}

# The same, of a rule whose other findings a schema does make.
UNSAYABLE_FINDINGS = [
    ("bad-unit", r"is not a whole number of|must be a size, not '[0-9.]+e"),
    ("out-of-range", r"is greater than any"),
    # Looks at how a value is written: 'yes' is a string to YAML 1.2, and a truth value to those who write it.
    ("wrong-type", r"^'deprecated' must be a string that says why, not '"),
    ("wrong-type", r"not (infinity|not-a-number|an integer of more than 64 bits)$"),
    ("duplicate-value", r"^(secret|function) "),
    # One key needs another.
    ("missing-key", r"has no price$"),
]

FINDING = re.compile(r"^(?P<path>.+?\.yml)(:(?P<line>\d+):\d+)?: (?P<severity>error|warning): (?P<text>.*) \[(?P<rule>[a-z0-9-]+)\]$")

# The keys whose values are sections of their own.
DECLARATIONS = ("inputs", "outputs")

# What is put in the place of every value in turn.
INTRUDERS = [None, True, 5, -5, 1.5, "", "x", "A b", "5MB", "15s", "image", [], ["x", "x"], [5], [None], {}, {"x": 1}]


def verdicts(runner, files):
    """The errors that runner finds in each file: line, rule and message; `None` when it stopped before the last."""
    run = subprocess.run([runner, "validate", *files], capture_output=True, text=True, timeout=300)
    if run.returncode not in (0, 1):
        sys.exit(f"runner validate failed with {run.returncode}: {run.stderr}")
    found = {file: [] for file in files}
    for line in run.stdout.splitlines():
        match = FINDING.match(line)
        if match and match["severity"] == "error":
            if match["rule"] == "too-many-findings":
                found[match["path"]] = None
            if found[match["path"]] is None:
                continue
            found[match["path"]].append((int(match["line"] or 1), match["rule"], match["text"]))
    return found


def violations(validator, tree):
    """What the schema has against a file: the lines that it is about, those where runner may say more, and the message."""
    found = []
    for error in validator.iter_errors(tree.value):
        path = tuple(error.absolute_path)
        name, first, last = tree.lines[path]
        if error.validator == "additionalProperties" and isinstance(error.validator_value, bool):
            for key in error.instance:
                if key not in error.schema.get("properties", {}):
                    found.append(({tree.lines[(*path, key)][0]}, set(), f"{list(path)} has {key!r}"))
            continue
        lines, inside = {name, first}, set()
        if error.validator == "uniqueItems":
            items = error.instance
            lines = {tree.lines[(*path, index)][0] for index, item in enumerate(items) if item in items[:index]}
        elif "propertyNames" in error.absolute_schema_path:
            lines = {tree.lines[(*path, error.instance)][0]}
        elif error.validator == "type":
            # A list written as a mapping: runner points at the key that makes it one.
            lines = set(range(min(name, first), last + 1))
        elif error.validator == "required":
            # A required key that is misspelt: to runner it is there, and unknown.
            inside = set(range(min(name, first), last + 1))
        found.append((lines, inside, f"{list(path)}: {error.message}"))
    return found


def is_sayable(finding):
    _, rule, text = finding
    return rule not in UNSAYABLE_RULES and not any(
        rule == unsayable and re.search(form, text) for unsayable, form in UNSAYABLE_FINDINGS
    )


def disagreements(findings, violated):
    """Sentences about what only one of the two says."""
    for line, rule, text in filter(is_sayable, findings):
        if not any(line in lines for lines, _, _ in violated):
            yield f"line {line}: only runner says: {text} [{rule}]"
    said = {line for line, _, _ in findings}
    for lines, inside, text in violated:
        if not (lines | inside) & said:
            yield f"line {min(lines)}: only the schema says: {text}"


def compare(runner, validator, files, shows=False):
    """Compares the verdicts on files; returns how many were compared, were good, and disagreed."""
    compared, good, bad = 0, 0, 0
    skipped = []
    for file, findings in verdicts(runner, files).items():
        if findings is None or any(rule in YAML_RULES for _, rule, _ in findings):
            skipped.append(file)
            continue
        try:
            tree = Tree(pathlib.Path(file).read_text(encoding="utf-8"))
        except YAMLError:
            # The keys behind '-key:' seldom line up with it, which runner does not say a second time.
            if not any(rule == "dash-without-blank" for _, rule, _ in findings):
                raise
            skipped.append(file)
            continue
        violated = violations(validator, tree)
        compared += 1
        good += not violated and not findings
        problems = list(disagreements(findings, violated))
        if problems:
            bad += 1
            print(f"{file}:", *problems, sep="\n  ")
            if shows and bad == 1:
                print("which is:", pathlib.Path(file).read_text(encoding="utf-8"), sep="\n")
    return compared, good, bad, skipped


# MARK: - Variants


def places(value, path=()):
    """The paths of all values below a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from places(item, (*path, key))


def changes(path):
    """What is done to the value at a path: it is replaced, removed, renamed."""
    for intruder in INTRUDERS:
        yield lambda owner, key, intruder=intruder: owner.__setitem__(key, copy.deepcopy(intruder))
    yield lambda owner, key: owner.pop(key)
    if isinstance(path[-1], str):
        yield lambda owner, key: owner.__setitem__("zz-unheard of", owner.pop(key))


def section(path):
    """What is changed together, and which part of it bears a change of its own without hiding another."""
    if path[0] not in DECLARATIONS:
        return "manifest", path[:1]
    if len(path) == 1:
        return path[0], ()
    if len(path) == 2 or path[2] == "type":
        return "types", path[:2]
    return f"keys of {path[0]}", path[:3]


def variants(manifest):
    """Manifests with a change in each of their sections, so that every value meets every change in few files."""
    groups = {}
    for path in places(manifest):
        group, name = section(path)
        groups.setdefault(group, {}).setdefault(name, []).extend((path, change) for change in changes(path))
    for sections in groups.values():
        for row in itertools.zip_longest(*sections.values()):
            yield changed(manifest, filter(None, row))


def changed(manifest, changes):
    copied = copy.deepcopy(manifest)
    for path, change in changes:
        owner = copied
        for key in path[:-1]:
            owner = owner[key]
        change(owner, path[-1])
    return copied


def compare_variants(runner, validator, source):
    with tempfile.TemporaryDirectory() as directory:
        files = []
        for variant in variants(Tree(source.read_text(encoding="utf-8")).value):
            # JSON is YAML; one value a line keeps the places apart.
            file = pathlib.Path(directory, f"variant-{len(files)}.yml")
            file.write_text(json.dumps(variant, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            files.append(str(file))
        return compare(runner, validator, files, shows=True)


# MARK: - The schema itself


def undescribed(schema, path=""):
    """The keys that the schema explains nowhere."""
    if not isinstance(schema, dict):
        return
    for key, value in schema.get("properties", {}).items():
        target = value
        if isinstance(value, dict) and set(value) == {"$ref"}:
            continue
        if isinstance(target, dict) and len(target.get("description", "")) < 10 and "const" not in target and "enum" not in target:
            yield f"{path}/{key}"
    for key, value in schema.items():
        if key == "if":
            continue
        for name, part in value.items() if isinstance(value, dict) else []:
            yield from undescribed(part, f"{path}/{key}/{name}")
        for name, part in enumerate(value) if isinstance(value, list) else []:
            yield from undescribed(part, f"{path}/{key}/{name}")


def main():
    runner, project = sys.argv[1], pathlib.Path(sys.argv[2])
    text = subprocess.run([runner, "schema", "manifest"], capture_output=True, text=True, check=True).stdout
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    keys = list(undescribed(schema))
    for key in keys:
        print(f"the schema does not describe {key}")

    fixtures = project / "Tests" / "ManifestChecksTests" / "Fixtures"
    files = sorted(fixtures.rglob("*.yml")) + sorted((project / "vision").rglob("inf.yml"))
    compared, good, bad, skipped = compare(runner, validator, [str(file) for file in files])
    tried, _, wrong, unread = compare_variants(runner, validator, pathlib.Path(__file__).with_name("every-key.yml"))
    if not good or good == compared or not tried:
        sys.exit("there must be good and bad manifests to compare verdicts on")
    print(
        f"runner and its schema agree on {compared - bad} of {compared} manifests and {tried - wrong} of {tried} variants; "
        f"{len(skipped) + len(unread)} were not compared, for errors of YAML itself or too many findings"
    )
    if bad or wrong or keys:
        sys.exit(1)


if __name__ == "__main__":
    try:
        main()
    except YAMLError as error:
        sys.exit(f"runner reads a file as YAML that ruamel.yaml does not: {error}")
