"""Uploads a folder of hostile files as scanned post, and watches what the local edition and its readers take.

    python3 infra/bench/hostile.py FOLDER [--beian target/debug/beian] [--limit 0]

Fails when a reader takes more than 256 MiB, when a small request waits longer than a second, when the edition ends or keeps more memory than
its bound, or when a file is neither read nor told as unreadable. Only the process that this program started is ended.
"""

import argparse
import collections
import hashlib
import http.client
import json
import pathlib
import re
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid

from notices import PASSWORD, ROOT, Edition

READER = 256 << 20
# A file waits in memory while it goes to its reader: three at once, at 64 MiB each, besides the edition itself.
OFFICE = 512 << 20
SLOWEST = 1.0
# Files that were uploaded and not read yet.
AHEAD = 12


def sign_in(edition, username):
    _, page, _ = edition.ask("GET", "/mailbox")
    code = re.search(rb"data-code>(\d+)<", page).group(1).decode()
    status, said, headers = edition.ask("POST", "/api/v1/sessions", {"username": username, "password": PASSWORD, "code": code})
    if status != 201:
        raise SystemExit(f"{username} cannot sign in: {status} {said!r}")
    return headers["set-cookie"].split(";")[0]


class Watch(threading.Thread):
    """The memory of the edition and of each reader, and how long a small request waits."""

    def __init__(self, edition):
        super().__init__(daemon=True)
        self.edition, self.over = edition, False
        self.reader = self.office = self.slowest = 0

    def kept(self, pid, name):
        try:
            found = re.search(rf"{name}:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text())
        except OSError:
            return 0
        return int(found.group(1)) << 10 if found else 0

    def reads(self, pid):
        try:
            return b"read-pages" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False

    def children(self):
        for task in pathlib.Path(f"/proc/{self.edition.process.pid}/task").glob("*/children"):
            try:
                yield from task.read_text().split()
            except OSError:
                pass

    def memory(self):
        while not self.over:
            for pid in self.children():
                # Until it is another program it has the edition's memory.
                if self.reads(pid):
                    self.reader = max(self.reader, self.kept(pid, "VmHWM"))
            self.office = max(self.office, self.kept(self.edition.process.pid, "VmRSS"))
            time.sleep(0.005)

    def run(self):
        threading.Thread(target=self.memory, daemon=True).start()
        while not self.over:
            began = time.monotonic()
            try:
                status, _, _ = self.edition.ask("GET", "/api/v1/codes")
            except OSError:
                status = None
            if not self.over and status not in (200, 304):
                print(f"a small request was answered {status}", flush=True)
                self.slowest = float("inf")
            self.slowest = max(self.slowest, time.monotonic() - began)
            time.sleep(0.1)


def upload(edition, cookie, path):
    """Sends one file as a pile, and says which it is; nothing where it came before."""
    data = path.read_bytes()
    part = {"name": path.name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    status, said, _ = edition.ask(
        "POST", "/api/v1/post/files", {"parts": [part]}, {"cookie": cookie, "idempotency-key": f"hostile-{uuid.uuid4().hex}"}
    )
    if status not in (200, 201):
        raise SystemExit(f"{path.name} is not taken: {status} {said!r}")
    answer = json.loads(said)
    for place in answer["uploads"]:
        boundary = uuid.uuid4().hex
        body = b"".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{field["name"]}"\r\n\r\n{field["value"]}\r\n'.encode() for field in place["fields"]
        )
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'.encode() + data + f"\r\n--{boundary}--\r\n".encode()
        url = urllib.parse.urlsplit(place["url"])
        connection = http.client.HTTPConnection("localhost", edition.port, timeout=60)
        connection.request("POST", url.path, body, {"content-type": f"multipart/form-data; boundary={boundary}"})
        got = connection.getresponse()
        if got.status >= 300:
            raise SystemExit(f"{path.name} is not uploaded: {got.status} {got.read()!r}")
        connection.close()
    return answer["batch"]["id"]


def statuses(edition, cookie):
    found, cursor = {}, None
    while True:
        query = f"?cursor={urllib.parse.quote(cursor)}" if cursor else ""
        status, said, _ = edition.ask("GET", f"/api/v1/post/files{query}", headers={"cookie": cookie})
        if status != 200:
            raise SystemExit(f"the files are not listed: {status} {said!r}")
        page = json.loads(said)
        for file in page["items"]:
            found[file["id"]] = (file["status"], file.get("reject_reason"), file["name"])
        cursor = page.get("next_cursor")
        if not cursor:
            return found


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("folder", type=pathlib.Path)
    asked.add_argument("--beian", default=str(ROOT / "target/debug/beian"))
    asked.add_argument("--limit", type=int, default=0, help="how many files at most; 0 is all")
    asked.add_argument("--log", default=str(ROOT / "target/bench-hostile.log"))
    asked = asked.parse_args()
    files = sorted(path for path in asked.folder.iterdir() if path.is_file())
    files = files[: asked.limit or None]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, open(asked.log, "w") as log:
        edition = Edition(asked.beian, folder, log)
        edition.start()
        try:
            cookie, since = sign_in(edition, "shoufa"), time.monotonic()
            watch = Watch(edition)
            watch.start()
            waiting, all_of_them, done = set(), set(), {}
            for number, path in enumerate(files, 1):
                known = upload(edition, cookie, path)
                all_of_them.add(known)
                waiting.add(known)
                while len(waiting) >= AHEAD:
                    done = statuses(edition, cookie)
                    waiting = {id for id in waiting if done.get(id, ("",))[0] not in ("read", "rejected")}
                    time.sleep(0.2 if len(waiting) >= AHEAD else 0)
                if number % 250 == 0:
                    print(f"{number} of {len(files)} after {time.monotonic() - began:.0f} s; reader {watch.reader >> 20} MiB, "
                          f"edition {watch.office >> 20} MiB, slowest request {watch.slowest:.2f} s", flush=True)
                if time.monotonic() - since > 3600:
                    cookie, since = sign_in(edition, "shoufa"), time.monotonic()
            patience = time.monotonic() + 1800
            while waiting and time.monotonic() < patience:
                time.sleep(1)
                done = statuses(edition, cookie)
                waiting = {id for id in waiting if done.get(id, ("",))[0] not in ("read", "rejected")}
            watch.over = True
            died = edition.process.poll() is not None
        finally:
            edition.process.kill()
            edition.process.wait()
    outcomes = collections.Counter((status, why) for id, (status, why, _) in done.items() if id in all_of_them)
    for (status, why), count in outcomes.most_common():
        print(f"{count:6} {status} {why or ''}")
    print(f"{len(all_of_them)} files, {time.monotonic() - began:.0f} s: reader {watch.reader >> 20} MiB at most, edition {watch.office >> 20} MiB, "
          f"slowest small request {watch.slowest:.2f} s, {len(waiting)} unsettled")
    faults = [
        ("a reader took too much memory", watch.reader > READER),
        ("the edition took too much memory", watch.office > OFFICE),
        ("a small request waited too long", watch.slowest > SLOWEST),
        ("files are unsettled", bool(waiting)),
        ("the edition ended", died),
    ]
    for sentence in (sentence for sentence, wrong in faults if wrong):
        print(sentence)
    sys.exit(any(wrong for _, wrong in faults))


if __name__ == "__main__":
    main()
