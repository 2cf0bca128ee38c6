"""The functions of template.yaml, run by `sam local` in Lambda's container."""

import hashlib
import signal
import urllib.parse

import template
from containers import ARCHITECTURE, gateway, leftovers
from resources import MAIL_FROM, PROVINCE, REGION
from state import HOME, ROOT, free, listens, say


def functions(state):
    services_port = urllib.parse.urlsplit(state["services"])
    inside = f"http://host.docker.internal:{services_port.port or 80}" if services_port.hostname in ("localhost", "127.0.0.1") else state["services"]
    text = template.for_sam((ROOT / "template.yaml").read_text(), ROOT, ARCHITECTURE, {
        "AWS_ENDPOINT_URL": inside,
        "BEIAN_OBJECTS_PUBLIC": state["services"],
        "BEIAN_TABLE": state["table"],
        "BEIAN_BUCKET": state["bucket"],
        "BEIAN_PROVINCE": PROVINCE,
        "BEIAN_ORIGIN": state["origin"],
        "BEIAN_ADDRESS_HEADER": "",
        "BEIAN_POSTAL_ADDRESS": "",
        "BEIAN_MAIL_FROM": MAIL_FROM,
        "BEIAN_MAIL_REGION": "",
        # The font lies in the function's folder. AWS gives the folder in a variable; the image made of packages does not.
        "BEIAN_FONT": "/var/task/font.ttf",
    })
    copy = HOME / "template.yaml"
    # The watch of `sam local` over changed code misses some changes.
    stamps = [(str(program), program.stat().st_mtime_ns, program.stat().st_size) for program in sorted(ROOT.glob("target/lambda/*/bootstrap"))]
    built = hashlib.sha256(repr(stamps).encode()).hexdigest()
    changed = state["built"] != built or not copy.exists() or copy.read_text() != text
    if not changed and state.process("api") and state.process("jobs") and listens(state["api_port"]) and listens(state["jobs_port"]):
        return
    for name in ("api", "jobs"):
        state.end(name, how=signal.SIGINT)
    leftovers(state)
    copy.write_text(text)
    environment = {
        "SAM_CLI_TELEMETRY": 0, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION,
        **({"DOCKER_HOST": state["docker"]} if state["docker"] else {}),
    }
    common = ["--template", copy, "--region", REGION, "--skip-pull-image",
              "--add-host", f"host.docker.internal:{gateway(state)}", "--container-host-interface", "127.0.0.1"]
    for name, command, port, warm in (("api", "start-api", 3000, "EAGER"), ("jobs", "start-lambda", 3001, "LAZY")):
        port = free(port)
        state[f"{name}_port"] = port
        state[name] = f"http://127.0.0.1:{port}"
        say(f"starting sam local {command}")
        state["built"] = built
        state.start(name, ["sam", "local", command, "--port", port, "--warm-containers", warm, *common], lambda: listens(port), 180, **environment)
