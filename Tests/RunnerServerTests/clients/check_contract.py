"""Lets Schemathesis send whatever it makes up: no answer may be a 5xx or one that the OpenAPI document does not know.

usage: check_contract.py BIN
"""

import os
import subprocess
import sys

from served import Served

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,unsupported_method"


def main(programs):
    with Served(programs) as served:
        base = served.start("--queue", "100000")
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
