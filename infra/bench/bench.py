"""Measures every function and writes docs/BENCH.md. `make bench` builds what it needs and calls it.

Counts (instructions, round trips, units, bytes) repeat; times do not, so they are given only as ratios to the
bare function's of the same run, taken in turns with it.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import socket
import statistics
import subprocess
import sys
import time
import tomllib

import yaml

from journey import Journey
from recorder import Recorder, Step, wait_for
from standin import ENVIRONMENT, Function, Replay, Runtime, Server, Tape, rest_event
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
import package  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSWORD = {  # they hash: time and memory are the point
    "register", "sign-in", "set-password", "change-password", "end-session", "begin-second-factor", "remove-second-factor", "export-data",
}
HEAVIER = {"upload-scan", "attach-scan", "view-scan", "send-notices", "purge", "import-claims"}  # S3 presigning, S3 or SES
CLAIMS = {"submit", "correct", "amend"}  # may take claims
JOBS = {"send-notices", "note-delivery", "watch-terms", "count-work", "publish-statistics", "purge", "import-claims"}
MILLION = 1_000_000

# The targets of each function.
INSTRUCTIONS, COLD, PEAK_MIB = 3.5, 2.0, 8.0
ZIP_KB, ZIP_KB_HEAVIER = 1600, 2400
ROUND_TRIPS, ROUND_TRIPS_READ, UNITS, UNITS_CLAIM = 2, 1, 4, 6
HASH_SHARE = 0.9


class Loader(yaml.SafeLoader):
    """Reads a template and leaves its tags without a value: the bench needs none of those values."""


Loader.add_multi_constructor("!", lambda loader, tag, node: None)


def template():
    """The routes by action, and the table, as template.yaml has them."""
    resources = yaml.load((ROOT / "template.yaml").read_text(encoding="utf-8"), Loader)["Resources"]
    routes = {}
    for resource in resources.values():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        properties = resource["Properties"]
        action = properties["CodeUri"].strip("/").split("/")[-1]
        http = [event["Properties"] for event in properties["Events"].values() if event["Type"] == "Api"]
        routes[action] = (http[0]["Method"].upper(), http[0]["Path"]) if http else None
    return routes, resources["BeianTable"]["Properties"]


def emulator(path, table):
    """Starts the DynamoDB emulator with the table, and gives its process and port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [path, "serve", "--host", "127.0.0.1", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_for(port)
    kept = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    wanted = {"TableName": "beian", "BillingMode": "PAY_PER_REQUEST", **{name: table[name] for name in kept}}
    status, told = Recorder.ask(type("Emulator", (), {"emulator": port}), "CreateTable", wanted)
    if status != 200:
        process.terminate()
        raise SystemExit(f"the emulator does not take the template's table: {told}")
    return process, port


class Figures:
    """The figures of one function."""

    def __init__(self):
        self.instructions = self.cold = self.warm = self.peak = self.size = self.zipped = None
        self.step = self.binary = None


def zipped(binary):
    return len(package.zipped(binary.read_bytes()))


def instructions(runtime, replay, binary, step, runs):
    """Instructions from the start until the function asks for its second event: the median of a few runs."""
    counted = []
    for _ in range(runs):
        replay.tape.rewind()
        valgrind = ["/usr/bin/valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        function = Function(runtime, binary, ENVIRONMENT, replay.ports, valgrind)
        try:
            expect(function.invoke(step.event), step.action)
            function.rest()
        finally:
            function.stop()
        counted.append(int(re.search(r"Collected : (\d+)", function.said()).group(1)))
    return statistics.median(counted), (max(counted) - min(counted)) / min(counted)


def expect(invoked, action):
    """A played-back run must succeed like the recorded one, or the figures are of something else."""
    _, _, kind, body = invoked
    status = json.loads(body or b"{}").get("statusCode", 200)
    if kind != "response" or status >= 300:
        raise SystemExit(f"{action} did not answer as it was recorded: {kind} {body.decode(errors='replace')[:400]}")


def times(runtime, replay, binary, step, colds, warms):
    """Seconds from spawn to the first answer, seconds of each later call, and the peak memory in KiB."""
    cold, warm, peak = [], [], 0
    for round in range(colds):
        replay.tape.rewind()
        function = Function(runtime, binary, ENVIRONMENT, replay.ports)
        try:
            sent, answered, kind, body = function.invoke(step.event)
            expect((sent, answered, kind, body), step.action)
            cold.append(answered - function.started)
            for _ in range(warms if round == colds - 1 else 0):
                replay.tape.rewind()
                sent, answered, _, _ = function.invoke(step.event)
                warm.append(answered - sent)
            function.rest()
            peak = max(peak, function.peak_kib())
        finally:
            function.stop()
    return cold, warm, peak


def measure(runtime, replay, binary, bare, step, bare_step, quick):
    """All figures of one function, in turns with the bare one."""
    found = Figures()
    found.step, found.binary = step, binary
    found.size, found.zipped = binary.stat().st_size, zipped(binary)
    slow = step.action in PASSWORD
    rounds, colds, warms = (1, 4, 20) if quick else (6, 5, 20 if slow else 100)
    mine, yours = ([], [], []), ([], [], [])
    for _ in range(rounds):
        for path, what, into in ((bare, bare_step, yours), (binary, step, mine)):
            replay.tape = what.tape
            cold, warm, peak = times(runtime, replay, path, what, colds, warms)
            into[0].extend(cold), into[1].extend(warm), into[2].append(peak)
    found.cold = statistics.median(mine[0]) / statistics.median(yours[0])
    found.warm = statistics.median(mine[1]) / statistics.median(yours[1])
    found.cold_ms, found.warm_ms = statistics.median(mine[0]) * 1e3, statistics.median(mine[1]) * 1e3
    found.peak = max(mine[2]) / 1024
    replay.tape = step.tape
    found.instructions, found.spread = instructions(runtime, replay, binary, step, 1 if quick else 3)
    return found


def hashing(hash_binary, sign_in, runtime, replay, rounds):
    """The share of argon2 in a warm sign-in: medians of the two, measured in turns."""
    alone, whole = [], []
    for _ in range(rounds):
        said = subprocess.run([hash_binary, "10"], capture_output=True, text=True, check=True).stdout
        alone.extend(float(line.split()[0]) for line in said.splitlines())
        replay.tape = sign_in.step.tape
        whole.extend(times(runtime, replay, sign_in.binary, sign_in.step, 1, 10)[1])
    return statistics.median(alone) / statistics.median(whole)


def mark(text, good):
    """A figure in Markdown: plain when it meets its target, bold when it does not."""
    return text if good else f"**{text}**"


def row(action, found, reads):
    step = found.step
    hashes, heavier, read = action in PASSWORD, action in HEAVIER, action in reads
    trips_wanted = ROUND_TRIPS_READ if read else ROUND_TRIPS
    units_wanted = 0 if read else UNITS_CLAIM if action in CLAIMS else UNITS
    job = action in JOBS
    calls = "".join(f" + {count} {name.upper()}" for name, count in step.calls.items())
    return [
        f"`{action}`",
        mark(f"{found.instructions / MILLION:.2f}", hashes or found.instructions <= INSTRUCTIONS * MILLION),
        mark(f"{found.cold:.2f}", hashes or found.cold <= COLD),
        f"{found.warm:.1f}",
        mark(f"{found.peak:.1f}", hashes or found.peak <= PEAK_MIB),
        f"{found.size / 1000:,.0f}",
        mark(f"{found.zipped / 1000:,.0f}", found.zipped <= (ZIP_KB_HEAVIER if heavier else ZIP_KB) * 1000),
        mark(f"{step.round_trips}{calls}", job or step.round_trips <= trips_wanted),
        mark(f"{step.write_units:g}", job or step.write_units <= units_wanted),
        f"{step.index_write_units:g}",
        f"{step.read_units:g}",
    ]


HEAD = [
    "function", "M instructions", "cold ×", "warm ×", "peak MiB", "binary kB", "zip kB",
    "round trips", "write units", "of indexes", "read units",
]


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return "\n".join(lines + ["| " + " | ".join(cells) + " |" for cells in rows])


def load():
    """The share of this machine's time that others take, over a second in which nothing is measured."""

    def spent():
        with open("/proc/stat", encoding="utf-8") as stat:
            counts = [int(count) for count in stat.readline().split()[1:]]
        return sum(counts), counts[3] + counts[4]

    before = spent()
    time.sleep(1)
    total, idle = (after - then for after, then in zip(spent(), before))
    return 1 - idle / total


def report(bare, figures, routes, missing, others, share):
    reads = {action for action, route in routes.items() if route and route[0] == "GET"}
    reads |= {"conflict-check", "unmask", "export-data", "show-progress"}
    wanted = [
        "*wanted*", f"≤ {INSTRUCTIONS}", f"≤ {COLD:.0f}", "", f"≤ {PEAK_MIB:.0f}", "",
        f"≤ {ZIP_KB:,}; S3, SES {ZIP_KB_HEAVIER:,}", f"≤ {ROUND_TRIPS}; read {ROUND_TRIPS_READ}",
        f"≤ {UNITS}; with a claim {UNITS_CLAIM}", "", "",
    ]
    yardstick = [
        "*bare function*", f"{bare.instructions / MILLION:.2f}", "1", "1", f"{bare.peak:.1f}", f"{bare.size / 1000:,.0f}",
        f"{bare.zipped / 1000:,.0f}", "", "", "", "",
    ]
    rows = [wanted, yardstick] + [row(action, figures[action], reads) for action in routes if action in figures]
    missed = sum("**" in cell for cells in rows for cell in cells)
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.split(" (")[0]
    lines = [
        "# Benchmark",
        "",
        "The last run of `make bench`, which writes this page.",
        "",
        table(HEAD, rows),
        "",
        f"{len(figures)} functions; {missed} figures are not as wanted: they stand in bold.",
        *([f"Not measured: {', '.join(missing)}."] if missing else []),
        *(["", f"Of a warm `sign-in`, argon2 alone takes {mark(f'{share:.0%}', share >= HASH_SHARE)} (wanted: at least {HASH_SHARE:.0%})."] if share else []),
        "",
        f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores, {rustc}. The bare function's first "
        f"answer came {bare.cold_ms:.1f} ms after its start and each later one after {bare.warm_ms:.2f} ms; "
        f"the instructions of repeated runs differed by at most {max([f.spread for f in figures.values()] + [bare.spread]):.3%}.",
        *(["", f"Other work took {others:.0%} of the machine: do not trust the times."] if others > 0.2 else []),
        "",
        "## How it is measured",
        "",
        "- Every function runs as on Lambda, each built as it is deployed but for this machine's processor, against a stand-in for the",
        "  runtime API that hands it one REST API event. The events make a filing's whole life, so each action does what it is for.",
        "- That life is played once against an embedded DynamoDB, and what the services answered is recorded. All other figures come from",
        "  playing it back: no emulator's time is in them, nor TLS, which needs AWS on the other end.",
        "- **M instructions**: millions, by callgrind, from the start of the process through its first request until it asks for the next.",
        "- **cold ×, warm ×**: time from spawning the process to its first answer, and of a later call; medians, as ratios to those of the",
        "  bare function (`infra/bench/bare`, which answers 200 and does nothing), measured in turns with it.",
        "- **peak MiB**: the most memory it had (VmHWM) after a hundred calls. The functions that hash passwords "
        f"({', '.join(f'`{a}`' for a in sorted(PASSWORD))}) are",
        "  exempt from this and from the first two.",
        "- **round trips**: of DynamoDB, one after another; calls made without waiting for each other are one. S3 and SES calls beside.",
        "- **write units, read units**: as DynamoDB counts them (`ReturnConsumedCapacity`): a transaction counts twice, an item in kilobytes",
        "  begun. **of indexes**: what the sparse indexes cost in addition.",
        "- argon2 alone: `infra/bench/bare/src/bin/hash.rs` hashes with the same parameters, built in the same way, in turns with sign-ins.",
        "- Jobs: `send-notices` is measured with one event that owes two letters, `note-delivery` with a report of one that was returned,",
        "  `watch-terms` with one reminder due, `count-work` with a few filings open, `publish-statistics` with a year of days, and `purge` and",
        "  `import-claims` with nothing to do. No bound on calls is set for them.",
        "",
    ]
    return "\n".join(lines), missed


def same_profile():
    """The bare function must be built like the others."""
    ours = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["profile"]["release"]
    bare = tomllib.loads((ROOT / "infra/bench/bare/Cargo.toml").read_text(encoding="utf-8"))["profile"]["release"]
    packages = ours.pop("package", {})  # the bare function has few of them
    alike = all(packages.get(name) == settings for name, settings in bare.pop("package", {}).items())
    if not alike or ours != bare:
        raise SystemExit("infra/bench/bare/Cargo.toml has another release profile than Cargo.toml: no fair yardstick")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    arguments.add_argument("actions", nargs="*", help="only these; docs/BENCH.md is then left alone")
    arguments.add_argument("--binaries", type=pathlib.Path, default=ROOT / "target/functions")
    arguments.add_argument("--bare", type=pathlib.Path, default=ROOT / "target/functions/bare")
    arguments.add_argument("--emulator", default=str(ROOT / ".tools/bin/dynoxide"))
    arguments.add_argument("--quick", action="store_true", help="few rounds, to see that it runs")
    given = arguments.parse_args()
    same_profile()

    routes, properties = template()
    binaries = {action: given.binaries / action for action in routes}
    missing = [action for action, binary in binaries.items() if not binary.exists()]
    if missing:
        raise SystemExit(f"not built: {', '.join(missing)}")
    server = Server()
    runtime = Runtime(server)
    process, port = emulator(given.emulator, properties)
    try:
        recorder = Recorder(server, port)
        steps = Journey(runtime, recorder, binaries, routes).run()
    finally:
        process.terminate()
        process.wait()

    others = load()
    replay = Replay(server)
    bare_step = Step("bare", lambda: rest_event("GET", "/v1/codes"), Tape(), {})
    bare = measure(runtime, replay, given.bare, given.bare, bare_step, bare_step, given.quick)
    figures = {}
    chosen = [action for action in routes if action in steps and (not given.actions or action in given.actions)]
    for action in chosen:
        found = figures[action] = measure(runtime, replay, binaries[action], given.bare, steps[action], bare_step, given.quick)
        print(
            f"{action:16} {found.instructions / MILLION:8.2f} M  cold {found.cold:5.2f}  warm {found.warm:5.2f}  "
            f"{found.peak:5.1f} MiB  zip {found.zipped / 1000:6.0f} kB  {found.step.round_trips} trips  "
            f"{found.step.write_units:g} + {found.step.index_write_units:g} write  {found.step.read_units:g} read  "
            f"{' '.join(found.step.operations)}",
            flush=True,
        )
    signed = figures.get("sign-in")
    share = signed and hashing(given.bare.with_name("hash"), signed, runtime, replay, 1 if given.quick else 6)
    text, missed = report(bare, figures, routes, [action for action in routes if action not in steps], others, share)
    if given.actions or given.quick:
        print(text)
    else:
        (ROOT / "docs/BENCH.md").write_text(text, encoding="utf-8")
        print(f"docs/BENCH.md is written: {len(figures)} functions, {missed} figures not as wanted.")


if __name__ == "__main__":
    sys.exit(main())
