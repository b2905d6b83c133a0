"""Checks every inf.yml below a directory with yamale: yamale_manifests.py SCHEMA DIRECTORY."""

import pathlib
import sys

import yamale
import yaml

schema = yamale.make_schema(sys.argv[1])
findings = 0
for path in sorted(pathlib.Path(sys.argv[2]).rglob("inf.yml")):
    try:
        yamale.validate(schema, yamale.make_data(str(path)))
    except (yaml.YAMLError, yamale.YamaleError) as error:
        findings += 1
        print(path, error)
print(findings)
