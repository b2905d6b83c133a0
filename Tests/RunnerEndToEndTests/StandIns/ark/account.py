"""The accounts of the stand-in, one for each API key."""

import os
import re
import threading

from fields import Refusal


class Account:
    """What one key has made, and what still goes wrong for it."""

    def __init__(self, directory, key, number):
        self.directory, self.key, self.number = directory, key, number
        self.lock, self.tasks, self.expired, self.links = threading.Lock(), [], set(), 0
        self.faults = []
        with open(os.path.join(directory, key)) as file:
            for line in file:
                words = line.split()
                count = words.pop()[1:] if words and words[-1].startswith("*") else "1"
                if words:
                    self.faults.append([words[0], words[1:], 1 << 60 if count == "always" else int(count)])

    def log(self, *words):
        with self.lock, open(os.path.join(self.directory, self.key + ".log"), "a") as file:
            file.write(" ".join(words) + "\n")

    def fault(self, target):
        with self.lock:
            for fault in self.faults:
                if fault[0] == target and fault[2] > 0:
                    fault[2] -= 1
                    return fault[1]
        return [""]


accounts, accounts_lock = {}, threading.Lock()


def account(directory, key):
    if not re.fullmatch(r"[A-Za-z0-9-]+", key) or not os.path.isfile(os.path.join(directory, key)):
        raise Refusal(401, "AuthenticationError", "the API key does not exist")
    with accounts_lock:
        if key not in accounts:
            accounts[key] = Account(directory, key, len(accounts))
        return accounts[key]


def account_of_link(number):
    with accounts_lock:
        for known in accounts.values():
            if known.number == int(number):
                return known
    raise Refusal(404, "NoSuchKey")
