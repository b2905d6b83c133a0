"""Writes the signed question for a task's result as a script for wrk: signed_request.py TASK."""

import json
import os
import sys
from urllib.parse import urlsplit

from byteplus_sdk.auth.SignerV4 import SignerV4
from byteplus_sdk.base.Request import Request
from byteplus_sdk.Credentials import Credentials

host = urlsplit(os.environ["VISION_ENDPOINT"]).netloc
request = Request()
request.set_shema("http")
request.set_method("POST")
request.set_host(host)
request.set_path("/")
request.set_query({"Action": "CVGetResult", "Version": "2024-06-06"})
request.set_headers({"Host": host, "Content-Type": "application/json"})
request.set_body(json.dumps({"req_key": "realman_avatar_picture_omni_cv", "task_id": sys.argv[1]}))
keys = os.environ["BYTEPLUS_ACCESS_KEY"], os.environ["BYTEPLUS_SECRET_KEY"]
SignerV4.sign(request, Credentials(*keys, "cv", "ap-singapore-1"))
print('wrk.method = "POST"')
print(f"wrk.body = [[{request.body}]]")
for name, value in request.headers.items():
    print(f'wrk.headers["{name}"] = "{value}"')
