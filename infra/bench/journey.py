"""Drives every function once through a filing's life, and keeps what each was asked and what it was told.

The functions run as on Lambda, against an emulator of DynamoDB behind a recorder. The recorder asks the emulator
for the capacity of each call, and counts as one round trip the calls that were made without waiting for
an answer in between.
"""

import base64
import copy
import datetime
import hashlib
import hmac
import http.client
import json
import pathlib
import re
import struct
import time
import urllib.parse
import zlib

from standin import ENVIRONMENT, Function, Tape, answer, fresh, rest_event

HERE = pathlib.Path(__file__).parent
TOGETHER = 0.02  # calls that arrive within this many seconds did not wait for each other
OWNER, PROVIDER, CLERK, REVIEWER, SUPERVISOR = "owner-bench", "provider-bench", "clerk-bench", "reviewer-bench", "supervisor-bench"
COLLEAGUE, DEPUTY = "colleague-bench", "deputy-bench"  # another reviewer, another supervisor
PASSWORD = "correct horse battery 9"
SECRET = b"bench-bench-bench-be"  # of the staff's second factors
SCANS = ("organizer_certificate", "leader_identity", "commitment", "domain_certificate")


def page():
    """A scanned page, A4 at 150 dots an inch, with lines that look like writing: a PNG."""
    width, height = 1240, 1754
    line = bytes(20 if x * 7 % 23 < 12 and 150 < x < 1000 else 250 for x in range(width))
    rows = b"".join(b"\0" + (line if 500 < y < 1500 and y % 36 < 9 else b"\xfa" * width) for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PAGE = page()


class Step:
    """One invocation, ready to be played again."""

    def __init__(self, action, make, tape, calls):
        self.action = action
        self.make = make  # gives the event; what holds a code of the moment is made anew
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
        self.tags = []  # by which reports find each of them
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


class Journey:
    """A filing's life, action by action."""

    def __init__(self, runtime, recorder, binaries, routes):
        self.runtime = runtime
        self.recorder = recorder
        self.binaries = binaries
        self.routes = routes
        self.cookies = {}
        self.steps = {}
        self.commands = 0

    def play(self, action, who=None, parameters=None, query=None, body=None, measured=False, event=None):
        """Invokes an action and gives the body of its answer. A body that is only good for a moment is given as what makes it."""
        if event is None:
            method, resource = self.routes[action]
            key = None
            if method != "GET":
                self.commands += 1
                key, body = f"bench-{self.commands:08}", body or {}
            cookie = self.cookies.get(who)

            def make():
                return rest_event(method, resource, parameters, query, body() if callable(body) else body, cookie, key)
        else:
            def make():
                return event
        self.recorder.begin()
        function = Function(self.runtime, self.binaries[action], ENVIRONMENT, self.recorder.ports)
        try:
            _, _, kind, told = function.invoke(make())
            function.rest()
        except Exception as error:
            raise RuntimeError(f"{action}: {error}\n{function.said()}") from error
        finally:
            function.stop()
        told = json.loads(told)
        if kind == "error" or told.get("statusCode", 200) >= 300:
            raise RuntimeError(f"{action} was refused: {json.dumps(told, ensure_ascii=False)}\n{function.said()}")
        if measured:
            self.steps[action] = Step(action, make, self.recorder.tape, self.recorder.calls)
        for cookie in told.get("multiValueHeaders", {}).get("set-cookie", []):
            if not cookie.startswith("__Host-beian="):
                continue  # the browser's own, which a session does not need
            self.cookies[body["username"] if action == "sign-in" else who] = cookie.split(";")[0]
        if not told.get("body"):
            return told
        csv = any("csv" in kind for kind in told["multiValueHeaders"].get("content-type", []))
        return told["body"] if csv else json.loads(told["body"])

    def on(self, action, filing, who, measured=True, **fields):
        """A change of a filing, based on its version."""
        body = {"version": filing["version"], **fields}
        return self.play(action, who, {"filing_id": filing["id"]}, body=body, measured=measured)

    def scan(self, filing, who, document, measured=False):
        at = {"filing_id": filing["id"]}
        asked = {"document": document, "media_type": "image/png", "size": len(PAGE)}
        scan = self.play("upload-scan", who, at, body=asked, measured=measured)["scan_id"]
        body = {"version": filing["version"], "document": document}
        return scan, self.play("attach-scan", who, {**at, "scan_id": scan}, body=body, measured=measured)

    def bulk(self, number, measured=False):
        """One row a request, so that what a row costs is seen."""
        row = {"key": "bench-bulk-0001", "kind": "change", "number": number, "form": {"organizer": {"remarks": "示例"}}}
        self.play("file-in-bulk", PROVIDER, body={"dry_run": True, "rows": [row]}, measured=measured)

    def draft(self, form, measured=False):
        filing = self.play("start-filing", OWNER, body={"kind": "first"}, measured=measured)
        filing = self.on("save-draft", filing, OWNER, measured, form=form)
        for number, document in enumerate(SCANS):
            _, filing = self.scan(filing, OWNER, document, measured and number == 0)
        return filing

    def employ(self, owner, username, role=None, **more):
        """Puts an account beside the owner's, with the same password: its name can be remembered, and staff need no invitation."""
        key = {"pk": {"S": f"ACCOUNT#{owner}"}, "sk": {"S": "ACCOUNT"}}
        _, found = self.recorder.ask("GetItem", {"TableName": "beian", "Key": key})
        account = {**json.loads(found["Item"]["data"]["S"]), "username": username, "email": f"{username}@example.com", **more}
        if role:
            account |= {"role": role, "second_factor": {"secret": SECRET.hex(), "last_step": 0, "recovery": []}}
        data = {"S": json.dumps(account, ensure_ascii=False)}
        self.put({**found["Item"], "pk": {"S": f"ACCOUNT#{username}"}, "data": data})

    def put(self, item):
        status, told = self.recorder.ask("PutItem", {"TableName": "beian", "Item": item})
        if status != 200:
            raise RuntimeError(f"the emulator refused an item: {told}")

    def tick(self, job, measured=False):
        tick = {"version": "0", "source": "aws.scheduler", "detail-type": "Scheduled Event", "detail": {}}
        return self.play(job, event=json.dumps(tick).encode(), measured=measured)

    def notices(self, measured=False):
        return self.tick("send-notices", measured)

    def run(self):
        """Every action once as it is measured, and what must come before."""
        form = json.loads((HERE / "form.json").read_text(encoding="utf-8"))
        provider = {"id": "bench", "name": "示例接入商", "email": "provider@example.com"}
        data = {"S": json.dumps(provider, ensure_ascii=False)}
        self.put({"pk": {"S": "PROVIDERS"}, "sk": {"S": "PROVIDER#bench"}, "data": data})

        person = {"applicant": "unit", "contact_name": "甲某某", "email": f"{OWNER}@example.com"}
        self.play("register", body={"username": OWNER, "password": PASSWORD, **person}, measured=True)
        self.recorder.mails.clear()
        self.notices()
        sign_up, code = re.search(r"/confirm/#([0-9a-f]+)\.(\S+)", "\n".join(parts(self.recorder.mails))).groups()
        opened = self.play("confirm-registration", body={"sign_up_id": sign_up, "code": code}, measured=True)["username"]
        self.employ(opened, OWNER)
        self.employ(opened, PROVIDER, "provider", provider="bench")
        self.employ(opened, CLERK, "clerk")
        self.employ(opened, REVIEWER, "reviewer")
        self.employ(opened, COLLEAGUE, "reviewer")
        self.employ(opened, SUPERVISOR, "supervisor")
        self.employ(opened, DEPUTY, "supervisor")
        for username in (PROVIDER, CLERK, REVIEWER, COLLEAGUE, SUPERVISOR, DEPUTY):
            self.play("sign-in", body={"username": username, "password": PASSWORD, "code": code_of_now()})
        self.play("sign-in", body={"username": OWNER, "password": PASSWORD}, measured=True)
        self.play("show-session", OWNER, measured=True)
        self.play("list-codes", measured=True)
        self.play("list-providers", measured=True)

        # One that its owner gives up after the provider returned it.
        filing = self.draft(form)
        filing = self.on("submit", filing, OWNER, measured=False)
        reasons = [{"pointer": "/site/remarks", "reason": "说明过于简单", "suggestion": "写明服务对象"}]
        filing = self.on("return-filing", filing, PROVIDER, reasons=reasons)
        self.on("discard", filing, OWNER)

        # One that goes all the way.
        filing = self.draft(form, measured=True)
        at = {"filing_id": filing["id"]}
        scan, filing = self.scan(filing, OWNER, "other")
        self.play("view-scan", OWNER, {**at, "scan_id": scan}, body={}, measured=True)
        body = {"version": filing["version"]}
        filing = self.play("remove-scan", OWNER, {**at, "scan_id": scan}, body=body, measured=True)
        wanted = {"domain": form["site"]["domain"], "certificate_kind": form["organizer"]["certificate_kind"]}
        wanted["certificate_number"] = form["organizer"]["certificate_number"]
        filing = self.on("submit", filing, OWNER)
        self.play("conflict-check", PROVIDER, body=wanted, measured=True)
        self.play("show-conflict", REVIEWER, query={"domain": wanted["domain"]}, measured=True)
        form = copy.deepcopy(form)
        form["site"]["remarks"] += "联系电话见首页。"
        filing = self.on("correct", filing, PROVIDER, form=form)
        filing = self.on("forward", filing, PROVIDER)
        self.play("print-form", OWNER, body={"kind": "verification_sheet", "filing_id": filing["id"]}, measured=True)
        sheet, filing = self.scan(filing, CLERK, "verification_sheet")
        filing = self.on("record-sheet", filing, CLERK, scan_id=sheet, signed_and_sealed=True)
        self.play("list-filings", REVIEWER, query={"stage": "under_review"}, measured=True)
        filing = self.on("review", filing, REVIEWER, measured=False, decision="return_to_owner", reasons=reasons)
        form["site"]["remarks"] += "不收费。"
        filing = self.on("amend", filing, OWNER, form=form)
        self.letters()
        filing = self.on("review", filing, REVIEWER, decision="approve")
        self.notices(measured=True)
        self.play("show-filing", OWNER, at, measured=True)
        self.play("unmask", REVIEWER, at, body={"reason": "核对证件号码"}, measured=True)
        self.play("show-history", OWNER, at, measured=True)
        self.play("look-up", query={"number": filing["organizer_number"]}, measured=True)
        found = self.play("list-records", PROVIDER, query={}, measured=True)["items"][0]
        at = {"record_id": found["record_id"]}
        record = self.play("show-record", OWNER, at, measured=True)
        self.play("add-provider", SUPERVISOR, body={"id": "bench-3", "name": "示例接入商三", "email": "three@example.com"})
        self.bulk(record["organizer_number"], measured=True)
        body = {"version": record["version"], "provider": "bench-3", "position": 1}
        record = self.play("authorize-provider", OWNER, at, body=body, measured=True)["record"]
        known = {**at, "authorization_id": record["authorizations"][0]["id"]}
        self.play("revoke-authorization", OWNER, known, body={"version": record["version"]}, measured=True)
        issued = self.play("issue-certificate", OWNER, at, body={}, measured=True)
        self.play("verify-certificate", body={"number": issued["number"]}, measured=True)
        order = self.play("deregister", PROVIDER, at, body={"reason": "示例原因"}, measured=True)
        self.recorder.mails.clear()
        self.letters()
        code = re.search(r"/confirm-deregistration/#[0-9a-f]+\.(\S+)", "\n".join(parts(self.recorder.mails))).group(1)
        order = self.on("confirm-deregistration", order, OWNER, code=code)
        order = self.on("forward", order, PROVIDER, measured=False)
        self.on("review", order, REVIEWER, measured=False, decision="approve")

        # The same once more, now that its domain and its certificate are free: its provider gives it up.
        filing = self.draft(form)
        for action, who in (("submit", OWNER), ("forward", PROVIDER)):
            filing = self.on(action, filing, who, measured=False)
        sheet, filing = self.scan(filing, CLERK, "verification_sheet")
        filing = self.on("record-sheet", filing, CLERK, measured=False, scan_id=sheet, signed_and_sealed=True)
        filing = self.decided_late(filing)
        filing = self.on("review", filing, COLLEAGUE, measured=False, decision="approve")
        at = {"record_id": re.sub(r"\D", "", filing["organizer_number"])}
        record = self.play("show-record", OWNER, at)
        body = {"version": record["version"], "position": 1, "reason": "示例原因"}
        self.play("cancel-access", PROVIDER, at, body=body, measured=True)
        self.tick("purge", measured=True)
        self.tick("import-claims", measured=True)

        person = {"username": OWNER, "contact_name": "甲某某", "email": f"{OWNER}@example.com", "category": "self_filed"}
        self.play("reset-password", body=person, measured=True)
        self.recorder.mails.clear()
        self.notices()
        secret = temporary(self.recorder.mails)
        body = {"username": OWNER, "temporary_password": secret, "new_password": PASSWORD + "!"}
        self.play("set-password", body=body, measured=True)
        self.accounts()
        self.terms()
        self.statistics()
        self.calendar()
        self.play("sign-in", body={"username": OWNER, "password": PASSWORD + "!"})
        self.play("sign-out", OWNER, body={}, measured=True)
        return self.steps

    def letters(self):
        """Sends every letter that is owed."""
        for _ in range(8):
            if self.notices()["sent"] == 0:
                break

    def begun_yesterday(self, filing):
        """Makes a filing a day older than it is: nothing arrives for what nobody has begun."""
        key = {"pk": {"S": f"FILING#{filing['id']}"}, "sk": {"S": "STATE"}}
        _, found = self.recorder.ask("GetItem", {"TableName": "beian", "Key": key})
        item = found["Item"]
        data = json.loads(item["data"]["S"])
        data["created_at"] = f"{day(-1)}T00:00:00Z"
        item["data"]["S"] = json.dumps(data, ensure_ascii=False)
        self.put(item)

    def decided_late(self, filing):
        """Its sheet came a day before it was written down. One reviewer takes it up, waits for an expert, and leaves it to another; its owner
        asks where it stands."""
        self.begun_yesterday(filing)
        filing = self.on("correct-arrival", filing, CLERK, arrived_on=day(-1), reason="示例原因")
        filing = self.on("take-up", filing, REVIEWER)
        filing = self.on("pause-review", filing, REVIEWER, reason="expert-review", expected_on=day(10))
        filing = self.on("resume-review", filing, REVIEWER)
        filing = self.on("hand-over", filing, REVIEWER, to=COLLEAGUE)
        self.letters()
        self.recorder.mails.clear()
        asked = {"reference": filing["reference"], "email": f"{OWNER}@example.com"}
        self.play("ask-progress", body=asked, measured=True)
        self.letters()
        code = re.search(r"/progress/#(\S+)", "\n".join(parts(self.recorder.mails))).group(1)
        self.play("show-progress", body={"code": code}, measured=True)
        return filing

    def terms(self):
        """A paper request is late, so that somebody is reminded; and what waits is counted."""
        letter = {"kind": "recover_account", "username": OWNER, "evidence": ["form", "licence", "domain_certificate"]}
        self.play("receive-request", CLERK, body={**letter, "arrived_on": day(-30)})
        if self.tick("watch-terms", measured=True)["done"] != 1:
            raise RuntimeError("nobody, or more than one, is reminded")
        self.tick("count-work", measured=True)

    def statistics(self):
        """A year of days like today is published, downloaded and looked at."""
        days = {":days": {"S": "TALLY"}}
        wanted = {"TableName": "beian", "KeyConditionExpression": "pk = :days", "ExpressionAttributeValues": days}
        for item in self.recorder.ask("Query", wanted)[1]["Items"]:
            group = item["sk"]["S"].split("#", 1)[1]
            for ago in range(1, 366):
                self.put({**item, "sk": {"S": f"{day(-ago)}#{group}"}})
        self.tick("publish-statistics", measured=True)
        self.play("download-statistics", parameters={"table": "filings.csv"}, measured=True)
        self.play("show-statistics", SUPERVISOR, query={"from": day(-365), "to": day(0)}, measured=True)

    def calendar(self):
        """Days off are proposed, taken back, proposed again, looked at and signed."""
        asked = {"text": notice(), "source": "示例通知"}
        at = {"proposal_id": self.play("propose-calendar", SUPERVISOR, body=asked)["id"]}
        self.play("withdraw-calendar", SUPERVISOR, at, body={}, measured=True)
        at = {"proposal_id": self.play("propose-calendar", SUPERVISOR, body=asked, measured=True)["id"]}
        self.play("show-calendar", DEPUTY, measured=True)
        self.play("sign-calendar", DEPUTY, at, body={}, measured=True)

    def undelivered(self):
        """The letter about the changed password is returned, seen, and sent again."""
        self.recorder.mails.clear()
        self.recorder.tags.clear()
        self.notices()
        letters = zip(self.recorder.mails, self.recorder.tags)
        tag = next(tag for mail, tag in letters if "密码已修改" in "\n".join(decoded(mail)))
        returned = {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [{"status": "5.1.1"}]}
        detail = {"eventType": "Bounce", "mail": {"tags": {"letter": [tag]}}, "bounce": returned}
        report = {"version": "0", "source": "aws.ses", "detail-type": "Email Bounced", "detail": detail}
        self.play("note-delivery", event=json.dumps(report).encode(), measured=True)
        self.play("list-undelivered", SUPERVISOR, query={}, measured=True)
        at = {"notice_id": tag.split("-")[0]}
        self.play("lift-suppression", SUPERVISOR, at, body={"reason": "示例原因"}, measured=True)
        self.play("resend-notice", SUPERVISOR, at, body={}, measured=True)
        self.play("save-preferences", OWNER, body={"reminders": False}, measured=True)

    def accounts(self):
        """What is done to accounts besides: by their holders, by providers, by supervisors, and by post."""
        again = {"password": PASSWORD + "!"}
        self.play("sign-in", body={"username": OWNER, **again})
        self.play("show-account", OWNER, measured=True)
        self.play("export-data", OWNER, body=again, measured=True)
        self.play("change-password", OWNER, body={**again, "new_password": PASSWORD + "!"}, measured=True)
        self.undelivered()
        self.play("end-session", OWNER, body=again, measured=True)
        secret = self.play("begin-second-factor", OWNER, body=again, measured=True)["secret"]
        secret = base64.b32decode(secret + "=" * (-len(secret) % 8))
        self.play("confirm-second-factor", OWNER, body=lambda: {"code": code_of_now(secret)}, measured=True)
        self.play("remove-second-factor", OWNER, body=again, measured=True)
        person = {"contact_name": "示例乙", "email": "new-bench@example.com"}
        staff = self.play("invite", SUPERVISOR, body={"username": "staff-bench", "role": "clerk", **person}, measured=True)["username"]
        self.play("add-provider", SUPERVISOR, body={"id": "bench-2", "name": "示例接入商二", "email": "two@example.com"}, measured=True)
        self.play("list-accounts", SUPERVISOR, query={}, measured=True)
        about = {"username": staff, "reason": "示例原因"}
        for action in ("recover-staff", "disable-account", "enable-account"):
            self.play(action, SUPERVISOR, body=about, measured=True)
        owner = self.play("add-owner", PROVIDER, body={"username": "daiban-bench", "applicant": "unit", **person}, measured=True)["username"]
        about = {"username": owner, "reason": "回拨了合同上的电话", "email": "other-bench@example.com"}
        self.play("recover-owner", PROVIDER, body=about, measured=True)
        self.recorder.mails.clear()
        self.letters()
        code = re.search(r"/keep-email/#[a-z0-9-]+\.(\S+)", "\n".join(parts(self.recorder.mails))).group(1)
        self.play("keep-email", body={"username": owner, "code": code}, measured=True)
        form = {"kind": "recover_account", "applicant": "unit", "username": owner, "name": "虚构示例有限公司", "contact_name": "示例"}
        form.update(certificate_number="91360100000000019J", phone="0791-81234567", email="a@example.com")
        self.play("make-form", body=form, measured=True)
        letter = {"kind": "recover_account", "username": owner, "evidence": ["form", "licence"]}
        request = self.play("receive-request", CLERK, body=letter, measured=True)
        at = {"request_id": request["summary"]["id"]}
        body = {"version": request["version"], "evidence": ["domain_certificate"]}
        request = self.play("receive-evidence", CLERK, at, body=body, measured=True)
        self.post(request["summary"]["reference"])
        request = self.play("show-request", REVIEWER, at)
        self.play("view-papers", REVIEWER, at, body={}, measured=True)
        self.play("list-requests", REVIEWER, query={}, measured=True)
        self.play("show-request", REVIEWER, at, measured=True)
        self.play("decide-request", REVIEWER, at, body={"version": request["version"], "approve": True}, measured=True)


    def post(self, reference):
        """A scanned page without a code, and a blank one that nobody wants: read, found, filed, put aside."""
        digest = hashlib.sha256(PAGE).hexdigest()
        asked = {"parts": [{"name": "scan.png", "size": len(PAGE), "sha256": digest}]}
        self.play("upload-post", CLERK, body=asked, measured=True)
        self.play("read-post", event=b"{}", measured=True)
        self.play("list-post", CLERK, query={}, measured=True)
        piece = self.play("list-unmatched", CLERK, query={}, measured=True)["items"][0]
        at = {"piece_id": piece["id"]}
        self.play("view-piece", CLERK, at, body={}, measured=True)
        self.play("find-cases", CLERK, query={"text": reference}, measured=True)
        aside = {"version": piece["version"], "reason": "示例原因"}
        piece = self.play("set-aside-piece", CLERK, at, body=aside, measured=True)
        to = {"version": piece["version"], "reference": reference}
        piece = self.play("match-piece", CLERK, at, body=to, measured=True)
        back = {"version": piece["version"], "reason": "示例原因"}
        piece = self.play("take-back-piece", CLERK, at, body=back, measured=True)
        self.play("match-piece", CLERK, at, body={"version": piece["version"], "reference": reference})


def day(ahead):
    """So many days from today, in China."""
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))
    return str(now.date() + datetime.timedelta(ahead))


def notice():
    """A notice of next year's days off, in the form that notices have; its days are invented."""
    year = int(day(0)[:4]) + 1

    def of(month, first):
        return f"{month}月{first}日（周{'一二三四五六日'[datetime.date(year, month, first).weekday()]}）"

    # One works on the first Sunday after the Spring Festival.
    sunday = next(first for first in range(12, 19) if datetime.date(year, 2, first).weekday() == 6)
    lines = [f"关于{year}年部分节假日安排的通知"]
    for name, month, first, last in (
        ("元旦", 1, 1, 3), ("春节", 2, 5, 11), ("清明节", 4, 5, 5), ("劳动节", 5, 1, 3), ("端午节", 6, 9, 9), ("中秋节", 9, 15, 15),
        ("国庆节", 10, 1, 7),
    ):
        end = "" if first == last else "至" + of(month, last).split("月")[1]
        works = f"{of(2, sunday)}上班。" if name == "春节" else ""
        lines.append(f"{'一二三四五六七'[len(lines) - 1]}、{name}：{of(month, first)}{end}放假，共{last - first + 1}天。{works}")
    return "\n".join(lines)


def code_of_now(secret=SECRET):
    """The code of a second factor (RFC 6238)."""
    mac = hmac.digest(secret, (int(time.time()) // 30).to_bytes(8, "big"), hashlib.sha1)
    place = mac[-1] & 15
    return f"{(int.from_bytes(mac[place:place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def parts(mails):
    """Everything that is written in the mails, as it is read."""
    for mail in mails:
        yield from decoded(mail)


def temporary(mails):
    """The temporary password in the mails."""
    for part in parts(mails):
        if found := re.search(r"临时密码：((?:[a-hjkmnp-z2-9]{5}-){5}[a-hjkmnp-z2-9])", part):
            return found.group(1)
    raise RuntimeError("no mail holds a temporary password")


def decoded(mail):
    import email

    for part in email.message_from_string(mail).walk():
        if not part.is_multipart():
            yield part.get_payload(decode=True).decode("utf-8", "replace")


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
