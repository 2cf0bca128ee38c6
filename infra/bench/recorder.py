"""Stands between the functions and the emulator of DynamoDB, S3 and SES, and keeps requests and answers.

The recorder asks the emulator for the capacity of each call, and counts as one round trip the calls that were made
without waiting for an answer in between.
"""

import base64
import http.client
import json
import re
import time
import urllib.parse

from page import PAGE
from standin import Tape, answer, fresh

TOGETHER = 0.02  # calls that arrive within this many seconds did not wait for each other


class Step:
    """An invocation of a function, ready to be played again."""

    def __init__(self, action, make, tape, calls):
        self.action = action
        self.make = make  # gives the event, with a fresh code where the event holds one
        self.tape = tape
        self.calls = calls  # of S3 and SES
        self.round_trips = max((entry[3] for entry in tape.entries if entry[3] is not None), default=0)
        used = [entry[4] for entry in tape.entries if entry[4]]
        self.write_units = sum(one["table_write"] for one in used)
        self.index_write_units = sum(one["index_write"] for one in used)
        self.read_units = sum(one["read"] for one in used)
        self.operations = [entry[0].split(".")[-1] for entry in tape.entries]

    @property
    def event(self):
        return self.make()


class Recorder:
    """Stands between the functions and the emulator."""

    def __init__(self, server, emulator):
        self.server = server
        self.emulator = emulator
        self.pending = []
        self.mails = []
        self.tags = []  # reports of delivery find a mail by its tag
        self.ports = {
            "dynamodb": server.listen(self._dynamodb),
            "s3": server.listen(self._s3),
            "ses": server.listen(self._ses),
        }
        self.begin()

    def begin(self):
        self.tape = Tape()
        self.round_trip = 0
        self.calls = {}

    def ask(self, target, body):
        """Asks the emulator, and gives its status and answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.emulator, timeout=10)
        headers = {
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": f"DynamoDB_20120810.{target.split('.')[-1]}",
            "authorization": "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/dynamodb/aws4_request, "
            "SignedHeaders=host, Signature=0",
            "x-amz-date": "20260101T000000Z",
        }
        connection.request("POST", "/", json.dumps(body).encode(), headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read() or b"{}")

    def _dynamodb(self, request, reply):
        if not self.pending:
            self.server.after(TOGETHER, self._answer_together)
        self.pending.append((request, reply))

    def _answer_together(self):
        together, self.pending = self.pending, []
        self.round_trip += 1
        for request, reply in together:
            target = request.headers["x-amz-target"]
            status, told = self.ask(target, {**json.loads(request.body), "ReturnConsumedCapacity": "INDEXES"})
            used = capacity(told.pop("ConsumedCapacity", None), target)
            raw = fresh(answer(status, json.dumps(told, ensure_ascii=False).encode(), [("content-type", "application/x-amz-json-1.0")]))
            self.tape.entries.append((target, request.body, raw, self.round_trip, used))
            reply(raw)

    def _other(self, service, request, raw, reply):
        self.calls[service] = self.calls.get(service, 0) + 1
        self.tape.entries.append((f"{service} {request.method}", request.body, raw, None, None))
        reply(raw)

    def _s3(self, request, reply):
        xml = None
        if "/post/" in request.path and request.method != "PUT":  # scanned post, whole
            body = b"" if request.method == "HEAD" else PAGE
            return self._other("s3", request, answer(200, body, [("content-type", "application/octet-stream")]), reply)
        if request.method == "PUT" and "x-amz-copy-source" not in request.headers:  # a page that was read
            return self._other("s3", request, answer(200, b"", [("etag", '"0123456789abcdef0123456789abcdef"')]), reply)
        if request.method == "PUT":  # a copy
            xml = (
                '<CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
                "<LastModified>2026-01-01T00:00:00.000Z</LastModified>"
                '<ETag>"0123456789abcdef0123456789abcdef"</ETag></CopyObjectResult>'
            )
        elif "list-type=2" in request.path:  # nothing was delivered
            xml = (
                '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><KeyCount>0</KeyCount>'
                "<IsTruncated>false</IsTruncated></ListBucketResult>"
            )
        if xml:
            return self._other("s3", request, answer(200, xml.encode(), [("content-type", "application/xml")]), reply)
        headers = [("content-type", "image/png"), ("etag", '"0123456789abcdef0123456789abcdef"')]
        self._other("s3", request, answer(200, PAGE, headers), reply)

    def _ses(self, request, reply):
        asked = urllib.parse.parse_qs(request.body.decode())
        self.tags.append(asked.get("Tags.member.1.Value", [""])[0])
        self.mails.append(base64.b64decode(asked["RawMessage.Data"][0]).decode(errors="replace"))
        xml = (
            '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult>'
            "<MessageId>0100000000000000-00000000</MessageId></SendRawEmailResult><ResponseMetadata>"
            "<RequestId>00000000</RequestId></ResponseMetadata></SendRawEmailResponse>"
        )
        self._other("ses", request, answer(200, xml.encode(), [("content-type", "text/xml")]), reply)


def capacity(consumed, target):
    """Units of the table and of its indexes."""
    entries = consumed if isinstance(consumed, list) else [consumed] if consumed else []
    writes = not re.search(r"\.(Get|BatchGet|Query|TransactGet)", target)
    total = sum(entry.get("CapacityUnits", 0) for entry in entries)
    table = sum(entry.get("Table", {}).get("CapacityUnits", 0) for entry in entries)
    if not writes:
        return {"table_write": 0, "index_write": 0, "read": total}
    return {"table_write": table, "index_write": total - table, "read": 0}


def wait_for(port, seconds=10):
    """Waits until the emulator answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
