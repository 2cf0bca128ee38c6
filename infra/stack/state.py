"""The processes that a clone's stack runs, and the addresses at which they answer, in a file that tests and the front read."""

import hashlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOME = ROOT / ".tools/stack"
STATE = HOME / "state.json"
LOGS = HOME / "logs"
# Each clone has a name of its own, so that two clones do not meet; the name is short, as a socket's path must be.
NAME = "beian-" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
RUN = pathlib.Path("/tmp") / NAME


class Refusal(Exception):
    """A fault and its mend, in one line."""


def say(what):
    print(f"stack: {what}", flush=True)


class State:
    """The parts of the stack and the processes that this clone started, kept in a file after every step so that none is forgotten."""

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
    """The tick at which a process began; a process that has the same number later began at a later tick."""
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
    """The port, if it is free on every address; else any other port that is free."""
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
