"""The whole stack on this machine: data at LocalStack, functions in Lambda's container by `sam local`, one origin.

    infra/stack.sh up        starts the parts that are missing; quick when all of them run
    infra/stack.sh down      ends the parts that `up` started, and nothing else
    infra/stack.sh status    says which parts run
    infra/stack/stack.py reset   fills the stack with the demonstration again

The stack uses a LocalStack at the address BEIAN_LOCALSTACK, a Docker engine that answers, and the image
BEIAN_LAMBDA_IMAGE where they are there. The file .tools/stack/state.json says what runs and where; tests and the
front read it.
"""

import os
import shutil
import signal
import subprocess
import sys
import time

from containers import engine, image, leftovers
from functions import functions
from resources import MAIL_FROM, PROVINCE, REGION, resources, services
from state import HOME, LOGS, ROOT, RUN, STATE, Refusal, State, answers, free, say


def front(state):
    program = ROOT / "target/debug/beian"
    stamp = str(program.stat().st_mtime_ns)
    if state.process("front") and state["front_of"] == stamp and answers(state["origin"] + "/"):
        return
    state.end("front")
    say("starting the front: site, API and mailbox on one origin")
    state.start("front", [program, "front", STATE], lambda: answers(state["origin"] + "/mailbox"), 120)
    state["front_of"] = stamp


def up():
    state = State()
    begin = time.monotonic()
    state["region"], state["province"], state["mail_from"] = REGION, PROVINCE, MAIL_FROM
    LOGS.mkdir(parents=True, exist_ok=True)
    engine(state)
    image(state)
    if not (state.process("front") and state["origin"]):
        state["origin"] = f"http://localhost:{free(int(os.environ.get('BEIAN_PORT') or 8600))}"
    services(state)
    resources(state, state["origin"])
    functions(state)
    front(state)
    say(f"all of it runs after {time.monotonic() - begin:.0f} s")
    status(state)


def reset():
    state = State()
    state.end("front")
    (HOME / "demonstration").unlink(missing_ok=True)
    front(state)


def status(state=None):
    state = state or State()
    if not state.process("front"):
        raise Refusal("nothing runs. Start it: make stack")
    print(f"网站备案 Website filing   {state['origin']}/\n收件箱   Mailbox          {state['origin']}/mailbox\n"
          f"函数     Functions        {state['api']} (API), {state['jobs']} (jobs)\n数据     LocalStack       {state['services']}\n"
          f"日志     Logs             {LOGS.relative_to(ROOT)}/\n停止     Stop             make stack-down", flush=True)


def down():
    state = State()
    state.end("front")
    for name in ("api", "jobs"):
        state.end(name, how=signal.SIGINT)
    if state["docker"] is None or state.process("dockerd"):
        try:
            leftovers(state)
        except FileNotFoundError:
            pass
    state.end("localstack", patience=60)
    state.end("dockerd")
    STATE.unlink(missing_ok=True)
    shutil.rmtree(RUN, ignore_errors=True)
    say("ended")


def main():
    command = {"up": up, "down": down, "status": status, "reset": reset}.get(sys.argv[1] if len(sys.argv) == 2 else "")
    if not command:
        sys.exit(__doc__)
    try:
        command()
    except Refusal as refusal:
        sys.exit(f"stack: {refusal}")
    except subprocess.CalledProcessError as error:
        sys.exit(f"stack: this did not work: {' '.join(str(word) for word in error.cmd)}. See what it says above; when it is mended: make stack")


if __name__ == "__main__":
    main()
