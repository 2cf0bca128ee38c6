"""Drives every function once through a filing's life, and keeps each function's request and answer.

The functions run as on Lambda, against an emulator of DynamoDB behind a recorder.
"""

import base64
import copy
import hashlib
import hmac
import json
import pathlib
import re
import time

from days import day, notice
from mails import decoded, parts, temporary
from page import PAGE
from recorder import Step
from standin import ENVIRONMENT, Function, rest_event

HERE = pathlib.Path(__file__).parent
OWNER, PROVIDER, CLERK, REVIEWER, SUPERVISOR = "owner-bench", "provider-bench", "clerk-bench", "reviewer-bench", "supervisor-bench"
COLLEAGUE, DEPUTY = "colleague-bench", "deputy-bench"  # another reviewer, another supervisor
PASSWORD = "correct horse battery 9"
SECRET = b"bench-bench-bench-be"  # of the staff's second factors
SCANS = ("organizer_certificate", "leader_identity", "commitment", "domain_certificate")


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
        """Invokes an action and gives the body of its answer. A body with a code of the moment is given as the function that makes it."""
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
        """Files one row, so that the figures are the cost of one row."""
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
        """Plays every action once as it is measured, and the actions that must come before it."""
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

        # The owner discards this filing after the provider returned it.
        filing = self.draft(form)
        filing = self.on("submit", filing, OWNER, measured=False)
        reasons = [{"pointer": "/site/remarks", "reason": "说明过于简单", "suggestion": "写明服务对象"}]
        filing = self.on("return-filing", filing, PROVIDER, reasons=reasons)
        self.on("discard", filing, OWNER)

        # This filing goes through every stage.
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
        self.play("list-filings", REVIEWER, query={"status": "under_review"}, measured=True)
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

        # The same form is filed once more, as its domain and its certificate are free; its provider cancels the access.
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
        """Makes a filing a day older than it is, because a sheet cannot arrive before its filing was begun."""
        key = {"pk": {"S": f"FILING#{filing['id']}"}, "sk": {"S": "STATE"}}
        _, found = self.recorder.ask("GetItem", {"TableName": "beian", "Key": key})
        item = found["Item"]
        data = json.loads(item["data"]["S"])
        data["created_at"] = f"{day(-1)}T00:00:00Z"
        item["data"]["S"] = json.dumps(data, ensure_ascii=False)
        self.put(item)

    def decided_late(self, filing):
        """Corrects the arrival of a sheet that came a day before it was recorded. One reviewer takes the filing up, waits for an expert, and
        hands it over to another; the owner asks for its progress."""
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
        """A paper request is late, so that a clerk is reminded; the waiting work is counted."""
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
        """The other actions on accounts: of their holders, of providers, of supervisors, and by post."""
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
        """A scanned page without a code is read, found by search, set aside, matched, taken back and matched again."""
        digest = hashlib.sha256(PAGE).hexdigest()
        asked = {"parts": [{"name": "scan.png", "size": len(PAGE), "sha256": digest}]}
        self.play("upload-post", CLERK, body=asked, measured=True)
        self.play("read-post", event=b"{}", measured=True)
        self.play("list-post", CLERK, query={}, measured=True)
        letter = self.play("list-unmatched", CLERK, query={}, measured=True)["items"][0]
        at = {"letter_id": letter["id"]}
        self.play("view-letter", CLERK, at, body={}, measured=True)
        self.play("find-cases", CLERK, query={"text": reference}, measured=True)
        aside = {"version": letter["version"], "reason": "示例原因"}
        letter = self.play("set-aside-letter", CLERK, at, body=aside, measured=True)
        to = {"version": letter["version"], "reference": reference}
        letter = self.play("match-letter", CLERK, at, body=to, measured=True)
        back = {"version": letter["version"], "reason": "示例原因"}
        letter = self.play("take-back-letter", CLERK, at, body=back, measured=True)
        self.play("match-letter", CLERK, at, body={"version": letter["version"], "reference": reference})


def code_of_now(secret=SECRET):
    """The code of a second factor (RFC 6238)."""
    mac = hmac.digest(secret, (int(time.time()) // 30).to_bytes(8, "big"), hashlib.sha1)
    place = mac[-1] & 15
    return f"{(int.from_bytes(mac[place:place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"
