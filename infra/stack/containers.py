"""The Docker engine, the image that functions run in, and the containers of this clone."""

import ipaddress
import json
import os
import pathlib
import platform
import shutil
import subprocess

from state import HOME, LOGS, ROOT, RUN, Refusal, last_words, say

ARCHITECTURE = "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
# The images that `sam local` looks for.
IMAGES = [f"public.ecr.aws/lambda/provided:al2023-{ARCHITECTURE}", "public.ecr.aws/lambda/provided:al2023"]


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
    """Tags the base image: the one that is there, the one that is named, or one made of Debian's packages."""
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
    """Removes containers of this clone's functions that a `sam local` left behind."""
    ours = []
    for container in docker(state, "ps", "--all", "--quiet").stdout.split():
        described = json.loads(docker(state, "inspect", container).stdout or "[]")
        sources = [mount.get("Source", "") for mount in described[0]["Mounts"]] if described else []
        if any(source.startswith(f"{ROOT}/target/lambda/") for source in sources):
            ours.append(container)
    if ours:
        say(f"removing {len(ours)} containers that were left over")
        docker(state, "rm", "--force", *ours)
