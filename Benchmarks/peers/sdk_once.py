"""Submits a task with BytePlus's SDK and asks once for its result: sdk_once.py IMAGE AUDIO."""

import os
import sys
from urllib.parse import urlsplit

from byteplus_sdk.visual.VisualService import VisualService

visual = VisualService()
visual.set_scheme("http")
visual.set_host(urlsplit(os.environ["VISION_ENDPOINT"]).netloc)
visual.set_ak(os.environ["BYTEPLUS_ACCESS_KEY"])
visual.set_sk(os.environ["BYTEPLUS_SECRET_KEY"])
key = "realman_avatar_picture_omni_cv"
task = visual.cv_submit_task({"req_key": key, "image_url": sys.argv[1], "audio_url": sys.argv[2]})["data"]["task_id"]
answer = visual.cv_get_result({"req_key": key, "task_id": task})
assert answer["code"] == 10000, answer
print(task)
