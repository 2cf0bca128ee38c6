"""LocalStack, and in it the table, the buckets and the queue that template.yaml describes."""

import hashlib
import json
import os
import shutil

import localstack
import template
from state import NAME, ROOT, Refusal, answers, free, say

REGION = "us-east-1"  # LocalStack is in no region, but signatures name one
PROVINCE = "36"
MAIL_FROM = "notices@example.org"


def services(state):
    given = os.environ.get("BEIAN_LOCALSTACK", "").rstrip("/")
    if given:
        if b"services" not in (answers(given + "/_localstack/health") or b""):
            raise Refusal(f"no LocalStack answers at BEIAN_LOCALSTACK={given}; start it, or unset the variable to have one started")
        state["services"] = given
        return
    if state.process("localstack") and answers(state["services"] + "/_localstack/health"):
        return
    state.end("localstack")
    if not shutil.which("java"):
        raise Refusal("Java is missing, which DynamoDB Local needs (17 or later). Install it: sudo apt-get install openjdk-17-jre-headless")
    python, environment = localstack.installed(ROOT / ".tools/localstack", say)
    port = free(4566)
    say("starting LocalStack")
    state["services"] = f"http://localhost:{port}"
    state["laid_out"] = None
    state.start("localstack", [python, "-m", "localstack.runtime.main"],
                lambda: answers(f"http://127.0.0.1:{port}/_localstack/health"), 120,
                # LocalStack listens on every address whichever is named; the containers reach one of them.
                GATEWAY_LISTEN=f"0.0.0.0:{port}", **environment)


def resources(state, origin):
    """Makes the table, the buckets, the queue and the mail identities as the template describes them."""
    text = (ROOT / "template.yaml").read_text()
    wanted = template.data(text)
    digest = hashlib.sha256(json.dumps([wanted, origin], sort_keys=True).encode()).hexdigest()
    if state["laid_out"] == digest:
        return
    if state["laid_out"]:
        raise Refusal("template.yaml describes other data than the stack that runs, which would lose what is in it. To begin again: make stack-down, make stack")
    say("making the table, the buckets and the queue that template.yaml describes")
    call = template.Caller(state["services"], REGION)
    made = call.create_stack(NAME, wanted, {"Origin": origin, "MailFrom": MAIL_FROM, "Province": PROVINCE})
    if made["status"] != "CREATE_COMPLETE":
        raise Refusal(f"LocalStack does not make what the template describes: {made['reason']}; is BEIAN_LOCALSTACK one that already has it?")
    call.query("ses", "VerifyDomainIdentity", Domain=MAIL_FROM.partition("@")[2])
    call.query("ses", "VerifyEmailIdentity", EmailAddress=MAIL_FROM)
    state["table"], state["bucket"] = made["BeianTable"], made["ScanBucket"]
    state["laid_out"] = digest
