"""Tries check_live.py against the emulator and against a server that answers each point the other way.

    test_check_live.py EMULATOR
"""

import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
import unittest

from check_live import document_lines
from contrary_server import ContraryServer
from steps import QUESTIONS, STEPS, rounding

HERE = os.path.dirname(os.path.abspath(__file__))
KEYS = {"BYTEPLUS_ACCESS_KEY": "AKTPlive", "BYTEPLUS_SECRET_KEY": "c2VjcmV0LWxpdmU=="}
EMULATOR = None
LINK_LIFE = 30  # seconds; masks must not expire before the videos are made


def run(arguments, environment, answers=None):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, os.path.join(HERE, "check_live.py"), *arguments], env={**kept, **environment}, input=answers,
        stdin=None if answers else subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
    )


def answers_of(report):
    """The answer under each question's heading."""
    return {
        name: re.search(rf"## {re.escape(question)}\n\n(.*)\n", report).group(1)
        for name, question in QUESTIONS.items()
    }


class LiveCheck(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.output = os.path.join(self.scratch.name, "results")

    def check(self, environment, *arguments, status=0):
        fast = ["--poll", "0.05", "--output", self.output, "--time-limit", "120"]
        result = run([*fast, *arguments], environment)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        with open(os.path.join(self.output, "report.md")) as file:
            self.report = file.read()
        return answers_of(self.report)

    def recordings(self):
        directory = os.path.join(self.output, "Recorded")
        texts = {}
        for name in sorted(os.listdir(directory)):
            with open(os.path.join(directory, name)) as file:
                texts[name] = file.read()
        return texts

    def state(self):
        with open(os.path.join(self.output, "state.json")) as file:
            return json.load(file)

    def tasks(self):
        return self.state()["tasks"]

    def assert_redacted(self, environment):
        for name, text in self.recordings().items():
            json.loads(text)
            for secret in (environment["BYTEPLUS_ACCESS_KEY"], environment["BYTEPLUS_SECRET_KEY"], "ignature", "Expires"):
                self.assertNotIn(secret, text, name)
            for identifier in re.findall(r'"request_id": "([^"]*)"', text):
                self.assertEqual(identifier, "REDACTED", name)

    def test_against_the_emulator(self):
        emulator = subprocess.Popen(
            [EMULATOR, "--quiet", "--exit-with-parent", "--queue-time", "0.1s", "--link-life", f"{LINK_LIFE}s"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        self.addCleanup(emulator.stdout.close)
        self.addCleanup(emulator.wait, 10)
        self.addCleanup(emulator.stdin.close)
        environment = dict(pair.split("=", 1) for pair in emulator.stdout.readline().split())
        found = self.check(environment, "--max-cost", "100", "--accept-after", "4", "--link-life", "3600", status=75)
        self.assertRegex(found["masks"], r"^2 masks, largest first; parts of the picture: \d+%, \d+%\.$")
        self.assertEqual(found["mask-url"], "a string: accepted; a list: accepted.")
        self.assertEqual(found["video-url"], "data.resp_data.")
        self.assertEqual(found["output-resolution"], "output_resolution 720: accepted; the video has 720 lines.")
        self.assertRegex(found["cancel"], r"^CVCancelTask answers 10000; the task was '\w+' and is then 'canceled'\.$")
        self.assertEqual(found["length"], "61 s: refused with 50215 by CVGetResult; 59 s: accepted.")
        self.assertEqual(found["expired-link"], "Not settled.")
        self.assertEqual(found["rounding"], "Not settled.")
        self.assert_redacted(environment)
        submitted = len(self.tasks())
        # Started again, it only does what was left, and takes the bill.
        finished = {task: entry["seconds"] for task, entry in self.tasks().items() if entry["end"] == "done"}
        bill = [f"--billed={task}={math.ceil(seconds) * 0.12:.2f}" for task, seconds in finished.items()]
        time.sleep(max(0, self.state()["link_time"] + LINK_LIFE + 1 - time.time()))
        found = self.check(environment, "--max-cost", "100", "--link-life", "0", *bill)
        self.assertEqual(len(self.tasks()), submitted)
        self.assertRegex(found["rounding"], r"^each task up to whole seconds \(")
        self.assertRegex(found["expired-link"], "^the old link answers HTTP 403; CVGetResult answers with the same link")

    def test_against_a_server_that_answers_the_other_way(self):
        server = ContraryServer(cancels=True)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        environment = {**KEYS, "VISION_ENDPOINT": server.url, "RUNNER_STAGING": f"{server.url}/uploads"}
        found = self.check(environment, "--max-cost", "100", "--accept-after", "0.2", "--link-life", "0", status=75)
        self.assertEqual(found["masks"], "3 masks, not sorted by area; parts of the picture: 10%, 20%, 30%.")
        self.assertEqual(found["mask-url"], "a string: refused with 50215 at once; a list: accepted.")
        self.assertEqual(found["video-url"], "data.video_url.")
        self.assertEqual(found["output-resolution"], "output_resolution 720: refused with 50215 at once.")
        self.assertEqual(
            found["cancel"], "CVCancelTask answers 10000; the task was 'generating' and is then 'not_found'."
        )
        self.assertEqual(
            found["length"],
            "61 s: refused with 50215 by CVGetResult; 59 s: refused with 50215 by CVGetResult; 34 s: accepted.",
        )
        self.assertEqual(
            found["expired-link"],
            "the old link answers HTTP 403; CVGetResult answers with a new link, which answers HTTP 200.",
        )
        self.assert_redacted(environment)
        task = next(task for task, entry in self.tasks().items() if entry["end"] == "done")
        found = self.check(environment, "--max-cost", "0", f"--billed={task}=0.17")
        self.assertEqual(found["rounding"], "not rounded (1.4 s for $0.17).")

    def test_wrong_keys_stop_it_before_anything_is_submitted(self):
        server = ContraryServer(cancels=True)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        environment = {**KEYS, "VISION_ENDPOINT": server.url, "RUNNER_STAGING": f"{server.url}/uploads"}
        handler = server.RequestHandlerClass
        original = handler.CVGetResult
        error = {"ResponseMetadata": {"Error": {"Code": "SignatureDoesNotMatch", "Message": "no"}}}
        handler.CVGetResult = lambda self, body: (401, error)
        self.addCleanup(setattr, handler, "CVGetResult", original)
        result = run(["--max-cost", "1", "--output", self.output], environment)
        self.assertEqual(result.returncode, 77)
        self.assertIn("the service refuses the account: SignatureDoesNotMatch", result.stderr)
        self.assertEqual(server.submissions, [])
        # With the right keys, every step is still to be done.
        handler.CVGetResult = original
        found = self.check(environment, "--max-cost", "1", "--link-life", "0", status=75)
        self.assertEqual(found["mask-url"], "a string: refused with 50215 at once; a list: accepted.")

    def test_without_a_way_to_cancel_no_long_sound_is_sent(self):
        server = ContraryServer(cancels=False)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        environment = {**KEYS, "VISION_ENDPOINT": server.url, "RUNNER_STAGING": f"{server.url}/uploads"}
        found = self.check(environment, "--max-cost", "100", "--link-life", "0", status=75)
        self.assertEqual(found["cancel"], "CVCancelTask answers 50200; the task was 'generating' and is then 'done'.")
        self.assertTrue(found["length"].startswith("61 s: not tried, since canceling did not work"))
        self.assertEqual({round(entry["seconds"]) for entry in self.tasks().values()}, {1, 2})

    def test_a_limit_leaves_out_what_exceeds_it(self):
        server = ContraryServer(cancels=True)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        environment = {**KEYS, "VISION_ENDPOINT": server.url, "RUNNER_STAGING": f"{server.url}/uploads"}
        found = self.check(environment, "--max-cost", "0", status=75)
        self.assertEqual(server.submissions, [])
        self.assertEqual(found["mask-url"], "Not settled.")
        self.assertTrue(found["masks"].startswith("3 masks"))

    def test_a_lost_answer_is_never_repeated(self):
        server = ContraryServer(cancels=True)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        environment = {**KEYS, "VISION_ENDPOINT": server.url, "RUNNER_STAGING": f"{server.url}/uploads"}
        handler = server.RequestHandlerClass
        original = handler.CVSubmitTask
        self.addCleanup(setattr, handler, "CVSubmitTask", original)

        def lose(self, body):
            original(self, body)
            self.close_connection = True
            self.connection.close()
            raise ConnectionResetError

        handler.CVSubmitTask = lose
        server.handle_error = lambda *arguments: None
        for _ in range(2):
            self.check(environment, "--max-cost", "1", status=75)
        self.assertEqual(len(server.submissions), 4)  # one for each step that submits, below the limit
        self.assertIn("mask-string: failed", self.report)

    def test_it_refuses_to_run_without_consent_in_ci_and_without_keys(self):
        environment = {**KEYS, "VISION_ENDPOINT": "http://127.0.0.1:1", "RUNNER_STAGING": "http://127.0.0.1:1/uploads"}
        for more, arguments, status, words in (
            ({}, [], 77, "there is no terminal"),
            ({"CI": "true"}, ["--max-cost", "1"], 78, "never run in CI"),
            ({"BYTEPLUS_SECRET_KEY": ""}, ["--max-cost", "1"], 77, "the keys are missing"),
            ({"RUNNER_STAGING": "s3://bucket"}, ["--max-cost", "1"], 78, "cannot fetch files from this machine"),
        ):
            result = run([*arguments, "--output", self.output], {**environment, **more})
            self.assertEqual(result.returncode, status, result.stderr)
            self.assertIn(words, result.stderr)
            self.assertFalse(os.path.exists(self.output))

    def test_every_question_has_one_line_in_the_document(self):
        found = document_lines()
        self.assertEqual({name: len(places) for name, places in found.items()}, {name: 1 for name in QUESTIONS})

    def test_the_paid_steps_cost_about_one_dollar(self):
        certain = [step.highest_price for step in STEPS if not step.name.startswith("length")]
        self.assertLessEqual(sum(certain), 1)

    def test_rules_of_rounding(self):
        self.assertEqual(rounding([(1.2, 0.24), (1.4, 0.24)]), ["each task up to whole seconds"])
        self.assertEqual(rounding([(1.2, 0.12), (1.6, 0.24)]), ["each task to the nearest second"])
        self.assertEqual(rounding([(1.2, 0.12), (1.6, 0.12)]), ["each task down to whole seconds"])
        self.assertEqual(rounding([(1.2, 0.14), (1.6, 0.19)]), ["not rounded"])
        self.assertEqual(rounding([(1.2, 0.50)]), [])


if __name__ == "__main__":
    EMULATOR = os.path.abspath(sys.argv.pop(1))
    # Both servers are on this machine; nothing may be sent to a proxy.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"
    unittest.main()
