"""Checks every inf.yml below a directory with PyYAML (libyaml's parser) and jsonschema-rs against runner's own schema."""

import json
import pathlib
import sys

import jsonschema_rs
import yaml

validator = jsonschema_rs.validator_for(json.loads(pathlib.Path(sys.argv[1]).read_text()))
findings = 0
for path in sorted(pathlib.Path(sys.argv[2]).rglob("inf.yml")):
    try:
        for error in validator.iter_errors(yaml.load(path.read_bytes(), yaml.CSafeLoader)):
            findings += 1
            print(path, error.message)
    except yaml.YAMLError as error:
        findings += 1
        print(path, error)
print(findings)
