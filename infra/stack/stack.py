"""The whole stack on this machine: data at LocalStack, functions in Lambda's container by `sam local`, one origin.

    infra/stack.sh up        starts what is missing; quick when all of it runs
    infra/stack.sh down      ends what `up` started, and nothing else
    infra/stack.sh status    says what runs
    infra/stack/stack.py anew    fills it with the demonstration again

What is there already is taken: BEIAN_LOCALSTACK (address of a LocalStack), a Docker engine that answers, the image
BEIAN_LAMBDA_IMAGE. What runs is written down in .tools/stack/state.json; tests and the front read where it is there.
"""

import hashlib
import ipaddress
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import localstack
import template

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOME = ROOT / ".tools/stack"
STATE = HOME / "state.json"
LOGS = HOME / "logs"
REGION = "us-east-1"  # it is nowhere, but signatures name one
PROVINCE = "36"
MAIL_FROM = "notices@example.org"
# One a clone, so that two clones do not meet; and short, as a socket's path must be.
NAME = "beian-" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
RUN = pathlib.Path("/tmp") / NAME
ARCHITECTURE = "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
# What `sam local` runs functions in.
IMAGES = [f"public.ecr.aws/lambda/provided:al2023-{ARCHITECTURE}", "public.ecr.aws/lambda/provided:al2023"]


class Refusal(Exception):
    """What is wrong, with the mend, in one line."""


def say(what):
    print(f"stack: {what}", flush=True)


# ── What runs ─────────────────────────────────────────────────────────────────────────────────────────────────
class State:
    """Where everything is, and what this clone started: kept in a file after every step, so that nothing is forgotten."""

    def __init__(self):
        self.kept = json.loads(STATE.read_text()) if STATE.exists() else {}

    def __getitem__(self, key):
        return self.kept.get(key)

    def __setitem__(self, key, value):
        self.kept[key] = value
        HOME.mkdir(parents=True, exist_ok=True)
        partial = STATE.with_suffix(".partial")
        partial.write_text(json.dumps(self.kept, indent=1) + "\n")
        partial.replace(STATE)

    def process(self, name):
        """The process that was started under this name, if it still runs and is still the same."""
        started = self.kept.get("processes", {}).get(name)
        return started["pid"] if started and began(started["pid"]) == started["began"] else None

    def start(self, name, command, ready, patience, **environment):
        """Starts a process of its own session with its log, and waits until `ready()` says so."""
        LOGS.mkdir(parents=True, exist_ok=True)
        with open(LOGS / f"{name}.log", "wb") as log:
            process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT,
                start_new_session=True, env={**os.environ, **{key: str(value) for key, value in environment.items()}})
        processes = dict(self.kept.get("processes", {}))
        processes[name] = {"pid": process.pid, "began": began(process.pid)}
        self["processes"] = processes
        begin = time.monotonic()
        while not ready():
            if process.poll() is not None:
                raise Refusal(f"{name} ended by itself. Its last words: {last_words(name)} The whole log: {LOGS / name}.log")
            if time.monotonic() - begin > patience:
                raise Refusal(f"{name} does not answer after {patience} s. Its log: {LOGS / name}.log; then: make stack-down, make stack")
            time.sleep(0.2)

    def end(self, name, patience=30, how=signal.SIGTERM):
        pid = self.process(name)
        if pid:
            say(f"ending {name}")
            os.kill(pid, how)
            begin = time.monotonic()
            while self.process(name):
                reap(pid)
                if time.monotonic() - begin > patience:
                    os.killpg(pid, signal.SIGKILL)
                time.sleep(0.1)
        processes = dict(self.kept.get("processes", {}))
        if processes.pop(name, None):
            self["processes"] = processes


def began(pid):
    """When a process began, in ticks; a number that is given again later belongs to one that began later."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


def reap(pid):
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass


def last_words(name):
    lines = (LOGS / f"{name}.log").read_text(errors="replace").strip().splitlines()
    return " / ".join(lines[-2:])


def free(port):
    """This port, if it is free on every address; else any other."""
    for wanted in (port, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0", wanted))
                return probe.getsockname()[1]
            except OSError:
                say(f"port {wanted} is taken; using a free one")
    raise Refusal("no port is free on this machine; end something that listens")


def answers(url, timeout=2):
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        return error.read() or b"-"
    except (OSError, ValueError):
        return None


def listens(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


# ── Docker ────────────────────────────────────────────────────────────────────────────────────────────────────
def docker(state, *arguments, **options):
    host = ["--host", state["docker"]] if state["docker"] else []
    return subprocess.run(["docker", *host, *arguments], capture_output=True, text=True, timeout=options.pop("timeout", 60), **options)


def engine(state):
    if not shutil.which("docker"):
        raise Refusal("Docker is missing. Install it: sudo apt-get install docker.io, or https://docs.docker.com/engine/install/")
    if state["docker"] and not state.process("dockerd"):
        state["docker"] = None
    if docker(state, "info").returncode == 0:
        return
    if not shutil.which("dockerd") or os.geteuid() != 0:
        raise Refusal("no Docker engine answers, and one can be started only as root with dockerd installed. Start yours, or: sudo apt-get install docker.io")
    say("starting a Docker engine")
    RUN.mkdir(mode=0o700, exist_ok=True)
    address = f"unix://{RUN}/docker.sock"
    state["docker"] = address
    try:
        state.start("dockerd", [
            "dockerd", "--host", address, "--data-root", HOME / "docker", "--exec-root", RUN / "exec", "--pidfile", RUN / "pid",
        ], lambda: docker(state, "info").returncode == 0, 60)
    except Refusal:
        state.end("dockerd")
        state["docker"] = None
        raise


def image(state):
    """The base image: the one that is there, the one that is named, or one made of Debian's packages."""
    there = [name for name in IMAGES if docker(state, "image", "inspect", name).returncode == 0]
    if len(there) == len(IMAGES):
        return
    source = os.environ.get("BEIAN_LAMBDA_IMAGE") or (there[0] if there else None)
    if source and docker(state, "image", "inspect", source).returncode:
        raise Refusal(f"the image BEIAN_LAMBDA_IMAGE={source} is not there; docker pull {source}")
    if not source:
        source = made_of_packages(state)
    for name in IMAGES:
        docker(state, "tag", source, name, check=True)


def made_of_packages(state):
    if not shutil.which("debootstrap"):
        raise Refusal(f"no image to run functions in. docker pull {IMAGES[0]}, or sudo apt-get install debootstrap to have one made")
    say("making the image that functions run in, which takes half a minute")
    rootfs = HOME / "rootfs"
    shutil.rmtree(rootfs, ignore_errors=True)
    release = dict(line.split("=", 1) for line in pathlib.Path("/etc/os-release").read_text().splitlines() if "=" in line)
    # The mirror that this machine's own packages come from.
    sites = subprocess.run(["apt-get", "indextargets", "--format", "$(SITE)"], capture_output=True, text=True).stdout.split()
    mirror = next((site for site in sites if "security" not in site), None)
    command = ["debootstrap", "--variant=minbase", "--include=ca-certificates", release["VERSION_CODENAME"], str(rootfs)]
    with open(LOGS / "debootstrap.log", "wb") as log:
        if subprocess.run(command + [mirror] * bool(mirror), stdout=log, stderr=log).returncode:
            raise Refusal(f"the image could not be made. debootstrap says: {last_words('debootstrap')}")
    for path, text in {
        # The runtime is the function itself.
        "var/runtime/bootstrap": "#!/bin/sh\nexec /var/task/bootstrap\n",
        "lambda-entrypoint.sh": "#!/bin/sh\nexec /usr/local/bin/aws-lambda-rie /var/runtime/bootstrap\n",
    }.items():
        (rootfs / path).parent.mkdir(parents=True, exist_ok=True)
        (rootfs / path).write_text(text)
        (rootfs / path).chmod(0o755)
    (rootfs / "var/task").mkdir(parents=True, exist_ok=True)
    name = "beian-lambda:latest"
    host = ["--host", state["docker"]] if state["docker"] else []
    packed = subprocess.Popen(["tar", "-C", rootfs, "--exclude=./var/cache/apt", "-c", "."], stdout=subprocess.PIPE)
    subprocess.run(["docker", *host, "import", "--change", "WORKDIR /var/task", "--change", 'ENTRYPOINT ["/lambda-entrypoint.sh"]',
                    "-", name], stdin=packed.stdout, stdout=subprocess.DEVNULL, check=True)
    packed.stdout.close()
    if packed.wait():
        raise Refusal("the image could not be packed; is the disk full?")
    shutil.rmtree(rootfs)
    return name


def gateway(state):
    """The address under which containers reach this machine."""
    described = json.loads(docker(state, "network", "inspect", "bridge").stdout or "[]")
    if not described:
        raise Refusal("this Docker engine has no network named bridge; start it without --bridge none")
    # An engine that has just made its first bridge does not name the gateway yet; it is the first address.
    pool = described[0]["IPAM"]["Config"][0]
    return pool.get("Gateway") or str(next(ipaddress.ip_network(pool["Subnet"]).hosts()))


def leftovers(state):
    """Removes containers of this clone's functions whose `sam local` is gone."""
    ours = []
    for container in docker(state, "ps", "--all", "--quiet").stdout.split():
        described = json.loads(docker(state, "inspect", container).stdout or "[]")
        sources = [mount.get("Source", "") for mount in described[0]["Mounts"]] if described else []
        if any(source.startswith(f"{ROOT}/target/lambda/") for source in sources):
            ours.append(container)
    if ours:
        say(f"removing {len(ours)} containers that were left over")
        docker(state, "rm", "--force", *ours)


# ── LocalStack and what the template asks of it ───────────────────────────────────────────────────────────────
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
                # It listens on every address whichever is named; one of them is the containers'.
                GATEWAY_LISTEN=f"0.0.0.0:{port}", **environment)


def resources(state, origin):
    """Makes table, buckets, queue and identities as the template describes them."""
    text = (ROOT / "template.yaml").read_text()
    wanted = template.data(text)
    digest = hashlib.sha256(json.dumps([wanted, origin], sort_keys=True).encode()).hexdigest()
    if state["laid_out"] == digest:
        return
    if state["laid_out"]:
        raise Refusal("template.yaml describes other data than the stack that runs, which would lose what is in it. To begin anew: make stack-down, make stack")
    say("making the table, the buckets and the queue that template.yaml describes")
    call = template.Caller(state["services"], REGION)
    made = call.create_stack(NAME, wanted, {"Origin": origin, "MailFrom": MAIL_FROM, "Province": PROVINCE})
    if made["status"] != "CREATE_COMPLETE":
        raise Refusal(f"LocalStack does not make what the template describes: {made['reason']}; is BEIAN_LOCALSTACK one that already has it?")
    call.query("ses", "VerifyDomainIdentity", Domain=MAIL_FROM.partition("@")[2])
    call.query("ses", "VerifyEmailIdentity", EmailAddress=MAIL_FROM)
    state["table"], state["bucket"] = made["BeianTable"], made["ScanBucket"]
    state["laid_out"] = digest


# ── Functions ─────────────────────────────────────────────────────────────────────────────────────────────────
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
        # Where a function's folder is; on AWS it is told, and the image that is made of packages does not tell.
        "BEIAN_FONT": "/var/task/font.ttf",
    })
    copy = HOME / "template.yaml"
    # Its own watch over code that changed misses some.
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


# ── The origin ────────────────────────────────────────────────────────────────────────────────────────────────
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


def anew():
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
    command = {"up": up, "down": down, "status": status, "anew": anew}.get(sys.argv[1] if len(sys.argv) == 2 else "")
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
