"""Lets Schemathesis send whatever it makes up: no answer may be a 5xx or one that the OpenAPI document does not know.

usage: check_contract.py BIN
"""

import os
import re
import subprocess
import sys

import requests

from served import Served

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def undeclared_methods(base):
    """Every method that a path does not have is refused with those that it has.

    QUERY, which searches for models, cannot be declared in OpenAPI 3.1.
    """
    paths = requests.get(f"{base}/openapi.json", timeout=30).json()["paths"]
    for path, item in paths.items():
        url = base + re.sub(r"\{[^}]*\}", "x", path)
        for method in {"get", "put", "post", "delete", "patch", "trace"} - set(item):
            answer = requests.request(method, url, timeout=30)
            assert answer.status_code == 405 and answer.headers["Allow"], (method, url, answer.status_code, answer.text)
    print(f"ok  undeclared methods of {len(paths)} paths are refused", flush=True)


def main(programs):
    with Served(programs) as served:
        base = served.start("--queue", "100000")
        undeclared_methods(base)
        # One worker: Python 3.11 loses count of its parser's depth when several threads read Hypothesis's source.
        command = [
            os.path.join(os.path.dirname(sys.executable), "schemathesis"), "run", f"{base}/openapi.json", "--checks", CHECKS,
            "--max-examples", os.environ.get("EXAMPLES", "20"), "--phases", "examples,coverage,fuzzing", "--workers", "1",
            "--suppress-health-check", "all", "--no-color", "--generation-database", "none", "--continue-on-failure",
        ]
        status = subprocess.run(command).returncode
        assert served.process.poll() is None, f"the server has ended: {served.log[-5:]}"
        sys.exit(status)


if __name__ == "__main__":
    main(sys.argv[1])
