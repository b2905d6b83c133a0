"""Signs the question for a result COUNT times with BytePlus's SDK, and prints the seconds."""

import json
import sys
import time

from byteplus_sdk.auth.SignerV4 import SignerV4
from byteplus_sdk.base.Request import Request
from byteplus_sdk.Credentials import Credentials

credentials = Credentials("AKEXAMPLE", "an-example", "cv", "ap-singapore-1")
body = json.dumps({"req_key": "realman_avatar_picture_omni15_cv", "task_id": "2840370289000731445"})
start = time.perf_counter()
for _ in range(int(sys.argv[1])):
    request = Request()
    request.set_shema("https")
    request.set_method("POST")
    request.set_host("cv.byteplusapi.com")
    request.set_path("/")
    request.set_query({"Action": "CVGetResult", "Version": "2024-06-06"})
    request.set_headers({"Host": "cv.byteplusapi.com", "Content-Type": "application/json", "Accept": "application/json"})
    request.set_body(body)
    SignerV4.sign(request, credentials)
assert "Authorization" in request.headers
print(time.perf_counter() - start)
