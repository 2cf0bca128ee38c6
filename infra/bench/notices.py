"""Has the local edition send thousands of letters while it is killed at random, and counts what arrived.

    python3 infra/bench/notices.py [--letters 10000] [--beian target/release/beian]

Every letter is an invitation. One that is not in the mailbox in the end is lost: then this fails. One that is there twice is
counted. Only the process that this program started is killed, by its identifier; its data lies in a folder of its own.
"""

import argparse
import collections
import email.utils
import http.client
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSWORD = "demo-2026-beian"  # of the demonstration
SENDERS = 2


class Edition:
    """The local edition, which dies and comes back."""

    def __init__(self, program, data, log):
        self.program, self.data, self.log = program, data, log
        self.port, self.process, self.kills = None, None, 0

    def start(self):
        command = [self.program, "run", "--data", self.data, "--port", str(self.port or 0)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        # The edition prints its address once it answers.
        for line in self.process.stdout:
            found = re.search(r"http://localhost:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                threading.Thread(target=self.process.stdout.read, daemon=True).start()
                return
        raise SystemExit("the local edition does not open: see its log")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.kills += 1

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("localhost", self.port, timeout=20)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"content-type": "application/json", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()


def sign_in(edition):
    _, page, _ = edition.ask("GET", "/mailbox")
    code = re.search(rb"data-code>(\d+)<", page).group(1).decode()
    status, said, headers = edition.ask(
        "POST", "/api/v1/sessions", {"username": "zhuguan", "password": PASSWORD, "code": code}
    )
    if status != 201:
        raise SystemExit(f"the supervisor cannot sign in: {status} {said!r}")
    return headers["set-cookie"].split(";")[0]


def owe(edition, cookie, numbers):
    """Invites, until each was answered; the same key makes one of it, however often it is asked."""
    for number in numbers:
        body = {"username": f"bench-{number}", "role": "clerk", "contact_name": "示例", "email": f"bench-{number}@example.com"}
        while True:
            try:
                status, said, _ = edition.ask(
                    "POST", "/api/v1/staff", body, {"cookie": cookie, "idempotency-key": f"bench-notices-{number}"}
                )
            except (OSError, http.client.HTTPException):
                time.sleep(0.2)
                continue
            if status == 201:
                break
            if status not in (429, 500, 502, 503):
                raise SystemExit(f"bench-{number} is not invited: {status} {said!r}")
            time.sleep(0.2)


def arrived(mail):
    """The number of copies of each invitation in the mailbox."""
    found = collections.Counter()
    for path in mail.glob("*.eml"):
        for line in path.read_text(errors="replace").split("\n\n")[0].splitlines():
            if line.lower().startswith("to:"):
                found.update(re.findall(r"bench-\d+@", email.utils.parseaddr(line[3:])[1]))
                break
    return found


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--letters", type=int, default=10_000)
    asked.add_argument("--beian", default=str(ROOT / "target/release/beian"))
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--alive", type=float, default=8, help="seconds between two kills, at most")
    asked.add_argument("--log", default=str(ROOT / "target/bench-notices.log"))
    asked = asked.parse_args()
    chance = random.Random(asked.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, open(asked.log, "w") as log:
        edition = Edition(asked.beian, folder, log)
        edition.start()
        try:
            cookie = sign_in(edition)
            shares = [range(start, asked.letters, SENDERS) for start in range(SENDERS)]
            owing = [threading.Thread(target=owe, args=(edition, cookie, share), daemon=True) for share in shares]
            for thread in owing:
                thread.start()
            mail = pathlib.Path(folder) / "mail"
            last, still = 0, time.monotonic()
            while True:
                busy = any(thread.is_alive() for thread in owing)
                there = len(arrived(mail))
                if there != last:
                    last, still = there, time.monotonic()
                    print(f"{there} of {asked.letters} after {time.monotonic() - began:.0f} s, {edition.kills} kills", flush=True)
                if there == asked.letters and not busy:
                    break
                if time.monotonic() - still > 600:
                    break
                # A letter that waits for its second try needs some minutes without a kill.
                if busy or there < asked.letters * 0.98:
                    time.sleep(chance.uniform(0.5, asked.alive))
                    edition.kill()
                    edition.start()
                else:
                    time.sleep(5)
            time.sleep(5)
            found = arrived(mail)
            _, listed, _ = edition.ask("GET", "/api/v1/notices/undelivered", headers={"cookie": cookie})
        finally:
            edition.process.kill()
            edition.process.wait()
    lost = asked.letters - len(found)
    twice = sum(1 for count in found.values() if count > 1)
    undelivered = len(json.loads(listed)["items"])
    print(
        f"{asked.letters} letters, {edition.kills} kills, {time.monotonic() - began:.0f} s: "
        f"{lost} lost, {twice} twice, {undelivered} shown as undelivered"
    )
    sys.exit(1 if lost or undelivered else 0)


if __name__ == "__main__":
    main()
