#!/usr/bin/env python3
"""Measures what a conflict check and a submission cost beside few claims of other provinces and beside very many.

  cargo build --release --locked -p beian-local
  infra/bench/claims.py [--few 1000] [--many 10000000] [--beian target/release/beian]

Two local editions with the demonstration run side by side; one takes over few claims first, the other many. Then both are asked the
same by turns, so that whatever else the machine does befalls both. Wanted: the many take at most 1.2 times as long.
That both make the same calls is a test's: a_check_and_a_submission_make_the_same_calls_whatever_is_claimed.
"""

import argparse
import hmac
import http.client
import importlib
import json
import pathlib
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import time

# `import` is a keyword of Python, so the module needs another way in.
lists = importlib.import_module("import")
WANTED = 1.2
PASSWORD = "demo-2026-beian"
OWNER, PROVIDER = "shili-danwei", "yun-yi"
# The secret of the demonstration's second factors; see crates/local/src/seed.rs.
SECRET = b"beian demonstration\0"
CHECKS, SUBMISSIONS = 50, 40


def code():
    """A code (RFC 6238) of now."""
    mac = hmac.digest(SECRET, struct.pack(">Q", int(time.time()) // 30), "sha1")
    return f"{(struct.unpack_from('>I', mac, mac[-1] & 15)[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Office:
    """A local edition, and those who ask it."""

    def __init__(self, beian, data):
        self.process = subprocess.Popen([beian, "run", "--port", "0", "--data", data], stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if found := re.search(r"http://localhost:(\d+)", line):
                self.port = int(found.group(1))
            if "Ctrl-C" in line:
                break
        self.asked = 0
        self.cookies = {}
        self.line = http.client.HTTPConnection("127.0.0.1", self.port)

    def end(self):
        self.process.terminate()
        self.process.wait()

    def ask(self, method, path, who=None, body=None):
        """Asks, and gives the answer and the seconds it took."""
        self.asked += 1
        headers = {"host": f"localhost:{self.port}"}
        if who:
            headers["cookie"] = self.cookies[who]
        if body is not None:
            headers |= {"content-type": "application/json", "idempotency-key": f"bench-{time.time_ns():x}"}
        begun = time.perf_counter()
        self.line.request(method, f"/api{path}", json.dumps(body) if body is not None else None, headers)
        answer = self.line.getresponse()
        text = answer.read()
        seconds = time.perf_counter() - begun
        if answer.status >= 300:
            sys.exit(f"{method} {path}: {answer.status} {text.decode(errors='replace')}")
        for cookie in answer.headers.get_all("set-cookie") or []:
            if cookie.startswith("__Host-beian="):
                self.signed = cookie.split(";")[0]
        return json.loads(text), seconds

    def sign_in(self, who):
        body = {"username": who, "password": PASSWORD}
        if who == PROVIDER:
            body["code"] = code()
        self.ask("POST", "/v1/sessions", body=body)
        self.cookies[who] = self.signed

    def submitted(self):
        """A filing of the demonstration that is with its provider."""
        items = self.ask("GET", "/v1/filings", OWNER)[0]["items"]
        return next(one["id"] for one in items if one["status"] == "with_provider" and one["kind"] == "first")

    def check(self, number):
        asked = {"domain": f"shili-nobody-{number}.cn"}
        if number % 2:
            asked = {"certificate_kind": "1", "certificate_number": lists.credit_code(99_000_000 + number)}
        return self.ask("POST", "/v1/conflicts/check", OWNER, asked)[1]

    def submit(self, filing):
        """Returns it to its owner, and measures how it is submitted again."""
        at = f"/v1/filings/{filing}"
        version = self.ask("GET", at, PROVIDER)[0]["version"]
        reasons = [{"pointer": "/site/name", "reason": "示例原因", "suggestion": ""}]
        draft, _ = self.ask("POST", f"{at}/return", PROVIDER, {"version": version, "reasons": reasons})
        return self.ask("POST", f"{at}/submit", OWNER, {"version": draft["version"]})[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=10_000_000)
    parser.add_argument("--beian", default="target/release/beian")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="beian-claims-") as folder:
        folder = pathlib.Path(folder)
        offices = []
        try:
            for rows in (arguments.few, arguments.many):
                data, claims = folder / str(rows), folder / f"{rows}.csv"
                Office(arguments.beian, data).end()
                lists.write(claims, rows)
                command = [arguments.beian, "import-claims", claims, "--data", data]
                seconds, mib, status = lists.run(command, stdout=subprocess.DEVNULL)
                if status not in (0, 2):
                    sys.exit(f"import-claims ended with {status}")
                claims.unlink()
                print(f"{rows:>12,} claims: {rows / seconds:10,.0f} rows/s  peak {mib:6.1f} MiB  {seconds:.0f} s", flush=True)
                offices.append(Office(arguments.beian, data))
            for office in offices:
                for who in (OWNER, PROVIDER):
                    office.sign_in(who)
            filings = [office.submitted() for office in offices]
            worst = 0
            for what, times, act in (
                ("conflict check", CHECKS, lambda office, _, number: office.check(number)),
                ("submit", SUBMISSIONS, lambda office, filing, _: office.submit(filing)),
            ):
                measured = [[], []]
                for number in range(times):
                    turns = [0, 1] if number % 2 else [1, 0]
                    for place in turns:
                        measured[place].append(act(offices[place], filings[place], number))
                # The first ones warm what is read for the first time.
                few, many = (statistics.median(values[5:]) for values in measured)
                worst = max(worst, many / few)
                print(f"{what:14}: few {few * 1000:7.2f} ms, many {many * 1000:7.2f} ms, {many / few:.2f} times", flush=True)
        finally:
            for office in offices:
                office.end()
    if worst > WANTED:
        sys.exit(f"wanted are at most {WANTED} times")


if __name__ == "__main__":
    main()
